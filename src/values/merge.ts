import { get, isObject, type Json, type JsonObject } from '../json.js'
import type { Fields, Group, Leaf, Schema } from './schema.js'

/**
 * `above` laid over `below`: maps merge, lists and scalars replace, `null` takes the key away.
 * Laws: associative on data without `null` in which what is a map here is a map everywhere; `{}` is the identity;
 * idempotent; neither argument is changed.
 */
export const merge = (below: JsonObject, above: JsonObject): JsonObject => {
  const merged: Record<string, Json> = { ...below }
  for (const [key, value] of Object.entries(above)) {
    const under = get(below, key)
    if (value === null) delete merged[key]
    else if (isObject(value)) merged[key] = merge(isObject(under) ? under : {}, value)
    else merged[key] = value
  }
  return merged
}

/** Writes the shorthands of a table out: `namespace: ml` becomes `namespace: {name: ml}`. */
export const expand = (schema: Schema, data: Json): Json => {
  if (schema._tag === 'Leaf' || data === null) return data
  if (!isObject(data))
    return schema.shorthand === null || Array.isArray(data) ? data : { [schema.shorthand]: data }
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined
      return [key, field === undefined ? value : expand(field, value)]
    }),
  )
}

/**
 * `above` laid over `below`, by a table: what is given of an open map is laid over its default key by key, also after a
 * `null` took the whole map away. What neither gives is not in the result. Neither argument is changed.
 */
export const layOver = (schema: Group<Fields>, below: JsonObject, above: JsonObject): JsonObject => {
  const merged: Record<string, Json> = { ...below }
  for (const key of Object.keys(above)) {
    const value = above[key] as Json // an own key
    const field = Object.hasOwn(schema.fields, key) ? schema.fields[key] : undefined
    if (value === null) delete merged[key]
    else if (!isObject(value)) merged[key] = value
    else {
      const under = get(below, key) ?? (field?._tag === 'Leaf' ? openMap(field) : undefined)
      const map = isObject(under) ? under : {}
      merged[key] = field?._tag === 'Group' ? layOver(field, map, value) : merge(map, value)
    }
  }
  return merged
}

/** What the keys of an open map are laid over; `undefined` for any other value. */
export const openMap = ({ merges, fallback }: Leaf<unknown>): Json | undefined =>
  merges ? (fallback?.value as Json | undefined) : undefined // tables hold plain data
