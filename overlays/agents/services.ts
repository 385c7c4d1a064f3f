/** agent-services: one pod that runs many small tasks at once, each in a virtual environment of its own. */
import type { Installation } from '../../src/index.js'
import { noGpus } from '../gpu.js'
import { cacheParts } from './cache.js'
import { homeOf } from './home.js'
import { serverEnv } from './server.js'
import { own } from './table.js'
import { none, queueFlags, TEMPORARY, worker } from './worker.js'

/**
 * Without Docker, and one of it: two at once would run the same schedulers twice.
 * Source: `--services-mode` of clearml-agent, in which a task that has started no longer keeps the next one back.
 */
export const agentServices = ($: Installation): Installation['agents']['services'] => {
  const { services } = own($.values)
  if (!services.enabled) return none
  return worker($, {
    component: 'agent-services',
    values: services,
    gpus: noGpus,
    replicas: 1,
    strategy: { type: 'Recreate' },
    flags: ['--services-mode', ...queueFlags(services)],
    env: serverEnv($),
    initContainers: [],
    ...cacheParts($.values, homeOf($, services).path),
    claims: TEMPORARY,
  })
}
