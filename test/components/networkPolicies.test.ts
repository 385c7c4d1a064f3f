import t from 'tap'
import {
  agents,
  baseline,
  cloud,
  ephemeral,
  expose,
  hostpath,
  nfs,
  restricted,
  serving,
} from '../../overlays/index.js'
import { presets } from '../../presets/index.js'
import { list, plus } from '../../src/dsl/index.js'
import {
  type Build,
  type Built,
  build,
  type JsonObject,
  type Overlay,
  overlay,
  parts,
  showError,
  type ValuesInput,
} from '../../src/index.js'
import type { NetworkPolicy } from '../../src/kube/types.js'
import { merge } from '../../src/values/merge.js'
import { needsOf, podsOf, type StreamPod, surroundings, twin } from '../support/networkNeeds.js'
import { isAllowed, type Network, type Peer } from '../support/networkSimulator.js'
import { ofKind } from '../support/objects.js'
import { built, outsideStores, presetNeeds, workers } from '../support/streams.js'

// What the policies let through, by a simulator, against what the manifests need, which is read from the manifests.

const on = { networkPolicies: { enabled: true } }
const stream = (values: object, overlays: ReadonlyArray<Overlay> = [], rest: Build = {}): Built =>
  built({ ...rest, overlays, values: merge(on, values as JsonObject) as ValuesInput }) // values of overlays are among them
const policiesOf = ({ manifests }: Built) => ofKind<NetworkPolicy>(manifests, 'NetworkPolicy')
const networkOf = (one: Built, ipBlocksMatchPods = false): Network => ({
  policies: policiesOf(one),
  ipBlocksMatchPods,
})

const show = (peer: Peer): string =>
  'component' in peer ? String(peer.component) : 'namespace' in peer ? `a pod of ${peer.namespace}` : peer.ip

/** Connections that are needed and closed, with either reading of ipBlock. */
const missing = (one: Built): ReadonlyArray<string> =>
  [false, true].flatMap((readPods) =>
    needsOf(one.manifests, one.config.urls)
      .filter((need) => !isAllowed(networkOf(one, readPods), need))
      .map(({ from, to, port, because }) => `${show(from)} -> ${show(to)}:${port} (${because})`),
  )

/** Read once for each stream: the pods of tasks are text. */
const podsKnown = new WeakMap<Built, ReadonlyArray<StreamPod>>()
const podsIn = (one: Built): ReadonlyArray<StreamPod> => {
  const pods = podsKnown.get(one) ?? podsOf(one.manifests)
  podsKnown.set(one, pods)
  return pods
}

const podOf = (one: Built, component: string): StreamPod => {
  const pod = podsIn(one).find((pod) => pod.component === component)
  if (pod === undefined) throw new Error(`no pod of ${component}`)
  return pod
}

/** Whether a pod or peer reaches a component, with either reading of ipBlock. */
const reaches = (one: Built, from: string | Peer, to: string | Peer, port: number): boolean => {
  const ends = {
    from: typeof from === 'string' ? podOf(one, from) : from,
    to: typeof to === 'string' ? twin(podOf(one, to)) : to,
  }
  const [first, second] = [false, true].map((readPods) =>
    isAllowed(networkOf(one, readPods), { ...ends, port }),
  )
  if (first !== second) throw new Error(`${show(ends.from)} -> ${show(ends.to)}:${port}: it depends`)
  return first === true
}

const domain = 'clearml.example.com'
const stranger = { namespace: 'shop', labels: { app: 'shop' }, ip: '10.244.9.9' }
const neighbour = { namespace: 'clearml', labels: { app: 'notebook' }, ip: '10.244.9.8' }
const stores = [
  ['mongodb', 27017],
  ['redis', 6379],
  ['elasticsearch', 9200],
] as const

