/**
 * What Kubernetes' validation wants of single fields beyond their type. Source: pkg/apis/<group>/validation of
 * k8s.io/kubernetes; a rule is here if it holds without looking at other objects and in every supported version.
 */
import { isObject } from '../../json.js'
import { type Check, type FieldChecks, problem } from '../rule.js'
import { isSince } from '../version.js'
import { cron } from './cron.js'
import {
  absolutePath,
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
  port,
  portName,
  portOrName,
  qualifiedName,
  range,
  relativePath,
} from './format.js'
import { quantities } from './resources.js'

/** Any printable ASCII but `=`, since RelaxedEnvironmentVariableValidation is on by default (1.32). */
const envName: Check = (value, scope) => {
  if (typeof value !== 'string') return []
  if (value === '') return problem({ _tag: 'MissingRequired' })
  const [expected, expression] = isSince(scope.version, '1.32')
    ? ['a name of printable ASCII characters without =', /^[ -<>-~]+$/]
    : ['a name of letters, digits, _ - and ., not starting with a digit', /^[-._a-zA-Z][-._a-zA-Z0-9]*$/]
  return matching(String(expected), new RegExp(expression))(value, scope)
}

const annotations: Check = (value, scope) => {
  const found = entries((key, within) =>
    qualifiedName(typeof key === 'string' ? key.toLowerCase() : key, within),
  )(value, scope)
  const size = isObject(value) ? JSON.stringify(value).length : 0
  return size > 262144 * 2 ? [...found, ...problem(tooLarge)] : found
}

const tooLarge = { _tag: 'Contradiction', expected: 'annotations may have 262144 bytes together' } as const

const key: Check = all(filled, configMapKey)
const mode: Check = range(0, 511)
const weight: Check = range(1, 100)
const userId: Check = range(0, 2147483647)
const hostIP: Check = optional(matching('an IP address', /^[0-9a-fA-F.:]+$/))
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
const cidr: Check = matching(
  'a CIDR such as 10.0.0.0/8',
  /^([0-9.]+\/\d{1,2}|[0-9a-fA-F:.]+:[0-9a-fA-F:.]*\/\d{1,3})$/,
)

const container = {
  name: all(filled, dnsLabel),
  image: matching('an image without spaces around it', /^(\S(.*\S)?)?$/),
}
const projection = { defaultMode: mode }
const reference = { name: all(filled, dnsSubdomain) }

