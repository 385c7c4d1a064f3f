/** What can be combined: in each dimension one of several choices. All pairs of choices, and few streams that hold every pair. */
import {
  agents,
  argocd,
  baseline,
  cloud,
  ephemeral,
  expose,
  hostpath,
  nfs,
  openshift,
  restricted,
  serving,
} from '../../overlays/index.js'
import type { Build, Overlay, ValuesInput } from '../../src/index.js'
import type { JsonObject } from '../../src/json.js'
import { merge } from '../../src/values/merge.js'
import { type Case, outsideStores } from './streams.js'

interface Choice {
  readonly overlays?: ReadonlyArray<Overlay>
  readonly values?: ValuesInput
}
type Dimension = Readonly<Record<string, Choice>>

const domain = 'clearml.example.com'
const overlays = (...overlays: ReadonlyArray<Overlay>): Choice => ({ overlays })
const values = (given: ValuesInput): Choice => ({ values: given })
const onOneHost = (type: 'ingress' | 'gateway' | 'route') =>
  expose({
    type,
    layout: 'paths',
    host: domain,
    ...(type === 'ingress' ? { ingress: { controller: 'nginx' } } : {}),
    ...(type === 'gateway' ? { gateway: { className: 'envoy' } } : {}),
  })
const gpuTaint = { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' } as const

/** In each, the first choice is what there is where nobody chooses. */
export const dimensions: Readonly<Record<string, Dimension>> = {
  storage: {
    default: {},
    hostpath: overlays(hostpath({ node: 'ml-node-1' })),
    nfs: overlays(nfs({ server: '10.0.0.5', path: '/exports/clearml' })),
    cloud: overlays(cloud({ storageClass: 'gp3' })),
    ephemeral: overlays(ephemeral()),
  },
  expose: {
    nothing: {},
    'node ports': overlays(
      expose({ type: 'nodePort', host: 'ml-node-1', nodePorts: { web: 30080, api: 30008, files: 30081 } }),
    ),
    'load balancer': overlays(expose({ type: 'loadBalancer' })),
    'ingress of nginx': overlays(
      expose({ type: 'ingress', ingress: { controller: 'nginx' }, tls: { issuer: 'le' } }),
    ),
    'ingress of gce': overlays(expose({ type: 'ingress', ingress: { controller: 'gce' } })),
    'one host': overlays(onOneHost('ingress')),
    gateway: overlays(onOneHost('gateway')),
    route: overlays(onOneHost('route')),
  },
  profile: {
    none: {},
    baseline: overlays(baseline()),
    restricted: overlays(restricted()),
    openshift: overlays(openshift()),
  },
  agents: {
    none: {},
    'static ones': overlays(agents({ static: { count: 2, gpus: 1, tolerations: [gpuTaint] } })),
    glue: overlays(
      agents({ glue: [{ queue: 'gpu', gpus: 1, tolerations: [gpuTaint] }, { queue: 'default' }] }),
    ),
  },
  serving: {
    none: {},
    serving: overlays(
      serving({
        taskId: 'ab12cd34ef56ab78cd90ef12ab34cd56',
        kafka: { bootstrapServers: ['kafka.example.com:9092'] },
        triton: { enabled: true, gpus: 1, tolerations: [gpuTaint] },
      }),
    ),
  },
  argocd: { none: {}, argocd: overlays(argocd()) },
  stores: {
    inside: {},
    'MongoDB outside': values({ mongodb: outsideStores.mongodb ?? {} }),
    'Elasticsearch outside': values({ elasticsearch: outsideStores.elasticsearch ?? {} }),
    'Redis outside': values({ redis: outsideStores.redis ?? {} }),
    'all outside': values(outsideStores),
  },
  credentials: {
    'in the cluster': {},
    'an existing Secret': values({ auth: { existingSecret: 'my-keys' } }),
    'an ExternalSecret': values({ auth: { externalSecret: { store: { name: 'vault' }, remoteKey: 'ml' } } }),
    'a manifest': values({ auth: { credentials: 'manifest' } }),
  },
  'sign-in': {
    admin: {},
    users: values({
      auth: {
        rotation: 2,
        guest: { enabled: true },
        users: [{ username: 'joe', password: { secret: 'pw', key: 'joe' } }],
      },
    }),
    open: values({ auth: { mode: 'open' } }),
  },
  network: { open: {}, policies: values({ networkPolicies: { enabled: true } }) },
  surroundings: {
    none: {},
    corporate: values({
      trust: { caBundle: { configMap: 'corporate-ca' } },
      proxy: { https: 'http://proxy.corp.example:3128' },
      imageRegistry: 'registry.corp.example/mirror',
      imagePullSecrets: ['registry-key'],
      identity: { provider: 'irsa', name: 'arn:aws:iam::123456789012:role/clearml' },
    }),
  },
  size: {
    none: {},
    tiny: values({ size: 'tiny' }),
    team: values({ size: 'team' }),
    large: values({ size: 'large' }),
  },
  settings: {
    none: {},
    some: values({
      config: { 'services.conf': { tasks: { max_last_metrics: 3000 } } },
      watchdog: { thresholdSeconds: 21600 },
      retention: { logDays: 90, workerStatsMonths: 6 },
    }),
  },
  namespace: { default: {}, other: values({ namespace: 'ml' }) },
}

export type Chosen = Readonly<Record<string, string>>

/** What is chosen, as a build. */
export const buildOf = (chosen: Chosen): Build => {
  const choices = Object.entries(chosen).map(([of, name]) => dimensions[of]?.[name] ?? {})
  const given = choices.reduce<JsonObject>(
    (below, choice) => merge(below, (choice.values ?? {}) as JsonObject),
    { domain },
  ) // values are data
  return { overlays: choices.flatMap((choice) => choice.overlays ?? []), values: given as ValuesInput }
}

const nameOf = (chosen: Chosen): string =>
  Object.entries(chosen)
    .map(([of, name]) => `${of} ${name}`)
    .join(', ')

/** Choices that do not go together, and are refused by a message. */
const apart: ReadonlyArray<readonly [Chosen, Chosen]> = [
  [{ 'sign-in': 'users' }, { credentials: 'none such' }],
]

export const goTogether = (chosen: Chosen): boolean =>
  !apart.some((pair) => pair.every((one) => Object.entries(one).every(([of, name]) => chosen[of] === name)))

/** Two choices of different dimensions, and nothing else. */
export const pairs: ReadonlyArray<Chosen> = Object.entries(dimensions).flatMap(([a, ofA], i, all) =>
  all
    .slice(i + 1)
    .flatMap(([b, ofB]) =>
      Object.keys(ofA).flatMap((one) => Object.keys(ofB).map((other) => ({ [a]: one, [b]: other }))),
    ),
)

const casesOf = (chosen: ReadonlyArray<Chosen>): ReadonlyArray<Case> =>
  chosen.filter(goTogether).map((one) => ({ name: nameOf(one), build: buildOf(one) }))

export const pairCases: ReadonlyArray<Case> = casesOf(pairs)

const key = (a: string, one: string, b: string, other: string): string => JSON.stringify([a, one, b, other])

const keysOf = (chosen: Chosen): ReadonlyArray<string> => {
  const all = Object.entries(chosen)
  return all.flatMap(([a, one], i) => all.slice(i + 1).map(([b, other]) => key(a, one, b, other)))
}

/**
 * Few full choices in which every pair stands: each begins with a pair that is still missing, and takes in every other
 * dimension the choice that brings the most missing pairs. The same each time.
 */
const covering = (): ReadonlyArray<Chosen> => {
  const missing = new Set(pairs.filter(goTogether).flatMap(keysOf))
  const rows: Chosen[] = []
  while (missing.size > 0) {
    const [first] = missing
    const [a, one, b, other] = JSON.parse(first ?? '[]') as [string, string, string, string] // as `key` wrote it
    let chosen: Chosen = { [a]: one, [b]: other }
    for (const [of, choices] of Object.entries(dimensions)) {
      if (Object.hasOwn(chosen, of)) continue
      const gains = Object.keys(choices).map((name) => {
        const more = inOrder({ ...chosen, [of]: name })
        return goTogether(more) ? keysOf(more).filter((pair) => missing.has(pair)).length : -1
      })
      const best = gains.indexOf(Math.max(...gains))
      chosen = { ...chosen, [of]: Object.keys(choices)[best] ?? '' }
    }
    chosen = inOrder(chosen)
    for (const pair of keysOf(chosen)) missing.delete(pair)
    rows.push(chosen)
  }
  return rows
}

const inOrder = (chosen: Chosen): Chosen =>
  Object.fromEntries(
    Object.keys(dimensions).flatMap((of) => (chosen[of] === undefined ? [] : [[of, chosen[of]]])),
  )

export const coveringCases: ReadonlyArray<Case> = casesOf(covering())
