/** What each task's pod is made of. */
import { type Installation, type kube, parts, RENDERED_INTO } from '../../../src/index.js'
import { gpuEnv, withGpus } from '../../gpu.js'
import { cacheParts } from '../cache.js'
import { agentImage } from '../images.js'
import { metadata, podLabels } from '../metadata.js'
import { googleKey, keysEnv, keysSecret, serverEnv, storageEnv } from '../server.js'
import { own } from '../table.js'
import { taskConf } from './clearmlConf.js'
import { laidOver } from './mergeKeys.js'
import { glueNameOf, isElsewhere, taskAccountOf, taskComponentOf, tasksNamespace } from './name.js'
import { SESSION_PORT } from './sessions.js'
import type { Queue } from './table.js'

/** The key of the ConfigMap that the glue reads for each task. */
export const TEMPLATE_KEY = 'template.yaml'

/** The container of the task. clearml-agent takes the first one, and gives it the name of its pod. */
export const TASK_CONTAINER = 'task'

/** What the scheduler sets aside for a task where nobody says more: a pipeline controller only waits for others. */
const least = {
  tasks: { cpu: '500m', memory: '1Gi' },
  controllers: { cpu: '100m', memory: '256Mi' },
} as const

/**
 * Not applied: its text is rendered into the ConfigMap. The glue adds to it the name of the pod, its labels of queue and
 * number, and to the first container name, image, command, arguments and the environment of the task; a variable of the
 * task is stronger than one here. Source: `K8sIntegration._kubectl_apply` of `clearml_agent/glue/k8s.py`.
 */
export const podTemplate = ($: Installation, queue: Queue): kube.PodTemplate => ({
  apiVersion: 'v1',
  kind: 'PodTemplate',
  metadata: {
    ...metadata($.values, glueNameOf(queue), taskComponentOf(queue), {
      annotations: { [RENDERED_INTO]: TEMPLATE_KEY },
    }),
    namespace: tasksNamespace($.values, queue),
  },
  template: inNamespace(
    tasksNamespace($.values, queue),
    laidOver(parts.surrounded($, template($, queue)), queue.template),
  ),
})

/** The namespace in which the glue has its rights, whatever is laid over. */
const inNamespace = (namespace: string, template: kube.PodTemplateSpec): kube.PodTemplateSpec => ({
  ...template,
  metadata: { ...template.metadata, namespace },
})

const template = ($: Installation, queue: Queue): kube.PodTemplateSpec => {
  const all = $.values.pods
  const affinity = Object.keys(queue.affinity).length > 0 ? queue.affinity : all.affinity
  const priorityClassName = queue.priorityClassName ?? all.priorityClassName
  const files = filesOf($, queue)
  return {
    metadata: {
      labels: {
        ...parts.identityLabels($.values, 'tasks'),
        ...podLabels($.values, taskComponentOf(queue)),
      },
      annotations: $.values.annotations,
    },
    spec: {
      serviceAccountName: taskAccountOf(queue),
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      restartPolicy: 'Never',
      ...(hardened($) && $.config.profile !== 'openshift'
        ? { securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }
        : {}),
      imagePullSecrets: $.values.imagePullSecrets.map((name) => ({ name })),
      nodeSelector: { ...all.nodeSelector, ...queue.nodeSelector },
      tolerations: [...all.tolerations, ...queue.tolerations],
      topologySpreadConstraints: all.topologySpreadConstraints,
      ...(Object.keys(affinity).length > 0 ? { affinity } : {}),
      ...(priorityClassName === null ? {} : { priorityClassName }),
      ...(queue.runtimeClassName === null ? {} : { runtimeClassName: queue.runtimeClassName }),
      containers: [task($, queue, files)],
      volumes: files.volumes,
    },
  }
}

const task = ($: Installation, queue: Queue, files: Files): kube.Container => ({
  name: TASK_CONTAINER,
  image: taskImage($, queue),
  env: withOwn(
    [
      ...serverEnv($),
      ...keysEnv(queue.namespace.existingSecret ?? keysSecret($.values)),
      ...storageEnv($.values),
      ...files.env,
      ...gpuEnv(queue),
      ...indexEnv($),
    ],
    queue.env,
  ),
  ...(queue.sessions.enabled ? { ports: [{ name: 'session', containerPort: SESSION_PORT }] } : {}),
  resources: resourcesOf(queue),
  ...(hardened($) ? { securityContext: { allowPrivilegeEscalation: false } } : {}),
  volumeMounts: files.volumeMounts,
})

/**
 * Under a profile. Not more: clearml-agent's start script installs packages of the system, which only root can
 * (`K8sIntegration.CONTAINER_BASH_SCRIPT` of `clearml_agent/glue/k8s.py`); the template of a queue may say more. On
 * OpenShift no seccomp profile, which its SCC `anyuid` for such pods refuses, and the others set by themselves.
 */
const hardened = ({ config }: Installation): boolean => config.profile !== 'none'

/** Image of tasks that name none: the glue is told of it too. */
export const taskImage = ($: Installation, queue: Queue): string => queue.image ?? agentImage($, 'agent')

/** pip in the task's pod asks the same index as the agents. */
const indexEnv = ($: Installation): ReadonlyArray<kube.EnvVar> => {
  const { packageIndex } = own($.values)
  return packageIndex === null ? [] : parts.env({ PIP_INDEX_URL: packageIndex })
}

const withOwn = (
  ours: ReadonlyArray<kube.EnvVar>,
  users: ReadonlyArray<kube.EnvVar>,
): ReadonlyArray<kube.EnvVar> => {
  const replaced = new Set(users.map(({ name }) => name))
  return [...ours.filter(({ name }) => !replaced.has(name)), ...users]
}

/** Kubernetes takes a limit for the request too where there is none. */
const resourcesOf = (queue: Queue): kube.ResourceRequirements => {
  const { requests, limits } = queue.resources
  const unsaid = Object.entries(least[queue.profile]).filter(([name]) => !Object.hasOwn(limits, name))
  return withGpus({ requests: { ...Object.fromEntries(unsaid), ...requests }, limits }, queue)
}

interface Files {
  readonly env: ReadonlyArray<kube.EnvVar>
  readonly volumes: ReadonlyArray<kube.Volume>
  readonly volumeMounts: ReadonlyArray<kube.VolumeMount>
}

const filesOf = ($: Installation, queue: Queue): Files => {
  const google = googleKey($.values)
  const conf = taskConf($)
  const cache = usesCache($, queue) ? cacheParts($.values) : { volumes: [], volumeMounts: [] }
  return {
    env: google.env,
    volumes: [...google.volumes, ...conf.volumes, ...cache.volumes],
    volumeMounts: [...google.volumeMounts, ...conf.volumeMounts, ...cache.volumeMounts],
  }
}

/** A claim of this stream is in the installation's namespace, and pods of another one cannot mount it. */
const usesCache = ($: Installation, queue: Queue): boolean =>
  queue.cache && (!isElsewhere($.values, queue) || own($.values).cache.existingClaim !== null)