const storage: Readonly<Record<string, ReadonlyArray<Overlay>>> = {
  'no overlay of storage': [],
  hostpath: [hostpath()],
  nfs: [nfs({ server: '10.0.0.5', path: '/exports' })],
  cloud: [cloud()],
  ephemeral: [ephemeral()],
}
const exposure: Readonly<Record<string, ReadonlyArray<Overlay>>> = {
  'no exposure of ours': [],
  'node ports': [
    expose({ type: 'nodePort', host: 'ml-node-1', nodePorts: { web: 30080, api: 30008, files: 30081 } }),
  ],
  'load balancers': [expose({ type: 'loadBalancer' })],
  ingress: [expose({ type: 'ingress', ingress: { controller: 'nginx', tlsSecret: 'clearml-tls' } })],
}
const serverPresets = presets.filter(({ name }) => name !== 'remote-agents')

for (const preset of [undefined, ...serverPresets]) {
  const name = preset?.name ?? 'no preset'
  t.test(`${name}: on all storage, however it is exposed, what is needed is open`, async (t) => {
    let seen = 0
    for (const [onStorage, ours] of Object.entries(storage)) {
      for (const [exposed, ways] of Object.entries(exposure)) {
        const rest = preset === undefined ? {} : { preset }
        const values = exposed === 'node ports' ? {} : { domain, urls: { files: `https://files.${domain}` } }
        const one = stream(values, [...ours, ...ways, ...workers], rest)
        t.same(missing(one), [], `${onStorage}, ${exposed}`)
        for (const [store, port] of stores) {
          for (const from of [
            stranger,
            neighbour,
            surroundings.client,
            'webserver',
            'task-gpu',
            'agent-services',
          ]) {
            t.notOk(
              reaches(one, from, store, port),
              `${show(typeof from === 'string' ? podOf(one, from) : from)} -> ${store}`,
            )
          }
        }
        t.notOk(reaches(one, 'fileserver', 'mongodb', 27017))
        t.notOk(reaches(one, 'fileserver', 'elasticsearch', 9200))
        seen++
      }
    }
    t.equal(seen, 20)
  })
}

t.test('agents of a server elsewhere', async (t) => {
  const preset = presets.find(({ name }) => name === 'remote-agents')
  const one = stream(presetNeeds['remote-agents'] ?? {}, [], preset === undefined ? {} : { preset })
  t.same(missing(one), [])
  t.same(
    policiesOf(one).map(({ metadata }) => metadata?.name),
    ['clearml-agent-services', 'clearml-default-deny', 'clearml-glue-gpu', 'clearml-task-gpu'],
    'nothing is said of a server that is not there',
  )
  t.ok(reaches(one, 'glue-gpu', surroundings.publicHost, 443))
  t.notOk(reaches(one, 'glue-gpu', surroundings.publicHost, 22))
})

/** Everything narrowed that a value narrows. */
const narrow = {
  domain: 'clearml.example.com',
  networkPolicies: {
    ingress: { controller: { namespaces: ['ingress-nginx'] }, cidrs: ['198.51.100.0/24'] },
    kubernetesApi: { cidrs: ['10.0.0.1/32'] },
    buckets: { enabled: false },
  },
  agents: {
    ownImage: 'registry.example.com/agent:1',
    networkPolicies: { egress: 'clearml', serverAddresses: ['203.0.113.7/32'] },
  },
  serving: {
    networkPolicies: { egress: 'clearml', serverAddresses: ['203.0.113.7/32'], prometheus: ['monitoring'] },
  },
}

