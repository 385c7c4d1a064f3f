import type { JsonObject } from '../json.js'
import { byCodePoint } from '../json.js'
import type { Identity } from './identity.js'
import { byIdentity, identity } from './identity.js'
import { toYamlDocument } from './yaml.js'

/**
 * The manifests in the order in which a cluster wants them: namespaces and definitions, what others refer to,
 * workloads, kinds that are not listed here, what exposes or limits workloads, webhooks; within one kind by
 * namespace and name.
 *
 * Laws: the order of the input does not matter; idempotent; nothing is added or lost.
 */
export const order = (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<JsonObject> =>
  manifests
    .map((manifest) => {
      const id = identity(manifest)
      return { manifest, id, rank: rankOf(id) }
    })
    .sort((a, b) => a.rank - b.rank || byIdentity(a.id, b.id) || byText(a.manifest, b.manifest))
    .map(({ manifest }) => manifest)

/** For objects with one identity, such as Jobs with a `generateName`. */
const byText = (a: JsonObject, b: JsonObject): number => byCodePoint(toYamlDocument(a), toYamlDocument(b))

const BEFORE: ReadonlyArray<string> = [
  'Namespace',
  'CustomResourceDefinition.apiextensions.k8s.io',
  'PriorityClass.scheduling.k8s.io',
  'RuntimeClass.node.k8s.io',
  'StorageClass.storage.k8s.io',
  'VolumeAttributesClass.storage.k8s.io',
  'PersistentVolume',
  'IngressClass.networking.k8s.io',
  'ResourceQuota',
  'LimitRange',
  'ServiceAccount',
  'Role.rbac.authorization.k8s.io',
  'ClusterRole.rbac.authorization.k8s.io',
  'RoleBinding.rbac.authorization.k8s.io',
  'ClusterRoleBinding.rbac.authorization.k8s.io',
  'Secret',
  'ConfigMap',
  'PersistentVolumeClaim',
  'Service',
  'Endpoints',
  'EndpointSlice.discovery.k8s.io',
  'Pod',
  'ReplicationController',
  'ReplicaSet.apps',
  'StatefulSet.apps',
  'Deployment.apps',
  'DaemonSet.apps',
  'Job.batch',
  'CronJob.batch',
]

const AFTER: ReadonlyArray<string> = [
  'Gateway.gateway.networking.k8s.io',
  'Ingress.networking.k8s.io',
  'HTTPRoute.gateway.networking.k8s.io',
  'GRPCRoute.gateway.networking.k8s.io',
  'NetworkPolicy.networking.k8s.io',
  'PodDisruptionBudget.policy',
  'HorizontalPodAutoscaler.autoscaling',
  'APIService.apiregistration.k8s.io',
  'ValidatingAdmissionPolicy.admissionregistration.k8s.io',
  'ValidatingAdmissionPolicyBinding.admissionregistration.k8s.io',
  'MutatingWebhookConfiguration.admissionregistration.k8s.io',
  'ValidatingWebhookConfiguration.admissionregistration.k8s.io',
]

const RANKS: ReadonlyMap<string, number> = new Map([
  ...BEFORE.map((kind, index): [string, number] => [kind, index]),
  ...AFTER.map((kind, index): [string, number] => [kind, BEFORE.length + 1 + index]),
])

const rankOf = ({ kind, group }: Identity): number =>
  RANKS.get(group === '' ? kind : `${kind}.${group}`) ?? BEFORE.length
