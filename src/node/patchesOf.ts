/** The `patches` of an overlay in a file, as data. */
import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { get, isArray, isObject, type Json, type JsonArray } from '../json.js'
import type { Patching } from '../overlay.js'
import { applyPatches, type Patch, type PatchEntry, parsePatches, showPatchError } from '../patch/index.js'

/**
 * Each item is a patch, as a manifest that names its object, or an entry of Kustomize's `patches` with data for its text:
 * `{patch, target?, options?, allow?}`. `Left` says in lines what is none.
 */
export const patchesOf = (items: JsonArray, origin: string): E.Either<ReadonlyArray<string>, Patching> => {
  const read = items.map((item, i) => parsePatches(entryOf(item, `${origin}: patches[${i}]`)))
  const wrong = RA.lefts(read).flat()
  if (wrong.length > 0) return E.left(wrong.map(showPatchError))
  const patches: ReadonlyArray<Patch> = RA.rights(read).flat()
  return E.right((manifests) =>
    E.mapLeft((errors: ReadonlyArray<Parameters<typeof showPatchError>[0]>) => errors.map(showPatchError))(
      applyPatches(manifests, patches),
    ),
  )
}

const entryOf = (item: Json, origin: string): PatchEntry => {
  const place = { origin }
  const patch = isObject(item) ? get(item, 'patch') : undefined
  if (!isObject(item) || patch === undefined) return { documents: [{ value: item, place }], place }
  const several = isArray(patch) && patch.every((one) => isObject(one) && get(one, 'kind') !== undefined)
  const documents = (several && isArray(patch) ? patch : [patch]).map((value) => ({ value, place }))
  const field = (key: string): Json | undefined => get(item, key)
  const [target, options, allow] = [field('target'), field('options'), field('allow')]
  return {
    documents,
    place,
    ...(target === undefined ? {} : { target }),
    ...(options === undefined ? {} : { options }),
    ...(allow === undefined ? {} : { allow }),
  }
}
