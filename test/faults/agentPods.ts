/** The pods of agents, and what the glue of a queue has to do with the pods of its tasks. */
import type { Agents } from '../../overlays/agents/table.js'
import { own } from '../../overlays/agents/table.js'
import type { Values } from '../../src/index.js'
import type { Service } from '../../src/kube/types.js'
import {
  envOf,
  everyPod,
  type Manifests,
  ofKind,
  type Pod,
  type PodParts,
  pods,
  taskPods,
} from '../support/objects.js'

/** The glue of a queue. */
export const isGlue = ({ name }: PodParts): boolean => name.startsWith('glue-')

/** What asks for tasks: nobody connects to it. */
export const isAgent = (pod: PodParts): boolean =>
  pod.name === 'agent' || pod.name === 'agent-services' || isGlue(pod)

/** The pods that a glue makes. */
export const isTask = ({ name }: PodParts): boolean => name.startsWith('task-')

export const agentPods = (manifests: Manifests): ReadonlyArray<Pod> => pods(manifests).filter(isAgent)

/** What signs in to ClearML: agents, and what they start. */
export const clients = (manifests: Manifests): ReadonlyArray<PodParts> =>
  everyPod(manifests).filter((one) => isAgent(one) || isTask(one))

/** Each glue, and the pod that it makes of a task. */
export const queues = (
  manifests: Manifests,
): ReadonlyArray<{ readonly glue: Pod; readonly task: PodParts | undefined }> =>
  pods(manifests)
    .filter(isGlue)
    .map((glue) => ({
      glue,
      task: taskPods(manifests).find(({ name }) => name === glue.name.replace(/^glue-/, 'task-')),
    }))

/** A numbered session that a glue announces: the label that it gives the pod, and the port that it tells clients. */
export interface Session {
  readonly task: PodParts | undefined
  readonly selector: Readonly<Record<string, string>>
  readonly port: number
}

/** All sessions that the glues of a stream announce, by their variables. */
export const sessions = (manifests: Manifests): ReadonlyArray<Session> =>
  queues(manifests).flatMap(({ glue, task }) => {
    const env = envOf(glue.main)
    const [key = '', value = ''] = (env.K8S_GLUE_LIMIT_POD_LABEL ?? '').split('=')
    return Array.from({ length: Number(env.K8S_GLUE_SESSIONS ?? 0) }, (_, i) => ({
      task,
      selector: { [key]: value.replace('{pod_number}', `${i + 1}`) },
      port: Number(env.K8S_GLUE_STARTING_PORT) + i,
    }))
  })

/** The session that a Service leads to: its pod comes later, with the label that the Service selects by. */
export const sessionOf = (manifests: Manifests, { spec }: Service): Session | undefined =>
  sessions(manifests).find(({ selector }) => JSON.stringify(selector) === JSON.stringify(spec?.selector))

/** The Services of sessions, by their name. */
export const sessionServices = (manifests: Manifests): ReadonlyArray<Service> =>
  ofKind<Service>(manifests, 'Service').filter(({ metadata }) =>
    metadata?.name?.startsWith('clearml-session-'),
  )

/** The values of the overlay agents, where it is in use. */
export const agentsOf = (values: Values): Agents | undefined => own(values)
