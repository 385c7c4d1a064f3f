/** The objects of an evaluated installation, and where each stands in it. */
import { claimNameOf, volumeNameOf } from './components/dataNames.js'
import { components, volumes } from './components/installation.js'
import { volumesInside } from './components/stores.js'
import { at, isObject, type Json, type JsonObject, type Path } from './json.js'
import { identity } from './kube/identity.js'
import type { Values } from './values/table.js'

/** An object before its namespace and its canonical form. */
export interface Placed {
  readonly object: JsonObject
  /** From the installation: component, then the names that lead to it. */
  readonly path: Path
}

/** What belongs to ClearML Server, and is not there where `server.enabled` is false. */
const ofServer: ReadonlyArray<string> = ['configuration', 'credentials', ...components, 'expose', 'retention']

/** Every object that is not switched off, in the order of the installation. Whatever has a `kind` is one. */
export const objectsOf = (installation: JsonObject, hasServer: boolean): ReadonlyArray<Placed> =>
  Object.entries(installation).flatMap(([name, component]) =>
    name === 'config' || name === 'values' || (!hasServer && ofServer.includes(name))
      ? []
      : placed(component, [name]),
  )

/** Names of the objects that values have switched off: those of ClearML Server, of components, and of workers. */
export const switchedOff = (installation: JsonObject, values: Values): ReadonlyArray<string> => {
  const server = values.server.enabled
    ? []
    : objectsOf(installation, true).flatMap(({ object, path: [component] }) =>
        ofServer.includes(String(component)) ? [identity(object).name] : [],
      )
  const components = Object.entries(installation).flatMap(([name, component]) =>
    component === null ? [`clearml-${name}`, `clearml-${name}-data`] : [],
  )
  const stores = volumes
    .filter((of) => !volumesInside(values).includes(of))
    .flatMap((of) => [`clearml-${of}`, claimNameOf(of), volumeNameOf(values, of)])
  const off = workers.filter(
    ({ path }) =>
      at(values as unknown as JsonObject, path) !== undefined && // decoded data
      at(installation, [...path, 'deployment']) === null,
  )
  return [...server, ...components, ...stores, ...off.map(({ name }) => name)]
}

/** What overlays run beside the server, by path, in the values as in the installation; and how its objects are called. */
const workers: ReadonlyArray<{ readonly path: Path; readonly name: string }> = [
  { path: ['agents', 'static'], name: 'clearml-agent' },
  { path: ['agents', 'services'], name: 'clearml-agent-services' },
  { path: ['serving', 'statistics'], name: 'clearml-serving-statistics' },
  { path: ['serving', 'triton'], name: 'clearml-serving-triton' },
]

const placed = (value: Json, path: Path): ReadonlyArray<Placed> => {
  if (!isObject(value)) return []
  return typeof value.kind === 'string'
    ? [{ object: value, path }]
    : Object.entries(value).flatMap(([name, below]) => placed(below, [...path, name]))
}
