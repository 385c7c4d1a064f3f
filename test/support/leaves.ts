/** Every value that the schema tables have: the core's and each overlay's, with what it needs beside it to be legal. */
import { overlays } from '../../overlays/index.js'
import { at, type JsonObject, type Path } from '../../src/json.js'
import { merge } from '../../src/values/merge.js'
import type { Fields, Group, Leaf } from '../../src/values/schema.js'
import { table } from '../../src/values/table.js'

export interface LeafAt {
  readonly path: Path
  /** Of a value in the items of a list, this is the list, and its example one item that has the example of the value. */
  readonly leaf: Leaf<unknown>
  /** Its key in `contexts`: the path, without an index. */
  readonly name: string
  /** The overlay that owns it; `null` for the core. */
  readonly overlay: string | null
  /** Values without which it is not legal, or means nothing. */
  readonly context: Readonly<Record<string, unknown>>
}

const leavesOf = (group: Group<Fields>, path: Path): ReadonlyArray<readonly [Path, Leaf<unknown>]> =>
  Object.entries(group.fields).flatMap(
    ([key, field]): ReadonlyArray<readonly [Path, Leaf<unknown>]> =>
      field._tag === 'Group' ? leavesOf(field, [...path, key]) : [[[...path, key], field]],
  )

/** `a.b.c` of nested data: `nested('a.b', 1)` is `{a: {b: 1}}`. */
export const nested = (path: Path, value: unknown): Readonly<Record<string, unknown>> =>
  path.reduceRight<unknown>((below, key) => ({ [key]: below }), value) as Readonly<Record<string, unknown>> // a path has a step at least

const domain = { domain: 'clearml.example.com' }
const stores = ['elasticsearch', 'mongodb', 'redis', 'fileserver']
const statics = (values: Readonly<Record<string, unknown>>) => ({
  ...domain,
  agents: { static: { count: 2, ...values } },
})
const agentsOn = { ...domain, agents: { static: { count: 2 }, glue: [{ queue: 'gpu' }] } }
const volume = (of: string, values: Readonly<Record<string, unknown>>) => ({
  cloud: { volumes: { [of]: { ...values, ...(of === 'fileserver' ? {} : { force: true }) } } },
})

/** Values of the overlay agents with one queue beside them, or with static agents. */
const glue = (values: Readonly<Record<string, unknown>>, beside: Readonly<Record<string, unknown>> = {}) => ({
  ...domain,
  agents: { ...beside, glue: [{ queue: 'gpu', ...values }] },
})
const half = { secret: 'keys', key: 'half' }
const agentsContexts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'agents.server.api': glue({}, { server: { files: 'https://files.clear.ml' }, existingSecret: 'keys' }),
  'agents.git.user': glue({}, { git: { password: half } }),
  'agents.git.password': glue({}, { git: { user: 'bot' } }),
  'agents.git.host': glue({}, { git: { user: 'bot', password: half } }),
  'agents.aws.accessKeyId': glue({}, { aws: { secretAccessKey: half } }),
  'agents.aws.secretAccessKey': glue({}, { aws: { accessKeyId: half } }),
  'agents.azure.account': glue({}, { azure: { key: half } }),
  'agents.azure.key': glue({}, { azure: { account: 'mlstore' } }),
  'agents.services.queues': { ...domain },
  'agents.static.queues': statics({}),
  ...Object.fromEntries(
    ['image', 'socket', 'cache'].map((of) => [
      `agents.static.docker.${of}`,
      statics({ docker: { enabled: true } }),
    ]),
  ),
  ...Object.fromEntries(
    ['vendor', 'migProfile', 'shared', 'resource'].flatMap((of) => [
      [`agents.static.gpu.${of}`, statics({ gpus: 1 })],
      [`agents.glue.gpu.${of}`, glue({ gpus: 1 })],
    ]),
  ),
  ...Object.fromEntries(
    ['size', 'storageClass', 'existingClaim', 'home'].map((of) => [
      `agents.cache.${of}`,
      glue({}, { cache: { enabled: true } }),
    ]),
  ),
  'agents.glue.cache': glue({}, { cache: { enabled: true } }),
  ...Object.fromEntries(
    ['startingPort', 'count', 'type', 'gateway', 'annotations'].map((of) => [
      `agents.glue.sessions.${of}`,
      glue({ sessions: { enabled: true } }),
    ]),
  ),
  ...Object.fromEntries(
    ['name', 'create', 'existingSecret'].map((of) => [
      `agents.glue.namespace.${of}`,
      glue({ namespace: { name: of === 'name' ? null : 'tasks', existingSecret: 'keys' } }),
    ]),
  ),
  'agents.static.extraVolumeMounts': statics({ extraVolumes: [{ name: 'scratch', emptyDir: {} }] }),
  'agents.services.extraVolumeMounts': glue(
    {},
    { services: { extraVolumes: [{ name: 'scratch', emptyDir: {} }] } },
  ),
  'agents.gluePods.extraVolumeMounts': glue(
    {},
    { gluePods: { extraVolumes: [{ name: 'scratch', emptyDir: {} }] } },
  ),
}

