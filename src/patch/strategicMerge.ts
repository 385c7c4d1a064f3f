/** Strategic merge: maps merge, and lists are merged by the keys that the Kubernetes schema gives them. */

import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { get, isArray, isObject, type Json, type JsonArray, type JsonObject, type Path } from '../json.js'
import {
  directiveOf,
  directivesOf,
  isDirective,
  itemsOf,
  type MergeFault,
  type PatchItem,
  shapeOf,
} from './directive.js'
import { listKeysOf, type PatchMetaOf, type Root, rootOf } from './fields.js'
import { inOrder, matchItems, mergedItems } from './listItems.js'

/** The object after a patch, and what the patch would delete that is not there: paths in the patch. */
export interface Merged {
  /** `undefined`: deleted by `$patch: delete`. */
  readonly manifest: JsonObject | undefined
  readonly missing: ReadonlyArray<Path>
}

/**
 * As Kustomize merges, with Kubernetes' directives: `$patch: merge | replace | delete` in a map or as an item of a list,
 * `$retainKeys`, `$setElementOrder/<list>`, `$deleteFromPrimitiveList/<list>`; `null` deletes. Items of the patch that
 * are new come first, as in Kustomize. Lists that `fields` does not call `merge` are replaced.
 *
 * Unlike in Kustomize no item is lost: those that no item of the patch names stay, also where several have one key, and
 * an item that lacks a secondary key (the protocol of a port) is merged with the one that it can only mean, or added.
 *
 * Laws, for patches without directives: merging twice is merging once, merging `{}` is identity.
 */
export const strategicMerge = (
  manifest: JsonObject,
  patch: JsonObject,
  fields: PatchMetaOf,
): Either<NonEmptyArray<MergeFault>, Merged> => {
  const faults: MergeFault[] = []
  const missing: Path[] = []
  const context: Context = { fields, faults, missing }
  const merged = mergeMap(manifest, patch, [], undefined, context)
  return isNonEmpty(faults) ? E.left(faults) : E.right({ manifest: merged, missing })
}

interface Context {
  readonly fields: PatchMetaOf
  readonly faults: MergeFault[]
  readonly missing: Path[]
}

/** `undefined` is nothing: not there, or deleted. */
const mergeValue = (
  value: Json | undefined,
  patch: Json,
  path: Path,
  root: Root | undefined,
  context: Context,
): Json | undefined => {
  if (patch === null) return undefined
  const known = value ?? undefined
  if (known !== undefined && shapeOf(known) !== shapeOf(patch)) {
    context.faults.push({ _tag: 'OtherShape', path, has: shapeOf(known), found: shapeOf(patch) })
    return known
  }
  if (isObject(patch)) return mergeMap(mapOf(known), patch, path, root, context)
  if (isArray(patch)) return mergeList(listOf(known), patch, path, root, context)
  return patch
}

const mergeMap = (
  map: JsonObject | undefined,
  patch: JsonObject,
  path: Path,
  above: Root | undefined,
  context: Context,
): JsonObject | undefined => {
  const directive = directiveOf(patch, path, context.faults)
  if (directive === 'delete') {
    if (map === undefined) context.missing.push(path)
    return undefined
  }
  const base = directive === 'replace' ? identityOf(map, path) : (map ?? {})
  const { retain, deletions, orders } = directivesOf(patch, path, context.faults)
  const root = rootOf(map ?? patch, path, above, context.fields)
  const result = new Map(Object.entries(base).filter(([key]) => retain === undefined || retain.includes(key)))
  for (const [key, values] of deletions) {
    const list = result.get(key) ?? []
    const items = isArray(list) ? list : []
    values.forEach((value, i) => {
      if (!items.includes(value)) context.missing.push([...path, `$deleteFromPrimitiveList/${key}`, i])
    })
    if (items.length > 0)
      result.set(
        key,
        items.filter((item) => !values.includes(item)),
      )
  }
  for (const [key, change] of Object.entries(patch)) {
    if (isDirective(key)) continue
    const merged = mergeValue(result.get(key), change, [...path, key], root, context)
    if (merged === undefined) result.delete(key)
    else result.set(key, merged)
  }
  for (const [key, order] of orders) {
    const list = result.get(key) ?? null
    const keys = listKeysOf([...path, key], root, context.fields)
    const before = get(base, key) ?? null
    if (isArray(list)) result.set(key, inOrder(list, order, isArray(before) ? before : [], keys))
  }
  return Object.fromEntries(result)
}

/** An object that is replaced as a whole is still the same object. */
const identityOf = (map: JsonObject | undefined, path: Path): JsonObject =>
  path.length > 0 || map === undefined
    ? {}
    : Object.fromEntries(Object.entries(map).filter(([key]) => key === 'apiVersion' || key === 'kind'))

const mergeList = (
  list: JsonArray | undefined,
  patch: JsonArray,
  path: Path,
  root: Root | undefined,
  context: Context,
): JsonArray | undefined => {
  const { directive, items } = itemsOf(patch, path, context.faults)
  if (directive === 'delete') {
    if (list === undefined) context.missing.push(path)
    return undefined
  }
  const base = directive === 'replace' ? [] : (list ?? [])
  const keys = listKeysOf(path, root, context.fields)
  if (keys === undefined) return replaced(items, context)
  if (keys.mergeKey === undefined) {
    const values = items.map(({ item }) => item)
    return [...new Set(values), ...base.filter((value) => !values.includes(value))]
  }
  const matches = matchItems(base, items, keys, context.faults)
  const merged = matches.map(({ item, path, index }) =>
    mergeMap(mapOf(index === undefined ? undefined : base[index]), item, path, root, context),
  )
  return mergedItems(base, matches, merged, keys)
}

/** A list that is replaced: a directive in an item would become a field of it. */
const replaced = (items: ReadonlyArray<PatchItem>, { faults }: Context): JsonArray =>
  items.map(({ item, path }) => {
    if (isObject(item) && get(item, '$patch') !== undefined) faults.push({ _tag: 'ReplacedList', path })
    return item
  })

const mapOf = (value: Json | undefined): JsonObject | undefined =>
  value !== undefined && isObject(value) ? value : undefined

const listOf = (value: Json | undefined): JsonArray | undefined =>
  value !== undefined && isArray(value) ? value : undefined
