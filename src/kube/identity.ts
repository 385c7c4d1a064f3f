import type { JsonObject } from '../json.js'
import { byCodePoint, get, isObject } from '../json.js'

/**
 * What the API server tells objects apart by. The group is '' for the core (`v1`); the version is no part of it.
 * The namespace is absent where the manifest says none and for a cluster-scoped kind, which has none.
 */
export interface Identity {
  readonly group: string
  readonly kind: string
  readonly name: string
  readonly namespace?: string
}

/** Of any manifest: what it does not say, or not as text, is ''. */
export const identity = (manifest: JsonObject): Identity => {
  const apiVersion = text(manifest, 'apiVersion')
  const kind = text(manifest, 'kind')
  const metadata = get(manifest, 'metadata')
  const name = isObject(metadata) ? text(metadata, 'name') : ''
  const namespace = isObject(metadata) ? text(metadata, 'namespace') : ''
  const scoped = namespace === '' || isClusterScoped(apiVersion, kind) ? {} : { namespace }
  return { group: groupOf(apiVersion), kind, name, ...scoped }
}

/** `Deployment/clearml-apiserver`; with `'namespace'` as Flux prints it: `Deployment/ml/clearml-apiserver`. */
export const showIdentity = (of: Identity, detail: 'name' | 'namespace' = 'name'): string =>
  detail === 'namespace' && of.namespace !== undefined
    ? `${of.kind}/${of.namespace}/${of.name}`
    : `${of.kind}/${of.name}`

/** By kind, group, namespace, name, each in code-point order; no namespace comes first. */
export const byIdentity = (a: Identity, b: Identity): number =>
  byCodePoint(a.kind, b.kind) ||
  byCodePoint(a.group, b.group) ||
  byCodePoint(a.namespace ?? '', b.namespace ?? '') ||
  byCodePoint(a.name, b.name)

/** `apps` of `apps/v1`, '' of `v1`. */
export const groupOf = (apiVersion: string): string =>
  apiVersion.slice(0, Math.max(apiVersion.indexOf('/'), 0))

/** Whether objects of a kind of Kubernetes' own API have no namespace. Kinds that are not its own: false. */
export const isClusterScoped = (apiVersion: string, kind: string): boolean => {
  const group = groupOf(apiVersion)
  return Object.hasOwn(CLUSTER_SCOPED, group) && CLUSTER_SCOPED[group]?.includes(kind) === true
}

/** By group: types marked `+genclient:nonNamespaced` in k8s.io/api, CustomResourceDefinition and APIService. */
const CLUSTER_SCOPED: Readonly<Record<string, ReadonlyArray<string>>> = {
  '': ['ComponentStatus', 'Namespace', 'Node', 'PersistentVolume'],
  'admissionregistration.k8s.io': [
    'MutatingAdmissionPolicy',
    'MutatingAdmissionPolicyBinding',
    'MutatingWebhookConfiguration',
    'ValidatingAdmissionPolicy',
    'ValidatingAdmissionPolicyBinding',
    'ValidatingWebhookConfiguration',
  ],
  'apiextensions.k8s.io': ['CustomResourceDefinition'],
  'apiregistration.k8s.io': ['APIService'],
  'authentication.k8s.io': ['SelfSubjectReview', 'TokenReview'],
  'authorization.k8s.io': ['SelfSubjectAccessReview', 'SelfSubjectRulesReview', 'SubjectAccessReview'],
  'certificates.k8s.io': ['CertificateSigningRequest', 'ClusterTrustBundle'],
  'flowcontrol.apiserver.k8s.io': ['FlowSchema', 'PriorityLevelConfiguration'],
  'internal.apiserver.k8s.io': ['StorageVersion'],
  'networking.k8s.io': ['IPAddress', 'IngressClass', 'ServiceCIDR'],
  'node.k8s.io': ['RuntimeClass'],
  'rbac.authorization.k8s.io': ['ClusterRole', 'ClusterRoleBinding'],
  'resource.k8s.io': ['DeviceClass', 'DeviceTaintRule', 'ResourceSlice'],
  'scheduling.k8s.io': ['PriorityClass'],
  'storage.k8s.io': ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment', 'VolumeAttributesClass'],
  'storagemigration.k8s.io': ['StorageVersionMigration'],
}

const text = (object: JsonObject, key: string): string => {
  const value = get(object, key)
  return typeof value === 'string' ? value : ''
}
