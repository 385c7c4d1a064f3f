/**
 * What Kubernetes' validation wants of single fields beyond their type. Source: pkg/apis/<group>/validation of
 * k8s.io/kubernetes; a rule is here if it holds without looking at other objects and in every supported version.
 */
import { isObject } from '../../json.js'
import { type Check, type FieldChecks, problem } from '../rule.js'
import { cron } from './cron.js'
import {
  all,
  configMapKey,
  countOrPercent,
  dnsLabel,
  dnsSubdomain,
  each,
  entries,
  filled,
  isDnsSubdomain,
  labels,
  labelValue,
  matching,
  nonNegative,
  oneOf,
  optional,
  pathSegment,
  port,
  portName,
  portOrName,
  qualifiedName,
  range,
} from './format.js'
import { podFields } from './podFields.js'
import { quantities } from './resources.js'

const annotations: Check = (value, scope) => {
  const found = entries((key, within) =>
    qualifiedName(typeof key === 'string' ? key.toLowerCase() : key, within),
  )(value, scope)
  const size = isObject(value)
    ? Object.entries(value).reduce((sum, pair) => sum + pair.join('').length, 0)
    : 0
  return size > 262144 ? [...found, ...problem(tooLarge)] : found
}

const tooLarge = { _tag: 'Contradiction', expected: 'may have 262144 bytes together' } as const

const wildcardHost: Check = optional((value) => {
  if (typeof value !== 'string') return []
  const isAddress = /^\d+(\.\d+){3}$/.test(value)
  return !isAddress && isDnsSubdomain(value.replace(/^\*\./, ''))
    ? []
    : problem({
        _tag: 'InvalidFormat',
        found: value,
        expected: 'a host name such as example.com or *.example.com',
      })
})
/** The dot at the end of a full name is allowed. */
const externalName: Check = (value, scope) =>
  dnsSubdomain(typeof value === 'string' ? value.replace(/\.$/, '') : value, scope)

const cidr: Check = matching(
  'a CIDR such as 10.0.0.0/8',
  /^([0-9.]+\/\d{1,2}|[0-9a-fA-F:.]+:[0-9a-fA-F:.]*\/\d{1,3})$/,
)

