/** Single fields of pods: containers, probes, volumes, scheduling. Source: pkg/apis/core/validation of k8s.io/kubernetes. */
import { type Check, type FieldChecks, problem } from '../rule.js'
import { isSince } from '../version.js'
import {
  absolutePath,
  all,
  configMapKey,
  dnsLabel,
  dnsSubdomain,
  each,
  filled,
  ipAddress,
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

/** Any printable ASCII but `=`, since RelaxedEnvironmentVariableValidation is on by default (1.32). */
const envName: Check = (value, scope) => {
  if (typeof value !== 'string') return []
  if (value === '') return problem({ _tag: 'MissingRequired' })
  const [expected, expression] = isSince(scope.version, '1.32')
    ? ['a name of printable ASCII characters without =', /^[ -<>-~]+$/]
    : ['a name of letters, digits, _ - and ., not starting with a digit', /^[-._a-zA-Z][-._a-zA-Z0-9]*$/]
  return matching(String(expected), new RegExp(expression))(value, scope)
}

const key: Check = all(filled, configMapKey)
const mode: Check = range(0, 511)
const weight: Check = range(1, 100)
const userId: Check = range(0, 2147483647)
const container = {
  name: all(filled, dnsLabel),
  image: matching('an image without spaces around it', /^(\S(.*\S)?)?$/),
}
const projection = { defaultMode: mode }

export const podFields: FieldChecks = {
  'core.v1.PodSpec': {
    containers: filled,
    nodeSelector: labels,
    hostname: optional(dnsLabel),
    subdomain: optional(dnsLabel),
    serviceAccountName: optional(dnsSubdomain),
    priorityClassName: optional(dnsSubdomain),
    runtimeClassName: optional(dnsSubdomain),
    activeDeadlineSeconds: range(1, 2147483647),
  },
  'core.v1.Container': { ...container, restartPolicy: optional(oneOf('Always', 'OnFailure', 'Never')) },
  'core.v1.EphemeralContainer': container,
  'core.v1.ContainerPort': {
    containerPort: port,
    hostPort: range(0, 65535),
    name: optional(portName),
    hostIP: optional(ipAddress),
  },
  'core.v1.EnvVar': { name: envName },
  'core.v1.ConfigMapKeySelector': { name: optional(dnsSubdomain), key },
  'core.v1.SecretKeySelector': { name: optional(dnsSubdomain), key },
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
  'core.v1.HTTPGetAction': { port: portOrName },
  'core.v1.HTTPHeader': { name: matching('the name of an HTTP header', /^[-A-Za-z0-9]+$/) },
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
  'core.v1.Toleration': { key: optional(qualifiedName), value: labelValue },
  'core.v1.NodeSelectorRequirement': { key: qualifiedName },
  'core.v1.ConfigMapEnvSource': { name: optional(dnsSubdomain) },
  'core.v1.SecretEnvSource': { name: optional(dnsSubdomain) },
  'core.v1.ServiceAccountTokenProjection': { path: all(filled, relativePath), expirationSeconds: range(600) },
  'core.v1.HostAlias': { ip: ipAddress, hostnames: each(dnsSubdomain) },
  'core.v1.PodDNSConfig': { nameservers: each(ipAddress) },
  'core.v1.PodDNSConfigOption': { name: filled },
  'core.v1.DownwardAPIVolumeFile': { path: all(filled, relativePath) },

  'core.v1.Volume': { name: all(filled, dnsLabel) },
  'core.v1.ConfigMapVolumeSource': projection,
  'core.v1.SecretVolumeSource': projection,
  'core.v1.ProjectedVolumeSource': projection,
  'core.v1.DownwardAPIVolumeSource': projection,
  'core.v1.KeyToPath': { key: filled, path: relativePath, mode },
  'core.v1.PersistentVolumeClaimVolumeSource': { claimName: filled },
  'core.v1.HostPathVolumeSource': {
    path: all(filled, matching('a path without ..', /^(?!(.*\/)?\.\.(\/|$))/)),
  },
  'core.v1.LocalVolumeSource': { path: filled },
  'core.v1.NFSVolumeSource': { server: filled, path: all(filled, absolutePath) },
  'core.v1.CSIPersistentVolumeSource': { driver: filled, volumeHandle: filled },
}
