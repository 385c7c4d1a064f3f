/** The values that every component has: image, pods, containers, Service account. */
import type {
  Affinity,
  EnvVar,
  PodSecurityContext,
  SecurityContext,
  Toleration,
  TopologySpreadConstraint,
  Volume,
  VolumeMount,
} from '../kube/types.js'
import * as codec from './codec.js'
import { envVar } from './environment.js'
import { imageDigest, imageRepository, imageTag } from './image.js'
import { annotations, labels } from './label.js'
import type { Fields, Group, Leaf, ValueOf } from './schema.js'
import {
  group,
  integer,
  kubernetes,
  kubernetesList,
  oneOf,
  optionalOneOf,
  optionalText,
  quantities,
  quantity,
  texts,
} from './schema.js'

const digest = 'sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef'

export type ImageFields = {
  readonly repository: Leaf<string | null>
  readonly tag: Leaf<string | null>
  readonly digest: Leaf<string | null>
  readonly pullPolicy: Leaf<'Always' | 'IfNotPresent' | 'Never' | null>
}

export const image = (of: string): Group<ImageFields> =>
  group(`The image of ${of}. What is not given comes from the set that belongs to \`version\`.`, {
    repository: optionalText(
      'Repository, with its registry if it is not Docker Hub.',
      'registry.example.com/clearml/server',
      imageRepository,
    ),
    tag: optionalText('Tag.', '1.2.3', imageTag),
    digest: optionalText('Digest; pins the image whatever the tag says.', digest, imageDigest),
    pullPolicy: optionalOneOf(
      ['Always', 'IfNotPresent', 'Never'],
      'When the kubelet pulls the image. Default: what Kubernetes does (IfNotPresent for a tag).',
      'Always',
    ),
  })

/** Where pods run. */
export const placement = {
  nodeSelector: texts({}, 'Labels that a node must have.', { disk: 'ssd' }, labels),
  tolerations: kubernetesList<Toleration>('Toleration', 'Taints that the pods tolerate.', [
    { key: 'dedicated', operator: 'Equal', value: 'clearml', effect: 'NoSchedule' },
  ]),
  affinity: kubernetes<Affinity>('Affinity', {}, 'Affinity of the pods.', {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 1, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname' } },
      ],
    },
  }),
  topologySpreadConstraints: kubernetesList<TopologySpreadConstraint>(
    'TopologySpreadConstraint',
    'How the pods spread over nodes and zones.',
    [{ maxSkew: 1, topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' }],
  ),
  priorityClassName: optionalText('PriorityClass of the pods.', 'system-cluster-critical', codec.dnsName),
} satisfies Fields

export interface WorkloadDefaults {
  readonly requests: Readonly<Record<string, string>>
  readonly limits: Readonly<Record<string, string>>
  readonly podSecurityContext: PodSecurityContext
  readonly securityContext: SecurityContext
  readonly terminationGracePeriodSeconds: number
}

/** What a user adds to a component. */
const additions = {
  labels: texts({}, 'Extra labels of the workload object.', { team: 'ml' }, labels),
  annotations: texts(
    {},
    'Extra annotations of the workload object.',
    { 'example.com/owner': 'ml' },
    annotations,
  ),
  podLabels: texts({}, 'Extra labels of the pods; never in a selector.', { tier: 'backend' }, labels),
  podAnnotations: texts({}, 'Extra annotations of the pods.', { 'example.com/scrape': 'true' }, annotations),
  extraEnv: kubernetesList<EnvVar>(
    'EnvVar',
    'Extra environment of the main container. A name that we set too is replaced. ClearML parses the value of a `CLEARML__…` variable as HOCON: quote strings.',
    [{ name: 'HTTPS_PROXY', value: 'http://proxy.example.com:3128' }],
    envVar,
    'environment',
  ),
  extraVolumes: kubernetesList<Volume>('Volume', 'Extra volumes of the pods.', [
    { name: 'scratch', emptyDir: {} },
  ]),
  extraVolumeMounts: kubernetesList<VolumeMount>('VolumeMount', 'Extra mounts of the main container.', [
    { name: 'scratch', mountPath: '/mnt/scratch' },
  ]),
  serviceAccount: group('The ServiceAccount of the pods.', {
    annotations: texts(
      {},
      'Annotations, such as those of a cloud identity.',
      {
        'eks.amazonaws.com/role-arn': 'arn:aws:iam::123456789012:role/clearml',
      },
      annotations,
    ),
  }),
} satisfies Fields

/** The values of a component's pods, with the defaults that differ from one to the next. */
export const workload = (of: string, defaults: WorkloadDefaults) =>
  ({
    image: image(of),
    resources: group('Resources of the main container.', {
      requests: quantities(defaults.requests, 'What the scheduler sets aside.', { cpu: '300m' }),
      limits: quantities(defaults.limits, 'What the container may use at most.', { memory: '6Gi' }),
    }),
    ...placement,
    podSecurityContext: kubernetes<PodSecurityContext>(
      'PodSecurityContext',
      defaults.podSecurityContext,
      'Security context of the pod, laid over the default key by key.',
      { supplementalGroups: [5000] },
    ),
    securityContext: kubernetes<SecurityContext>(
      'SecurityContext',
      defaults.securityContext,
      'Security context of the containers, laid over the default key by key.',
      { privileged: false },
    ),
    terminationGracePeriodSeconds: integer(
      defaults.terminationGracePeriodSeconds,
      'Seconds between SIGTERM and SIGKILL.',
      90,
    ),
    ...additions,
  }) satisfies Fields

/** The decoded values of `workload`. */
export type WorkloadValues = {
  readonly [K in keyof ReturnType<typeof workload>]: ValueOf<ReturnType<typeof workload>[K]>
}

/** A component that other pods or users reach. */
export const service = (of: string) =>
  group(`The Service of ${of}.`, {
    labels: texts({}, 'Extra labels.', { 'example.com/exposed': 'true' }, labels),
    annotations: texts(
      {},
      'Annotations, such as those of a load balancer.',
      {
        'service.beta.kubernetes.io/aws-load-balancer-type': 'nlb',
      },
      annotations,
    ),
  })

/** The claim of a component that keeps data. */
export const storage = (size: string, what: string) =>
  group(`The volume for ${what}.`, {
    size: quantity(size, 'Size of the claim.', '120Gi', codec.size),
    accessMode: oneOf(
      ['ReadWriteOnce', 'ReadWriteOncePod', 'ReadWriteMany'],
      'ReadWriteOnce',
      'Access mode of the claim.',
      'ReadWriteMany',
    ),
    existingClaim: optionalText(
      'Name of a PersistentVolumeClaim that exists already and is used instead; none is made then.',
      'my-claim',
      codec.dnsName,
    ),
  })
