/** The streams that faults are brought back into; they are looked through like all others. */
import { agents, expose, serving } from '../../overlays/index.js'
import type { Build } from '../../src/index.js'

/** Agents in all forms but Docker mode: two queues with sessions, and of each value one that a chart lost. */
const withAgents = agents({
  server: { verifyCertificate: false },
  existingSecret: 'agent-keys',
  configSecret: { secret: 'clearml-conf', key: 'clearml.conf' },
  git: { user: 'ci-bot', password: { secret: 'git', key: 'token' } },
  cache: { enabled: true },
  static: { count: 2, gpus: 1, queues: ['static'] },
  glue: [
    {
      queue: 'gpu',
      createQueue: true,
      gpus: 1,
      nodeSelector: { accelerator: 'nvidia' },
      tolerations: [{ key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' }],
      env: [{ name: 'WANDB_MODE', value: 'offline' }],
      sessions: { enabled: true, startingPort: 31000, count: 2 },
      template: {
        spec: {
          containers: [],
          schedulerName: 'volcano',
          hostAliases: [{ ip: '10.0.0.9', hostnames: ['data.example.com'] }],
        },
      },
    },
    { queue: 'default', sessions: { enabled: true, startingPort: 31100, count: 2 } },
  ],
})

/** All of serving, with all operators. */
const withServing = serving({
  taskId: 'ab12cd34',
  existingSecret: 'serving-keys',
  kafka: { operator: 'strimzi' },
  metrics: 'prometheus-operator',
  inference: { autoscaling: { enabled: true } },
  triton: { enabled: true, gpus: 1 },
})

const nodePorts = expose({
  type: 'nodePort',
  host: 'ml-node-1',
  nodePorts: { web: 30080, api: 30008, files: 30081 },
})

export const bases = {
  server: {},
  agents: { overlays: [nodePorts, withAgents] },
  serving: { overlays: [withServing], values: { domain: 'clearml.example.com' } },
} as const satisfies Readonly<Record<string, Build>>
