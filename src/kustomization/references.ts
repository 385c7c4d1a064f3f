/** Names of objects in other objects follow those that have been renamed or moved. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { at, get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import type { Leniency } from '../patch/leniency.js'
import { apiVersionOf, originalIdOf, type ResId, type Resource } from '../patch/resource.js'
import type { KustomizationError } from './error.js'
import { type Field, fieldOf, isFor } from './fieldSpec.js'
import { nameReferences } from './fieldSpecs/nameReference.js'
import { type FieldTree, setFields, treeOf } from './fieldTree.js'
import { withForgottenReferences } from './forgottenReferences.js'
import { type Gvk, meant, type Referral, type Referrals, referralOf, referralsOf } from './referrals.js'
import { scalarText } from './scalarText.js'

/**
 * The resources with every name of another one as it is now; done once, when all are renamed. As in Kustomize a name is
 * followed only where its field is known, and the object it means had that name before. `strict` follows what Kustomize
 * forgets, too, and takes a name in the rules of a role for one of the kinds that its rule is for.
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
  const treeFor = treesOf(leniency)
  const followed = all.map((referrer) => {
    const { manifest } = referrer.resource
    const set = nameSetter(referrals, referrer, errors)
    const result = setFields(manifest, treeFor(referrer), set, ({ field }) => {
      errors.push(missing(referrer, field.spec.path, 'what leads there is neither a map nor a list'))
    })
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
const treesOf = (leniency: Leniency): ((referrer: Referral) => FieldTree<Reference>) => {
  const references = leniency === 'strict' ? REFERENCES.filter(isOutsideRules) : REFERENCES
  const byKind = new Map<string, FieldTree<Reference>>()
  return ({ resource }) => {
    const apiVersion = apiVersionOf(resource.manifest)
    const { kind } = originalIdOf(resource)
    const key = `${apiVersion} ${kind}`
    const known = byKind.get(key)
    if (known !== undefined) return known
    const found = treeOf(references.filter(({ field }) => isFor(field.spec, apiVersion, kind)))
    byKind.set(key, found)
    return found
  }
}

const REFERENCES: ReadonlyArray<Reference> = nameReferences.flatMap(({ fields, ...of }) =>
  fields.map((spec) => ({ field: fieldOf(spec), of })),
)

const isOutsideRules = ({ field }: Reference): boolean => field.spec.path !== 'rules/resourceNames'

/** A field holds a name, a map of `name` and `namespace`, or a list of either. */
const nameSetter =
  (
    referrals: Referrals,
    referrer: Referral,
    errors: KustomizationError[],
  ): ((value: Json, reference: Reference) => Json) =>
  (value, { field, of }) => {
    const role = field.spec.path.endsWith('roleRef/name') ? roleOf(referrer.resource.manifest) : undefined
    const wanted = { of, ...(role === undefined ? {} : { role }) }
    const one = (name: string, namespace: string | undefined, isSame: typeof sameName): ResId | undefined => {
      const here = namespace === undefined ? {} : { namespace }
      const found = meant(referrals, referrer, { ...wanted, ...here, name }, isSame)
      if (found.length > 1) errors.push(ambiguous(referrer, name, found))
      return found.length === 1 ? found[0]?.id : undefined
    }
    const inMap = (map: JsonObject): Json => {
      const name = get(map, 'name')
      if (name === undefined) {
        errors.push(missing(referrer, field.spec.path, 'a map there has no name'))
        return map
      }
      const said = get(map, 'namespace')
      const found = one(
        scalarText(name),
        said === undefined ? undefined : scalarText(said),
        sameNameAndNamespace,
      )
      if (found === undefined) return map
      const namespace = found.namespace ?? ''
      if (scalarText(name) === found.name && (namespace === '' || namespace === said)) return map
      return { ...map, name: found.name, ...(namespace === '' ? {} : { namespace }) }
    }
    const inItem = (item: Json): Json => {
      if (item === null) return item
      if (isObject(item)) return inMap(item)
      const name = scalarText(item)
      const found = one(name, undefined, sameName)
      return found === undefined || found.name === name ? item : found.name
    }
    if (!isArray(value)) return inItem(value)
    if (value.some(isArray)) errors.push(missing(referrer, field.spec.path, 'a list is in a list'))
    const items = value.map((item) => (isArray(item) ? item : inItem(item)))
    return items.some((item, i) => item !== value[i]) ? items : value
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
