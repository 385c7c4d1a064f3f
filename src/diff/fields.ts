/** Which fields differ between two manifests of one object. */
import {
  byCodePoint,
  equal,
  get,
  isArray,
  isObject,
  type Json,
  type JsonArray,
  type JsonObject,
} from '../json.js'
import type { FieldChange, ItemKey, Places, Step } from './change.js'
import { moved, pairs } from './pairs.js'
import { inList, inMap, type Known, listRule } from './shape.js'

interface Spot {
  readonly path: ReadonlyArray<Step>
  readonly places: Places
}

/**
 * At the narrowest places that differ, by path. Both are canonical; `known` is what is known of the new one.
 *
 * Law: no field differs between equal manifests.
 */
export const fieldChanges = (
  known: Known,
  before: JsonObject,
  after: JsonObject,
): ReadonlyArray<FieldChange> =>
  changes(known, before, after, { path: [], places: { before: [], after: [] } })

const changes = (
  known: Known,
  before: Json | undefined,
  after: Json | undefined,
  spot: Spot,
): ReadonlyArray<FieldChange> => {
  if (before === undefined) return after === undefined ? [] : [{ _tag: 'Added', ...spot, after }]
  if (after === undefined) return [{ _tag: 'Removed', ...spot, before }]
  if (equal(before, after)) return []
  if (isObject(before) && isObject(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodePoint)
    return keys.flatMap((key) =>
      changes(inMap(known, key), get(before, key), get(after, key), below(spot, key, key, key)),
    )
  }
  if (isArray(before) && isArray(after)) return listChanges(known, before, after, spot)
  return [{ _tag: 'Changed', ...spot, before, after }]
}

/** What is gone, then the items of the new list in its order, then that order. */
const listChanges = (
  known: Known,
  before: JsonArray,
  after: JsonArray,
  spot: Spot,
): ReadonlyArray<FieldChange> => {
  const rule = listRule(known, [before, after])
  const found = pairs(rule, before, after)
  const item = inList(known)
  const [gone, there] = [
    found.filter((pair) => pair.after === undefined),
    found.filter((pair) => pair.after !== undefined),
  ]
  const order = rule._tag === 'Keyed' && rule.ordered ? moved(found) : undefined
  return [
    ...[...gone, ...there].flatMap((pair) => {
      const place = pair.after ?? pair.before ?? 0
      return changes(
        item,
        pair.before === undefined ? undefined : before[pair.before],
        pair.after === undefined ? undefined : after[pair.after],
        below(spot, pair.key ?? place, pair.before ?? place, place),
      )
    }),
    ...(order === undefined
      ? []
      : [{ _tag: 'Order' as const, ...spot, before: keysOf(order.before), after: keysOf(order.after) }]),
  ]
}

const keysOf = (list: ReadonlyArray<{ readonly key?: ItemKey }>): ReadonlyArray<ItemKey> =>
  list.flatMap(({ key }) => (key === undefined ? [] : [key]))

const below = (
  { path, places }: Spot,
  step: Step,
  before: string | number,
  after: string | number,
): Spot => ({
  path: [...path, step],
  places: { before: [...places.before, before], after: [...places.after, after] },
})
