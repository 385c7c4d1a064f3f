import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { compare, summaryOf } from '../../src/diff/index.js'
import { difference, tree, yaml } from './streams.js'

const deployment = (pod: string, more = ''): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: ml}, spec: {${more} template: {spec: {${pod}}}}}`
const container = (fields: string): string => deployment(`containers: [{name: web, ${fields}}]`)
const POD = 'spec.template.spec'
/** The lines below the only object. */
const fields = (before: string, after: string): ReadonlyArray<string> =>
  tree(before, after)
    .slice(1)
    .map((line) => line.trim())

t.test('objects are added, removed and changed by their identity', async (t) => {
  const map = (name: string, data: string, namespace = 'ml') =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}, namespace: ${namespace}}, data: {a: ${data}}}\n---\n`
  t.strictSame(
    tree(map('a', 'x') + map('b', 'x') + map('c', 'x'), map('c', 'x') + map('d', 'x') + map('b', 'y')),
    ['- ConfigMap/ml/a', '~ ConfigMap/ml/b', '  ~ data.a: "x" -> "y"', '+ ConfigMap/ml/d'],
  )
  t.strictSame(tree(map('a', 'x'), map('a', 'x', 'other')), ['- ConfigMap/ml/a', '+ ConfigMap/other/a'])
  const found = difference(yaml(map('a', 'x') + map('b', 'x')), yaml(map('b', 'x') + map('c', 'x')))
  t.equal(summaryOf(found), '0 objects changed, 1 added, 1 removed, 1 the same')
})

t.test('a version of an API is a field, another group is another object', async (t) => {
  const ingress = (version: string) => `{apiVersion: ${version}, kind: Ingress, metadata: {name: i}}`
  t.strictSame(fields(ingress('networking.k8s.io/v1beta1'), ingress('networking.k8s.io/v1')), [
    '~ apiVersion: "networking.k8s.io/v1beta1" -> "networking.k8s.io/v1"',
  ])
  t.strictSame(tree(ingress('extensions/v1beta1'), ingress('networking.k8s.io/v1')), [
    '- Ingress/i (extensions)',
    '+ Ingress/i (networking.k8s.io)',
  ])
})

t.test('lists of objects in a List are the objects in it', async (t) => {
  const one = '{apiVersion: v1, kind: Namespace, metadata: {name: a}}'
  t.strictSame(tree(`{apiVersion: v1, kind: List, items: [${one}]}`, one), [])
})

t.test('items of lists are found by the keys of the Kubernetes schema', async (t) => {
  t.strictSame(
    fields(
      deployment('containers: [{name: a, image: x}, {name: b, image: x}]'),
      deployment('containers: [{name: new, image: n}, {name: b, image: y}, {name: a, image: x}]'),
    ),
    [
      `+ ${POD}.containers[name=new]: {"image":"n","name":"new"}`,
      `~ ${POD}.containers[name=b].image: "x" -> "y"`,
    ],
    'the order of containers means nothing',
  )
  t.strictSame(
    fields(
      container('ports: [{containerPort: 80}]'),
      container('ports: [{containerPort: 80, protocol: UDP}, {containerPort: 80, protocol: TCP, name: web}]'),
    ),
    [
      `+ ${POD}.containers[name=web].ports[containerPort=80,protocol=UDP]: {"containerPort":80,"protocol":"UDP"}`,
      `+ ${POD}.containers[name=web].ports[containerPort=80,protocol=TCP].name: "web"`,
      `+ ${POD}.containers[name=web].ports[containerPort=80,protocol=TCP].protocol: "TCP"`,
    ],
    'a key that is left out is the default',
  )
  t.strictSame(
    fields(
      container('volumeMounts: [{name: a, mountPath: /a}]'),
      container('volumeMounts: [{name: b, mountPath: /a}]'),
    ),
    [`~ ${POD}.containers[name=web].volumeMounts[mountPath=/a].name: "a" -> "b"`],
  )
})

t.test('the order of variables and of init containers is one line', async (t) => {
  const env = (...names: ReadonlyArray<string>) =>
    container(`env: [${names.map((name) => `{name: ${name}, value: x}`).join(', ')}]`)
  t.strictSame(fields(env('A', 'B', 'C'), env('C', 'A', 'B')), [`~ ${POD}.containers[name=web].env: order`])
  t.strictSame(fields(env('A', 'B'), env('A', 'N', 'B')), [
    `+ ${POD}.containers[name=web].env[name=N]: {"name":"N","value":"x"}`,
  ])
  const init = (...names: ReadonlyArray<string>) =>
    deployment(`initContainers: [${names.map((name) => `{name: ${name}}`).join(', ')}]`)
  t.strictSame(fields(init('a', 'b'), init('b', 'a')), [`~ ${POD}.initContainers: order`])
})

