/** Patches as data, from an overlay in jsonnet, a file of patches, or a deployment. */
import { get, isArray, isObject, type Json, type JsonArray, showPath } from '../json.js'
import { patchingOf } from '../kustomization/patching.js'
import type { Context } from '../kustomization/transformer.js'
import type { Patching } from '../overlay.js'
import type { PatchDocument, PatchEntry } from '../patch/parsePatches.js'
import { type Place, type Positions, placeIn } from '../position.js'
import { below } from './positions.js'

/** Changes manifests by patches alone. `origin` is what messages call them. */
export const patchesOf = (
  patches: ReadonlyArray<PatchEntry>,
  origin: string,
  context: Context = { leniency: 'strict' },
): Patching =>
  patchingOf({ kind: 'Component', place: { origin }, directory: '', fileName: origin, patches }, context)

/**
 * Each item is a patch, as a manifest that names its object, or an entry of Kustomize's `patches` with data for its text:
 * `{patch, target?, options?, allow?}`.
 */
export const entriesOf = (items: JsonArray, origin: string): ReadonlyArray<PatchEntry> =>
  items.map((item, i) => entryOf(item, { place: { origin: `${origin}: patches[${i}]` } }))

/** One item, and where it was written. */
export const entryOf = (
  item: Json,
  { place, positions }: { readonly place: Place; readonly positions?: Positions },
  inText?: (text: string) => ReadonlyArray<PatchDocument>,
): PatchEntry => {
  const patch = isObject(item) ? get(item, 'patch') : undefined
  const document = (value: Json, path: ReadonlyArray<string | number>): PatchDocument => ({
    value,
    place: placeIn(place, positions, path),
    ...(positions === undefined ? {} : { positions: below(positions, showPath(path), '') }),
  })
  if (!isObject(item) || patch === undefined) return { documents: [document(item, [])], place }
  const several = isArray(patch) && patch.every((one) => isObject(one) && get(one, 'kind') !== undefined)
  const documents =
    typeof patch === 'string' && inText !== undefined
      ? inText(patch)
      : several && isArray(patch)
        ? patch.map((value, i) => document(value, ['patch', i]))
        : [document(patch, ['patch'])]
  const field = (key: string): Json | undefined => get(item, key)
  const [target, options, allow, type] = [field('target'), field('options'), field('allow'), field('type')]
  return {
    documents,
    place,
    ...(target === undefined ? {} : { target }),
    ...(options === undefined ? {} : { options }),
    ...(allow === undefined ? {} : { allow }),
    ...(type === 'strategic' || type === 'merge' ? { type } : {}),
  }
}
