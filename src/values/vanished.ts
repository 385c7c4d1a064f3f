import { at, byCodePoint, get, isObject, type Json, type JsonObject, type Path, showPath } from '../json.js'
import type { ValuesLayer } from './layer.js'
import { expand } from './merge.js'
import type { Fields, Group } from './schema.js'

/**
 * The unknown keys that some layer writes and that are not in `merged`, for a `null` took them away: each path once, with
 * the group that does not have it.
 */
export const vanished = (
  schema: Group<Fields>,
  merged: JsonObject,
  layers: ReadonlyArray<ValuesLayer>,
): ReadonlyArray<readonly [Group<Fields>, Path]> => {
  const written = layers.flatMap(({ values, assignments = [] }) => [
    ...unknownKeys(schema, expand(schema, values), []),
    ...assignments.flatMap(({ path }) => unknownStep(schema, path)),
  ])
  const gone = written.filter(([, path]) => at(merged, path) === undefined)
  const byPath = new Map(gone.map((one) => [showPath(one[1]), one]))
  return [...byPath].toSorted(([a], [b]) => byCodePoint(a, b)).map(([, one]) => one)
}

const unknownKeys = (
  group: Group<Fields>,
  data: Json,
  path: Path,
): ReadonlyArray<readonly [Group<Fields>, Path]> =>
  isObject(data)
    ? Object.keys(data).flatMap((key) => {
        const here = [...path, key]
        if (!Object.hasOwn(group.fields, key)) return [[group, here] as const]
        const field = group.fields[key]
        return field?._tag === 'Group' ? unknownKeys(field, get(data, key) ?? null, here) : []
      })
    : []

const unknownStep = (schema: Group<Fields>, path: Path): ReadonlyArray<readonly [Group<Fields>, Path]> => {
  let group = schema
  for (const [depth, step] of path.entries()) {
    if (typeof step === 'number') return []
    if (!Object.hasOwn(group.fields, step)) return [[group, path.slice(0, depth + 1)]]
    const field = group.fields[step]
    if (field?._tag !== 'Group') return []
    group = field
  }
  return []
}
