/** A kustomization laid over manifests that are there already. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { get, isArray, isObject, type Json, type Path, showPath } from '../json.js'
import type { PatchEntry } from '../patch/parsePatches.js'
import { type Resource, resIdOf } from '../patch/resource.js'
import { type Place, type Position, showPlace } from '../position.js'
import { accumulated, finished } from './build.js'
import { withBuildMetadata, withoutBuildAnnotations } from './buildMetadata.js'
import { type KustomizationError, showKustomizationError } from './error.js'
import type { BuildMetadata, Kustomization } from './kustomization.js'
import { type Context, placeAt } from './transformer.js'

type Lines<A> = E.Either<ReadonlyArray<string>, A>

/** What an overlay's `patching` is made of: see `Patching` of an overlay, in lines of text. */
export interface Overlaid {
  readonly change: (
    resources: ReadonlyArray<Resource>,
    off: ReadonlyArray<string>,
  ) => Lines<{ readonly resources: ReadonlyArray<Resource>; readonly warnings: ReadonlyArray<string> }>
  readonly finish: (resources: ReadonlyArray<Resource>) => Lines<ReadonlyArray<Resource>>
  readonly allowsConflict: boolean
  readonly placeOf: (path: Path) => Place
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
    allowsConflict: given.leniency === 'kustomize' || isAllowed(kustomization),
    placeOf: (path) => placeOf(kustomization, path),
  }
}

/** By itself, or by each of its patches. */
const isAllowed = ({ allow = [], ...fields }: Kustomization): boolean => {
  const entries = FIELDS.flatMap((field) => fields[field] ?? [])
  const says = ({ allow: words = null }: PatchEntry): boolean => isArray(words) && words.includes('conflict')
  return allow.includes('conflict') || (entries.length > 0 && entries.every(says))
}

/** In the patch that has this field; items of lists may stand elsewhere in it. */
const placeOf = (kustomization: Kustomization, path: Path): Place => {
  const keys = showPath(path.filter((step) => typeof step === 'string'))
  const documents = FIELDS.flatMap((field) => kustomization[field] ?? []).flatMap((entry) => entry.documents)
  for (const { positions = new Map<string, Position>() } of documents.toReversed()) {
    for (const [written, position] of positions) {
      if (written.replace(/\[\d+\]/g, '') === keys) return { ...kustomization.place, position }
    }
  }
  const [first] = documents
  return first?.place ?? kustomization.place
}

/** Patches alone, laid over manifests. `origin` is what messages call them. */
export const patchesOver = (
  patches: ReadonlyArray<PatchEntry>,
  origin: string,
  context: Context = { leniency: 'strict' },
): Overlaid =>
  patchingOf({ kind: 'Component', place: { origin }, directory: '', fileName: origin, patches }, context)

const inLines = (errors: ReadonlyArray<KustomizationError>): ReadonlyArray<string> =>
  errors.map(showKustomizationError)

/** Those that an overlay has asked for, and those of who made the manifests. */
const KEPT: ReadonlyArray<BuildMetadata> = ['originAnnotations', 'transformerAnnotations']

const plain = (resource: Resource): Resource => {
  const manifest = withoutBuildAnnotations(resource, KEPT)
  return manifest === resource.manifest ? resource : { ...resource, manifest }
}

const FIELDS = ['patchesStrategicMerge', 'patches', 'patchesJson6902'] as const

/** Without what is for objects that are not there because a value has switched them off, and what that was. */
const withoutSwitchedOff = (
  kustomization: Kustomization,
  resources: ReadonlyArray<Resource>,
  off: ReadonlyArray<string>,
): { readonly kept: Kustomization; readonly skipped: ReadonlyArray<string> } => {
  if (off.length === 0) return { kept: kustomization, skipped: [] }
  const there = new Set(resources.map(({ manifest }) => resIdOf(manifest).name))
  const skipped: string[] = []
  const isOff = (name: string | undefined, place: Place): boolean => {
    if (name === undefined || there.has(name) || !off.includes(name)) return false
    skipped.push(`${showPlace(place)}: left out: ${name} is switched off by a value`)
    return true
  }
  const keptOf = (entry: PatchEntry): ReadonlyArray<PatchEntry> => {
    const { target = null, place } = entry
    if (target !== null) return isOff(nameIn(target), place) ? [] : [entry]
    const documents = entry.documents.filter((one) => !isOff(nameIn(metadataOf(one.value)), one.place))
    const isSame = documents.length === entry.documents.length
    return isSame ? [entry] : documents.length === 0 ? [] : [{ ...entry, documents }]
  }
  const without = (one: Kustomization): Kustomization => {
    const patches = FIELDS.flatMap((field) => {
      const entries = one[field]
      return entries === undefined ? [] : [[field, entries.flatMap(keptOf)] as const]
    })
    const replicas = one.replicas?.filter(({ name }, i) => !isOff(name, placeAt(one, ['replicas', i])))
    const components = one.components?.map(without)
    return {
      ...one,
      ...Object.fromEntries(patches),
      ...(replicas === undefined ? {} : { replicas }),
      ...(components === undefined ? {} : { components }),
    }
  }
  return { kept: without(kustomization), skipped }
}

const metadataOf = (value: Json): Json => (isObject(value) ? (get(value, 'metadata') ?? null) : null)

const nameIn = (map: Json): string | undefined => {
  const name = isObject(map) ? get(map, 'name') : undefined
  return typeof name === 'string' ? name : undefined
}