t.test('where all is narrowed, nothing is open but what is needed', async (t) => {
  for (const [exposed, ways] of Object.entries(exposure)) {
    const one = stream(narrow, [...ways, ...workers])
    t.same(missing(one), [], exposed)
    const network = networkOf(one, true)
    const pods = podsIn(one)
    const clients = pods.filter(({ component }) => /^(agent|glue|task|serving)/.test(component))
    const from = [...pods, stranger, neighbour, ...Object.values(surroundings)]
    const key = (a: Peer, b: Peer, port: number) => `${JSON.stringify(a)} ${JSON.stringify(b)} ${port}`
    const needed = new Set([
      ...needsOf(one.manifests, one.config.urls).map((need) => key(need.from, need.to, need.port)),
      // The URL of the API may lead to the pods too, and the controller in front of them is a pod.
      ...clients.flatMap((client) => [
        key(client, podOf(one, 'apiserver'), 8008),
        key(client, podOf(one, 'fileserver'), 8081),
      ]),
      // Whoever may come in from outside comes to all that is there for clients.
      ...[surroundings.controller, surroundings.client].flatMap((comer) => [
        key(comer, podOf(one, 'apiserver'), 8008),
        key(comer, podOf(one, 'webserver'), 80),
        key(comer, podOf(one, 'fileserver'), 8081),
        key(comer, podOf(one, 'serving-inference'), 8080),
        key(comer, podOf(one, 'serving-triton'), 8001),
        key(comer, podOf(one, 'task-default'), 10022),
      ]),
    ])
    const ports = [
      22, 80, 443, 6379, 8000, 8001, 8002, 8008, 8080, 8081, 9092, 9200, 9300, 9999, 10022, 27017,
    ]
    const open = from.flatMap((a) =>
      pods.flatMap((b) =>
        ports
          .filter(
            (port) => isAllowed(network, { from: a, to: twin(b), port }) && !needed.has(key(a, b, port)),
          )
          .map((port) => `${show(a)} -> ${b.component}:${port}`),
      ),
    )
    t.same(open, [], `pods, ${exposed}`)
    const outward = pods.flatMap((a) =>
      [
        surroundings.publicHost,
        surroundings.kubernetesApi,
        { ip: '192.0.2.9' },
        { ip: '2001:db8::9' },
      ].flatMap((b) =>
        ports
          .filter((port) => isAllowed(network, { from: a, to: b, port }) && !needed.has(key(a, b, port)))
          .map((port) => `${a.component} -> ${b.ip}:${port}`),
      ),
    )
    t.same(
      outward.filter(
        (line) => !/^(serving-(inference|statistics) -> .*:9092|glue.* -> 10.0.0.1:443)$/.test(line),
      ),
      ['apiserver -> 10.0.0.1:443', 'asyncdelete -> 10.0.0.1:443', 'fileserver -> 10.0.0.1:443'],
      `addresses, ${exposed}: the Kubernetes API at its other port, and Kafka at any address`,
    )
  }
})

t.test(
  'every pod is selected by a policy of its own and by the one that closes; nobody else is',
  async (t) => {
    const one = stream({ domain: 'clearml.example.com' }, workers)
    const policies = policiesOf(one)
    for (const pod of podsIn(one)) {
      const selecting = policies.filter(({ spec }) =>
        Object.entries(spec?.podSelector.matchLabels ?? {}).every(
          ([name, value]) => pod.labels[name] === value,
        ),
      )
      t.same(
        selecting.map(({ metadata }) => metadata?.name),
        [`clearml-${pod.component}`, 'clearml-default-deny'].sort(),
      )
    }
    for (const { spec, metadata } of policies) {
      t.equal(spec?.podSelector.matchLabels?.['app.kubernetes.io/instance'], 'clearml', metadata?.name ?? '')
      t.same(spec?.policyTypes, ['Ingress', 'Egress'], metadata?.name ?? '')
    }
    const added = {
      namespace: 'clearml',
      labels: { ...podOf(one, 'redis').labels, 'app.kubernetes.io/component': 'mine' },
    }
    t.notOk(
      reaches(one, added, surroundings.dns, 53),
      'a pod that an overlay adds is closed until an arrow opens it',
    )
    const chart = { namespace: 'clearml', labels: { 'app.kubernetes.io/name': 'clearml' } }
    t.ok(reaches(one, chart, surroundings.client, 443), 'a pod of another installer is left alone')
  },
)

t.test('without the value there is no policy', async (t) => {
  const names = (one: Built) => policiesOf(one).length
  t.equal(names(built({ overlays: workers, values: { domain: 'clearml.example.com' } })), 0)
})

