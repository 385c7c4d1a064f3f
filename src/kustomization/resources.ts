/** `resources`: what a kustomization starts from. */
import * as E from 'fp-ts/lib/Either.js'
import { at, get, isArray, isObject, type JsonObject } from '../json.js'
import { keyOf, type Resource, resIdOf } from '../patch/resource.js'
import { originOfFile } from './buildMetadata.js'
import type { KustomizationError } from './error.js'
import type { Kustomization, Read, Source } from './kustomization.js'

type Result = E.Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Resource>>

/**
 * The manifests of a file, those of lists (`kind: List`, `ConfigMapList`, …) after all others. Fails for a manifest
 * without kind or name.
 */
export const resourcesOfFile = (
  source: Extract<Source, { readonly _tag: 'Manifests' }>,
  kustomization: Kustomization,
): Result => {
  const errors: KustomizationError[] = []
  const origin =
    kustomization.buildMetadata === undefined ? {} : { origin: originOfFile(kustomization, source.path) }
  const waiting: Read[] = [...source.manifests]
  const resources: Resource[] = []
  for (let i = 0; i < waiting.length; i++) {
    const one = waiting[i] as Read // below its length
    const { manifest, place } = one
    const missing = missingIn(manifest)
    if (missing !== undefined) {
      const found = at(manifest, missing) ?? null
      const expected = ['number', 'boolean'].includes(typeof found) ? 'text (quote it)' : 'text'
      errors.push({ _tag: 'InvalidField', place, path: missing, expected, found })
      continue
    }
    const items = isList(manifest) ? get(manifest, 'items') : undefined
    if (items === undefined) resources.push({ manifest, previous: [], place, ...origin })
    else if (isArray(items)) {
      for (const item of items)
        if (isObject(item) && Object.keys(item).length > 0) waiting.push({ manifest: item, place })
    } else if (items !== null) {
      errors.push({ _tag: 'InvalidField', place, path: ['items'], expected: 'a list', found: items })
    }
  }
  return errors.length > 0 ? E.left(errors) : E.right(resources)
}

const isList = ({ kind }: JsonObject): boolean => typeof kind === 'string' && kind.endsWith('List')

/** What tells an object from others and is not there. */
const missingIn = (manifest: JsonObject): ReadonlyArray<string> | undefined => {
  const { kind } = manifest
  if (typeof kind !== 'string' || kind === '') return ['kind']
  const metadata = get(manifest, 'metadata') ?? null
  const name = isObject(metadata) ? get(metadata, 'name') : undefined
  return isList(manifest) || (typeof name === 'string' && name !== '') ? undefined : ['metadata', 'name']
}

/** `more` after `resources`. Fails for each whose id is there already. */
export const appended = (resources: ReadonlyArray<Resource>, more: ReadonlyArray<Resource>): Result => {
  if (more.length === 0) return E.right(resources)
  const known = new Map(resources.map((resource) => [keyOf(resIdOf(resource.manifest)), resource]))
  const errors: KustomizationError[] = []
  for (const resource of more) {
    const object = resIdOf(resource.manifest)
    const key = keyOf(object)
    const before = known.get(key)
    if (before === undefined) known.set(key, resource)
    else {
      const first = before.place === undefined ? {} : { first: before.place }
      const place = resource.place ?? { origin: 'the manifests' }
      errors.push({ _tag: 'SameObject', place, path: [], object, ...first })
    }
  }
  return errors.length > 0 ? E.left(errors) : E.right([...resources, ...more])
}