/** Values of the overlay serving, with what it needs. */
const served = (values: Readonly<Record<string, unknown>> = {}) => ({
  ...domain,
  serving: {
    taskId: 'ab12cd34',
    kafka: { bootstrapServers: ['kafka.example.com:9092'] },
    triton: { enabled: true },
    ...values,
  },
})
const strimzi = { kafka: { operator: 'strimzi' } }
const prometheus = { metrics: 'prometheus-operator', prometheus: { url: 'http://prometheus.example.com' } }
const scratch = { extraVolumes: [{ name: 'scratch', emptyDir: {} }] }
const servingContexts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'serving.server.api': served({ server: { files: 'https://files.clear.ml' }, existingSecret: 'keys' }),
  'serving.statistics.enabled': { ...domain, serving: { taskId: 'ab12cd34' } },
  'serving.triton.enabled': { ...domain, serving: { taskId: 'ab12cd34', statistics: { enabled: false } } },
  'serving.statistics.extraVolumeMounts': served({ statistics: scratch }),
  ...Object.fromEntries(
    ['inference', 'triton'].flatMap((of) => {
      const beside = (values: Readonly<Record<string, unknown>>) =>
        served({ [of]: of === 'triton' ? { enabled: true, ...values } : values })
      return [
        [`serving.${of}.extraVolumeMounts`, beside(scratch)],
        ...['minReplicas', 'maxReplicas', 'targetCPU', 'targetMemory'].map((field) => [
          `serving.${of}.autoscaling.${field}`,
          beside({ autoscaling: { enabled: true } }),
        ]),
        ...['controller', 'className', 'annotations', 'tlsSecret', 'path'].map((field) => [
          `serving.${of}.ingress.${field}`,
          beside({ ingress: { host: 'serving.example.com' } }),
        ]),
      ]
    }),
  ),
  ...Object.fromEntries(
    ['vendor', 'migProfile', 'shared', 'resource'].map((of) => [
      `serving.triton.gpu.${of}`,
      served({ triton: { enabled: true, gpus: 1 } }),
    ]),
  ),
  'serving.kafka.operator': { ...domain, serving: { taskId: 'ab12cd34' } },
  ...Object.fromEntries(
    ['apiVersion', 'replicas', 'size', 'storageClass', 'resources.requests', 'resources.limits'].map((of) => [
      `serving.kafka.strimzi.${of}`,
      { ...domain, serving: { taskId: 'ab12cd34', ...strimzi } },
    ]),
  ),
  'serving.prometheus.labels': served({ metrics: 'prometheus-operator' }),
  'serving.prometheus.url': served({ dashboard: 'grafana-operator' }),
  'serving.dashboard': served(prometheus),
  'serving.grafana.instanceLabels': served({ ...prometheus, dashboard: 'grafana-operator' }),
}

