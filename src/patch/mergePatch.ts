/** JSON merge patches (RFC 7386). */
import { get, isObject, type Json, type JsonObject } from '../json.js'

/**
 * `null` removes a key, objects merge, everything else is replaced. Nulls of an object that is new are removed too, those
 * inside a list stay.
 *
 *     mergePatch({ a: 1, b: { c: 2, d: [1, 2] } }, { a: null, b: { d: [3] } })   // { b: { c: 2, d: [3] } }
 */
export const mergePatch = (value: Json | undefined, patch: Json): Json => {
  if (!isObject(patch)) return patch
  const base: JsonObject = value !== undefined && isObject(value) ? value : {}
  const kept = Object.entries(base).filter(([key]) => get(patch, key) !== null)
  const merged = Object.entries(patch).flatMap(([key, change]) =>
    change === null ? [] : [[key, mergePatch(get(base, key), change)] as const],
  )
  return Object.fromEntries([...kept, ...merged])
}
