import { get, isObject, type Json, type JsonObject } from '../json.js'
import type { Fields, Group, Schema } from './schema.js'

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
 * `data` with the default of each open map that it does not have, so that keys are laid over defaults one by one, also
 * after a `null` took the whole map away. Law: idempotent.
 */
export const withMapDefaults = (schema: Group<Fields>, data: JsonObject): JsonObject => {
  const filled: Record<string, Json> = { ...data }
  for (const [key, field] of Object.entries(schema.fields)) {
    const given = get(data, key)
    if (field._tag === 'Leaf') {
      if (given === undefined && field.merges && field.fallback !== null)
        filled[key] = field.fallback.value as Json // tables hold plain data
    } else if (given === undefined || isObject(given)) filled[key] = withMapDefaults(field, given ?? {})
  }
  return filled
}
