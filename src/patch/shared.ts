/**
 * Kustomize puts one value, not copies of it, where one entry of `labels`, `commonLabels` or `commonAnnotations` adds a
 * key in several maps of an object. Whatever changes the value in one of them later, changes it in all: a label that an
 * overlay sets on an object alone changes its selector, too. Our values are immutable, so that is kept beside them.
 */
import { at, equal, get, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { put } from './put.js'
import type { Resource } from './resource.js'

/** A key, and the paths of the maps that have one value for it. */
export interface Shared {
  readonly key: string
  readonly maps: ReadonlyArray<Path>
}

/**
 * A resource with values that are in several of its maps, in the manifest `of`: another one is of somebody who read the
 * object anew, as JSON 6902 does, and then nothing is shared any more.
 */
interface SharingResource extends Resource {
  readonly shared?: { readonly of: JsonObject; readonly values: ReadonlyArray<Shared> }
}

const sharedOf = ({ shared, manifest }: SharingResource): ReadonlyArray<Shared> =>
  shared !== undefined && shared.of === manifest ? shared.values : []

/**
 * A resource whose manifest was changed in place, as all transformers but JSON 6902 do, strategic merge among them: what
 * is shared and has changed in one map changes in the others. `added` is shared from now on.
 */
export const changed = (
  resource: Resource,
  manifest: JsonObject,
  added: ReadonlyArray<Shared> = [],
): Resource => {
  const before = sharedOf(resource)
  if (before.length === 0 && added.length === 0) return { ...resource, manifest }
  let result = manifest
  const kept: Shared[] = []
  for (const { key, maps } of before) {
    const held = maps.filter((map) => valueAt(result, map, key) !== undefined)
    const last = held.filter((map) => !isSame(resource.manifest, result, map, key)).at(-1)
    const value = last === undefined ? undefined : valueAt(result, last, key)
    if (value !== undefined) for (const map of held) result = put(result, [...map, key], value)
    if (held.length > 1) kept.push({ key, maps: held })
  }
  const sharing: SharingResource = {
    ...resource,
    manifest: result,
    shared: { of: result, values: [...kept, ...added] },
  }
  return sharing
}

const valueAt = (manifest: JsonObject, map: Path, key: string): Json | undefined => {
  const found = at(manifest, map) ?? null
  return isObject(found) ? get(found, key) : undefined
}

const isSame = (before: JsonObject, after: JsonObject, map: Path, key: string): boolean => {
  const old = valueAt(before, map, key)
  const now = valueAt(after, map, key)
  return old === now || (old !== undefined && now !== undefined && equal(old, now))
}