/** Values of a store elsewhere. */
const outside = (of: string, values: Readonly<Record<string, unknown>> = {}) => ({
  [of]: {
    enabled: false,
    external: { ...(of === 'redis' ? { host: 'a.example.com' } : { hosts: ['a.example.com'] }), ...values },
  },
})
const signedIn = { user: 'server', password: { secret: 'keys', key: 'store' } }
const outsideContexts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ...Object.fromEntries(
    ['elasticsearch', 'mongodb', 'redis'].flatMap((of) => {
      const { external } = outside(of)[of] ?? {}
      const { user, password } = signedIn
      return [
        [`${of}.enabled`, { [of]: { external } }],
        ...['provider', 'port', of === 'redis' ? 'host' : 'hosts'].map((field) => [
          `${of}.external.${field}`,
          outside(of),
        ]),
        [`${of}.external.user`, outside(of, { password })],
        [`${of}.external.password`, outside(of, { user })],
        [`${of}.external.tls.ca`, outside(of, of === 'elasticsearch' ? {} : { tls: { enabled: true } })],
      ]
    }),
  ),
  ...Object.fromEntries(
    ['srv', 'replicaSet', 'tls.enabled', 'options', 'ensureVersion'].map((field) => [
      `mongodb.external.${field}`,
      outside('mongodb'),
    ]),
  ),
  'mongodb.external.authSource': outside('mongodb', signedIn),
  'mongodb.external.quietLogs': outside('mongodb', signedIn),
  'elasticsearch.external.scheme': outside('elasticsearch'),
  'elasticsearch.external.tls.verify': outside('elasticsearch'),
  'redis.external.cluster': outside('redis'),
  'redis.external.tls.enabled': outside('redis'),
}

const hash = '$2b$04$lmh4oDr0uMnMTqLW0oXbXO.VvVtlKD0gUhHOGSOeB.yo85aAMFpqy'
const userOf = (values: Readonly<Record<string, unknown>>) => ({
  auth: { users: [{ username: 'joe', ...values }] },
})
const vault = { auth: { externalSecret: { store: { name: 'store' }, remoteKey: 'key' } } }
const authContexts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'auth.users.username': userOf({ passwordHash: hash }),
  'auth.users.name': userOf({ passwordHash: hash }),
  'auth.users.passwordHash': userOf({}),
  'auth.users.password': userOf({}),
  'auth.guest.name': { auth: { guest: { enabled: true } } },
  ...Object.fromEntries(
    ['store.name', 'store.kind', 'remoteKey', 'extract', 'refreshInterval', 'apiVersion'].map((of) => [
      `auth.externalSecret.${of}`,
      vault,
    ]),
  ),
}

const role = 'arn:aws:iam::123456789012:role/other'
const surroundingsContexts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'trust.caBundle.key': { trust: { caBundle: { configMap: 'corporate-ca' } } },
  'proxy.no': { proxy: { https: 'http://proxy.example.com:3128' } },
  'identity.provider': { identity: { name: role } },
  'identity.name': { identity: { provider: 'irsa' } },
  'identity.bearers': { identity: { provider: 'irsa', name: role } },
  'retention.schedule': { retention: { logDays: 30 } },
}

