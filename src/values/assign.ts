import * as E from 'fp-ts/lib/Either.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import type { ValuesError } from './error.js'
import type { Assignment } from './layer.js'
import { type FromText, fieldAt, type Schema } from './leaf.js'
import { openMap } from './merge.js'

/**
 * Lays one assignment over `data`. The schema decides what its text means. A list index must exist, in `data` or else
 * in the list's default, or be the next one: else IndexOutOfRange. A key of a map of strings whose dots are not escaped
 * is an InvalidValue. `data` is not changed.
 */
export const assign = (
  schema: Schema,
  data: JsonObject,
  assignment: Assignment,
  origin: string,
): E.Either<ValuesError, JsonObject> => {
  const key = splitKey(schema, assignment.path)
  if (key !== null) {
    const expected = `a string (write ${key.text}: a dot in a key is escaped)`
    return E.left({ _tag: 'InvalidValue', path: key.path, expected, actual: {}, place: { origin } })
  }
  const value = fromText(schema, assignment)
  const put = (node: Schema | null, here: Json | undefined, depth: number): E.Either<ValuesError, Json> => {
    const step = assignment.path[depth]
    if (step === undefined) return E.right(value)
    if (typeof step === 'string') {
      const start = here ?? (node?._tag === 'Leaf' ? openMap(node) : undefined)
      const map = isObject(start) ? start : {}
      return E.map((item: Json): Json => ({ ...map, [step]: item }))(
        put(fieldAt(node, step), get(map, step), depth + 1),
      )
    }
    const list = isArray(here) ? here : here === undefined ? defaultList(node) : []
    if (step > list.length) {
      const path = assignment.path.slice(0, depth + 1)
      return E.left({ _tag: 'IndexOutOfRange', path, length: list.length, place: { origin } })
    }
    return E.map((item: Json): Json => [...list.slice(0, step), item, ...list.slice(step + 1)])(
      put(fieldAt(node, step), list[step], depth + 1),
    )
  }
  return E.map((result: Json) => result as JsonObject)(put(schema, data, 0)) // a path is never empty: the result is a map
}

/** A key of a map of strings that has dots which were taken for steps: `nodeSelector.kubernetes.io/os`. */
const splitKey = (schema: Schema, path: Path): { readonly path: Path; readonly text: string } | null => {
  let node: Schema | null = schema
  for (const [depth, step] of path.entries()) {
    const next = fieldAt(node, step)
    if (node?._tag === 'Leaf' && next === null) {
      const rest = path.slice(depth)
      const isSplit = node.merges && node.fromText === 'strings' && rest.length > 1
      return isSplit && rest.every((key) => typeof key === 'string')
        ? { path: path.slice(0, depth + 1), text: rest.map((key) => key.replaceAll('.', '\\.')).join('\\.') }
        : null
    }
    node = next
  }
  return null
}

const defaultList = (node: Schema | null): ReadonlyArray<Json> => {
  const fallback = node?._tag === 'Leaf' ? (node.fallback?.value as Json | undefined) : undefined // tables hold plain data
  return fallback !== undefined && isArray(fallback) ? fallback : []
}

/** Text becomes data: by the schema where it knows the value, else by Helm's guess. */
const fromText = (schema: Schema, assignment: Assignment): Json => {
  const kind = kindAt(schema, assignment.path)
  const one = (text: string): Json => {
    if (assignment.asString) return text
    if (text === 'null') return null
    if (kind === 'string' || kind === 'strings') return text
    if ((kind === 'boolean' || kind === 'guess') && (text === 'true' || text === 'false'))
      return text === 'true'
    const number = /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN
    return kind !== 'boolean' && Number.isSafeInteger(number) ? number : text
  }
  return typeof assignment.text === 'string' ? one(assignment.text) : assignment.text.map(one)
}

const kindAt = (schema: Schema, path: Path): FromText => {
  let node = schema
  for (const step of path) {
    const next = fieldAt(node, step)
    if (next === null && node._tag === 'Group') return 'guess'
    if (next === null) break
    node = next
  }
  if (node._tag === 'Leaf' && node.item !== undefined) return kindAt(node.item, [])
  if (node._tag === 'Leaf') {
    if (node.fromText !== 'environment') return node.fromText
    return path.at(-1) === 'optional' ? 'boolean' : 'string'
  }
  return node.shorthand === null ? 'guess' : kindAt(node, [node.shorthand])
}
