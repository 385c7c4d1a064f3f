/** Which item of an old list is which of a new one. */
import { equal, type JsonArray } from '../json.js'
import { align } from './align.js'
import type { ItemKey } from './change.js'
import { itemKey, keyText, type ListRule } from './shape.js'

/** `before` and `after` are places; `key` is absent where a list goes by places. */
export interface ItemPair {
  readonly before?: number
  readonly after?: number
  readonly key?: ItemKey
}

/**
 * All items of both lists: those that are gone first, then the new list in its order (by places: both in their order). `rule`
 * is one that both lists fit.
 */
export const pairs = (rule: ListRule, before: JsonArray, after: JsonArray): ReadonlyArray<ItemPair> => {
  if (rule._tag === 'Places') return align(before, after, equal)
  const old = keysOf(rule, before)
  const now = keysOf(rule, after)
  const found: ItemPair[] = []
  for (const [text, { place, key }] of old) if (!now.has(text)) found.push({ before: place, key })
  for (const [text, { place, key }] of now) {
    const was = old.get(text)
    found.push({ ...(was === undefined ? {} : { before: was.place }), after: place, key })
  }
  return found
}

/** By the text of the key. Of equal items of a set, the first one. */
const keysOf = (
  rule: ListRule,
  list: JsonArray,
): ReadonlyMap<string, { readonly place: number; readonly key: ItemKey }> => {
  const found = new Map<string, { readonly place: number; readonly key: ItemKey }>()
  list.forEach((item, place) => {
    const key = itemKey(rule, item)
    const text = key === undefined ? undefined : keyText(key)
    if (key !== undefined && text !== undefined && !found.has(text)) found.set(text, { place, key })
  })
  return found
}

/** Pairs of both lists that are not in one order in them: as they stand in the old and in the new one; else `undefined`. */
export const moved = (
  found: ReadonlyArray<ItemPair>,
): { readonly before: ReadonlyArray<ItemPair>; readonly after: ReadonlyArray<ItemPair> } | undefined => {
  const after = found.filter((pair) => pair.before !== undefined && pair.after !== undefined)
  const before = after.toSorted((a, b) => (a.before ?? 0) - (b.before ?? 0))
  return before.every((pair, i) => pair === after[i]) ? undefined : { before, after }
}