/** Policies are there where they are asked for; a rule that lets everything through leaves no other to be seen. */
const policed = (values: Readonly<Record<string, unknown>> = {}) => ({
  networkPolicies: { enabled: true },
  ...values,
})
const outsideRedis = { redis: { enabled: false, external: { host: 'redis.example.com' } } }
const narrow = { networkPolicies: { egress: 'clearml' } }
const networkContexts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ...Object.fromEntries(
    [
      ...['namespaces', 'cidrs', 'from', 'controller.namespaces', 'controller.peers'].map(
        (of) => `ingress.${of}`,
      ),
      ...['namespaces', 'cidrs', 'ports'].map((of) => `dns.${of}`),
      ...['cidrs', 'ports'].map((of) => `kubernetesApi.${of}`),
      ...['enabled', 'cidrs', 'ports'].map((of) => `buckets.${of}`),
      'updates',
      'egressRules',
    ].map((of) => [`networkPolicies.${of}`, policed()]),
  ),
  'networkPolicies.ingress.controller.ports': policed(),
  'networkPolicies.stores.cidrs': policed(outsideRedis),
  'networkPolicies.stores.ports': policed(outsideRedis),
  'agents.networkPolicies.egress': policed(glue({})),
  'agents.networkPolicies.egressRules': policed(glue({}, narrow)),
  'agents.networkPolicies.serverAddresses': policed(glue({}, narrow)),
  'agents.networkPolicies.betweenTasks': policed(glue({})),
  'serving.networkPolicies.egress': policed(served()),
  'serving.networkPolicies.egressRules': policed(served(narrow)),
  'serving.networkPolicies.serverAddresses': policed(served(narrow)),
  'serving.networkPolicies.clients': policed(served()),
  'serving.networkPolicies.prometheus': policed(served()),
}

/** By path, or by its last step where it holds for all. */
const contexts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  ...authContexts,
  ...surroundingsContexts,
  'urls.scheme': domain,
  'apiserver.prePopulate.zipFiles': { apiserver: { prePopulate: { enabled: true } } },
  'fileserver.replicas': { fileserver: { storage: { accessMode: 'ReadWriteMany' } } },
  ...Object.fromEntries(
    [...stores, 'apiserver', 'webserver', 'asyncdelete'].map((of) => [
      `${of}.extraVolumeMounts`,
      { [of]: { extraVolumes: [{ name: 'scratch', emptyDir: {} }] } },
    ]),
  ),
  ...outsideContexts,
  ...agentsContexts,
  ...servingContexts,
  ...networkContexts,
  'nfs.server': { nfs: { server: '192.0.2.1', path: '/exports' } },
  'nfs.path': { nfs: { server: '192.0.2.1', path: '/exports' } },
  'nfs.mountOptions': { nfs: { server: '192.0.2.1', path: '/exports' } },
  'nfs.prepare': { nfs: { server: '192.0.2.1', path: '/exports' } },
  'expose.type': { ...domain, expose: { type: 'loadBalancer' } },
  'expose.host': { expose: { type: 'nodePort', nodePorts: { files: 30081 } } },
  ...Object.fromEntries(
    ['web', 'api', 'files'].map((of) => [`expose.nodePorts.${of}`, { expose: { type: 'nodePort' } }]),
  ),
  ...Object.fromEntries(
    [
      ...['controller', 'className', 'annotations', 'tlsSecret'].map((field) => `ingress.${field}`),
      ...['web', 'api', 'files'].flatMap((of) => [`hosts.${of}`, `ingress.hosts.${of}`]),
      'tls.secretName',
      'tls.issuer',
    ].map((field) => [`expose.${field}`, { ...domain, expose: { type: 'ingress' } }]),
  ),
  'expose.layout': {
    ...domain,
    expose: { type: 'ingress', host: 'ml.example.com', ingress: { controller: 'nginx' } },
  },
  'expose.tls.issuerKind': { ...domain, expose: { type: 'ingress', tls: { issuer: 'letsencrypt' } } },
  'expose.ingress.pathAnnotations': {
    expose: {
      type: 'ingress',
      layout: 'paths',
      host: 'ml.example.com',
      ingress: { controller: 'kong', pathAnnotations: { 'konghq.com/preserve-host': 'true' } },
    },
  },
  ...Object.fromEntries(
    ['name', 'namespace', 'sectionName'].map((field) => [
      `expose.gateway.${field}`,
      { ...domain, expose: { type: 'gateway', gateway: { name: 'shared' } } },
    ]),
  ),
  'expose.gateway.className': { ...domain, expose: { type: 'gateway', gateway: { name: 'shared' } } },
  'expose.gateway.annotations': { ...domain, expose: { type: 'gateway', gateway: { className: 'envoy' } } },
  ...Object.fromEntries(
    ['tls', 'annotations'].map((field) => [
      `expose.route.${field}`,
      { ...domain, expose: { type: 'route' } },
    ]),
  ),
  ...Object.fromEntries(
    stores
      .filter((of) => of !== 'fileserver')
      .map((of) => [`cloud.volumes.${of}.force`, { cloud: { volumes: { [of]: { storageClass: 'efs' } } } }]),
  ),
  ...Object.fromEntries(
    stores.flatMap((of) => [
      [`cloud.volumes.${of}.driver`, volume(of, { driver: 'azure-file', handle: 'vol-0123456789abcdef0' })],
      [`cloud.volumes.${of}.handle`, volume(of, { driver: 'ebs', handle: 'vol-0a' })],
      [`cloud.volumes.${of}.zone`, volume(of, { driver: 'ebs', handle: 'vol-0a' })],
      [`cloud.volumes.${of}.fsType`, volume(of, { driver: 'ebs', handle: 'vol-0a' })],
      [`cloud.volumes.${of}.attributes`, volume(of, { driver: 'azure-file', handle: 'files' })],
      [`cloud.volumes.${of}.secretName`, volume(of, { driver: 'azure-file', handle: 'files' })],
    ]),
  ),
}

