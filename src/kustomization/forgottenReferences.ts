/** Names of renamed objects that Kustomize leaves as they were: in fields that it does not know, and in texts. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { at, get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import { apiVersionOf, originalIdOf, type ResId } from '../patch/resource.js'
import type { KustomizationError } from './error.js'
import { type Field, fieldOf, isFor } from './fieldSpec.js'
import { forgottenReferences } from './fieldSpecs/nameReference.js'
import { type FieldTree, setFields, treeOf } from './fieldTree.js'
import { withHostNames } from './hostNames.js'
import { type Gvk, meant, type Referral, type Referrals } from './referrals.js'

/**
 * The resources with these names as they are now: in the fields of `forgottenReferences`, in the claim that a
 * PersistentVolume is kept for (a StatefulSet's too), in the rules of roles, and of Services where a text has one as a host
 * name. Fails where a
 * field could mean several objects; a text that could is left alone.
 */
export const withForgottenReferences = (
  all: ReadonlyArray<Referral>,
  referrals: Referrals,
): Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Referral>> => {
  if (referrals.byName.size === 0) return E.right(all)
  const errors: KustomizationError[] = []
  const claims = claimsOf(all)
  const hosts = withHostNames(all, referrals)
  const treeFor = treesOf()
  const followed = all.map((referrer) => {
    const claimed = withStatefulClaim(referrer.resource.manifest, claims)
    const set = nameSetter(referrals, referrer, errors)
    const named = setFields(claimed, treeFor(referrer), set, () => {})
    const manifest = hosts(referrer, withRuleNames(named, set))
    return manifest === referrer.resource.manifest
      ? referrer
      : { ...referrer, resource: { ...referrer.resource, manifest } }
  })
  return errors.length > 0 ? E.left(errors) : E.right(followed)
}

interface Reference {
  readonly field: Field
  readonly of: Gvk & { readonly kind: string }
}

const REFERENCES: ReadonlyArray<Reference> = forgottenReferences.flatMap(({ fields, ...of }) =>
  fields.map((spec) => ({ field: fieldOf(spec), of })),
)

const treesOf = (): ((referrer: Referral) => FieldTree<Reference>) => {
  const byKind = new Map<string, FieldTree<Reference>>()
  return ({ resource }) => {
    const apiVersion = apiVersionOf(resource.manifest)
    const { kind } = originalIdOf(resource)
    const key = `${apiVersion} ${kind}`
    const known = byKind.get(key)
    if (known !== undefined) return known
    const found = treeOf(REFERENCES.filter(({ field }) => isFor(field.spec, apiVersion, kind)))
    byKind.set(key, found)
    return found
  }
}

/** As in Kustomize's fields; but a map that says the kind of what it names means that kind only. */
const nameSetter =
  (
    referrals: Referrals,
    referrer: Referral,
    errors: KustomizationError[],
  ): ((value: Json, reference: Pick<Reference, 'of'>) => Json) =>
  (value, { of }) => {
    const one = (name: string, namespace: string | undefined): ResId | undefined => {
      const here = namespace === undefined ? {} : { namespace }
      const found = meant(referrals, referrer, { of, ...here, name }, isSame)
      if (found.length > 1) {
        errors.push({
          _tag: 'AmbiguousReference',
          place: referrer.resource.place ?? { origin: 'kustomization.yaml' },
          path: [],
          object: referrer.id,
          name,
          matches: found.map(({ id }) => id),
        })
      }
      return found.length === 1 ? found[0]?.id : undefined
    }
    const set = (item: Json): Json => {
      if (isArray(item)) {
        const items = item.map(set)
        return items.some((each, i) => each !== item[i]) ? items : item
      }
      if (typeof item === 'string') return one(item, undefined)?.name ?? item
      if (!isObject(item)) return item
      const { name, namespace, kind = of.kind } = item
      if (typeof name !== 'string' || kind !== of.kind) return item
      const found = one(name, typeof namespace === 'string' ? namespace : undefined)
      if (found === undefined) return item
      const moved =
        typeof namespace === 'string' && found.namespace !== undefined ? found.namespace : namespace
      if (found.name === name && moved === namespace) return item
      return { ...item, name: found.name, ...(moved === undefined ? {} : { namespace: moved }) }
    }
    return set(value)
  }

