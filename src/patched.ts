import * as E from 'fp-ts/lib/Either.js'
import type { JsonObject } from './json.js'
import { canonical } from './kube/canonical.js'
import { labelOf } from './overlay.js'
import { placedIn, type Resource } from './patch/resource.js'
import { type Writes, written } from './patchConflicts.js'
import type { Stacked } from './stack.js'

/** What a patch of an overlay cannot do, in the words of who reads it. */
export interface PatchFailed {
  readonly _tag: 'PatchFailed'
  /** The overlay; the message says where in it. */
  readonly origin: string
  readonly message: string
}

/** The manifests after the patches of all overlays, and what was left out. */
export interface PatchedManifests {
  readonly manifests: ReadonlyArray<JsonObject>
  readonly warnings: ReadonlyArray<string>
}

type Result<A> = E.Either<ReadonlyArray<PatchFailed>, A>

/** What patches know of an installation. */
export interface Surroundings {
  /** The namespace of what says none. */
  readonly namespace: string
  /** Names of objects that values have switched off. */
  readonly off: ReadonlyArray<string>
}

/**
 * The manifests after the patches of all overlays, in their order. The errors of all are reported together. Patches find
 * objects without their namespace; references, which say it, are followed when they have it.
 */
export const patched = (
  stacked: ReadonlyArray<Stacked>,
  manifests: ReadonlyArray<JsonObject>,
  { namespace, off }: Surroundings,
): Result<PatchedManifests> => {
  const all = stacked.flatMap((by) =>
    by.layer.patching === null ? [] : [{ by, origin: labelOf(by.layer), patching: by.layer.patching }],
  )
  const last = all.at(-1)
  if (last === undefined) return E.right({ manifests, warnings: [] })
  // As they are printed, so that a patch finds what its author sees.
  let now: ReadonlyArray<Resource> = manifests.map((manifest) => ({
    manifest: canonical(manifest),
    previous: [],
  }))
  const errors: PatchFailed[] = []
  const warnings: string[] = []
  let writes: Writes = new Map()
  for (const { by, origin, patching } of all) {
    const result = said(origin, patching.change(now, off))
    if (E.isLeft(result)) errors.push(...result.left)
    else {
      if (all.length > 1) {
        const { conflicts, ...met } = written(now, result.right.resources, by, writes)
        errors.push(...conflicts.map(failed(origin)))
        writes = met.writes
      }
      now = result.right.resources
      warnings.push(...result.right.warnings)
    }
  }
  if (errors.length > 0) return E.left(errors)
  return E.map((resources: ReadonlyArray<Resource>) => ({
    manifests: resources.map(({ manifest }) => manifest),
    warnings,
  }))(said(last.origin, last.patching.finish(now.map(placedIn(namespace)))))
}

const said = <A>(origin: string, result: E.Either<ReadonlyArray<string>, A>): Result<A> =>
  E.mapLeft((lines: ReadonlyArray<string>) => lines.map(failed(origin)))(result)

const failed =
  (origin: string) =>
  (message: string): PatchFailed => ({ _tag: 'PatchFailed', origin, message })