/** What every value of an overlay has beside it, where `contexts` says nothing else. */
const ofOverlay: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  agents: agentsOn,
  serving: served(),
}

const contextOf = (name: string, overlay: string | null): Readonly<Record<string, unknown>> =>
  contexts[name] ?? (overlay === null ? undefined : ofOverlay[overlay]) ?? {}

const withContext = (group: Group<Fields>, start: Path, overlay: string | null): ReadonlyArray<LeafAt> =>
  leavesOf(group, start).flatMap(([path, leaf]) => {
    const name = path.join('.')
    const one = { path, leaf, name, overlay, context: contextOf(name, overlay) }
    return leaf.item === undefined ? [one] : [one, ...inItem(one, leaf.item)]
  })

/** Each value of an item, in a list of one that has beside it what is required, or what the context has in its place. */
const inItem = (list: LeafAt, item: Group<Fields>): ReadonlyArray<LeafAt> =>
  leavesOf(item, []).map(([inside, leaf]) => {
    const name = [list.name, ...inside].join('.')
    const context = contextOf(name, list.overlay) as JsonObject // contexts are plain data
    const beside = (at(context, [...list.path, 0]) ?? requiredOf(item)) as JsonObject // an item is a map
    const example = [merge(beside, nested(inside, leaf.example) as JsonObject)] // as above
    const before = nested(list.path, leaf.fallback === null ? [] : [beside]) as JsonObject // as above
    return { ...list, leaf: { ...list.leaf, example }, name, context: merge(context, before) }
  })

const requiredOf = (item: Group<Fields>): JsonObject =>
  leavesOf(item, [])
    .filter(([, { fallback }]) => fallback === null)
    .reduce<JsonObject>((all, [path, { example }]) => merge(all, nested(path, example) as JsonObject), {}) // as above

export const leaves: ReadonlyArray<LeafAt> = [
  ...withContext(table, [], null),
  ...Object.values(overlays).flatMap((make) =>
    make().layers.flatMap(({ name, schema }) => withContext(schema, [name], name)),
  ),
]
/** Contexts of values that do not exist: there should be none. */
export const strayContexts: ReadonlyArray<string> = Object.keys(contexts).filter(
  (path) => !leaves.some((one) => one.name === path),
)
