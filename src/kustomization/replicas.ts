import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { isArray, isObject, type Json, nearest } from '../json.js'
import { type ResId, type Resource, resIdOf } from '../patch/resource.js'
import { changed } from '../patch/shared.js'
import { missingField } from './eachResource.js'
import type { KustomizationError } from './error.js'
import { fieldsFor, setField } from './fieldSpec.js'
import { replicaFields } from './fieldSpecs/replicas.js'
import { placeAt, type Transformer } from './transformer.js'

/**
 * `replicas`: of the Deployments, ReplicationControllers, ReplicaSets and StatefulSets of a name, which may be one that
 * they have had. Where there is none, that is an error in both leniencies, as it is in Kustomize (`Unmatched`, which
 * `allow` allows in `strict`); `MissingField` where something else is in the place of the number.
 */
export const replicas: Transformer = (resources, kustomization, { leniency }) => {
  const byName = indicesByName(resources)
  const fieldsOf = fieldsFor(replicaFields)
  const isAllowed = leniency === 'strict' && kustomization.allow?.includes('unmatched') === true
  const results = [...resources]
  const errors: KustomizationError[] = []
  for (const [i, { name, count = 0 }] of (kustomization.replicas ?? []).entries()) {
    const path = ['replicas', i]
    const found = byName.get(name) ?? []
    if (found.length === 0 && !isAllowed) {
      const what = `${replicaFields.map(({ kind }) => kind).join(', ')} of the name ${name}`
      const place = placeAt(kustomization, path)
      errors.push({ _tag: 'Unmatched', place, path, what, nearest: nearest(name, [...byName.keys()]) })
    }
    for (const index of found) {
      const resource = results[index]
      const field = resource === undefined ? undefined : fieldsOf(resource.manifest)[0]
      if (resource === undefined || field === undefined) continue
      const result = setField(resource.manifest, field, (value) => replicasOf(value, count), null)
      if (E.isLeft(result)) errors.push(missingField(resource, kustomization, path, result.left))
      else if (result.right !== resource.manifest) results[index] = changed(resource, result.right)
    }
  }
  return errors.length > 0 ? E.left(errors) : E.right(results)
}

/** Text that must be quoted to be text keeps its quotes in Kustomize. */
const replicasOf = (value: Json, count: number): Either<string, Json> => {
  if (isArray(value) || isObject(value)) return E.left('it is no number')
  return E.right(typeof value === 'string' && isQuoted(value) ? String(count) : count)
}

const isQuoted = (text: string): boolean =>
  !Number.isNaN(Number(text)) || /^(?:null|true|false|~)$/i.test(text)

const indicesByName = (resources: ReadonlyArray<Resource>): ReadonlyMap<string, ReadonlyArray<number>> => {
  const indices = new Map<string, number[]>()
  for (const [index, resource] of resources.entries()) {
    const ids: ReadonlyArray<ResId> = [...resource.previous, resIdOf(resource.manifest)]
    const names = ids.filter(({ kind }) => KINDS.includes(kind)).map(({ name }) => name)
    for (const name of new Set(names)) {
      const known = indices.get(name)
      if (known === undefined) indices.set(name, [index])
      else known.push(index)
    }
  }
  return indices
}

const KINDS = replicaFields.map(({ kind }) => kind)
