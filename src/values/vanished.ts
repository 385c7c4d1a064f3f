import {
  at,
  byCodePoint,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  showPath,
} from '../json.js'
import type { ValuesLayer } from './layer.js'
import { type Fields, fieldAt, type Group, type Schema } from './leaf.js'
import { expand } from './merge.js'

/** A key, and the group that does not have it. */
type Unknown = readonly [Group<Fields>, Path]

/**
 * The unknown keys that some layer writes and that are not in `merged`, for a `null` took them away, or another list the
 * item that they stand in: each path once.
 */
export const vanished = (
  schema: Group<Fields>,
  merged: JsonObject,
  layers: ReadonlyArray<ValuesLayer>,
): ReadonlyArray<Unknown> => {
  const written = layers.flatMap(({ values, assignments = [] }) => [
    ...unknownKeys(schema, expand(schema, values), []),
    ...assignments.flatMap(({ path }) => unknownStep(schema, path)),
  ])
  const gone = written.filter(([, path]) => at(merged, path) === undefined)
  const byPath = new Map(gone.map((one) => [showPath(one[1]), one]))
  return [...byPath].toSorted(([a], [b]) => byCodePoint(a, b)).map(([, one]) => one)
}

const unknownKeys = (schema: Schema | null, data: Json, path: Path): ReadonlyArray<Unknown> => {
  if (schema?._tag === 'Leaf') {
    return isArray(data) ? data.flatMap((one, i) => unknownKeys(fieldAt(schema, i), one, [...path, i])) : []
  }
  if (schema === null || !isObject(data)) return []
  return Object.entries(data).flatMap(([key, value]) => {
    const here = [...path, key]
    const field = fieldAt(schema, key)
    return field === null ? [[schema, here] as const] : unknownKeys(field, value, here)
  })
}

const unknownStep = (schema: Group<Fields>, path: Path): ReadonlyArray<Unknown> => {
  let here: Schema = schema
  for (const [depth, step] of path.entries()) {
    const next = fieldAt(here, step)
    if (next === null) {
      return here._tag === 'Group' && typeof step === 'string' ? [[here, path.slice(0, depth + 1)]] : []
    }
    here = next
  }
  return []
}
