/** `patches`, `patchesStrategicMerge` and `patchesJson6902`. */
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import * as E from 'fp-ts/lib/Either.js'
import { patchResources } from '../patch/apply.js'
import type { PatchError } from '../patch/error.js'
import { parsePatches } from '../patch/parsePatches.js'
import type { Patch } from '../patch/patch.js'
import type { Kustomization } from './kustomization.js'
import type { Transformer } from './transformer.js'

const patchesOf =
  (field: 'patches' | 'patchesStrategicMerge' | 'patchesJson6902'): Transformer =>
  (resources, kustomization, context) => {
    const errors: PatchError[] = []
    const patches = (kustomization[field] ?? []).flatMap((entry): ReadonlyArray<Patch> => {
      const parsed = parsePatches(entry, context.leniency)
      if (E.isRight(parsed)) return parsed.right.map(allowing(kustomization))
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
