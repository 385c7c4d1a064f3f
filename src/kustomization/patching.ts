/** A kustomization laid over manifests that are there already. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { get, isObject } from '../json.js'
import type { PatchEntry } from '../patch/parsePatches.js'
import { type Resource, resIdOf } from '../patch/resource.js'
import { showPlace } from '../position.js'
import { accumulated, finished } from './build.js'
import { withBuildMetadata, withoutBuildAnnotations } from './buildMetadata.js'
import { type KustomizationError, showKustomizationError } from './error.js'
import type { Kustomization } from './kustomization.js'
import { type Context, placeAt } from './transformer.js'

type Lines<A> = E.Either<ReadonlyArray<string>, A>

/** What an overlay's `patching` is made of: see `Patching` of an overlay, in lines of text. */
export interface Overlaid {
  readonly change: (
    resources: ReadonlyArray<Resource>,
    off: ReadonlyArray<string>,
  ) => Lines<{ readonly resources: ReadonlyArray<Resource>; readonly warnings: ReadonlyArray<string> }>
  readonly finish: (resources: ReadonlyArray<Resource>) => Lines<ReadonlyArray<Resource>>
}

/** Whatever the kind, it is a component of what it is laid over. Under `strict`, no claim of data goes. */
export const patchingOf = (kustomization: Kustomization, given: Context): Overlaid => {
  const context = { ...given, keepsClaims: given.leniency === 'strict' }
  return {
    change: (resources, off) => {
      if (kustomization.sortOptions !== undefined) {
        const place = showPlace(placeAt(kustomization, ['sortOptions']))
        return E.left([
          `${place}: sortOptions: means nothing in an overlay: it changes objects, and not their order`,
        ])
      }
      const { kept, skipped } = withoutSwitchedOff(kustomization, resources, off)
      return pipe(
        accumulated(resources, kept, context),
        E.bimap(inLines, (after) => ({
          resources: after.map(withBuildMetadata(kustomization.buildMetadata ?? [])),
          warnings: skipped,
        })),
      )
    },
    finish: (resources) =>
      pipe(
        finished(resources, context),
        E.bimap(inLines, (all) => all.map(plain)),
      ),
  }
}

const inLines = (errors: ReadonlyArray<KustomizationError>): ReadonlyArray<string> =>
  errors.map(showKustomizationError)

const plain = (resource: Resource): Resource => {
  const manifest = withoutBuildAnnotations(resource.manifest)
  return manifest === resource.manifest ? resource : { ...resource, manifest }
}

const FIELDS = ['patchesStrategicMerge', 'patches', 'patchesJson6902'] as const

/** Without the patches of objects that are not there because a value has switched them off. */
const withoutSwitchedOff = (
  kustomization: Kustomization,
  resources: ReadonlyArray<Resource>,
  off: ReadonlyArray<string>,
): { readonly kept: Kustomization; readonly skipped: ReadonlyArray<string> } => {
  if (off.length === 0) return { kept: kustomization, skipped: [] }
  const there = new Set(resources.map(({ manifest }) => resIdOf(manifest).name))
  const isOff = (name: string): boolean =>
    !there.has(name) && off.some((one) => name === one || name.startsWith(`${one}-`))
  const skipped: string[] = []
  const keeps = (entry: PatchEntry): boolean => {
    const names = namesOf(entry)
    const isKept = names.length === 0 || !names.every(isOff)
    if (!isKept)
      skipped.push(`${showPlace(entry.place)}: left out: ${names.join(', ')} is switched off by a value`)
    return isKept
  }
  const fields = FIELDS.flatMap((field) => {
    const entries = kustomization[field]
    return entries === undefined ? [] : [[field, entries.filter(keeps)] as const]
  })
  return { kept: { ...kustomization, ...Object.fromEntries(fields) }, skipped }
}

/** The names that an entry is for, where it says plain ones. */
const namesOf = ({ target, documents }: PatchEntry): ReadonlyArray<string> => {
  if (target !== undefined && target !== null) {
    const name = isObject(target) ? get(target, 'name') : undefined
    return typeof name === 'string' ? [name] : []
  }
  return documents.flatMap(({ value }) => {
    const metadata = isObject(value) ? get(value, 'metadata') : undefined
    const name = metadata !== undefined && isObject(metadata) ? get(metadata, 'name') : undefined
    return typeof name === 'string' ? [name] : []
  })
}
