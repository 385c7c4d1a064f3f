/** Services for interactive sessions (clearml-session): the glue numbers the pods of tasks, each Service finds one number. */
import { type Installation, type kube, parts } from '../../../src/index.js'
import { metadata } from '../metadata.js'
import { nameOfQueue, taskComponentOf, tasksNamespace } from './name.js'
import type { Queue } from './table.js'

/** The port of the SSH server in a session's pod. Source: `examples/k8s_glue_example.py` of clearml-agent. */
export const SESSION_PORT = 10022

const LABEL = 'clearml-session'

/** The label that the glue gives the pod of each number; its queue is in it, so that queues share no pods. */
export const sessionLabel = (queue: Queue, number: number | string): Readonly<Record<string, string>> => ({
  [LABEL]: `${nameOfQueue(queue)}-${number}`,
})

/** The same as `limit_pod_label` of clearml-agent, in which it puts the number itself. */
export const limitPodLabel = (queue: Queue): string =>
  Object.entries(sessionLabel(queue, '{pod_number}'))
    .map((pair) => pair.join('='))
    .join()

/** The numbers begin at 1, and so the first one has `startingPort`. */
const portOf = ({ sessions }: Queue, number: number): number => sessions.startingPort + number - 1

/** The numbers of a queue's sessions. */
export const sessionNumbers = ({ sessions }: Queue): ReadonlyArray<number> =>
  sessions.enabled ? Array.from({ length: sessions.count }, (_, i) => i + 1) : []

export const sessionNameOf = (queue: Queue, number: number): string =>
  `clearml-session-${nameOfQueue(queue)}-${number}`

/** By number. A client connects to the port that the glue tells it: of the node, or of the Service. */
export const sessionServices = ($: Installation, queue: Queue): Readonly<Record<string, kube.Service>> =>
  Object.fromEntries(sessionNumbers(queue).map((number) => [`${number}`, service($, queue, number)]))

const service = ($: Installation, queue: Queue, number: number): kube.Service => {
  const { type, annotations } = queue.sessions
  const port = portOf(queue, number)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      ...metadata($.values, sessionNameOf(queue, number), taskComponentOf(queue), { annotations }),
      namespace: tasksNamespace($.values, queue),
    },
    spec: {
      type,
      selector: sessionLabel(queue, number),
      ports: [
        type === 'NodePort'
          ? { name: 'ssh', port: SESSION_PORT, targetPort: SESSION_PORT, nodePort: port }
          : { name: 'ssh', port, targetPort: SESSION_PORT },
      ],
    },
  }
}

/** What the launcher is told of them. */
export const sessionEnv = (queue: Queue): ReadonlyArray<kube.EnvVar> =>
  queue.sessions.enabled
    ? parts.env({
        K8S_GLUE_SESSIONS: String(queue.sessions.count),
        K8S_GLUE_STARTING_PORT: String(queue.sessions.startingPort),
        ...(queue.sessions.gateway === null ? {} : { K8S_GLUE_GATEWAY: queue.sessions.gateway }),
        K8S_GLUE_LIMIT_POD_LABEL: limitPodLabel(queue),
      })
    : []