t.test(
  'who comes in: everybody where it is exposed, nobody where it is not, or those of the values',
  async (t) => {
    const entrances = [
      ['webserver', 80],
      ['apiserver', 8008],
      ['fileserver', 8081],
    ] as const
    const from = (one: Built, peer: Peer) => entrances.map(([to, port]) => reaches(one, peer, to, port))
    const all = [true, true, true]
    const none = [false, false, false]
    const { client, controller } = surroundings
    t.same(from(stream({}), client), none, 'kubectl port-forward comes from the node')
    t.same(from(stream({}), neighbour), none)
    const open = stream({}, [expose({ type: 'nodePort' })])
    t.same(from(open, client), all)
    t.same(from(open, controller), all)
    const narrowed = (ingress: object) =>
      stream({ networkPolicies: { ingress } }, [expose({ type: 'loadBalancer' })])
    const some = narrowed({ cidrs: ['198.51.100.0/24'] })
    t.same(from(some, client), all)
    t.same(from(some, { ip: '192.0.2.1' }), none)
    t.same(from(some, stranger), none)
    const byName = stream({ networkPolicies: { ingress: { controller: { namespaces: ['ingress-nginx'] } } } })
    t.same(from(byName, controller), all, 'of the values, whether it is exposed by this stream or not')
    t.same(from(byName, client), none)
    const labelled = narrowed({
      from: [{ namespaceSelector: {}, podSelector: { matchLabels: { app: 'shop' } } }],
    })
    t.same(from(labelled, stranger), all)
    t.same(from(labelled, controller), none)
  },
)

t.test('an Ingress opens what it leads to', async (t) => {
  const one = stream({ domain: 'clearml.example.com' }, [expose({ type: 'ingress' })])
  t.ok(reaches(one, surroundings.controller, 'webserver', 80))
  t.notOk(
    reaches(one, surroundings.controller, 'webserver', 8080),
    'the port of the Service is none of the pod',
  )
})

t.test('DNS, the Kubernetes API and object storage by the values', async (t) => {
  const openshift = { namespace: 'openshift-dns', labels: {}, ip: '10.128.0.2' }
  const one = stream({
    networkPolicies: {
      dns: { namespaces: ['openshift-dns'], ports: [5353], cidrs: [] },
      kubernetesApi: { cidrs: ['10.0.0.1/32'], ports: [6443] },
      buckets: { cidrs: ['192.0.2.0/24'], ports: [9000] },
    },
  })
  t.ok(reaches(one, 'webserver', openshift, 5353))
  t.notOk(reaches(one, 'webserver', surroundings.dns, 53))
  t.notOk(reaches(one, 'webserver', surroundings.nodeDns, 53))
  t.ok(reaches(one, 'fileserver', surroundings.kubernetesApi, 6443))
  t.notOk(reaches(one, 'fileserver', surroundings.kubernetesApi, 443))
  t.notOk(
    reaches(one, 'webserver', surroundings.kubernetesApi, 6443),
    'closed sign-in: it makes no credentials',
  )
  t.ok(reaches(stream({ auth: { mode: 'open' } }), 'webserver', surroundings.kubernetesApi, 6443))
  t.ok(reaches(one, 'asyncdelete', { ip: '192.0.2.7' }, 9000))
  t.notOk(reaches(one, 'asyncdelete', { ip: '192.0.2.7' }, 443))
  t.notOk(reaches(one, 'apiserver', { ip: '192.0.2.7' }, 443))
  const news = stream({ auth: { existingSecret: 'mine' }, networkPolicies: { updates: true } })
  t.ok(reaches(news, 'apiserver', { ip: '192.0.2.7' }, 443))
  t.notOk(reaches(news, 'fileserver', { ip: '192.0.2.7' }, 443))
  t.notOk(
    reaches(stream({ auth: { existingSecret: 'mine' } }), 'apiserver', surroundings.kubernetesApi, 6443),
    'a Secret that others make is asked of nobody',
  )
})

t.test('rules of the user are for every pod of the installation', async (t) => {
  const proxy = { ip: '10.50.0.8' }
  const one = stream(
    {
      domain: 'clearml.example.com',
      networkPolicies: {
        egressRules: [
          { to: [{ ipBlock: { cidr: '10.50.0.8/32' } }], ports: [{ protocol: 'TCP', port: 3128 }] },
        ],
      },
    },
    workers,
  )
  for (const { component } of podsIn(one)) t.ok(reaches(one, component, proxy, 3128), component)
  t.notOk(reaches(one, 'webserver', proxy, 3129))
})

