import { get, isObject, type Json, type JsonObject } from '../json.js'
import type { Schema } from './schema.js'

/**
 * `above` laid over `below`: maps merge, lists and scalars replace, `null` takes the key away.
 * Laws: associative on data without `null`; `{}` is the identity; neither argument is changed.
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

/** The defaults of a table's open maps: the lowest layer, so that keys are laid over them one by one. */
export const mapDefaults = (schema: Schema): JsonObject => {
  if (schema._tag === 'Leaf') return {}
  const defaults: Record<string, Json> = {}
  for (const [key, field] of Object.entries(schema.fields)) {
    if (field._tag === 'Group') defaults[key] = mapDefaults(field)
    else if (field.merges && field.fallback !== null) defaults[key] = field.fallback.value as Json // tables hold plain data
  }
  return defaults
}
