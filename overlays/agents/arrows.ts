/** The connections of agents, of the glue, and of the pods that it makes. */
import { type Installation, parts } from '../../src/index.js'
import { toServer, toWorld } from '../network.js'
import { apiOfNode } from './docker.js'
import { componentOf, isElsewhere, isPublished, taskComponentOf, tasksNamespace } from './glue/name.js'
import { SESSION_PORT } from './glue/sessions.js'
import type { Queue } from './glue/table.js'
import { own } from './table.js'

type Arrows = ReadonlyArray<parts.Arrow>

/** Where pip looks unless it is told otherwise. */
const PYPI = 'https://pypi.org'

export const agentArrows = ($: Installation): Arrows => {
  const { static: agents, services, glue } = own($.values)
  const api = agents.docker.enabled ? apiOfNode($) : undefined
  return [
    ...(agents.count > 0 ? workerArrows($, 'agent', api) : []),
    ...(services.enabled ? workerArrows($, 'agent-services') : []),
    ...glue.flatMap((queue) => [...glueArrows($, queue), ...taskArrows($, queue)]),
  ]
}

/** Agents run tasks in themselves, so they reach what tasks do. */
const workerArrows = ($: Installation, component: string, api?: string | null): Arrows => {
  const from = parts.pods(component)
  return [
    ...toServer($, from, own($.values), api),
    ...(own($.values).ownImage === null ? toIndex($, from) : []),
    ...toWorld(from, own($.values).networkPolicies),
  ]
}

/** The glue itself runs no task. The published image installs the agent at each start. */
const glueArrows = ($: Installation, queue: Queue): Arrows => {
  const from = parts.pods(componentOf(queue))
  const installs = own($.values).ownImage === null || isPublished($.values)
  return [
    ...toServer($, from, own($.values)),
    parts.toKubernetesApi($, from),
    ...(installs ? toIndex($, from) : []),
  ]
}

const taskArrows = ($: Installation, queue: Queue): Arrows => {
  const component = taskComponentOf(queue)
  const from = isElsewhere($.values, queue)
    ? parts.pods(component, tasksNamespace($.values, queue))
    : parts.pods(component)
  const { networkPolicies } = own($.values)
  const isOpen = queue.sessions.type !== 'ClusterIP' || parts.comers($).length > 0
  return [
    ...toServer($, from, own($.values)),
    ...toWorld(from, networkPolicies),
    ...(networkPolicies.betweenTasks ? [{ from, to: from, ports: null }] : []),
    ...(queue.sessions.enabled && isOpen
      ? [{ from: parts.outside($), to: from, ports: parts.tcp(SESSION_PORT) }]
      : []),
  ]
}

/** The package index, by its URL: PyPI keeps its files at another host, and both are reached at one port. */
const toIndex = ($: Installation, from: parts.End): Arrows =>
  parts.toHost(from, own($.values).packageIndex ?? PYPI, parts.other('package index', []))
