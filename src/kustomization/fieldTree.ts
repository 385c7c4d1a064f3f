/** Fields of one kind of objects as a tree, so that an object is walked once for all of them. */
import { get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import type { Field } from './fieldSpec.js'

/** What is to be done at a place, in its order, and what is below it. */
export interface FieldTree<A> {
  readonly here: ReadonlyArray<A>
  readonly below: ReadonlyMap<string, FieldTree<A>>
}

interface Growing<A> extends FieldTree<A> {
  readonly here: A[]
  readonly below: Map<string, Growing<A>>
}

/** The fields by the keys that lead to them. */
export const treeOf = <A extends { readonly field: Field }>(items: ReadonlyArray<A>): FieldTree<A> => {
  const root: Growing<A> = { here: [], below: new Map() }
  for (const item of items) {
    let tree = root
    for (const { key } of item.field.steps) {
      const next: Growing<A> = tree.below.get(key) ?? { here: [], below: new Map() }
      tree.below.set(key, next)
      tree = next
    }
    tree.here.push(item)
  }
  return root
}

/**
 * The object with each value that is there set by all that is to be done at its place; lists on the way are walked item by
 * item. `blocked` is told of what is neither a map nor a list where there are fields below. The very same object where
 * nothing changes.
 */
export const setFields = <A>(
  manifest: JsonObject,
  tree: FieldTree<A>,
  set: (value: Json, item: A) => Json,
  blocked: (item: A) => void,
): JsonObject => {
  const walk = (value: Json, { here, below }: FieldTree<A>): Json => {
    const result = here.reduce(set, value)
    if (below.size === 0 || result === null) return result
    if (isArray(result)) {
      const items = result.map((item) => walk(item, { here: [], below }))
      return items.some((item, i) => item !== result[i]) ? items : result
    }
    if (isObject(result)) return walkMap(result, below)
    const first = firstOf(below)
    if (first !== undefined) blocked(first)
    return result
  }
  const walkMap = (map: JsonObject, below: FieldTree<A>['below']): JsonObject => {
    let result = map
    for (const [key, tree] of below) {
      const old = get(map, key)
      if (old === undefined) continue
      const now = walk(old, tree)
      if (now !== old) result = { ...result, [key]: now }
    }
    return result
  }
  return walkMap(manifest, tree.below)
}

const firstOf = <A>(below: FieldTree<A>['below']): A | undefined => {
  for (const tree of below.values()) return tree.here[0] ?? firstOf(tree.below)
  return undefined
}
