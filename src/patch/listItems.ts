/** Items of a list that are told apart by the values of their keys. */
import { get, isObject, type Json, type JsonArray, type JsonObject } from '../json.js'
import type { MergeFault, PatchItem } from './directive.js'
import type { ListKeys } from './fields.js'

/** An item of a patch, and the index of the item of the list that it changes; `undefined`: it is new. */
export interface Match {
  readonly item: JsonObject
  readonly path: PatchItem['path']
  readonly index: number | undefined
}

/**
 * Which items a patch means. All keys must agree, where what an item does not say is what the API server fills in; else
 * what the patch does not say may be anything, if only one item is left then. Items without a merge key are faults, and
 * so are two that mean one, and one that could mean two.
 */
export const matchItems = (
  list: JsonArray,
  items: ReadonlyArray<PatchItem>,
  keys: ListKeys,
  faults: MergeFault[],
): ReadonlyArray<Match> => {
  const matches: Match[] = []
  for (const { item, path } of items) {
    const key = isObject(item) ? get(item, keys.mergeKey ?? '') : undefined
    if (!isObject(item) || key === undefined || key === null) {
      faults.push({ _tag: 'MissingMergeKey', path, key: keys.mergeKey ?? '' })
      continue
    }
    const of = (test: typeof agrees): ReadonlyArray<number> =>
      [...list.keys()].filter((i) => test(list[i] ?? null, item, keys))
    const exact = of(agrees)
    const found = exact.length > 0 ? exact : of(mayBeMeant)
    if (found.length > 1) {
      faults.push({ _tag: 'AmbiguousItem', path, keys: keysOf(item, keys), matches: found })
      continue
    }
    const [index] = found
    const first = matches.find((one) =>
      index === undefined ? one.index === undefined && agrees(one.item, item, keys) : one.index === index,
    )
    if (first === undefined) matches.push({ item, path, index })
    else faults.push({ _tag: 'RepeatedItem', path, first: first.path })
  }
  return matches
}

/**
 * The list in Kustomize's order. Told apart by one key: the items of the patch in its order, then those that it does
 * not name. By several: those that are new, then all others in the order of the list. `undefined` are deleted.
 */
export const mergedItems = (
  list: JsonArray,
  matches: ReadonlyArray<Match>,
  merged: ReadonlyArray<JsonObject | undefined>,
  { keys }: ListKeys,
): JsonArray => {
  const there = (value: Json | undefined): value is Json => value !== undefined
  const isNew = (_: unknown, i: number): boolean => matches[i]?.index === undefined
  const indexOf = (i: number): number => matches.findIndex((match) => match.index === i)
  const items = [...list, ...matches.map(({ item }) => item)]
  const said = keys.filter((key) => items.some((item) => keyText(item, key) !== undefined))
  if (said.length > 1) {
    const others = list.map((item, i) => (indexOf(i) < 0 ? item : merged[indexOf(i)]))
    return [...merged.filter(isNew), ...others].filter(there)
  }
  return [...merged, ...list.filter((_, i) => indexOf(i) < 0)].filter(there)
}

/**
 * `$setElementOrder`: what `order` names stands in its order; the rest stays as it was `before` the patch, each in front
 * of the first that it stood in front of.
 */
export const inOrder = (
  list: JsonArray,
  order: JsonArray,
  before: JsonArray,
  keys: ListKeys | undefined,
): JsonArray => {
  const isSame = (a: Json, b: Json): boolean =>
    keys?.mergeKey === undefined ? a === b : mayBeMeant(a, b, keys)
  const rank = (item: Json): number => order.findIndex((one) => isSame(item, one))
  const wasAt = (item: Json): number => before.findIndex((one) => isSame(one, item))
  const named = list.filter((item) => rank(item) >= 0).sort((a, b) => rank(a) - rank(b))
  const rest = list.filter((item) => rank(item) < 0)
  const result: Json[] = []
  for (const item of named) {
    while (rest[0] !== undefined && wasAt(rest[0]) >= 0 && wasAt(rest[0]) < wasAt(item)) {
      result.push(...rest.splice(0, 1))
    }
    result.push(item)
  }
  return [...result, ...rest]
}

const agrees = (a: Json, b: Json, { keys, mergeKey, defaults }: ListKeys): boolean =>
  keys.every((key) => (keyText(a, key) ?? defaults[key]) === (keyText(b, key) ?? defaults[key])) &&
  keyText(a, mergeKey ?? '') !== undefined

/** `item` may be of the patch: what it does not say does not count. */
const mayBeMeant = (inList: Json, item: Json, { keys, mergeKey, defaults }: ListKeys): boolean =>
  keys.every((key) => {
    const wanted = keyText(item, key)
    const has = keyText(inList, key) ?? defaults[key]
    return wanted === has || (key !== mergeKey && (wanted === undefined || has === undefined))
  })

const keysOf = (item: JsonObject, { keys }: ListKeys): JsonObject =>
  Object.fromEntries(
    keys.flatMap((key) => (get(item, key) === undefined ? [] : [[key, get(item, key) ?? null]])),
  )

/** Keys are compared as text, as Kustomize does: a port `80` and a port `"80"` are one. */
const keyText = (item: Json, key: string): string | undefined => {
  const value = isObject(item) ? get(item, key) : undefined
  return value === undefined || value === null
    ? undefined
    : typeof value === 'string'
      ? value
      : JSON.stringify(value)
}