export const fields: FieldChecks = {
  'meta.v1.ObjectMeta': { labels, annotations, namespace: optional(dnsLabel) },
  'meta.v1.LabelSelector': { matchLabels: labels },
  'meta.v1.LabelSelectorRequirement': {
    key: qualifiedName,
    operator: oneOf('In', 'NotIn', 'Exists', 'DoesNotExist'),
    values: each(labelValue),
  },

  'core.v1.PodSpec': {
    containers: filled,
    nodeSelector: labels,
    hostname: optional(dnsLabel),
    subdomain: optional(dnsLabel),
    serviceAccountName: optional(dnsSubdomain),
    priorityClassName: optional(dnsSubdomain),
    runtimeClassName: optional(dnsSubdomain),
    activeDeadlineSeconds: range(1, 2147483647),
    terminationGracePeriodSeconds: nonNegative,
  },
  'core.v1.Container': { ...container, restartPolicy: optional(oneOf('Always', 'OnFailure', 'Never')) },
  'core.v1.EphemeralContainer': container,
  'core.v1.ContainerPort': {
    containerPort: port,
    hostPort: range(0, 65535),
    name: optional(portName),
    hostIP,
  },
  'core.v1.EnvVar': { name: envName },
  'core.v1.ConfigMapKeySelector': { key },
  'core.v1.SecretKeySelector': { key },
  'core.v1.VolumeMount': {
    name: filled,
    mountPath: all(filled, matching('a path without :', /^[^:]*$/)),
    subPath: optional(relativePath),
    subPathExpr: optional(relativePath),
  },
  'core.v1.VolumeDevice': { name: filled, devicePath: filled },
  'core.v1.Probe': {
    initialDelaySeconds: nonNegative,
    timeoutSeconds: nonNegative,
    periodSeconds: nonNegative,
    successThreshold: nonNegative,
    failureThreshold: nonNegative,
    terminationGracePeriodSeconds: range(1),
  },
  'core.v1.ExecAction': { command: filled },
  'core.v1.HTTPGetAction': { port: portOrName },
  'core.v1.HTTPHeader': { name: matching('the name of an HTTP header', /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/) },
  'core.v1.TCPSocketAction': { port: portOrName },
  'core.v1.GRPCAction': { port },
  'core.v1.SecurityContext': { runAsUser: userId, runAsGroup: userId },
  'core.v1.PodSecurityContext': {
    runAsUser: userId,
    runAsGroup: userId,
    fsGroup: userId,
    supplementalGroups: each(userId),
  },
  'core.v1.NodeSelector': { nodeSelectorTerms: filled },
  'core.v1.PreferredSchedulingTerm': { weight },
  'core.v1.WeightedPodAffinityTerm': { weight },
  'core.v1.PodAffinityTerm': { topologyKey: all(filled, qualifiedName) },
  'core.v1.TopologySpreadConstraint': { maxSkew: range(1), topologyKey: filled, minDomains: range(1) },
  'core.v1.Toleration': { key: optional(qualifiedName) },
  'core.v1.HostAlias': { hostnames: each(dnsSubdomain) },

  'core.v1.Volume': { name: all(filled, dnsLabel) },
  'core.v1.ConfigMapVolumeSource': projection,
  'core.v1.SecretVolumeSource': projection,
  'core.v1.ProjectedVolumeSource': projection,
  'core.v1.DownwardAPIVolumeSource': projection,
  'core.v1.KeyToPath': { key, path: relativePath, mode },
  'core.v1.PersistentVolumeClaimVolumeSource': { claimName: filled },
  'core.v1.HostPathVolumeSource': {
    path: all(filled, matching('a path without ..', /^(?!(.*\/)?\.\.(\/|$))/)),
  },
  'core.v1.LocalVolumeSource': { path: filled },
  'core.v1.NFSVolumeSource': { server: filled, path: all(filled, absolutePath) },
  'core.v1.CSIPersistentVolumeSource': { driver: filled, volumeHandle: filled },
  'core.v1.PersistentVolumeSpec': { accessModes: filled, capacity: all(filled, quantities) },
  'core.v1.PersistentVolumeClaimSpec': { accessModes: filled, storageClassName: optional(dnsSubdomain) },

  'core.v1.ServiceSpec': {
    selector: labels,
    externalName: optional(dnsSubdomain),
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
  'core.v1.LimitRangeItem': { type: all(filled, qualifiedName), min: quantities, max: quantities },

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
  'autoscaling.v2.HorizontalPodAutoscalerSpec': { minReplicas: nonNegative, maxReplicas: range(1) },
  'autoscaling.v1.HorizontalPodAutoscalerSpec': {
    minReplicas: nonNegative,
    maxReplicas: range(1),
    targetCPUUtilizationPercentage: range(1),
  },
  'autoscaling.v2.CrossVersionObjectReference': { kind: filled, name: filled },
  'autoscaling.v2.MetricSpec': { type: oneOf('ContainerResource', 'External', 'Object', 'Pods', 'Resource') },
  'autoscaling.v2.MetricTarget': {
    type: oneOf('Utilization', 'Value', 'AverageValue'),
    averageUtilization: range(1),
  },
  'policy.v1.PodDisruptionBudgetSpec': { minAvailable: countOrPercent, maxUnavailable: countOrPercent },
  'networking.v1.IngressRule': { host: wildcardHost },
  'networking.v1.HTTPIngressRuleValue': { paths: filled },
  'networking.v1.IngressServiceBackend': { name: filled },
  'networking.v1.ServiceBackendPort': { name: optional(portName), number: range(0, 65535) },
  'networking.v1.IngressSpec': { ingressClassName: dnsSubdomain },
  'networking.v1.NetworkPolicyPort': { port: portOrName, endPort: port },
  'networking.v1.IPBlock': { cidr, except: each(cidr) },
  'rbac.v1.PolicyRule': { verbs: filled },
  'rbac.v1.RoleRef': { name: filled, apiGroup: oneOf('rbac.authorization.k8s.io') },
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
  'core.v1.TypedLocalObjectReference': reference,
}
