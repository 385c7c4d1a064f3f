import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import type { Path } from '../json.js'
import { type Resource, resIdOf } from '../patch/resource.js'
import type { KustomizationError } from './error.js'
import type { FieldFault } from './fieldSpec.js'
import type { Kustomization } from './kustomization.js'
import { placeAt } from './transformer.js'

type Errors = ReadonlyArray<KustomizationError>

/** Every resource changed, or all that is wrong; `path` is the field of the kustomization that asks for it. */
export const eachResource = (
  resources: ReadonlyArray<Resource>,
  kustomization: Kustomization,
  path: Path,
  change: (resource: Resource) => Either<FieldFault, Resource>,
): Either<Errors, ReadonlyArray<Resource>> => {
  const errors: KustomizationError[] = []
  const results = resources.map((resource) => {
    const result = change(resource)
    if (E.isRight(result)) return result.right
    errors.push(missingField(resource, kustomization, path, result.left))
    return resource
  })
  return errors.length > 0 ? E.left(errors) : E.right(results)
}

/** A field of an object that cannot be set. */
export const missingField = (
  { manifest }: Resource,
  kustomization: Kustomization,
  path: Path,
  fault: FieldFault,
): KustomizationError => ({
  _tag: 'MissingField',
  place: placeAt(kustomization, path),
  path,
  object: resIdOf(manifest),
  ...fault,
})