t.test('a store elsewhere: no policy of it, and a way to it', async (t) => {
  const values = (cidrs: ReadonlyArray<string>) => ({
    redis: { enabled: false, external: { host: 'redis.example.com', port: 6380 } },
    networkPolicies: { stores: { cidrs } },
  })
  const one = stream(values(['10.30.0.0/24']))
  t.notOk(policiesOf(one).some(({ metadata }) => metadata?.name === 'clearml-redis'))
  for (const of of ['apiserver', 'fileserver', 'asyncdelete']) {
    t.ok(reaches(one, of, { ip: '10.30.0.9' }, 6380), of)
    t.notOk(reaches(one, of, { ip: '10.31.0.9' }, 6380), of)
    t.notOk(reaches(one, of, { ip: '10.30.0.9' }, 6379), of)
  }
  t.notOk(reaches(one, 'webserver', { ip: '10.30.0.9' }, 6380))
  const anywhere = stream(values([]))
  t.same(missing(anywhere), [])
  t.ok(reaches(anywhere, 'fileserver', { ip: '192.0.2.1' }, 6380))
})

const ways: Readonly<Record<string, Overlay>> = {
  gateway: expose({ type: 'gateway', gateway: { className: 'envoy' }, tls: { issuer: 'letsencrypt' } }),
  'one host by a Gateway': expose({
    type: 'gateway',
    layout: 'paths',
    host: domain,
    gateway: { className: 'envoy' },
  }),
  route: expose({ type: 'route', layout: 'paths', host: domain }),
  'one host': expose({ type: 'ingress', layout: 'paths', host: domain, ingress: { controller: 'nginx' } }),
}
const profiles: Readonly<Record<string, ReadonlyArray<Overlay>>> = {
  'no profile': [],
  baseline: [baseline()],
  restricted: [restricted()],
}

t.test(
  'the other ways in, in each profile, with stores here and elsewhere, and what deletes old indices',
  async (t) => {
    for (const [way, exposed] of Object.entries(ways))
      for (const [profile, hardened] of Object.entries(profiles))
        for (const elsewhere of [{}, outsideStores]) {
          const values = merge({ domain, retention: { logDays: 90 } }, elsewhere as JsonObject) // plain data
          const one = stream(values, [exposed, ...hardened, ...workers])
          const name = `${way}, ${profile}, stores ${elsewhere === outsideStores ? 'elsewhere' : 'here'}`
          t.same(missing(one), [], name)
          const isHere = elsewhere !== outsideStores
          t.equal(reaches(one, 'retention', { ip: '192.0.2.9' }, 9200), !isHere, name)
          if (isHere) {
            t.ok(reaches(one, 'retention', 'elasticsearch', 9200), name)
            t.notOk(reaches(one, 'retention', 'mongodb', 27017), name)
            t.notOk(reaches(one, stranger, 'redis', 6379), name)
          }
          t.notOk(reaches(one, stranger, 'retention', 80), name)
          t.notOk(reaches(one, 'retention', surroundings.kubernetesApi, 443), name)
        }
  },
)

const tasks = (networkPolicies: object, glue: object = {}) =>
  stream({ domain: 'clearml.example.com' }, [
    agents({ networkPolicies, services: { enabled: false }, glue: [{ queue: 'gpu', ...glue }] }),
  ])

t.test('how far tasks get', async (t) => {
  const [metadata, intranet, internet] = [{ ip: '169.254.169.254' }, { ip: '10.7.0.1' }, { ip: '192.0.2.1' }]
  const far = (egress: string) =>
    [metadata, intranet, internet].map((to) => reaches(tasks({ egress }), 'task-gpu', to, 22))
  t.same(far('all'), [true, true, true])
  t.same(far('internet'), [false, false, true])
  t.same(far('clearml'), [false, false, false])
  const strict = tasks({
    egress: 'clearml',
    egressRules: [{ to: [{ ipBlock: { cidr: '10.7.0.0/16' } }], ports: [{ port: 22 }] }],
  })
  t.ok(reaches(strict, 'task-gpu', intranet, 22))
  t.ok(reaches(strict, 'task-gpu', 'apiserver', 8008))
  t.notOk(reaches(strict, 'glue-gpu', intranet, 22))
  t.notOk(reaches(strict, 'task-gpu', 'task-gpu', 29500))
  t.ok(reaches(tasks({ egress: 'clearml', betweenTasks: true }), 'task-gpu', 'task-gpu', 29500))
})

