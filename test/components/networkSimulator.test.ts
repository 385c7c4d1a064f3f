import t from 'tap'
import { parse } from 'yaml'
import type { NetworkPolicy } from '../../src/kube/types.js'
import { isAllowed, type Network, type SimulatedPod } from '../support/networkSimulator.js'

// The judge of our NetworkPolicies, judged by the cases of the Kubernetes documentation ("Network Policies").

const policy = (spec: string, name = 'one'): NetworkPolicy => ({
  metadata: { name, namespace: 'default' },
  spec: parse(spec) as NonNullable<NetworkPolicy['spec']>, // written here
})
const pod = (labels: Readonly<Record<string, string>>, namespace = 'default', ip?: string): SimulatedPod => ({
  namespace,
  labels,
  ...(ip === undefined ? {} : { ip }),
})
const namespaces = { myproject: { project: 'myproject' } }
const db = pod({ role: 'db' })
const other = pod({ role: 'other' })

const example: Network = {
  namespaces,
  policies: [
    policy(`
      podSelector: {matchLabels: {role: db}}
      policyTypes: [Ingress, Egress]
      ingress:
      - from:
        - ipBlock: {cidr: 172.17.0.0/16, except: [172.17.1.0/24]}
        - namespaceSelector: {matchLabels: {project: myproject}}
        - podSelector: {matchLabels: {role: frontend}}
        ports: [{protocol: TCP, port: 6379}]
      egress:
      - to: [{ipBlock: {cidr: 10.0.0.0/24}}]
        ports: [{protocol: TCP, port: 5978}]
    `),
  ],
}

t.test('the NetworkPolicy resource of the documentation', async (t) => {
  const to = db
  t.ok(isAllowed(example, { from: pod({ role: 'frontend' }), to, port: 6379 }))
  t.ok(isAllowed(example, { from: pod({}, 'myproject'), to, port: 6379 }), 'any pod of the namespace')
  t.ok(isAllowed(example, { from: { ip: '172.17.0.9' }, to, port: 6379 }))
  t.ok(isAllowed(example, { from: { ip: '172.17.2.1' }, to, port: 6379 }))
  t.notOk(isAllowed(example, { from: { ip: '172.17.1.7' }, to, port: 6379 }), 'an address that is excepted')
  t.notOk(isAllowed(example, { from: { ip: '172.18.0.1' }, to, port: 6379 }))
  t.notOk(isAllowed(example, { from: pod({ role: 'frontend' }, 'elsewhere'), to, port: 6379 }))
  t.notOk(isAllowed(example, { from: other, to, port: 6379 }))
  t.notOk(isAllowed(example, { from: pod({ role: 'frontend' }), to, port: 6380 }), 'another port')
  t.notOk(isAllowed(example, { from: pod({ role: 'frontend' }), to, port: 6379, protocol: 'UDP' }))
  t.ok(isAllowed(example, { from: db, to: { ip: '10.0.0.7' }, port: 5978 }))
  t.notOk(isAllowed(example, { from: db, to: { ip: '10.0.1.7' }, port: 5978 }))
  t.ok(isAllowed(example, { from: other, to: pod({ role: 'frontend' }), port: 1 }), 'others are not isolated')
})

t.test('one peer with two selectors means both, two peers mean either', async (t) => {
  const both = `
    podSelector: {}
    ingress:
    - from:
      - namespaceSelector: {matchLabels: {user: alice}}
        podSelector: {matchLabels: {role: client}}
  `
  const either = both.replace('  podSelector: {matchLabels: {role', '- podSelector: {matchLabels: {role')
  const network = (spec: string): Network => ({
    policies: [policy(spec)],
    namespaces: { alice: { user: 'alice' } },
  })
  const cases = [
    [pod({ role: 'client' }, 'alice'), true, true],
    [pod({}, 'alice'), false, true],
    [pod({ role: 'client' }), false, true],
    [pod({ role: 'client' }, 'bob'), false, false],
  ] as const
  for (const [from, isBoth, isEither] of cases) {
    t.equal(isAllowed(network(both), { from, to: db, port: 80 }), isBoth, `${JSON.stringify(from)}, both`)
    t.equal(
      isAllowed(network(either), { from, to: db, port: 80 }),
      isEither,
      `${JSON.stringify(from)}, either`,
    )
  }
})