export const fields: FieldChecks = {
  ...podFields,
  'meta.v1.ObjectMeta': { labels, annotations, namespace: optional(dnsLabel) },
  'meta.v1.LabelSelector': { matchLabels: labels },
  'meta.v1.LabelSelectorRequirement': {
    key: qualifiedName,
    operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
    values: each(labelValue),
  },

  'core.v1.PersistentVolumeSpec': {
    capacity: all(filled, quantities),
    storageClassName: optional(dnsSubdomain),
  },
  'core.v1.PersistentVolumeClaimSpec': { storageClassName: optional(dnsSubdomain) },

  'core.v1.ServiceSpec': {
    selector: labels,
    externalName: optional(externalName),
    loadBalancerClass: qualifiedName,
    loadBalancerSourceRanges: each(cidr),
    healthCheckNodePort: range(0, 65535),
  },
  'core.v1.ServicePort': {
    name: optional(dnsLabel),
    port,
    targetPort: (value, scope) => (value === 0 || value === '' ? [] : portOrName(value, scope)),
    nodePort: range(0, 65535),
    appProtocol: optional(qualifiedName),
  },
  'core.v1.ConfigMap': { data: entries(configMapKey), binaryData: entries(configMapKey) },
  'core.v1.Secret': { data: entries(configMapKey), stringData: entries(configMapKey) },
  'core.v1.ReplicationControllerSpec': {
    replicas: nonNegative,
    minReadySeconds: nonNegative,
    selector: labels,
  },
  'core.v1.ResourceQuotaSpec': { hard: quantities },
  'core.v1.LimitRangeItem': { type: all(filled, qualifiedName) },

  'apps.v1.DeploymentSpec': {
    replicas: nonNegative,
    minReadySeconds: nonNegative,
    revisionHistoryLimit: nonNegative,
    progressDeadlineSeconds: nonNegative,
  },
  'apps.v1.RollingUpdateDeployment': { maxUnavailable: countOrPercent, maxSurge: countOrPercent },
  'apps.v1.RollingUpdateDaemonSet': { maxUnavailable: countOrPercent, maxSurge: countOrPercent },
  'apps.v1.RollingUpdateStatefulSetStrategy': { partition: nonNegative, maxUnavailable: countOrPercent },
  'apps.v1.ReplicaSetSpec': { replicas: nonNegative, minReadySeconds: nonNegative },
  'apps.v1.DaemonSetSpec': { minReadySeconds: nonNegative, revisionHistoryLimit: nonNegative },
  'apps.v1.StatefulSetSpec': {
    replicas: nonNegative,
    minReadySeconds: nonNegative,
    revisionHistoryLimit: nonNegative,
  },
  'apps.v1.StatefulSetOrdinals': { start: nonNegative },
  'apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy': {
    whenDeleted: optional(oneOf('Delete', 'Retain')),
    whenScaled: optional(oneOf('Delete', 'Retain')),
  },
  'batch.v1.JobSpec': {
    parallelism: nonNegative,
    completions: nonNegative,
    backoffLimit: nonNegative,
    activeDeadlineSeconds: nonNegative,
    ttlSecondsAfterFinished: nonNegative,
  },
  'batch.v1.CronJobSpec': {
    schedule: all(filled, cron),
    startingDeadlineSeconds: nonNegative,
    successfulJobsHistoryLimit: nonNegative,
    failedJobsHistoryLimit: nonNegative,
    timeZone: matching(
      'a time zone such as Etc/UTC or Europe/Berlin',
      /^(?!Local$)[A-Za-z_]+([/+-][A-Za-z0-9_+-]+)*$/,
    ),
  },
  'autoscaling.v2.HorizontalPodAutoscalerSpec': { minReplicas: range(1), maxReplicas: range(1) },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': {
    minReplicas: range(1),
    maxReplicas: range(1),
    targetCPUUtilizationPercentage: range(1),
  },
  'autoscaling.v2.CrossVersionObjectReference': {
    kind: all(filled, pathSegment),
    name: all(filled, pathSegment),
  },
  'autoscaling.v2.HPAScalingPolicy': {
    type: oneOf('Pods', 'Percent'),
    value: range(1),
    periodSeconds: range(1, 1800),
  },
  'autoscaling.v2.HPAScalingRules': { policies: filled, stabilizationWindowSeconds: range(0, 3600) },
  'autoscaling.v2.MetricSpec': { type: oneOf('ContainerResource', 'External', 'Object', 'Pods', 'Resource') },
  'autoscaling.v2.MetricTarget': {
    type: oneOf('Utilization', 'Value', 'AverageValue'),
    averageUtilization: range(1),
  },
  'policy.v1.PodDisruptionBudgetSpec': { minAvailable: countOrPercent, maxUnavailable: countOrPercent },
  'networking.v1.IngressRule': { host: wildcardHost },
  'networking.v1.HTTPIngressRuleValue': { paths: filled },
  'networking.v1.IngressServiceBackend': { name: all(filled, dnsLabel) },
  'networking.v1.IngressTLS': { secretName: optional(dnsSubdomain), hosts: each(wildcardHost) },
  'networking.v1.IngressClassSpec': {
    controller: matching(
      'a path with a domain, such as example.com/controller',
      /^[a-z0-9]([-a-z0-9.]*[a-z0-9])?\/.+$/,
    ),
  },
  'networking.v1.IngressClassParametersReference': {
    kind: all(filled, pathSegment),
    name: all(filled, pathSegment),
  },
  'batch.v1.PodFailurePolicyOnExitCodesRequirement': { values: filled },
  'core.v1.ClientIPConfig': { timeoutSeconds: range(1, 86400) },
  'networking.v1.ServiceBackendPort': { name: optional(portName), number: range(0, 65535) },
  'networking.v1.IngressSpec': { ingressClassName: dnsSubdomain },
  'networking.v1.NetworkPolicyPort': { port: portOrName, endPort: port },
  'networking.v1.IPBlock': { cidr, except: each(cidr) },
  'rbac.v1.PolicyRule': { verbs: filled },
  'rbac.v1.RoleRef': {
    name: all(filled, pathSegment),
    apiGroup: optional(oneOf('rbac.authorization.k8s.io')),
  },
  'rbac.v1.Subject': { name: filled, kind: oneOf('Group', 'ServiceAccount', 'User') },
  'scheduling.v1.PriorityClass': { value: range(-2147483648, 1000000000) },
  'storage.v1.StorageClass': {
    provisioner: all(filled, (value, scope) =>
      qualifiedName(typeof value === 'string' ? value.toLowerCase() : value, scope),
    ),
    reclaimPolicy: optional(oneOf('Delete', 'Retain')),
  },
  'admissionregistration.v1.MutatingWebhook': {
    timeoutSeconds: range(1, 30),
    sideEffects: oneOf('None', 'NoneOnDryRun'),
  },
  'admissionregistration.v1.ValidatingWebhook': {
    timeoutSeconds: range(1, 30),
    sideEffects: oneOf('None', 'NoneOnDryRun'),
  },
  'admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec': { policyName: filled },
  'apiextensions.v1.CustomResourceDefinitionSpec': {
    group: dnsSubdomain,
    scope: oneOf('Cluster', 'Namespaced'),
    versions: filled,
  },
  'apiextensions.v1.CustomResourceDefinitionNames': { plural: dnsLabel, kind: filled },
  'core.v1.TypedLocalObjectReference': { name: filled, kind: all(filled, pathSegment) },
}
