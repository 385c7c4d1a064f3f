/** The streams that the tests look at: every preset, every overlay, and every storage overlay on every preset. */
import * as E from 'fp-ts/lib/Either.js'
import { agents, cloud, ephemeral, expose, hostpath, nfs, serving } from '../../overlays/index.js'
import { presets } from '../../presets/index.js'
import { type Build, type Built, build, showError } from '../../src/index.js'

export interface Case {
  readonly name: string
  readonly build: Build
}

const ebs = (handle: string) => ({ driver: 'ebs', handle, zone: 'eu-central-1a' })

const storage = {
  hostpath: hostpath({ node: 'ml-node-1' }),
  nfs: nfs({ server: '10.0.0.5', path: '/exports/clearml' }),
  cloud: cloud({ storageClass: 'gp3' }),
  ephemeral: ephemeral(),
}

/** What a preset cannot be built without. */
export const presetNeeds: Readonly<Record<string, Build['values']>> = {
  'cloud-ready': { domain: 'clearml.example.com' },
  // The values of an overlay are not among the types of the core's.
  'remote-agents': {
    agents: {
      server: { api: 'https://api.clear.ml', web: 'https://app.clear.ml', files: 'https://files.clear.ml' },
      existingSecret: 'clearml-agent-keys',
      glue: [{ queue: 'gpu', gpus: 1 }],
    },
  } as object,
}

const gpuTaint = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' } as const

/** Two queues, agent-services, and serving with Triton: all that runs tasks and models. */
export const workers = [
  agents({
    glue: [
      { queue: 'gpu', createQueue: true, gpus: 1, tolerations: [gpuTaint], maxPods: 8 },
      { queue: 'default', sessions: { enabled: true, startingPort: 31000, count: 2, gateway: 'ml-node-1' } },
    ],
  }),
  serving({
    taskId: 'ab12cd34ef56ab78cd90ef12ab34cd56',
    kafka: { bootstrapServers: ['kafka.example.com:9092'] },
    triton: { enabled: true, gpus: 1, tolerations: [gpuTaint] },
  }),
]

const presetCases: ReadonlyArray<Case> = presets.map((preset) => ({
  name: preset.name,
  build: { preset, values: presetNeeds[preset.name] ?? {} },
}))

/** Committed as golden files. */
export const goldenCases: ReadonlyArray<Case> = [
  { name: 'base', build: {} },
  ...presetCases,
  ...Object.entries(storage).map(([name, overlay]) => ({ name, build: { overlays: [overlay] } })),
  {
    name: 'cloud-static-volumes',
    build: {
      overlays: [
        cloud({
          volumes: {
            elasticsearch: ebs('vol-0a'),
            mongodb: ebs('vol-0b'),
            redis: ebs('vol-0c'),
            fileserver: { driver: 'efs', handle: 'fs-0d::fsap-0e' },
          },
        }),
      ],
      values: { fileserver: { storage: { accessMode: 'ReadWriteMany' } } },
    },
  },
  {
    name: 'expose-node-ports',
    build: {
      overlays: [
        expose({ type: 'nodePort', host: 'ml-node-1', nodePorts: { web: 30080, api: 30008, files: 30081 } }),
      ],
    },
  },
  {
    name: 'expose-load-balancer',
    build: { overlays: [expose({ type: 'loadBalancer' })], values: { domain: 'ml.example.com' } },
  },
  {
    name: 'expose-ingress-nginx',
    build: {
      overlays: [expose({ type: 'ingress', ingress: { controller: 'nginx', tlsSecret: 'clearml-tls' } })],
      values: { domain: 'clearml.example.com' },
    },
  },
  {
    name: 'expose-ingress-gce',
    build: {
      overlays: [expose({ type: 'ingress', ingress: { controller: 'gce' } })],
      values: { domain: 'clearml.example.com' },
    },
  },
  {
    name: 'configuration',
    build: {
      values: {
        config: {
          'services.conf': 'tasks { non_responsive_tasks_watchdog { threshold_sec: 21000 } }\n',
          'fileserver.conf': 'cors { origins: "https://app.example.com" }\n',
        },
        webserver: { configuration: { loginNotice: 'Staff only' } },
      },
    },
  },
  {
    name: 'other-namespace',
    build: {
      overlays: [hostpath()],
      values: { namespace: 'ml', elasticsearch: { vmMaxMapCount: 'privilegedInit' } },
    },
  },
  { name: 'open-sign-in', build: { values: { auth: { mode: 'open' } } } },
  { name: 'existing-secret', build: { values: { auth: { existingSecret: 'my-keys' } } } },
  {
    // The example of the README of the chart clearml-server-chart.
    name: 'agents-static',
    build: {
      overlays: [
        agents({
          static: { count: 4, gpus: 1, tolerations: [gpuTaint] },
          server: {
            api: 'https://api.clearml.mydomain.com',
            web: 'https://app.clearml.mydomain.com',
            files: 'https://files.clearml.mydomain.com',
          },
        }),
      ],
    },
  },
  { name: 'agents-and-serving', build: { overlays: workers, values: { domain: 'clearml.example.com' } } },
  { name: 'version-2.3.0', build: { values: { version: '2.3.0' } } },
]

/** Each storage overlay on each preset that has a server. */
export const pairs: ReadonlyArray<Case> = presetCases
  .filter(({ name }) => name !== 'remote-agents')
  .flatMap((one) =>
    Object.entries(storage).map(([name, overlay]) => ({
      name: `${one.name}+${name}`,
      build: { ...one.build, overlays: [overlay] },
    })),
  )

export const cases: ReadonlyArray<Case> = [...goldenCases, ...pairs]

/** A build that must succeed; otherwise its errors are thrown for the test to show. */
export const built = (input: Build): Built => {
  const result = build(input)
  if (E.isLeft(result)) throw new Error(result.left.map(showError).join('\n'))
  return result.right
}
