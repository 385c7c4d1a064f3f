/** Function configs that describe an installation: of kind ClearML, and the ConfigMap of kpt's `-- key=value`. */
import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { get, isArray, isObject, type Json, type JsonObject, nearest, type Path, showPath } from '../json.js'
import type { Place } from '../position.js'
import { parseAssignments } from '../values/assignment.js'
import type { ValuesLayer } from '../values/layer.js'
import type { FunctionConfig } from './functionConfig.js'
import type { Fault } from './result.js'

/** A deployment as `clearml.yaml` has it, without files. Layers with an `overlay` hold values of that one alone. */
export interface Described {
  readonly preset: string | null
  /** Each once. */
  readonly overlays: ReadonlyArray<string>
  readonly layers: ReadonlyArray<ValuesLayer>
  /** Entries of Kustomize's `patches`. */
  readonly patches: ReadonlyArray<Json>
}

type Faults = ReadonlyArray<Fault>

/** Where the config writes the value that an error of a build is about, if it says that. */
export const pathIn = ({ _tag, origin }: FunctionConfig, place: Place | undefined, path: Path): Path => {
  if (place?.origin !== origin) return []
  return _tag === 'ConfigMap' ? ['data', showPath(path)] : ['values', ...path]
}

/** Fails with all that is wrong with its shape. What its names and values mean is judged by who builds it. */
export const describedIn = (config: FunctionConfig): E.Either<Faults, Described> =>
  config._tag === 'ConfigMap' ? ofConfigMap(config) : ofClearML(config)

const FIELDS = ['preset', 'overlays', 'values', 'patches'] as const
const HEAD = ['apiVersion', 'kind', 'metadata']

const ofClearML = ({ data, origin }: FunctionConfig): E.Either<Faults, Described> => {
  const faultAt = (path: Path, words: string): Fault => ({
    message: `${origin}: ${showPath(path)}: ${words}`,
    path,
  })
  const { preset, overlays, values, patches } = Object.fromEntries(
    FIELDS.map((field) => [field, get(data, field) ?? null]),
  )
  const entries = isArray(overlays ?? null) ? (overlays as ReadonlyArray<Json>) : [] // a list
  const read = entries.map((item, i) => overlayIn(item, ['overlays', i], faultAt))
  const faults = [
    ...unknownKeys(data, [...FIELDS, ...HEAD], [], faultAt),
    ...(isNullOr(preset, (one) => typeof one === 'string') ? [] : [faultAt(['preset'], 'expected a name')]),
    ...(isNullOr(overlays, isArray) ? [] : [faultAt(['overlays'], 'expected a list')]),
    ...(isNullOr(values, isObject) ? [] : [faultAt(['values'], 'expected a map')]),
    ...(isNullOr(patches, isArray) ? [] : [faultAt(['patches'], 'expected a list')]),
    ...RA.lefts(read).flat(),
    ...(isArray(patches) ? patches.flatMap((item, i) => fileIn(item, ['patches', i], faultAt)) : []),
  ]
  if (faults.length > 0) return E.left(faults)
  const chosen = RA.rights(read)
  return E.right({
    preset: typeof preset === 'string' ? preset : null,
    overlays: [...new Set(chosen.map(({ name }) => name))],
    layers: [
      ...chosen
        .filter(({ values: own }) => Object.keys(own).length > 0)
        .map(
          ({ name, values: own }): ValuesLayer => ({
            origin: `${origin}: overlays`,
            tier: 'user',
            values: { [name]: own },
            overlay: name,
          }),
        ),
      { origin, tier: 'user', values: isObject(values) ? values : {} },
    ],
    patches: isArray(patches) ? patches : [],
  })
}

type FaultAt = (path: Path, words: string) => Fault

const isNullOr = (value: Json | undefined, holds: (value: Json) => boolean): boolean =>
  value === undefined || value === null || holds(value)

const unknownKeys = (
  map: JsonObject,
  known: ReadonlyArray<string>,
  path: Path,
  faultAt: FaultAt,
): ReadonlyArray<Fault> =>
  Object.keys(map)
    .filter((key) => !known.includes(key))
    .map((key) => {
      const near = nearest(key, known)
      const hint = near.length > 0 ? `did you mean ${near.join(' or ')}?` : `there are ${known.join(', ')}`
      return faultAt([...path, key], `no such field; ${hint}`)
    })

const NO_FILES = 'a function reads no files'

const overlayIn = (
  item: Json,
  path: Path,
  faultAt: FaultAt,
): E.Either<Faults, { readonly name: string; readonly values: JsonObject }> => {
  const isPath = (text: string): boolean => /[/.]/.test(text)
  if (typeof item === 'string') {
    return isPath(item)
      ? E.left([faultAt(path, `${NO_FILES}; expected the name of an overlay, got ${JSON.stringify(item)}`)])
      : E.right({ name: item, values: {} })
  }
  if (isObject(item) && get(item, 'path') !== undefined) {
    return E.left([faultAt([...path, 'path'], `${NO_FILES}; expected the name of an overlay`)])
  }
  const name = isObject(item) ? get(item, 'name') : undefined
  const values = isObject(item) ? (get(item, 'values') ?? {}) : {}
  if (!isObject(item) || typeof name !== 'string') {
    return E.left([
      faultAt(path, 'expected the name of an overlay, or a map such as {name: nfs, values: {…}}'),
    ])
  }
  const unknown = unknownKeys(item, ['name', 'values'], path, faultAt)
  if (unknown.length > 0) return E.left(unknown)
  return isObject(values)
    ? E.right({ name, values })
    : E.left([faultAt([...path, 'values'], 'expected a map')])
}

const fileIn = (item: Json, path: Path, faultAt: FaultAt): ReadonlyArray<Fault> => {
  const isNamed = isObject(item) && get(item, 'path') !== undefined && get(item, 'kind') === undefined
  return typeof item === 'string' || isNamed
    ? [faultAt(path, `${NO_FILES}; expected an entry of Kustomize's patches`)]
    : []
}

/** `preset`, `overlays` with commas between their names, and for all other keys what `--set KEY=VALUE` means. */
const ofConfigMap = ({ data, origin }: FunctionConfig): E.Either<Faults, Described> => {
  const given = get(data, 'data') ?? {}
  if (!isObject(given)) return E.left([{ message: `${origin}: data: expected a map`, path: ['data'] }])
  const texts = Object.entries(given).map(([key, value]) => [key, textOf(value)] as const)
  const read = texts
    .filter(([key]) => key !== 'preset' && key !== 'overlays')
    .map(([key, value]) => layerOf(key, value, origin))
  const overlays = texts.find(([key]) => key === 'overlays')?.[1] ?? ''
  const faults = RA.lefts(read)
  if (faults.length > 0) return E.left(faults)
  return E.right({
    preset: texts.find(([key]) => key === 'preset')?.[1] || null,
    overlays: [...new Set(overlays.split(',').map((name) => name.trim()))].filter((name) => name !== ''),
    layers: RA.rights(read),
    patches: [],
  })
}

const textOf = (value: Json): string =>
  typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)

const layerOf = (key: string, value: string, origin: string): E.Either<Fault, ValuesLayer> => {
  const read = parseAssignments(`${key}=${value}`, false)
  return E.isLeft(read)
    ? E.left({ message: `${origin}: data: ${key}: ${read.left.reason}`, path: ['data', key] })
    : E.right({ origin, tier: 'user', values: {}, assignments: read.right })
}
