/** A Deployment of agents: what those for GPUs and those for services have in common. */
import { type Installation, type kube, parts, type schema } from '../../src/index.js'
import { type Gpus, gpuEnv, withGpus } from '../gpu.js'
import { configuration } from './config.js'
import { claimProbe, daemonCommand } from './daemon.js'
import { homeOf } from './home.js'
import { install } from './install.js'
import { metadata, podLabels } from './metadata.js'
import { googleKey, keysEnv, keysRotation, keysSecret, storageEnv, workerPrefix } from './server.js'

type Worker = Installation['agents']['static']

/** No agents of the kind. */
export const none: Worker = { serviceAccount: null, deployment: null }

/** What one kind of agents needs beside what all have. */
export interface WorkerParts {
  /** Its label; its objects are called `clearml-NAME`. */
  readonly component: 'agent' | 'agent-services'
  readonly values: schema.WorkloadValues
  readonly gpus: Gpus
  readonly replicas: number
  readonly strategy: NonNullable<NonNullable<kube.Deployment['spec']>['strategy']>
  /** The flags of `clearml-agent daemon`, but those of the GPUs. */
  readonly flags: ReadonlyArray<string>
  /** Where it finds the server, and what else it alone has. */
  readonly env: ReadonlyArray<kube.EnvVar>
  readonly initContainers: ReadonlyArray<kube.Container>
  readonly volumes: ReadonlyArray<kube.Volume>
  readonly volumeMounts: ReadonlyArray<kube.VolumeMount>
  /** The directory in which it claims its worker id, as the shell reads it. */
  readonly claims: string
}

export const worker = ($: Installation, of: WorkerParts): Worker => {
  const { component, values } = of
  const name = `clearml-${component}`
  return {
    serviceAccount: {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: metadata($.values, name, component, {
        annotations: {
          ...parts.identityAnnotations($.values, 'agents'),
          ...values.serviceAccount.annotations,
        },
      }),
      automountServiceAccountToken: false,
    },
    deployment: {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: metadata($.values, name, component, values),
      spec: {
        replicas: of.replicas,
        progressDeadlineSeconds: waitSeconds($) + 600,
        selector: { matchLabels: parts.selectorLabels(component) },
        strategy: of.strategy,
        template: pod($, of),
      },
    },
  }
}

/** How long the API may take to answer: that of this stream may wait for its stores, and run migrations. */
const waitSeconds = ({ values }: Installation): number =>
  values.start.waitSeconds + (values.server.enabled ? values.apiserver.startupSeconds : 0)

const pod = ($: Installation, of: WorkerParts): kube.PodTemplateSpec => {
  const { component, values } = of
  const agent = install($, 'agent', values)
  const conf = configuration($)
  const files = [homeOf($, values), conf, googleKey($.values)]
  const owner = {
    labels: podLabels($.values, component),
    serviceAccountName: `clearml-${component}`,
    values,
    bearer: 'agents' as const,
  }
  const template = parts.podOf($, owner, {
    annotations: { ...agent.annotations, ...conf.annotations, ...keysRotation($.values) },
    initContainers: [...agent.initContainers, ...of.initContainers],
    containers: [
      parts.containerOf(agent.image, values, {
        name: component,
        command: daemonCommand({
          python: agent.python,
          flags: [...(of.gpus.gpus === 0 ? ['--cpu-only'] : []), ...of.flags],
          waitSeconds: waitSeconds($),
        }),
        env: [
          ...workerId($, component),
          ...of.env,
          ...keysEnv(keysSecret($.values)),
          ...storageEnv($.values),
          ...gpuEnv(of.gpus),
          ...agent.env,
          ...files.flatMap(({ env }) => env),
        ],
        resources: withGpus(values.resources, of.gpus),
        readinessProbe: claimProbe(of.claims),
        volumeMounts: [
          ...agent.volumeMounts,
          ...files.flatMap(({ volumeMounts }) => volumeMounts),
          ...of.volumeMounts,
        ],
      }),
    ],
    volumes: [...agent.volumes, ...files.flatMap(({ volumes }) => volumes), ...of.volumes],
  })
  const { runtimeClassName } = of.gpus
  return template.spec === undefined || runtimeClassName === null
    ? template
    : { ...template, spec: { ...template.spec, runtimeClassName } }
}

/**
 * Unique by the name of the pod. Three parts, because clearml-agent takes the first two for the group that a worker is
 * counted in. Source: `get_cluster_key_and_resource_group` of `helper/resource_monitor.py`.
 */
const workerId = ($: Installation, component: string): ReadonlyArray<kube.EnvVar> => [
  { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
  { name: 'CLEARML_WORKER_ID', value: `${workerPrefix($.values)}:${component}:$(POD_NAME)` },
]

/** Where an agent that shares nothing with others claims its id: Python's `tempfile.gettempdir`. */
export const TEMPORARY: string = `"\${TMPDIR:-/tmp}"`

/** Queues as flags: the first one is asked first. */
export const queueFlags = ({
  queues,
  createQueues,
}: {
  readonly queues: ReadonlyArray<string>
  readonly createQueues: boolean
}): ReadonlyArray<string> => [...(createQueues ? ['--create-queue'] : []), '--queue', ...queues]
