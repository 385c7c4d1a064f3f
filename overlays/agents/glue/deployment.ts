/** The glue's own pod: it asks for tasks of one queue, and makes a pod of each. */
import { type Installation, type kube, parts } from '../../../src/index.js'
import { install } from '../install.js'
import { metadata, podLabels } from '../metadata.js'
import { PROGRAMS } from '../programs.js'
import { keysEnv, keysRotation, keysSecret, serverEnv, workerPrefix } from '../server.js'
import { own } from '../table.js'
import { GLUE_FILES, glueConf } from './clearmlConf.js'
import { componentOf, glueNameOf, isPublished, nameOfQueue, tasksNamespace } from './name.js'
import { TEMPLATE_KEY, taskImage } from './podTemplate.js'
import { publishedContainer, publishedPod } from './published.js'
import { sessionEnv } from './sessions.js'
import type { Queue } from './table.js'

/** The home of the agent, where it keeps files, and where the launcher leaves its signs of life. */
const HOME = '/home/clearml'
const TOKEN_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount'
const READABLE = 0o444

/** Two glues of one queue have one worker id, so never two at once. */
export const glueDeployment = ($: Installation, queue: Queue): kube.Deployment => {
  const component = componentOf(queue)
  const startSeconds = waitSeconds($)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadata($.values, glueNameOf(queue), component, own($.values).gluePods),
    spec: {
      replicas: 1,
      progressDeadlineSeconds: startSeconds + 300,
      selector: { matchLabels: parts.selectorLabels(component) },
      strategy: { type: 'Recreate' },
      template: pod($, queue),
    },
  }
}

/** How long the glue waits for the API of the server: as long as a server of this stream may take to start. */
const waitSeconds = ($: Installation): number =>
  $.values.server.enabled
    ? $.values.start.waitSeconds + $.values.apiserver.startupSeconds
    : $.values.start.waitSeconds

const pod = ($: Installation, queue: Queue): kube.PodTemplateSpec => {
  const { gluePods } = own($.values)
  const conf = glueConf($)
  const component = componentOf(queue)
  const labels = podLabels($.values, component)
  const owner = { labels, serviceAccountName: glueNameOf(queue), values: gluePods, bearer: 'agents' as const }
  const common = {
    env: [
      ...serverEnv($),
      ...keysEnv(keysSecret($.values)),
      ...parts.env({ CLEARML_WORKER_ID: workerId($, queue), CLEARML_DOCKER_IMAGE: taskImage($, queue) }),
      // Kubernetes takes `$$` for a `$`, and `$(NAME)` for a variable.
      ...parts.env({ K8S_GLUE_QUEUE: queue.queue.replaceAll('$', '$$$$') }),
      ...conf.env,
    ],
    volumeMounts: [
      { name: 'glue', mountPath: GLUE_FILES, readOnly: true },
      ...conf.volumeMounts,
      { name: 'token', mountPath: TOKEN_DIRECTORY, readOnly: true },
    ],
    volumes: [
      { name: 'glue', configMap: { name: glueNameOf(queue) } },
      ...conf.volumes,
      { name: 'token', projected: { defaultMode: READABLE, sources: parts.tokenSources } },
    ],
  }
  const agent = install($, 'glue', gluePods)
  if (isPublished($.values))
    return parts.podOf($, publishedPod(owner), {
      // It reads the template once. The checksum is that of the text, which is made last.
      annotations: { ...conf.annotations, ...parts.checksum({}), ...keysRotation($.values) },
      containers: [
        publishedContainer($, queue, agent.image, { ...common, env: [...agent.env, ...common.env] }),
      ],
      volumes: common.volumes,
    })
  const container = parts.containerOf(agent.image, gluePods, {
    name: 'glue',
    command: [agent.python, `${PROGRAMS}/launcher.py`],
    env: [...agent.env, ...common.env, ...launcherEnv($, queue)],
    livenessProbe: probe('alive', 600, 60),
    readinessProbe: probe('ready', 120, 10),
    volumeMounts: [
      ...agent.volumeMounts,
      ...common.volumeMounts,
      { name: 'home', mountPath: HOME },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  })
  return parts.podOf($, owner, {
    annotations: { ...conf.annotations, ...agent.annotations, ...keysRotation($.values) },
    initContainers: agent.initContainers,
    containers: [
      { ...container, securityContext: { readOnlyRootFilesystem: true, ...container.securityContext } },
    ],
    volumes: [
      ...agent.volumes,
      ...common.volumes,
      { name: 'home', emptyDir: {} },
      { name: 'tmp', emptyDir: {} },
    ],
  })
}

/** Unique on a server as long as prefixes are: the names of queues are unique in an installation. */
const workerId = ($: Installation, queue: Queue): string =>
  `${workerPrefix($.values)}-glue-${nameOfQueue(queue)}`

/** What `launcher.py` reads, and what clearml-agent's own code reads (`clearml_agent/glue/definitions.py`). */
const launcherEnv = ($: Installation, queue: Queue): ReadonlyArray<kube.EnvVar> => [
  ...parts.env({
    HOME,
    K8S_GLUE_NAMESPACE: tasksNamespace($.values, queue),
    K8S_GLUE_TEMPLATE: `${GLUE_FILES}/${TEMPLATE_KEY}`,
    K8S_GLUE_WAIT_SECONDS: String(waitSeconds($)),
  }),
  ...(queue.createQueue ? parts.env({ K8S_GLUE_CREATE_QUEUE: 'true' }) : []),
  ...(queue.maxPods === null ? [] : parts.env({ K8S_GLUE_MAX_PODS: String(queue.maxPods) })),
  ...(queue.keepCompletedMinutes === 0
    ? []
    : parts.env({ K8S_GLUE_COMPLETED_POD_DELETION_DELAY_MINUTES: String(queue.keepCompletedMinutes) })),
  ...sessionEnv(queue),
]

/** The launcher touches `alive` at each round, and `ready` where both APIs have answered in it. */
const probe = (
  file: 'alive' | 'ready',
  seconds: number,
  periodSeconds: number,
): NonNullable<kube.Container['livenessProbe']> => ({
  exec: {
    command: [
      'python3',
      '-ISc',
      `import os, sys, time; sys.exit(time.time() - os.stat("${HOME}/.glue-${file}").st_mtime > ${seconds})`,
    ],
  },
  initialDelaySeconds: periodSeconds,
  periodSeconds,
  timeoutSeconds: 10,
})
