import * as E from 'fp-ts/lib/Either.js'
import type { JsonObject } from './json.js'
import { canonical } from './kube/canonical.js'
import { labelOf } from './overlay.js'
import type { Stacked } from './stack.js'

/** What a patch of an overlay cannot do, in the words of who reads it. */
export interface PatchFailed {
  readonly _tag: 'PatchFailed'
  /** The overlay; the message says where in it. */
  readonly origin: string
  readonly message: string
}

/** The manifests after the patches of all overlays, in their order. The errors of all are reported together. */
export const patched = (
  stacked: ReadonlyArray<Stacked>,
  manifests: ReadonlyArray<JsonObject>,
): E.Either<ReadonlyArray<PatchFailed>, ReadonlyArray<JsonObject>> => {
  const errors: PatchFailed[] = []
  if (stacked.every(({ layer }) => layer.patching === null)) return E.right(manifests)
  let now: ReadonlyArray<JsonObject> = manifests.map(canonical) // as they are printed, so that a patch finds what its author sees
  for (const { layer } of stacked) {
    const result = layer.patching?.(now) ?? E.right(now)
    if (E.isRight(result)) now = result.right
    else
      errors.push(
        ...result.left.map((message) => ({ _tag: 'PatchFailed' as const, origin: labelOf(layer), message })),
      )
  }
  return errors.length > 0 ? E.left(errors) : E.right(now)
}