t.test('tasks in a namespace of their own have their policy there, and are let in by name', async (t) => {
  const one = tasks({ egress: 'clearml' }, { namespace: { name: 'ml-tasks', existingSecret: 'keys' } })
  const policy = policiesOf(one).find(({ metadata }) => metadata?.name === 'clearml-task-gpu')
  t.equal(policy?.metadata?.namespace, 'ml-tasks')
  t.same(missing(one), [])
  const task = podOf(one, 'task-gpu')
  t.equal(task.namespace, 'ml-tasks')
  t.ok(reaches(one, task, 'apiserver', 8008))
  t.notOk(reaches(one, task, 'mongodb', 27017))
  t.notOk(
    reaches(one, { ...task, namespace: 'shop' }, 'apiserver', 8008),
    'the same labels elsewhere are somebody else',
  )
})

t.test('sessions are open as their Services are', async (t) => {
  const session = (type: 'NodePort' | 'ClusterIP') =>
    reaches(tasks({}, { sessions: { enabled: true, type } }), surroundings.client, 'task-gpu', 10022)
  t.ok(session('NodePort'))
  t.notOk(session('ClusterIP'))
  t.notOk(reaches(tasks({}), surroundings.client, 'task-gpu', 10022))
})

t.test('serving: its clients, its Prometheus, its Kafka', async (t) => {
  const models = (own: object, values: object = {}) =>
    stream({ domain: 'clearml.example.com', ...values }, [
      serving({
        taskId: 'ab12',
        kafka: { bootstrapServers: ['kafka:9094'] },
        triton: { enabled: true },
        ...own,
      }),
    ])
  const one = models({})
  t.notOk(reaches(one, stranger, 'serving-inference', 8080), 'without an Ingress nobody')
  t.ok(
    reaches(
      models({ inference: { ingress: { host: 'm.example.com' } } }),
      surroundings.controller,
      'serving-inference',
      8080,
    ),
  )
  const clients = models({ networkPolicies: { clients: ['shop'] } })
  t.ok(reaches(clients, stranger, 'serving-inference', 8080))
  t.ok(reaches(clients, stranger, 'serving-triton', 8001))
  t.ok(reaches(one, stranger, 'serving-statistics', 9999), 'any pod reads the metrics')
  t.notOk(reaches(one, surroundings.client, 'serving-statistics', 9999))
  const named = models({ networkPolicies: { prometheus: ['monitoring'] } })
  t.ok(reaches(named, surroundings.prometheus, 'serving-statistics', 9999))
  t.notOk(reaches(named, stranger, 'serving-statistics', 9999))
  t.notOk(reaches(models({ metrics: 'none' }), surroundings.prometheus, 'serving-statistics', 9999))
  const strict = models({ networkPolicies: { egress: 'clearml' } })
  t.ok(reaches(strict, 'serving-statistics', { ip: '192.0.2.1' }, 9094))
  t.notOk(reaches(strict, 'serving-triton', { ip: '192.0.2.1' }, 9094))
  t.same(missing(strict), [])
  const kafka = {
    namespace: 'clearml',
    labels: { 'strimzi.io/cluster': 'clearml-serving', 'strimzi.io/kind': 'Kafka' },
    ip: '10.244.8.1',
  }
  const made = models({ kafka: { operator: 'strimzi' }, networkPolicies: { egress: 'clearml' } })
  t.ok(reaches(made, 'serving-inference', kafka, 9092))
  t.notOk(reaches(made, 'serving-inference', { ip: '192.0.2.1' }, 9092))
})

