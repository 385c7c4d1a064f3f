import type { FieldSpec } from '../kustomization.js'

/** The name of a Namespace, which is of the apiVersion `v1`. */
export const namespaceName: FieldSpec = { path: 'metadata/name', kind: 'Namespace', create: true }

/** Kustomize's `namespace`, beside `metadata.namespace` and the subjects of role bindings. */
export const namespaceFields: ReadonlyArray<FieldSpec> = [
  { path: 'spec/service/namespace', group: 'apiregistration.k8s.io', kind: 'APIService', create: true },
  {
    path: 'spec/conversion/webhook/clientConfig/service/namespace',
    group: 'apiextensions.k8s.io',
    kind: 'CustomResourceDefinition',
  },
]

export const metadataNamespace: FieldSpec = { path: 'metadata/namespace', create: true }

/**
 * Whether Kustomize knows that objects of a kind have no namespace: it carries the API of Kubernetes 1.21, and holds
 * kinds and versions that are not in it to have one.
 */
export const hasNoNamespace = (apiVersion: string, kind: string): boolean =>
  Object.hasOwn(CLUSTER_SCOPED, apiVersion) && CLUSTER_SCOPED[apiVersion]?.includes(kind) === true

const WEBHOOKS = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']
const ROLES = ['ClusterRole', 'ClusterRoleBinding']
const STORAGE = ['CSIDriver', 'CSINode', 'StorageClass', 'VolumeAttachment']

/** By apiVersion; from the precomputed scopes in kyaml/openapi. */
const CLUSTER_SCOPED: Readonly<Record<string, ReadonlyArray<string>>> = {
  v1: ['ComponentStatus', 'Namespace', 'Node', 'NodeProxyOptions', 'PersistentVolume'],
  'admissionregistration.k8s.io/v1': WEBHOOKS,
  'admissionregistration.k8s.io/v1beta1': WEBHOOKS,
  'apiextensions.k8s.io/v1': ['CustomResourceDefinition'],
  'apiextensions.k8s.io/v1beta1': ['CustomResourceDefinition'],
  'apiregistration.k8s.io/v1': ['APIService'],
  'apiregistration.k8s.io/v1beta1': ['APIService'],
  'certificates.k8s.io/v1': ['CertificateSigningRequest'],
  'certificates.k8s.io/v1beta1': ['CertificateSigningRequest'],
  'flowcontrol.apiserver.k8s.io/v1beta1': ['FlowSchema', 'PriorityLevelConfiguration'],
  'networking.k8s.io/v1': ['IngressClass'],
  'networking.k8s.io/v1beta1': ['IngressClass'],
  'node.k8s.io/v1': ['RuntimeClass'],
  'node.k8s.io/v1beta1': ['RuntimeClass'],
  'policy/v1beta1': ['PodSecurityPolicy'],
  'rbac.authorization.k8s.io/v1': ROLES,
  'rbac.authorization.k8s.io/v1beta1': ROLES,
  'scheduling.k8s.io/v1': ['PriorityClass'],
  'scheduling.k8s.io/v1beta1': ['PriorityClass'],
  'storage.k8s.io/v1': STORAGE,
  'storage.k8s.io/v1beta1': STORAGE,
}
