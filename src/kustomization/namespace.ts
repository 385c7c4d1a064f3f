import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { at, get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import { apiVersionOf, type Resource, remembered, resIdOf } from '../patch/resource.js'
import { changed } from '../patch/shared.js'
import { eachResource } from './eachResource.js'
import type { KustomizationError } from './error.js'
import { type FieldFault, fieldOf, fieldsFor, kindOf, setField, textOf } from './fieldSpec.js'
import { hasNoNamespace, metadataNamespace, namespaceFields, namespaceName } from './fieldSpecs/namespace.js'
import type { Kustomization } from './kustomization.js'
import { placeAt, type Transformer } from './transformer.js'

/**
 * `namespace`: of every object that is not of a kind of which Kustomize knows that it has none; the name of Namespaces;
 * the Service of APIServices and of conversion webhooks; and of subjects of role bindings that are named `default`.
 * Fails where two objects become one (`SameObject`), and where something else is in the place of a map (`MissingField`).
 */
export const namespace: Transformer = (resources, kustomization, { leniency }) => {
  const { namespace: name = '' } = kustomization
  if (name === '') return E.right(resources)
  const fieldsOf = fieldsFor(namespaceFields)
  const set = (value: Json): Either<string, Json> =>
    textOf(value) === undefined ? E.left('it is no text') : E.right(name)
  const change = (resource: Resource): Either<FieldFault, Resource> => {
    const { manifest } = resource
    const apiVersion = apiVersionOf(manifest)
    const kind = kindOf(manifest)
    const isNamespace = apiVersion === 'v1' && kind === 'Namespace'
    const own = isNamespace ? [NAME] : hasNoNamespace(apiVersion, kind) ? [] : [NAMESPACE]
    let result = manifest
    for (const field of [...own, ...fieldsOf(manifest)]) {
      const next = setField(result, field, set, null)
      if (E.isLeft(next)) return next
      result = next.right
    }
    const next = ROLE_BINDINGS.includes(kind) ? withSubjects(result, set) : E.right(result)
    if (E.isLeft(next)) return next
    // Kustomize notes the names of all of them, whatever becomes of them.
    const isNoted = leniency === 'kustomize'
    if (next.right === manifest) return E.right(isNoted ? changed(remembered(resource), manifest) : resource)
    const isOther = ['name', 'namespace'].some(
      (key) => at(manifest, ['metadata', key]) !== at(next.right, ['metadata', key]),
    )
    return E.right(changed(isOther || isNoted ? remembered(resource) : resource, next.right))
  }
  const result = eachResource(resources, kustomization, ['namespace'], change)
  if (E.isLeft(result)) return result
  const errors = conflicts(result.right, kustomization)
  return errors.length > 0 ? E.left(errors) : result
}

const NAME = fieldOf(namespaceName)
const NAMESPACE = fieldOf(metadataNamespace)
const ROLE_BINDINGS = ['RoleBinding', 'ClusterRoleBinding']

const withSubjects = (
  manifest: JsonObject,
  set: (value: Json) => Either<string, Json>,
): Either<FieldFault, JsonObject> => {
  const subjects = get(manifest, 'subjects') ?? null
  if (subjects === null) return E.right(manifest)
  const fault = (reason: string): Either<FieldFault, never> => E.left({ field: 'subjects/namespace', reason })
  if (!isArray(subjects)) return fault('subjects is no list')
  const results: Json[] = []
  for (const subject of subjects) {
    if (subject !== null && !isObject(subject)) return fault('a subject is no map')
    const name = subject === null ? null : (get(subject, 'name') ?? null)
    if (textOf(name) === undefined) return fault('the name of a subject is no text')
    const result = subject !== null && name === 'default' ? set(get(subject, 'namespace') ?? null) : undefined
    if (result === undefined) results.push(subject)
    else if (E.isLeft(result)) return fault(`the namespace of a subject: ${result.left}`)
    else if (isObject(subject) && subject.namespace === result.right) results.push(subject)
    else results.push({ ...(isObject(subject) ? subject : {}), namespace: result.right })
  }
  return E.right(
    results.some((one, i) => one !== subjects[i]) ? { ...manifest, subjects: results } : manifest,
  )
}

/** One error for each object that has the id of one before it. */
const conflicts = (
  resources: ReadonlyArray<Resource>,
  kustomization: Kustomization,
): ReadonlyArray<KustomizationError> => {
  const seen = new Map<string, Resource>()
  const path = ['namespace']
  return resources.flatMap((resource): ReadonlyArray<KustomizationError> => {
    const key = idOf(resource.manifest)
    const first = seen.get(key)
    if (first === undefined) {
      seen.set(key, resource)
      return []
    }
    const place = placeAt(kustomization, path)
    const object = resIdOf(resource.manifest)
    const of = first.place === undefined ? {} : { first: first.place }
    return [{ _tag: 'SameObject', place, path, object, ...of }]
  })
}

/** What Kustomize tells objects apart by, with its own notion of which have a namespace. */
const idOf = (manifest: JsonObject): string => {
  const apiVersion = apiVersionOf(manifest)
  const kind = kindOf(manifest)
  const said = textOf(at(manifest, ['metadata', 'namespace']) ?? null)
  const within = hasNoNamespace(apiVersion, kind) ? '' : said
  return JSON.stringify([apiVersion, kind, within, at(manifest, ['metadata', 'name']) ?? null])
}
