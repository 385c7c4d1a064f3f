/** Strategic merge with the faults of Kustomize (kyaml/yaml/merge2 and walk), for those who rely on them. */

import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { type MergeFault, shapeOf } from './directive.js'
import { listKeysOf, type PatchMetaOf, type Root, rootOf } from './fields.js'
import { drop, isMap, mergeElements, type Node, type NodeMap } from './kustomizeList.js'

/**
 * What Kustomize makes of a patch. Unlike `strategicMerge` it goes through the whole object, so that items which have
 * one key become one also where the patch says nothing; `$retainKeys`, `$setElementOrder` and `$deleteFromPrimitiveList`
 * are fields; `$patch: replace` does nothing in an item of a list, or to the whole object; an item that lacks a
 * secondary key which others have is dropped or added twice. `undefined`: deleted.
 */
export const kustomizeMerge = (
  manifest: JsonObject,
  patch: JsonObject,
  fields: PatchMetaOf,
): Either<NonEmptyArray<MergeFault>, JsonObject | undefined> => {
  if (get(patch, '$patch') === 'replace') return E.right(manifest)
  const faults: MergeFault[] = []
  const context: Context = { fields, faults }
  // Kustomize merges in place, and what becomes of lists depends on it.
  const merged = walk(copied(manifest), copied(patch), [], undefined, context)
  if (isNonEmpty(faults)) return E.left(faults)
  return E.right(merged !== undefined && isObject(merged) ? merged : undefined)
}

interface Context {
  readonly fields: PatchMetaOf
  readonly faults: MergeFault[]
}

/** `undefined` is a value that is not there, or is to be removed. */
const walk = (
  value: Node | undefined,
  patch: Node | undefined,
  path: Path,
  root: Root | undefined,
  context: Context,
): Node | undefined => {
  const isThere = value !== undefined && value !== null
  if (isThere && patch !== undefined && patch !== null && shapeOf(value) !== shapeOf(patch)) {
    context.faults.push({ _tag: 'OtherShape', path, has: shapeOf(value), found: shapeOf(patch) })
    return value
  }
  const shape = shapeOf(isThere ? value : (patch ?? {}))
  if (shape === 'map') return walkMap(value, patch, path, root, context)
  if (shape === 'list') return walkList(value, patch, path, root, context)
  return patch === undefined ? value : patch
}

const walkMap = (
  value: Node | undefined,
  patch: Node | undefined,
  path: Path,
  above: Root | undefined,
  context: Context,
): Node | undefined => {
  const isThere = value !== undefined && value !== null
  if (isThere && patch === null) return undefined
  const directive = isMap(patch) ? own(patch, '$patch') : undefined
  const isKnown = directive === 'merge' || directive === 'replace' || directive === 'delete'
  if (isMap(patch) && isKnown) delete patch.$patch
  else if (isThere && directive !== undefined) {
    const expected = 'merge, replace or delete'
    context.faults.push({ _tag: 'InvalidDirective', path: [...path, '$patch'], expected, found: directive })
  }
  if (directive === 'delete') return undefined
  const result = isThere && directive !== 'replace' ? value : patch
  if (!isMap(result)) return result
  const root = rootOf(result, path, above, context.fields)
  for (const key of keysOf(result, patch)) {
    const before = own(result, key)
    const change = own(patch, key)
    if (before === null && change === undefined) continue
    const merged = walk(before, change, [...path, key], root, context)
    if (merged === undefined || merged === null) delete result[key]
    else result[key] = merged
  }
  return result
}

const walkList = (
  value: Node | undefined,
  patch: Node | undefined,
  path: Path,
  root: Root | undefined,
  context: Context,
): Node | undefined => {
  const keys = listKeysOf(path, root, context.fields)
  if (keys === undefined) return patch === undefined ? value : patch
  let list = value
  if (list === undefined || list === null) list = patch
  else if (patch === null) return undefined
  else if (Array.isArray(patch)) {
    const first = patch.find((item) => own(item, '$patch') !== undefined)
    const directive = keysOf(first).length === 1 ? own(first, '$patch') : undefined
    if (directive === 'delete') return undefined
    if (typeof directive === 'string') drop(patch, ['$patch'], [directive])
    if (directive === 'replace') list = patch
  }
  if (!Array.isArray(list)) return undefined
  return mergeElements(list, Array.isArray(patch) ? patch : undefined, keys.keys, (item, change) =>
    walk(item, change, [...path, 0], root, context),
  )
}

/** In an order that does not depend on how they were written, which is that of the faults. */
const keysOf = (first: Node | undefined, second?: Node): ReadonlyArray<string> => {
  const keys = isMap(first) ? Object.keys(first) : []
  const others = isMap(second) ? Object.keys(second).filter((key) => !keys.includes(key)) : []
  return [...keys, ...others].sort()
}

/** `structuredClone` takes ten times as long for what is plain. */
const copied = (json: Json): Node => {
  if (isArray(json)) return json.map(copied)
  if (!isObject(json)) return json
  const copy: NodeMap = {}
  for (const [key, value] of Object.entries(json)) copy[key] = copied(value)
  return copy
}

const own = (map: Node | undefined, key: string): Node | undefined =>
  isMap(map) && Object.hasOwn(map, key) ? map[key] : undefined
