/** Pods that listen to queues and run tasks in themselves, one at a time each. */
import type { Installation } from '../../src/index.js'
import { cacheParts } from './cache.js'
import { dockerParts } from './docker.js'
import { homeOf } from './home.js'
import { serverEnv } from './server.js'
import { own } from './table.js'
import { none, queueFlags, TEMPORARY, worker } from './worker.js'

/** A pod goes before its successor comes, for there may be no other GPU for it. */
const strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }

export const staticAgents = ($: Installation): Installation['agents']['static'] => {
  const { static: agents } = own($.values)
  if (agents.count === 0) return none
  const docker = agents.docker.enabled ? dockerParts($) : inPod($)
  return worker($, {
    component: 'agent',
    values: agents,
    gpus: agents,
    replicas: agents.count,
    strategy,
    ...docker,
    flags: [...docker.flags, ...queueFlags(agents)],
  })
}

const inPod = ($: Installation): ReturnType<typeof dockerParts> => ({
  flags: [],
  env: serverEnv($),
  initContainers: [],
  ...cacheParts($.values, homeOf($, own($.values).static).path),
  claims: TEMPORARY,
})