t.test('the default policies of the documentation', async (t) => {
  const network = (...specs: ReadonlyArray<string>): Network => ({
    policies: specs.map((spec, i) => policy(spec, `p${i}`)),
  })
  const connection = { from: db, to: other, port: 80 }
  const outward = { from: db, to: { ip: '203.0.113.1' }, port: 80 }
  const inward = { from: { ip: '203.0.113.1' }, to: db, port: 80 }
  t.ok(isAllowed({ policies: [] }, connection))
  t.notOk(isAllowed(network('{podSelector: {}, policyTypes: [Ingress]}'), connection), 'deny all ingress')
  t.ok(isAllowed(network('{podSelector: {}, policyTypes: [Ingress]}'), outward))
  t.notOk(isAllowed(network('{podSelector: {}, policyTypes: [Egress]}'), outward), 'deny all egress')
  t.ok(isAllowed(network('{podSelector: {}, policyTypes: [Egress]}'), inward))
  t.notOk(isAllowed(network('{podSelector: {}}'), inward), 'without types it is about ingress')
  t.ok(isAllowed(network('{podSelector: {}}'), outward), 'and not about egress without rules of it')
  t.notOk(
    isAllowed(network('{podSelector: {}, egress: [{ports: [{port: 53}]}]}'), outward),
    'which is isolated by having some',
  )
  t.ok(
    isAllowed(
      network('{podSelector: {}, policyTypes: [Ingress]}', '{podSelector: {}, ingress: [{}]}'),
      connection,
    ),
    'rules add up',
  )
  t.ok(
    isAllowed(network('{podSelector: {}, policyTypes: [Ingress]}'), { from: db, to: db, port: 1 }),
    'itself',
  )
})

t.test('ports: ranges, names, and none for all', async (t) => {
  const from = pod({ role: 'client' })
  const to: SimulatedPod = { ...db, ports: { http: 8080 } }
  const opens = (ports: string, port: number, protocol: 'TCP' | 'UDP' = 'TCP') =>
    isAllowed(
      { policies: [policy(`{podSelector: {}, policyTypes: [Ingress], ingress: [{ports: ${ports}}]}`)] },
      { from, to, port, protocol },
    )
  t.ok(opens('[{port: 32000, endPort: 32768}]', 32000))
  t.ok(opens('[{port: 32000, endPort: 32768}]', 32768))
  t.notOk(opens('[{port: 32000, endPort: 32768}]', 31999))
  t.ok(opens('[{port: http}]', 8080))
  t.notOk(opens('[{port: http}]', 8081))
  t.ok(opens('[{protocol: UDP}]', 53, 'UDP'))
  t.notOk(opens('[{protocol: UDP}]', 53))
  t.ok(opens('[]', 1), 'an empty list is every port')
})

t.test('an expression selects as a label does; an empty selector of namespaces means all', async (t) => {
  const network = (from: string): Network => ({
    policies: [policy(`{podSelector: {}, ingress: [{from: [${from}]}]}`)],
  })
  const some = network(
    '{namespaceSelector: {matchExpressions: [{key: kubernetes.io/metadata.name, operator: In, values: [a, b]}]}}',
  )
  t.ok(isAllowed(some, { from: pod({}, 'a'), to: db, port: 1 }))
  t.notOk(isAllowed(some, { from: pod({}, 'c'), to: db, port: 1 }))
  const all = network('{namespaceSelector: {}}')
  t.ok(isAllowed(all, { from: pod({}, 'c'), to: db, port: 1 }))
  t.notOk(isAllowed(all, { from: { ip: '10.0.0.1' }, to: db, port: 1 }), 'all pods, and no address')
})

t.test('whether an ipBlock speaks of pods depends on the network plugin', async (t) => {
  const policies = [policy('{podSelector: {}, ingress: [{from: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}')]
  const connection = { from: pod({}, 'a', '10.244.0.7'), to: db, port: 1 }
  t.ok(isAllowed({ policies, ipBlocksMatchPods: true }, connection))
  t.notOk(isAllowed({ policies }, connection))
  t.notOk(isAllowed({ policies }, { ...connection, from: { ip: '2001:db8::1' } }), 'nor of the other family')
})
