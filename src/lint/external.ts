/** What exists without being in the stream. */

/**
 * An object that is not in the stream and yet exists. The name `*` stands for every name of the kind.
 *
 * - Kind `Service`: any name by which a host is reached from inside a pod.
 * - Kind `Pod`: the name is that of the Service or PodDisruptionBudget whose pods are not in the stream.
 */
export interface External {
  readonly kind: string
  readonly name: string
}

/** Whether the caller has declared it, or every cluster has it. */
export const isExternal = (external: ReadonlyArray<External>, kind: string, name: string): boolean =>
  external.some((one) => one.kind === kind && (one.name === name || one.name === '*')) ||
  ALWAYS.some((one) => one.kind === kind && one.name === name) ||
  ((kind === 'ClusterRole' || kind === 'Role') && name.startsWith('system:'))

/**
 * Source: "Using RBAC Authorization" (default roles), "Configure Service Accounts for Pods", "Manage TLS Certificates
 * in a Cluster" of the Kubernetes documentation.
 */
const ALWAYS: ReadonlyArray<External> = [
  { kind: 'ConfigMap', name: 'kube-root-ca.crt' },
  { kind: 'ServiceAccount', name: 'default' },
  { kind: 'Service', name: 'kubernetes' },
  { kind: 'ClusterRole', name: 'cluster-admin' },
  { kind: 'ClusterRole', name: 'admin' },
  { kind: 'ClusterRole', name: 'edit' },
  { kind: 'ClusterRole', name: 'view' },
  { kind: 'Role', name: 'extension-apiserver-authentication-reader' },
]
