/** Patches on manifests. */
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import type { ReadonlyNonEmptyArray } from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import { equal, type JsonObject } from '../json.js'
import type { KubeVersion } from '../openapi/index.js'
import { placeIn } from '../position.js'
import { type Fault, type Outcome, onManifest } from './change.js'
import type { PatchError } from './error.js'
import { builtInFields, fieldsOf, type PatchMetaOf } from './fields.js'
import { kustomizeFields } from './kustomizeFields.js'
import type { Leniency } from './leniency.js'
import { candidates, type Lookup, lookupOf, nearestIds, put, withId } from './lookup.js'
import type { Patch } from './patch.js'
import { keyOf, type ResId, type Resource, remembered, resIdOf, resourcesOf } from './resource.js'
import { changed } from './shared.js'
import { matcherOf } from './target.js'

export interface PatchOptions {
  /** `strict` if it is absent. */
  readonly leniency?: Leniency
  /** How fields of kinds are patched that Kubernetes' own API does not have: from their CRDs. */
  readonly fields?: PatchMetaOf
  /** Of Kubernetes' own kinds; the newest that is known if it is absent. */
  readonly kubeVersion?: KubeVersion
}

/**
 * The manifests after all patches, one after the other; their order stays. Every patch must find an object and change
 * one, unless it allows otherwise, or all are lenient. `Left` holds the errors of all patches; one that fails is left
 * out for those that follow. Nothing that is handed in is changed.
 *
 * Laws: no patches change nothing; patches for different objects commute; patches in two runs are patches in one, as
 * long as none of them renames.
 */
export const applyPatches = (
  manifests: ReadonlyArray<JsonObject>,
  patches: ReadonlyArray<Patch>,
  options: PatchOptions = {},
): Either<ReadonlyNonEmptyArray<PatchError>, ReadonlyArray<JsonObject>> =>
  pipe(
    patchResources(resourcesOf(manifests), patches, options),
    E.chain((resources) =>
      options.leniency === 'kustomize' ? unique(resources, patches) : E.right(resources),
    ),
    E.map((resources) => resources.map(({ manifest }) => manifest)),
  )

/** Kustomize looks only at the end whether two objects have one id. */
const unique = (
  resources: ReadonlyArray<Resource>,
  patches: ReadonlyArray<Patch>,
): Either<ReadonlyNonEmptyArray<PatchError>, ReadonlyArray<Resource>> => {
  const known = new Set<string>()
  const place = patches.at(-1)?.place ?? { origin: 'the manifests' }
  const errors = resources.flatMap(({ manifest }): ReadonlyArray<PatchError> => {
    const object = resIdOf(manifest)
    const isSecond = known.has(keyOf(object))
    known.add(keyOf(object))
    return isSecond ? [{ _tag: 'DuplicateObject', place, object }] : []
  })
  return isNonEmpty(errors) ? E.left(errors) : E.right(resources)
}

/** `applyPatches` for several runs: a later one finds what an earlier one has renamed by both names. */
export const patchResources = (
  resources: ReadonlyArray<Resource>,
  patches: ReadonlyArray<Patch>,
  { leniency = 'strict', fields, kubeVersion }: PatchOptions = {},
): Either<ReadonlyNonEmptyArray<PatchError>, ReadonlyArray<Resource>> => {
  const builtIn = builtInFields(kubeVersion)
  const own = leniency === 'kustomize' ? kustomizeFields(builtIn) : builtIn
  const context = { leniency, fields: fields === undefined ? own : fieldsOf(own, fields) }
  const lookup = lookupOf(resources)
  const errors = patches.flatMap((patch) => applyOne(lookup, patch, context))
  return isNonEmpty(errors)
    ? E.left(errors)
    : E.right(lookup.resources.flatMap((resource) => (resource === undefined ? [] : [resource])))
}

interface Context {
  readonly leniency: Leniency
  readonly fields: PatchMetaOf
}

const applyOne = (lookup: Lookup, patch: Patch, context: Context): ReadonlyArray<PatchError> => {
  const places = placesOf(lookup, patch, context)
  if (E.isLeft(places)) return places.left
  if (places.right.length === 0) return []
  const changes = places.right.flatMap((place) => {
    const resource = lookup.resources[place]
    if (resource === undefined) return []
    const { manifest } = resource
    return [{ place, resource, id: resIdOf(manifest), outcome: onManifest(manifest, patch, context) }]
  })
  const faults = groupedFaults(changes.map(({ id, outcome }) => ({ id, faults: outcome.faults })))
  if (faults.length > 0) return faults.map(([fault, objects]) => errorOf(patch, fault, objects))
  const silent = silentErrors(patch, changes, context)
  if (silent.length > 0) return silent
  return changes.flatMap(({ place, resource, id, outcome: { manifest, mayRename } }) => {
    const before = mayRename ? remembered(resource) : resource
    const after = manifest === undefined ? undefined : withManifest(before, manifest, patch, context)
    put(lookup, place, after)
    if (after === undefined || !looksAtOnce(patch, context)) return []
    if (keyOf(resIdOf(after.manifest)) === keyOf(id)) return []
    const object = resIdOf(after.manifest)
    const others = withId(lookup, object).filter((one) => {
      const other = lookup.resources[one]
      return one !== place && other !== undefined && keyOf(resIdOf(other.manifest)) === keyOf(object)
    })
    return others.length === 0 ? [] : [{ _tag: 'DuplicateObject' as const, place: patch.place, object }]
  })
}

