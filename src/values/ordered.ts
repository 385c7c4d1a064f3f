import { byCodePoint, isArray, isObject, type Json } from '../json.js'

/**
 * `value` with the keys of its maps in code-point order, so that what is made of a map (a text, a list) does not depend
 * on the order in which somebody wrote it. Lists keep their order.
 */
export const ordered = (value: Json): Json => {
  if (isArray(value)) return value.map(ordered)
  if (!isObject(value)) return value
  const keys = Object.keys(value)
  if (keys.length === 0) return value
  keys.sort(byCodePoint)
  return Object.fromEntries(keys.map((key): [string, Json] => [key, ordered(value[key] as Json)])) // an own key
}
