import * as E from 'fp-ts/lib/Either.js'
import type { Json, JsonArray, JsonObject } from '../json.js'
import { get, isArray, isObject } from '../json.js'
import { identity } from './identity.js'
import { canonicalQuantity } from './quantity.js'

/**
 * The manifest as it survives a round through the API server: without nulls, without the empty maps and lists that
 * the server drops, with quantities in their one spelling (an invalid one stays as it is, for the server to refuse).
 *
 * An empty value goes only at a field that is a Go map or slice with `omitempty` in k8s.io/api (or the `resources`
 * of a container, which the server adds by itself); `emptyDir: {}`, `podSelector: {}`, `ingress: [{}]` and
 * `storageClassName: ""` mean something and stay. Maps of free text (`data`, `labels`, …) lose only their nulls.
 * Of a kind that is not in `GROUPS`, such as a custom resource, only the metadata is touched.
 *
 * Laws: idempotent; the argument is not changed; a canonical manifest comes back equal.
 */
export const canonical = (manifest: JsonObject): JsonObject => {
  const { group, kind } = identity(manifest)
  const items = get(manifest, 'items')
  if (kind === 'List' && isArray(items)) {
    return { ...manifest, items: items.map((item) => (isObject(item) ? canonical(item) : item)) }
  }
  if (GROUPS.includes(group)) return fields(manifest, kind, '')
  const metadata = get(manifest, 'metadata')
  return isObject(metadata) ? { ...manifest, metadata: fields(metadata, kind, 'metadata') } : manifest
}

/** The API groups whose fields the tables below describe. A schema (CustomResourceDefinition) may hold any value. */
const GROUPS: ReadonlyArray<string> = [
  '',
  'admissionregistration.k8s.io',
  'apps',
  'autoscaling',
  'batch',
  'coordination.k8s.io',
  'networking.k8s.io',
  'node.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'scheduling.k8s.io',
  'storage.k8s.io',
]

const words = (text: string): ReadonlySet<string> => new Set(text.trim().split(/\s+/))

/**
 * Slices with `omitempty` wherever a field of GROUPS has this name (k8s.io/api v0.33). Left out of account:
 * statuses, and fields in which the API server refuses an empty list anyway.
 */
const LISTS = words(`
  accessModes add allowedTopologies apiGroups apiVersions args claims clusterIPs clusterRoleSelectors command
  drop egress env envFrom ephemeralContainers except excludeResourceRules externalIPs finalizers from hostAliases hostnames
  hosts httpHeaders imagePullSecrets ingress initContainers ipFamilies items loadBalancerSourceRanges
  matchConditions matchExpressions matchFields matchLabelExpressions matchLabelKeys metrics mismatchLabelKeys
  mountOptions nameservers namespaces nonResourceURLs onPodConditions operations options ownerReferences
  podCIDRs policies policyTypes ports preferredDuringSchedulingIgnoredDuringExecution readinessGates resizePolicy
  resourceClaims resourceNames resourceRules resources schedulingGates scopes searches secrets subjects
  supplementalGroups sysctls taints tls to tokenRequests tolerations topologySpreadConstraints
  values volumeClaimTemplates volumeDevices volumeMounts volumes webhooks`)

/** Maps with `omitempty` likewise; `resources` is a struct that the server always writes. */
const MAPS = words(`
  annotations binaryData capacity data default defaultRequest hard labels limits matchLabels max
  maxLimitRequestRatio min nodeSelector options podFixed requests resources stringData volumeAttributes`)

/** Names that are such a map or slice in these kinds and something else in others. */
const ONLY_IN: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  [
    'overhead',
    words('Pod PodTemplate ReplicationController ReplicaSet Deployment StatefulSet DaemonSet Job CronJob'),
  ],
  ['parameters', words('StorageClass VolumeAttributesClass')],
  ['rules', words('Ingress MutatingWebhookConfiguration ValidatingWebhookConfiguration')],
  ['selector', words('Service ReplicationController')],
])

/** Maps from names to free text: a key in them is no field. */
const TEXTS = words(
  'annotations binaryData data labels matchLabels nodeSelector options stringData volumeAttributes',
)

/** Maps from names to quantities (ResourceList). */
const QUANTITIES = words(
  'capacity default defaultRequest hard limits max maxLimitRequestRatio min podFixed requests',
)

/** Single quantities; `value` is one in the `target` of a HorizontalPodAutoscaler only. */
const QUANTITY = words('averageValue capacity divisor maximumVolumeSize sizeLimit')

/** `parent` is the field that holds the object (of a list's items: the list's). */
const fields = (object: JsonObject, kind: string, parent: string): JsonObject => {
  const kept: Record<string, Json> = {}
  for (const name of Object.keys(object)) {
    const value = object[name] as Json // an own key
    if (value === null) continue
    if (typeof value !== 'object') {
      kept[name] = isQuantity(name, kind, parent) ? quantity(value) : value
    } else if (isArray(value)) {
      const items = list(value, kind, name)
      if (items.length > 0 || !(LISTS.has(name) || isOnlyIn(name, kind))) kept[name] = items
    } else {
      const map = mapOrFields(value, kind, name)
      if (!isEmpty(map) || !(MAPS.has(name) || isOnlyIn(name, kind))) kept[name] = map
    }
  }
  return kept
}

const mapOrFields = (value: JsonObject, kind: string, name: string): JsonObject => {
  if (QUANTITIES.has(name)) return entries(value, true)
  if (TEXTS.has(name)) return entries(value, false)
  return isOnlyIn(name, kind) ? entries(value, name === 'overhead') : fields(value, kind, name)
}

const list = (items: JsonArray, kind: string, parent: string): JsonArray => {
  const kept: Array<Json> = []
  for (const item of items) {
    if (item === null) continue
    if (typeof item !== 'object') kept.push(item)
    else kept.push(isArray(item) ? list(item, kind, parent) : fields(item, kind, parent))
  }
  return kept
}

/** The entries of a map that are not null. */
const entries = (map: JsonObject, areQuantities: boolean): JsonObject => {
  const kept: Record<string, Json> = {}
  for (const name of Object.keys(map)) {
    const value = map[name] as Json // an own key
    if (value !== null) kept[name] = areQuantities ? quantity(value) : value
  }
  return kept
}

const isEmpty = (object: JsonObject): boolean => {
  for (const _ in object) return false
  return true
}

const isOnlyIn = (name: string, kind: string): boolean => ONLY_IN.get(name)?.has(kind) === true

const isQuantity = (name: string, kind: string, parent: string): boolean =>
  QUANTITY.has(name) || (name === 'value' && parent === 'target' && kind === 'HorizontalPodAutoscaler')

const quantity = (value: Json): Json => {
  if (typeof value !== 'string' && typeof value !== 'number') return value
  const result = canonicalQuantity(value)
  return E.isRight(result) ? result.right : value
}
