import * as E from 'fp-ts/lib/Either.js'
import {
  at,
  byCodePoint,
  get,
  isArray,
  isObject,
  type Json,
  type JsonArray,
  type JsonObject,
  nearest,
  type Path,
} from '../json.js'
import { positionOf } from '../position.js'
import { assign } from './assign.js'
import type { Place, ValuesError } from './error.js'
import { frozen } from './frozen.js'
import type { ValuesLayer } from './layer.js'
import type { Fields, Group, Leaf, ValueOf } from './leaf.js'
import { expand, layOver, withoutNulls } from './merge.js'
import { ordered } from './ordered.js'
import { vanished } from './vanished.js'

/** What the layers give, merged in their order, before decoding. Fails with IndexOutOfRange of a `--set`. */
export const mergeLayers = (
  schema: Group<Fields>,
  layers: ReadonlyArray<ValuesLayer>,
): E.Either<ReadonlyArray<ValuesError>, JsonObject> => {
  const errors: ValuesError[] = []
  let merged: JsonObject = {}
  for (const layer of layers) {
    merged = layOver(schema, merged, expanded(schema, layer.values))
    for (const assignment of layer.assignments ?? []) {
      const result = assign(schema, merged, assignment, layer.origin)
      if (E.isLeft(result)) errors.push(result.left)
      else merged = withoutNulls(schema, expanded(schema, result.right)) as JsonObject // a map stays a map
    }
  }
  return errors.length > 0 ? E.left(errors) : E.right(merged)
}

const expanded = (schema: Group<Fields>, data: JsonObject): JsonObject => expand(schema, data) as JsonObject // a map stays a map

/**
 * Decodes merged values by a table, strictly: an unknown key is an error, also one whose value is `null`. All errors are reported together. The result is
 * frozen, and the order of its keys is not that of the input.
 * `overlays` are the names of overlays that exist but are not selected: their values are named as such.
 */
export const decode = <S extends Group<Fields>>(
  schema: S,
  merged: JsonObject,
  layers: ReadonlyArray<ValuesLayer>,
  overlays: ReadonlyArray<string>,
): E.Either<ReadonlyArray<ValuesError>, ValueOf<S>> => {
  const errors: ValuesError[] = []
  const locate = (path: Path): Place => placeOf(layers, path)

  const unknown = (table: Group<Fields>, path: Path): void => {
    const key = String(path.at(-1))
    const known = Object.keys(table.fields)
    const overlay = path.length === 1 && overlays.includes(key) ? key : null
    const candidates = path.length === 1 ? [...known, ...overlays] : known
    errors.push({
      _tag: 'UnknownValue',
      path,
      nearest: nearest(key, candidates),
      known: known.toSorted(byCodePoint),
      overlay,
      place: locate(path),
    })
  }

  const group = (table: Group<Fields>, data: Json | undefined, path: Path): JsonObject => {
    if (data !== undefined && !isObject(data)) {
      errors.push({
        _tag: 'InvalidValue',
        path,
        expected: `a map of ${names(table)}`,
        actual: data,
        place: locate(path),
      })
      return {}
    }
    for (const key of Object.keys(data ?? {}).sort(byCodePoint)) {
      if (!Object.hasOwn(table.fields, key)) unknown(table, [...path, key])
    }
    const decoded: Record<string, Json> = {}
    for (const key of Object.keys(table.fields)) {
      const field = table.fields[key] as Fields[string] // an own key
      const value = data === undefined ? undefined : get(data, key)
      const isDefault = value === undefined && field._tag === 'Leaf' && field.fallback !== null
      if (isDefault) decoded[key] = defaultOf(field)
      else if (field._tag === 'Group') decoded[key] = group(field, value, [...path, key])
      else decoded[key] = leaf(field, value, [...path, key])
    }
    return Object.freeze(decoded)
  }

  const leaf = (field: Leaf<unknown>, value: Json | undefined, path: Path): Json => {
    if (value === undefined || value === null) {
      if (field.fallback === null)
        errors.push({ _tag: 'MissingValue', path, doc: field.doc, example: field.example })
      return defaultOf(field)
    }
    if (field.item !== undefined && isArray(value)) return list(field.item, value, path)
    const result = field.codec.decode(value)
    if (E.isRight(result)) return frozen(ordered(result.right as Json)) // codecs of tables give plain data
    for (const { context } of result.left) {
      const here = [...path, ...stepsOf(value, context.slice(1))]
      const expected = context.at(-1)?.type.name ?? field.codec.name
      const written = context.at(-1)?.actual === undefined ? here.slice(0, -1) : here
      const actual = (context.at(-1)?.actual as Json | undefined) ?? null // a part of the data, or a key of it
      errors.push({ _tag: 'InvalidValue', path: here, expected, actual, place: locate(written) })
    }
    return value
  }

  const list = (item: Group<Fields>, value: JsonArray, path: Path): Json =>
    Object.freeze(value.map((one, i) => group(item, one, [...path, i])))

  for (const [table, path] of vanished(schema, merged, layers)) unknown(table, path)
  const decoded = group(schema, merged, [])
  return errors.length > 0 ? E.left(errors) : E.right(decoded as unknown as ValueOf<S>) // every leaf passed its codec
}

/** `null` for a required value. What a table holds is plain, valid and frozen, but for the order of its keys. */
const defaultOf = ({ merges, fallback }: Leaf<unknown>): Json => {
  const value = (fallback?.value ?? null) as Json // tables hold plain data
  return merges ? frozen(ordered(value)) : value
}

/** The keys of an io-ts context as steps into `value`: what stands in a list is counted, all else is a name. */
const stepsOf = (value: Json, context: ReadonlyArray<{ readonly key: string }>): Path => {
  const steps: Array<string | number> = []
  for (const { key } of context) steps.push(isArray(at(value, steps) ?? null) ? Number(key) : key)
  return steps
}

const names = (table: Group<Fields>): string => {
  const all = Object.keys(table.fields).toSorted(byCodePoint)
  return all.length > 6 ? `${all.slice(0, 5).join(', ')}, …` : all.join(', ')
}

/** The place of the strongest layer that writes `path` (or something around or below it). */
export const placeOf = (layers: ReadonlyArray<ValuesLayer>, path: Path): Place => {
  for (const layer of layers.toReversed()) {
    if ((layer.assignments ?? []).some((assignment) => touches(assignment.path, path)))
      return { origin: layer.origin }
    if (writes(layer.values, path)) {
      const position = layer.positions === undefined ? undefined : positionOf(layer.positions, path)
      return position === undefined ? { origin: layer.origin } : { origin: layer.origin, position }
    }
  }
  return { origin: 'by default' }
}

/** Whether one path is the other, or leads to it. */
export const touches = (a: Path, b: Path): boolean => a.every((step, i) => i >= b.length || b[i] === step)

/** A shorthand counts: `namespace: ml` writes `namespace.name`. */
const writes = (values: JsonObject, path: Path): boolean => {
  const value = at(values, path)
  if (value !== undefined) return true
  const around = path.length > 1 ? at(values, path.slice(0, -1)) : undefined
  return around !== undefined && !isObject(around)
}