t.test('the port of a pod that an overlay changes is changed in the policies', async (t) => {
  const ports = [{ name: 'http', containerPort: 8080 }]
  const moved = overlay({
    name: 'moved',
    edits: {
      webserver: {
        deployment: {
          spec: { template: { spec: { containers: list.merge('name', [{ name: 'webserver', ports }]) } } },
        },
      },
    },
  })
  const one = stream({}, [expose({ type: 'nodePort' }), moved])
  t.ok(reaches(one, surroundings.client, 'webserver', 8080))
  t.notOk(reaches(one, surroundings.client, 'webserver', 80))
})

t.test('an overlay with pods of its own adds arrows', async (t) => {
  const mine = overlay({
    name: 'mine',
    edits: {
      config: {
        arrows: plus([
          { from: parts.pods('backup'), to: parts.pods('mongodb'), ports: parts.tcp(27017) },
          {
            from: parts.pods('backup'),
            to: parts.other('archive', [{ ipBlock: { cidr: '192.0.2.0/24' } }]),
            ports: null,
          },
        ]),
      },
    },
  })
  const one = stream({}, [mine])
  const backup = {
    namespace: 'clearml',
    labels: { ...podOf(one, 'redis').labels, 'app.kubernetes.io/component': 'backup' },
  }
  t.ok(reaches(one, backup, 'mongodb', 27017))
  t.notOk(reaches(one, backup, 'redis', 6379))
  t.ok(reaches(one, backup, { ip: '192.0.2.5' }, 873))
  t.notOk(reaches(stream({}), backup, 'mongodb', 27017))
})

t.test('values that would open all are refused', async (t) => {
  const errors = (networkPolicies: object) => {
    const result = build({ values: { networkPolicies } as ValuesInput }) // wrong on purpose
    return result._tag === 'Left' ? result.left.map(showError).join('\n') : 'no error'
  }
  t.match(errors({ dns: { ports: [] } }), /networkPolicies\.dns\.ports: expected a list of ports/)
  t.match(errors({ kubernetesApi: { ports: [0] } }), /networkPolicies\.kubernetesApi\.ports/)
  t.match(
    errors({ ingress: { cidrs: ['10.0.0.1'] } }),
    /networkPolicies\.ingress\.cidrs.*a block of addresses/,
  )
  t.match(errors({ ingress: { from: [{}] } }), /networkPolicies\.ingress\.from.*NetworkPolicyPeer/)
})

t.test('the controller in front of the public URL, the package index, and buckets', async (t) => {
  const domain = 'clearml.example.com'
  const ways = expose({ type: 'ingress' })
  const own = { networkPolicies: { egress: 'clearml' as const }, glue: [{ queue: 'gpu' }] }
  const ingress = { controller: { namespaces: ['ingress-nginx'] } }
  const one = stream({ domain, networkPolicies: { ingress } }, [ways, agents(own)])
  t.ok(reaches(one, 'task-gpu', surroundings.controller, 8443), 'a public URL may lead to its pods')
  t.notOk(reaches(one, 'task-gpu', surroundings.controller, 22), 'at the ports of a controller')
  t.notOk(reaches(one, 'task-gpu', stranger, 8443))
  const clients = stream({ domain, networkPolicies: { ingress: { namespaces: ['ingress-nginx'] } } }, [
    ways,
    agents(own),
  ])
  t.ok(reaches(clients, surroundings.controller, 'webserver', 80))
  t.notOk(reaches(clients, 'task-gpu', surroundings.controller, 8443), 'who only comes in is not reached')
  t.ok(reaches(one, 'agent-services', { ip: '192.0.2.1' }, 443), 'the package index')
  t.notOk(reaches(one, 'task-gpu', { ip: '192.0.2.1' }, 443))
  const secret = { auth: { existingSecret: 'mine' } }
  t.ok(reaches(stream(secret), 'asyncdelete', { ip: '192.0.2.1' }, 443), 'buckets')
  const closed = stream({ ...secret, networkPolicies: { buckets: { enabled: false } } })
  t.notOk(reaches(closed, 'asyncdelete', { ip: '192.0.2.1' }, 443))
})
