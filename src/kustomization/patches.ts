/** `patches`, `patchesStrategicMerge` and `patchesJson6902`. */
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import * as E from 'fp-ts/lib/Either.js'
import { isArray } from '../json.js'
import { patchResources } from '../patch/apply.js'
import type { PatchError } from '../patch/error.js'
import { type PatchEntry, parsePatches } from '../patch/parsePatches.js'
import type { Patch } from '../patch/patch.js'
import type { Kustomization } from './kustomization.js'
import type { Transformer } from './transformer.js'

/** `patchesJson6902` has no other patches. */
const notOperations = (entry: PatchEntry): PatchError | undefined => {
  const other = entry.documents.find(({ value }) => value !== null && !isArray(value))
  if (other === undefined) return undefined
  return {
    _tag: 'InvalidPatch',
    place: other.place,
    path: [],
    expected: 'a list of operations',
    found: other.value,
  }
}

const patchesOf =
  (field: 'patches' | 'patchesStrategicMerge' | 'patchesJson6902'): Transformer =>
  (resources, kustomization, context) => {
    const errors: PatchError[] = []
    const patches = (kustomization[field] ?? []).flatMap((entry): ReadonlyArray<Patch> => {
      const wrong = field === 'patchesJson6902' ? notOperations(entry) : undefined
      const parsed = wrong === undefined ? parsePatches(entry, context.leniency) : E.left([wrong])
      if (E.isRight(parsed)) {
        const all = parsed.right.map(allowing(kustomization))
        return field === 'patches' ? all : all.map((patch) => ({ ...patch, field }))
      }
      errors.push(...parsed.left)
      return []
    })
    if (isNonEmpty(errors)) return E.left(errors)
    return patches.length === 0 ? E.right(resources) : patchResources(resources, patches, context)
  }

/** With what the kustomization allows to all of them. */
const allowing =
  ({ allow = [] }: Kustomization) =>
  (patch: Patch): Patch =>
    allow.length === 0 ? patch : { ...patch, allow: [...(patch.allow ?? []), ...allow] }

/** Strategic merge patches and JSON patches, in their order. */
export const patches: Transformer = patchesOf('patches')

/** Strategic merge patches, before all others. */
export const patchesStrategicMerge: Transformer = patchesOf('patchesStrategicMerge')

/** JSON patches, which come after names, labels and annotations. */
export const patchesJson6902: Transformer = patchesOf('patchesJson6902')
