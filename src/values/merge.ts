import { get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import { type Fields, fieldAt, type Group, type Leaf, type Schema } from './leaf.js'

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

/** Writes the shorthands of a table out: `namespace: ml` becomes `namespace: {name: ml}`. Idempotent. */
export const expand = (schema: Schema, data: Json): Json => {
  if (schema._tag === 'Leaf') return eachItem(schema, data, (item, one) => expand(item, one))
  if (data === null) return data
  if (!isObject(data)) return schema.shorthand === null || isArray(data) ? data : { [schema.shorthand]: data }
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => {
      const field = fieldAt(schema, key)
      return [key, field === null ? value : expand(field, value)]
    }),
  )
}

/**
 * `above` laid over `below`, by a table: what is given of an open map is laid over its default key by key, also after a
 * `null` took the whole map away; each item of a list of groups is laid over nothing. What neither gives is not in the
 * result. Neither argument is changed.
 */
export const layOver = (schema: Group<Fields>, below: JsonObject, above: JsonObject): JsonObject => {
  const merged: Record<string, Json> = { ...below }
  for (const key of Object.keys(above)) {
    const value = above[key] as Json // an own key
    const field = fieldAt(schema, key)
    if (value === null) delete merged[key]
    else if (!isObject(value)) merged[key] = eachItem(field, value, layItem)
    else {
      const under = get(below, key) ?? (field?._tag === 'Leaf' ? openMap(field) : undefined)
      const map = isObject(under) ? under : {}
      merged[key] = field?._tag === 'Group' ? layOver(field, map, value) : merge(map, value)
    }
  }
  return merged
}

const layItem = (item: Group<Fields>, one: Json): Json => (isObject(one) ? layOver(item, {}, one) : one)

/** `data` without the keys whose value is `null`, also in the items of lists of groups. Idempotent. */
export const withoutNulls = (schema: Schema | null, data: Json): Json =>
  isObject(data)
    ? Object.fromEntries(
        Object.entries(data).flatMap(
          ([key, value]): ReadonlyArray<readonly [string, Json]> =>
            value === null ? [] : [[key, withoutNulls(fieldAt(schema, key), value)]],
        ),
      )
    : eachItem(schema, data, withoutNulls)

/** `data` with each item changed, if it is a list of groups. */
const eachItem = (
  field: Schema | null,
  data: Json,
  change: (item: Group<Fields>, one: Json) => Json,
): Json => {
  const item = field?._tag === 'Leaf' ? field.item : undefined
  return item !== undefined && isArray(data) ? data.map((one) => change(item, one)) : data
}

/** What the keys of an open map are laid over; `undefined` for any other value. */
export const openMap = ({ merges, fallback }: Leaf<unknown>): Json | undefined =>
  merges ? (fallback?.value as Json | undefined) : undefined // tables hold plain data
