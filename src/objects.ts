/** The objects of an evaluated installation, and where each stands in it. */
import { components } from './components/installation.js'
import { isObject, type Json, type JsonObject, type Path } from './json.js'

/** An object before its namespace and its canonical form. */
export interface Placed {
  readonly object: JsonObject
  /** From the installation: component, then the names that lead to it. */
  readonly path: Path
}

/** What belongs to ClearML Server, and is not there where `server.enabled` is false. */
const ofServer: ReadonlyArray<string> = ['configuration', 'credentials', ...components, 'expose']

/** Every object that is not switched off, in the order of the installation. Whatever has a `kind` is one. */
export const objectsOf = (installation: JsonObject, hasServer: boolean): ReadonlyArray<Placed> =>
  Object.entries(installation).flatMap(([name, component]) =>
    name === 'config' || name === 'values' || (!hasServer && ofServer.includes(name))
      ? []
      : placed(component, [name]),
  )

/** Names of the components that values have switched off, as their objects would be called. */
export const switchedOff = (installation: JsonObject): ReadonlyArray<string> =>
  Object.entries(installation).flatMap(([name, component]) => (component === null ? [`clearml-${name}`] : []))

const placed = (value: Json, path: Path): ReadonlyArray<Placed> => {
  if (!isObject(value)) return []
  return typeof value.kind === 'string'
    ? [{ object: value, path }]
    : Object.entries(value).flatMap(([name, below]) => placed(below, [...path, name]))
}
