/** Names of objects in other objects follow those that have been renamed or moved. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { at, get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import type { Leniency } from '../patch/leniency.js'
import { apiVersionOf, originalIdOf, type ResId, type Resource } from '../patch/resource.js'
import type { KustomizationError } from './error.js'
import { type Field, fieldOf, isFor, setField } from './fieldSpec.js'
import { nameReferences } from './fieldSpecs/nameReference.js'
import { withForgottenReferences } from './forgottenReferences.js'
import { type Gvk, meant, type Referral, type Referrals, referralOf, referralsOf } from './referrals.js'
import { scalarText } from './scalarText.js'

/**
 * The resources with every name of another one as it is now; done once, when all are renamed. As in Kustomize a name is
 * followed only where its field is known, and the object it means had that name before. `strict` follows what Kustomize
 * forgets, too.
 *
 * Fails where a name could be that of several objects (`AmbiguousReference`), and where a field has no room for one.
 */
export const withReferences = (
  resources: ReadonlyArray<Resource>,
  { leniency }: { readonly leniency: Leniency },
): Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Resource>> => {
  const errors: KustomizationError[] = []
  const all = resources.map(referralOf)
  const referrals = referralsOf(all)
  const fields = fieldsOf()
  const followed = all.map((referrer) => {
    const { manifest } = referrer.resource
    let result = manifest
    for (const { field, of } of fields(referrer)) {
      const set = setField(result, field, nameSetter(referrals, referrer, { field, of }, result, errors))
      if (E.isRight(set)) result = set.right
      else errors.push(missing(referrer, set.left.field, set.left.reason))
    }
    const subject = wrongSubject(manifest)
    if (subject !== undefined) errors.push(missing(referrer, subject, 'it is no text'))
    return result === manifest
      ? referrer
      : { ...referrer, resource: { ...referrer.resource, manifest: result } }
  })
  if (errors.length > 0) return E.left(errors)
  const result = leniency === 'strict' ? withForgottenReferences(followed, referrals) : E.right(followed)
  return E.map((now: ReadonlyArray<Referral>) =>
    now.every(({ resource }, i) => resource === resources[i])
      ? resources
      : now.map(({ resource }) => resource),
  )(result)
}

interface Reference {
  readonly field: Field
  readonly of: Gvk
}

/** The fields of an object that hold names: of the kind that it was originally, and the version that it has. */
const fieldsOf = (): ((referrer: Referral) => ReadonlyArray<Reference>) => {
  const byKind = new Map<string, ReadonlyArray<Reference>>()
  return ({ resource }) => {
    const apiVersion = apiVersionOf(resource.manifest)
    const { kind } = originalIdOf(resource)
    const key = `${apiVersion} ${kind}`
    const known = byKind.get(key)
    if (known !== undefined) return known
    const found = REFERENCES.filter(({ field }) => isFor(field.spec, apiVersion, kind))
    byKind.set(key, found)
    return found
  }
}

const REFERENCES: ReadonlyArray<Reference> = nameReferences.flatMap(({ fields, ...of }) =>
  fields.map((spec) => ({ field: fieldOf(spec), of })),
)

/** A field holds a name, a map of `name` and `namespace`, or a list of either. */
const nameSetter = (
  referrals: Referrals,
  referrer: Referral,
  { field, of }: Reference,
  manifest: JsonObject,
  errors: KustomizationError[],
): ((value: Json) => Either<string, Json>) => {
  const role = field.spec.path.endsWith('roleRef/name') ? roleOf(manifest) : undefined
  const wanted = { of, ...(role === undefined ? {} : { role }) }
  const one = (name: string, namespace: string | undefined, isSame: typeof sameName): ResId | undefined => {
    const here = namespace === undefined ? {} : { namespace }
    const found = meant(referrals, referrer, { ...wanted, ...here, name }, isSame)
    if (found.length > 1) errors.push(ambiguous(referrer, name, found))
    return found.length === 1 ? found[0]?.id : undefined
  }
  const inMap = (map: JsonObject): Either<string, Json> => {
    const name = get(map, 'name')
    if (name === undefined) return E.left('a map there has no name')
    const said = get(map, 'namespace')
    const found = one(
      scalarText(name),
      said === undefined ? undefined : scalarText(said),
      sameNameAndNamespace,
    )
    if (found === undefined) return E.right(map)
    const namespace = found.namespace ?? ''
    const isKept = scalarText(name) === found.name && (namespace === '' || namespace === said)
    if (isKept) return E.right(map)
    return E.right({ ...map, name: found.name, ...(namespace === '' ? {} : { namespace }) })
  }
  const inScalar = (value: Json): Json => {
    const name = scalarText(value)
    const found = one(name, undefined, sameName)
    return found === undefined || found.name === name ? value : found.name
  }
  return (value) => {
    if (isObject(value)) return inMap(value)
    if (!isArray(value)) return E.right(value === null ? value : inScalar(value))
    const items: Json[] = []
    for (const item of value) {
      if (isArray(item)) return E.left('a list is in a list')
      const result = isObject(item) ? inMap(item) : E.right(item === null ? item : inScalar(item))
      if (E.isLeft(result)) return result
      items.push(result.right)
    }
    return E.right(items.some((item, i) => item !== value[i]) ? items : value)
  }
}

const sameName = (a: ResId, b: ResId): boolean => a.name === b.name
const sameNameAndNamespace = (a: ResId, b: ResId): boolean => a.name === b.name && a.namespace === b.namespace

/** `undefined` where it does not say both group and kind: then any role of the name is meant. */
const roleOf = (manifest: JsonObject): Gvk | undefined => {
  const group = at(manifest, ['roleRef', 'apiGroup'])
  const kind = at(manifest, ['roleRef', 'kind'])
  return group === undefined || kind === undefined
    ? undefined
    : { group: scalarText(group), kind: scalarText(kind) }
}

/** Kustomize reads the namespace of a ServiceAccount there. */
const wrongSubject = (manifest: JsonObject): string | undefined => {
  const subjects = manifest.kind === 'RoleBinding' ? (get(manifest, 'subjects') ?? null) : null
  if (!isArray(subjects)) return undefined
  const i = subjects.findIndex((subject) => {
    const namespace =
      isObject(subject) && subject.kind === 'ServiceAccount' ? get(subject, 'namespace') : undefined
    return namespace !== undefined && typeof namespace !== 'string'
  })
  return i < 0 ? undefined : `subjects[${i}].namespace`
}

const missing = ({ id, resource }: Referral, field: string, reason: string): KustomizationError => ({
  _tag: 'MissingField',
  place: resource.place ?? NOWHERE_KNOWN,
  path: [],
  object: id,
  field,
  reason,
})

const ambiguous = (
  { id, resource }: Referral,
  name: string,
  found: ReadonlyArray<Referral>,
): KustomizationError => ({
  _tag: 'AmbiguousReference',
  place: resource.place ?? NOWHERE_KNOWN,
  path: [],
  object: id,
  name,
  matches: found.map((one) => one.id),
})

const NOWHERE_KNOWN = { origin: 'kustomization.yaml' }