/**
 * Whether two objects of one id are refused right after the patch. Kustomize looks at the end, when names may have their
 * hashes; but a merge with a target puts the objects together anew (`ResMap.ApplySmPatch`).
 */
const looksAtOnce = (patch: Patch, { leniency }: Context): boolean =>
  leniency !== 'kustomize' ||
  (patch._tag === 'StrategicMergePatch' && patch.target !== undefined && patch.field === undefined)

/** A merge changes the object itself in Kustomize; operations make another one. */
const withManifest = (
  before: Resource,
  manifest: JsonObject,
  patch: Patch,
  { leniency }: Context,
): Resource => {
  const isInPlace = leniency === 'kustomize' && patch._tag !== 'JsonPatch'
  return isInPlace ? changed(before, manifest) : { ...withNotes(before, patch), manifest }
}

/** Operations on all annotations are on Kustomize's notes about an object, too. */
const withNotes = (resource: Resource, patch: Patch): Resource => {
  const isOnAll =
    patch._tag === 'JsonPatch' &&
    patch.operations.some(
      ({ op, path }) => op !== 'test' && ['', '/metadata', '/metadata/annotations'].includes(path),
    )
  if (!isOnAll) return resource
  const { origin: _, transformations: __, ...others } = resource
  return others
}

/** The places of the objects that a patch is for; none where that is allowed. */
const placesOf = (
  lookup: Lookup,
  patch: Patch,
  { leniency }: Context,
): Either<ReadonlyArray<PatchError>, ReadonlyArray<number>> => {
  const { place, allow = [], target } = patch
  const unmatched = (looked: ResId | NonNullable<typeof target>): PatchError => ({
    _tag: 'UnmatchedTarget',
    place,
    target: looked,
    nearest: nearestIds(lookup, looked),
  })
  const isAllowed = allow.includes('unmatched')
  if (patch._tag !== 'JsonPatch' && target === undefined) {
    const id = resIdOf(patch.patch)
    const found = withId(lookup, id)
    if (found.length === 0) return isAllowed ? E.right([]) : E.left([unmatched(id)])
    if (found.length === 1) return E.right(found)
    return E.left([{ _tag: 'AmbiguousTarget', place, target: id, matches: idsOf(lookup, found) }])
  }
  const wanted = target ?? {}
  const matches = matcherOf(wanted)
  if (E.isLeft(matches)) {
    return E.left(matches.left.map((fault) => ({ _tag: 'InvalidTarget' as const, place, fault })))
  }
  const found = candidates(lookup, wanted).filter((one) => {
    const resource = lookup.resources[one]
    return resource !== undefined && matches.right(resource)
  })
  return found.length > 0 || isAllowed || leniency === 'kustomize'
    ? E.right(found)
    : E.left([unmatched(wanted)])
}

interface Change {
  readonly resource: Resource
  readonly id: ResId
  readonly outcome: Outcome
}

/** What Kustomize says nothing about. */
const silentErrors = (
  patch: Patch,
  changes: ReadonlyArray<Change>,
  { leniency }: Context,
): ReadonlyArray<PatchError> => {
  if (leniency === 'kustomize' || patch.allow?.includes('noEffect') === true) return []
  const objects = changes.map(({ id }) => id)
  const [first] = changes
  const nowhere = (first?.outcome.missing ?? []).filter((path) =>
    changes.every(({ outcome }) => outcome.missing.some((one) => equal(one, path))),
  )
  if (nowhere.length > 0) {
    return nowhere.map((path) => ({
      _tag: 'NothingToDelete',
      place: placeIn(patch.place, patch.positions, path),
      path,
      objects,
    }))
  }
  // Tests alone are there to fail.
  const isTest = patch._tag === 'JsonPatch' && patch.operations.every(({ op }) => op === 'test')
  const isChanged = changes.some(
    ({ resource, outcome: { manifest } }) => manifest === undefined || !equal(manifest, resource.manifest),
  )
  return isTest || isChanged ? [] : [{ _tag: 'NoEffect', place: patch.place, objects }]
}

/** Each fault once, with the objects that it is found with. */
const groupedFaults = (
  found: ReadonlyArray<{ readonly id: ResId; readonly faults: ReadonlyArray<Fault> }>,
): ReadonlyArray<readonly [Fault, ReadonlyArray<ResId>]> => {
  const groups = new Map<string, readonly [Fault, ResId[]]>()
  for (const { id, faults } of found) {
    for (const fault of faults) {
      const key = JSON.stringify(fault)
      const group = groups.get(key)
      if (group === undefined) groups.set(key, [fault, [id]])
      else group[1].push(id)
    }
  }
  return [...groups.values()]
}

const errorOf = ({ place, positions }: Patch, found: Fault, objects: ReadonlyArray<ResId>): PatchError => {
  switch (found._tag) {
    case 'InvalidMerge':
      return { ...found, place: placeIn(place, positions, found.fault.path), objects }
    case 'InvalidOperation':
      return { ...found, place: placeIn(place, positions, [found.fault.index]), objects }
    case 'LostIdentity':
      return { ...found, place, objects }
  }
}

const idsOf = ({ resources }: Lookup, places: ReadonlyArray<number>): ReadonlyArray<ResId> =>
  places.flatMap((place) => {
    const resource = resources[place]
    return resource === undefined ? [] : [resIdOf(resource.manifest)]
  })
