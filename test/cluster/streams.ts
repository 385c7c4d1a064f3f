/** The installations that go to the cluster: the presets, each storage overlay on each of them and with each way in, and agents. */
import { cloud, ephemeral, expose, hostpath, nfs } from '../../overlays/index.js'
import { presets } from '../../presets/index.js'
import type { Build, ValuesInput } from '../../src/index.js'
import { coveringCases } from '../support/combinations.js'
import { type Case, cases as commonCases, presetNeeds, workers } from '../support/streams.js'
import { NODES, TAINT } from './nodes.js'

export interface ClusterCase extends Case {
  /** Where the pods of a component must be, if not on any node that they tolerate. */
  readonly nodes?: Readonly<Record<string, string>>
}

const ebs = (handle: string) => ({ driver: 'ebs', handle, zone: 'eu-central-1a' })

const storages: Readonly<Record<string, Build['overlays']>> = {
  default: [],
  hostpath: [hostpath()],
  nfs: [nfs({ server: '10.0.0.5', path: '/exports/clearml' })],
  cloud: [cloud({ storageClass: 'gp3' })],
  'cloud with disks': [
    cloud({
      volumes: {
        elasticsearch: ebs('vol-0a'),
        mongodb: ebs('vol-0b'),
        redis: ebs('vol-0c'),
        fileserver: { driver: 'ebs', handle: 'vol-0d', zone: 'eu-central-1a' },
      },
    }),
  ],
  ephemeral: [ephemeral()],
}

const exposures: Readonly<Record<string, Build['overlays']>> = {
  nothing: [],
  'node ports': [
    expose({ type: 'nodePort', host: NODES.labelled, nodePorts: { web: 30080, api: 30008, files: 30081 } }),
  ],
  'load balancers': [expose({ type: 'loadBalancer' })],
  'an Ingress of nginx': [
    expose({ type: 'ingress', ingress: { controller: 'nginx', tlsSecret: 'clearml-tls' } }),
  ],
  'an Ingress of gce': [expose({ type: 'ingress', ingress: { controller: 'gce' } })],
}

/** With directories of a node, what has data is there; the others are reached from every node. */
const besideTheirData: Readonly<Record<string, string>> = Object.fromEntries(
  ['elasticsearch', 'mongodb', 'redis', 'fileserver'].map((component) => [component, NODES.labelled]),
)

/** Each storage with each way in. */
export const grid: ReadonlyArray<ClusterCase> = Object.entries(storages).flatMap(([storage, overlays = []]) =>
  Object.entries(exposures).map(([exposure, more = []]) => ({
    name: `storage ${storage}, exposed by ${exposure}`,
    build: {
      overlays: [...overlays, ...more],
      values: exposure === 'nothing' ? {} : { domain: 'clearml.example.com' },
    },
    ...(storage === 'hostpath' ? { nodes: besideTheirData } : {}),
  })),
)

const placed: ReadonlyArray<ClusterCase> = [
  {
    name: 'apiserver on the node with a taint',
    build: {
      values: {
        apiserver: {
          nodeSelector: { accelerator: 'nvidia' },
          tolerations: [{ key: TAINT.key, operator: 'Exists', effect: TAINT.effect }],
        },
      },
    },
    nodes: { apiserver: NODES.tainted },
  },
]

/** What asks for GPUs: there is one node that has some. */
const onGpus: Readonly<Record<string, string>> = { agent: NODES.tainted, 'serving-triton': NODES.tainted }

/** Two queues, agent-services and serving beside each preset that has a server. */
const withWorkers: ReadonlyArray<ClusterCase> = presets
  .filter(({ name }) => name !== 'remote-agents')
  .map((preset) => ({
    name: `agents and serving on ${preset.name}`,
    build: {
      preset,
      overlays: workers,
      values: {
        ...presetNeeds[preset.name],
        domain: 'clearml.example.com',
        ...(preset.name === 'single-node' ? { expose: { host: NODES.labelled } } : {}),
      } as ValuesInput, // the values of an overlay are not among the types of the core's
    },
    nodes: { ...onGpus, ...(preset.name === 'single-node' ? besideTheirData : {}) },
  }))

const onTheNode = ({ name, build }: Case): ClusterCase =>
  /hostpath|^single-node$|^other-namespace$/.test(name)
    ? { name, build, nodes: besideTheirData }
    : { name, build, nodes: onGpus }

/** Everything that is applied; golden streams, each storage on each preset, the grid, and pods at chosen nodes. */
export const cases: ReadonlyArray<ClusterCase> = [
  ...commonCases.map(onTheNode),
  ...grid,
  ...placed,
  ...withWorkers,
]

/** Few streams in which every two choices of values and overlays stand together. */
export const combined: ReadonlyArray<ClusterCase> = coveringCases.map((one) => ({
  ...one,
  nodes: { ...onGpus, ...(one.name.startsWith('storage hostpath,') ? besideTheirData : {}) },
}))