/** By the resources of a rule. */
const RULE_KINDS: Readonly<Record<string, Reference['of']>> = {
  configmaps: { version: 'v1', kind: 'ConfigMap' },
  secrets: { version: 'v1', kind: 'Secret' },
  persistentvolumes: { version: 'v1', kind: 'PersistentVolume' },
  persistentvolumeclaims: { version: 'v1', kind: 'PersistentVolumeClaim' },
  services: { version: 'v1', kind: 'Service' },
  serviceaccounts: { version: 'v1', kind: 'ServiceAccount' },
  deployments: { group: 'apps', kind: 'Deployment' },
  statefulsets: { group: 'apps', kind: 'StatefulSet' },
}

/** Kustomize takes a name there for that of a ConfigMap, too, where the rule is for Secrets. */
const withRuleNames = (
  manifest: JsonObject,
  set: (value: Json, reference: Pick<Reference, 'of'>) => Json,
): JsonObject => {
  const isRole = manifest.kind === 'Role' || manifest.kind === 'ClusterRole'
  const rules = isRole ? (get(manifest, 'rules') ?? null) : null
  if (!isArray(rules)) return manifest
  const after = rules.map((rule) => {
    const names = isObject(rule) ? get(rule, 'resourceNames') : undefined
    const resources = isObject(rule) ? (get(rule, 'resources') ?? null) : null
    if (!isObject(rule) || names === undefined || !isArray(resources)) return rule
    const kinds = resources.flatMap((one) =>
      Object.hasOwn(RULE_KINDS, String(one)) ? (RULE_KINDS[String(one)] ?? []) : [],
    )
    const now = kinds.reduce<Json>((some, of) => set(some, { of }), names)
    return now === names ? rule : { ...rule, resourceNames: now }
  })
  return after.some((rule, i) => rule !== rules[i]) ? { ...manifest, rules: after } : manifest
}

const isSame = (a: ResId, b: ResId): boolean => a.name === b.name && a.namespace === b.namespace

/** What the claims of a renamed or moved StatefulSet are called now, by namespace and by what comes before the ordinal. */
const claimsOf = (all: ReadonlyArray<Referral>): ReadonlyMap<string, ClaimNames> => {
  const claims = new Map<string, ClaimNames>()
  for (const { id, resource, namespace, originalNamespace } of all) {
    const templates =
      id.kind === 'StatefulSet' ? (at(resource.manifest, ['spec', 'volumeClaimTemplates']) ?? null) : null
    if (!isArray(templates)) continue
    for (const template of templates) {
      const name = at(template, ['metadata', 'name'])
      if (typeof name !== 'string') continue
      for (const old of resource.previous) {
        const now = { start: `${name}-${id.name}-`, namespace }
        claims.set(`${originalNamespace}/${name}-${old.name}-`, now)
        claims.set(`${namespace}/${name}-${old.name}-`, now)
      }
    }
  }
  return claims
}

interface ClaimNames {
  readonly start: string
  readonly namespace: string
}

/** `data-mongodb-0` in the claimRef of a PersistentVolume. */
const withStatefulClaim = (manifest: JsonObject, claims: ReadonlyMap<string, ClaimNames>): JsonObject => {
  const spec =
    claims.size > 0 && manifest.kind === 'PersistentVolume' ? (get(manifest, 'spec') ?? null) : null
  const claimRef = isObject(spec) ? (get(spec, 'claimRef') ?? null) : null
  if (!isObject(spec) || !isObject(claimRef) || typeof claimRef.name !== 'string') return manifest
  const [, start = '', ordinal = ''] = /^(.*-)(\d+)$/.exec(claimRef.name) ?? []
  const said = typeof claimRef.namespace === 'string' ? claimRef.namespace : 'default'
  const now = claims.get(`${said}/${start}`)
  if (now === undefined) return manifest
  const namespace = claimRef.namespace === undefined ? {} : { namespace: now.namespace }
  return {
    ...manifest,
    spec: { ...spec, claimRef: { ...claimRef, name: `${now.start}${ordinal}`, ...namespace } },
  }
}
