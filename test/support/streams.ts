/** The streams that the tests look at: every preset, every overlay, and every storage overlay on every preset. */
import * as E from 'fp-ts/lib/Either.js'
import {
  agents,
  cloud,
  ephemeral,
  expose,
  hostpath,
  nfs,
  openshift,
  restricted,
  serving,
} from '../../overlays/index.js'
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

/** Every store elsewhere, by all that can be said of one. */
export const outsideStores: NonNullable<Build['values']> = {
  mongodb: {
    enabled: false,
    external: {
      hosts: ['mongo-0.example.com', 'mongo-1.example.com'],
      user: 'clearml',
      password: { secret: 'mongodb-login', key: 'password' },
      replicaSet: 'rs0',
      tls: { enabled: true, ca: { secret: 'stores-ca', key: 'ca.crt' } },
      options: { readPreference: 'primaryPreferred' },
    },
  },
  elasticsearch: {
    enabled: false,
    external: {
      hosts: ['es-0.example.com', 'es-1.example.com'],
      user: 'clearml',
      password: { secret: 'elastic-login', key: 'password' },
      tls: { ca: { configMap: 'stores-ca', key: 'ca.crt' } },
    },
  },
  redis: {
    enabled: false,
    external: {
      host: 'redis.example.com',
      user: 'clearml',
      password: { secret: 'redis-login', key: 'password' },
      cluster: true,
      tls: { enabled: true, ca: { secret: 'stores-ca', key: 'ca.crt' } },
    },
  },
}

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
    name: 'expose-gateway',
    build: {
      overlays: [
        expose({ type: 'gateway', gateway: { className: 'envoy' }, tls: { issuer: 'letsencrypt' } }),
      ],
      values: { domain: 'clearml.example.com' },
    },
  },
  {
    name: 'expose-route',
    build: {
      overlays: [expose({ type: 'route', layout: 'paths', host: 'clearml.apps.example.com' })],
    },
  },
  {
    name: 'expose-one-host',
    build: {
      overlays: [
        expose({
          type: 'ingress',
          layout: 'paths',
          host: 'clearml.example.com',
          tls: { secretName: 'clearml-tls' },
          ingress: { controller: 'nginx' },
        }),
      ],
    },
  },
  {
    name: 'expose-cert-manager',
    build: {
      overlays: [
        expose({
          type: 'ingress',
          layout: 'paths',
          host: 'example.com',
          tls: { issuer: 'letsencrypt', issuerKind: 'Issuer' },
          ingress: { controller: 'traefik' },
        }),
      ],
      values: { webserver: { subPath: 'clearml' } },
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
    name: 'fixed-users',
    build: {
      values: {
        auth: {
          rotation: 1,
          users: [
            {
              username: 'jane',
              name: 'Jane Doe',
              passwordHash: '$2b$04$lmh4oDr0uMnMTqLW0oXbXO.VvVtlKD0gUhHOGSOeB.yo85aAMFpqy',
            },
            { username: 'joe', password: { secret: 'clearml-passwords', key: 'joe' } },
          ],
        },
      },
    },
  },
  {
    name: 'external-secret',
    build: {
      values: {
        auth: {
          externalSecret: { store: { name: 'vault', kind: 'ClusterSecretStore' }, remoteKey: 'ml/clearml' },
        },
      },
    },
  },
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
  {
    name: 'network-policies',
    build: {
      overlays: [expose({ type: 'ingress', ingress: { controller: 'nginx' } }), ...workers],
      values: {
        domain: 'clearml.example.com',
        networkPolicies: { enabled: true, ingress: { controller: { namespaces: ['ingress-nginx'] } } },
      },
    },
  },
  { name: 'version-2.3.0', build: { values: { version: '2.3.0' } } },
  { name: 'restricted', build: { overlays: [restricted()] } },
  {
    name: 'openshift',
    build: { overlays: [storage.nfs, openshift({ supplementalGroups: [5555] })] },
  },
  {
    name: 'corporate',
    build: {
      overlays: workers,
      values: {
        domain: 'clearml.example.com',
        size: 'large',
        trust: { caBundle: { configMap: 'corporate-ca', key: 'bundle.pem' } },
        proxy: {
          http: 'http://proxy.corp.example:3128',
          https: 'http://proxy.corp.example:3128',
          no: ['.corp.example'],
        },
        imageRegistry: 'registry.corp.example/mirror',
        imagePullSecrets: ['registry-key'],
        identity: { provider: 'azure', name: '00000000-1111-2222-3333-444444444444' },
        watchdog: { thresholdSeconds: 21600, intervalSeconds: 300 },
        retention: { logDays: 180, workerStatsMonths: 12, queueMetricsMonths: 12 },
        config: { 'services.conf': { tasks: { max_last_metrics: 3000 } } },
      },
    },
  },
  { name: 'outside-stores', build: { values: outsideStores } },
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