t.test('items that share a key go by their places', async (t) => {
  const env = (last: string) => container(`env: [{name: A, value: x}, {name: A, value: ${last}}]`)
  t.strictSame(fields(env('y'), env('z')), [`~ ${POD}.containers[name=web].env[1].value: "y" -> "z"`])
})

t.test('sets have no order, and what is in them no place', async (t) => {
  const map = (finalizers: string) =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: a, finalizers: [${finalizers}]}}`
  t.strictSame(fields(map('a/b, c/d'), map('c/d, a/b')), [])
  t.strictSame(fields(map('a/b, c/d'), map('c/d, e/f')), [
    '- metadata.finalizers[]: "a/b"',
    '+ metadata.finalizers[]: "e/f"',
  ])
})

t.test('other lists are aligned by what is in them', async (t) => {
  t.strictSame(fields(container('args: [a, b, c]'), container('args: [new, a, c]')), [
    `- ${POD}.containers[name=web].args[1]: "b"`,
    `+ ${POD}.containers[name=web].args[0]: "new"`,
  ])
  const thing = (list: string) =>
    `{apiVersion: example.com/v1, kind: Thing, metadata: {name: a}, spec: {list: [${list}]}}`
  t.strictSame(
    fields(thing('{name: a, x: 1}, {name: b, x: 1}'), thing('{name: b, x: 2}')),
    ['- spec.list[1]: {"name":"b","x":1}', '~ spec.list[0].name: "a" -> "b"', '~ spec.list[0].x: 1 -> 2'],
    'of a custom resource nobody has said a key',
  )
})

t.test('what is equal for Kubernetes does not differ', async (t) => {
  t.strictSame(
    tree(
      container('resources: {limits: {cpu: 1000m, memory: 1024Mi}}, env: [], image: null'),
      container('resources: {limits: {memory: 1Gi, cpu: 1}}'),
    ),
    [],
  )
  t.strictSame(
    fields(deployment('', 'replicas: 1,'), deployment('')),
    ['- spec.replicas: 1'],
    'a default is said',
  )
})

t.test('long values are cut around what differs, and texts of lines are counted', async (t) => {
  const map = (value: string) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' }, data: { a: value } })
  const [line = ''] = fields(
    map(`${'x'.repeat(300)}1${'y'.repeat(300)}`),
    map(`${'x'.repeat(300)}2${'y'.repeat(300)}`),
  )
  t.match(line, /^~ data\.a: …x{20}1y+… -> …x{20}2y+…$/)
  t.ok(line.length < 300)
  t.strictSame(fields(map('a\nb\nc\n'), map('a\nB\nc\nd\n')), [
    '~ data.a: text of several lines: 1 removed, 2 added (--format unified shows them)',
  ])
})

t.test('what a terminal would obey is written out', async (t) => {
  const name = 'a\u001b[31m'
  const map = (data: object) =>
    JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data })
  // biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what is looked for
  t.notMatch(tree(map({}), map({ '\u009b': '\u009b\u202e' })).join(''), /[\u0000-\u001f\u007f-\u009f\u202e]/)
})

t.test('an object that is there twice, and what is none, are errors', async (t) => {
  const one = '{apiVersion: v1, kind: ConfigMap, metadata: {name: a, namespace: ml}}'
  const result = compare(
    yaml(`${one}\n---\n{apiVersion: v1, kind: List, items: [{kind: X}, ${one}]}`),
    yaml('{apiVersion: v1, kind: Pod, metadata: {generateName: a}}'),
  )
  t.strictSame(E.isLeft(result) ? result.left : [], [
    { _tag: 'NotAnObject', side: 'before', place: 1, missing: 'apiVersion' },
    {
      _tag: 'SameObjectTwice',
      side: 'before',
      place: 2,
      object: { group: '', kind: 'ConfigMap', name: 'a', namespace: 'ml' },
      first: 0,
    },
    { _tag: 'NotAnObject', side: 'after', place: 0, missing: 'metadata.name' },
  ])
})

t.test('values of Secrets are only said to differ', async (t) => {
  const secret = (fields: string, applied = 'x') =>
    `{apiVersion: v1, kind: Secret, metadata: {name: s, annotations: {kubectl.kubernetes.io/last-applied-configuration: ${applied}}}, ${fields}}`
  t.strictSame(
    fields(
      secret('data: {a: eA==, b: eA==, c: eA==}'),
      secret('data: {a: eA==, b: eQ==, d: eA==}, stringData: {e: x}', 'y'),
    ),
    [
      '~ data.b: (changed, not shown)',
      '- data.c: (not shown)',
      '+ data.d: (not shown)',
      '~ metadata.annotations["kubectl.kubernetes.io/last-applied-configuration"]: (changed, not shown)',
      '+ stringData.e: (not shown)',
    ],
  )
  t.strictSame(fields(secret('data: {a: eA==}'), secret('data: eA==')), ['~ data: (changed, not shown)'])
})
