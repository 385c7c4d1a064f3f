import fc from 'fast-check'
import t from 'tap'
import type { Json } from '../../src/json.js'
import { sameAsKustomize } from '../support/kustomizeJudge.js'
import { needs } from '../support/which.js'

const source = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'source' },
  data: {
    number: '8080',
    word: 'http',
    float: '1.5',
    yes: 'true',
    empty: '',
    parts: 'one.two.three',
    octal: '010',
    hex: '0x1F',
    long: '1_000',
    integer: 12,
    real: 2.5,
    boolean: true,
    nothing: null,
    map: { a: 1 },
    list: [1, 'b'],
    none: {},
  },
}
const target = {
  apiVersion: 'x.io/v1',
  kind: 'Target',
  metadata: { name: 'target', labels: { app: 'a', 'x.io/y': 'z' } },
  spec: {
    integer: 80,
    text: 'a/b/c',
    boolean: false,
    float: 2.5,
    nothing: null,
    map: { q: 1 },
    list: [9, 'x'],
    items: [{ name: 'a', v: 1, sub: [{ n: 'x', w: 1 }] }, { name: 'ab', v: 'two' }, { name: 'c.d' }],
    empty: '',
  },
}

const sources = [
  ...Object.keys(source.data),
  'map.a',
  'list.1',
  'list.[=b]',
  'list.-',
  'list.7',
  'list.*',
  'word.x',
]
const targets = [
  ...Object.keys(target.spec).map((field) => `spec.${field}`),
  ...[
    'spec.new',
    'spec.new.a.b',
    'spec.new.[name=q].v',
    'spec.new.0.v',
    'spec.new.1',
    'spec.new.[=1]',
    'spec.new.-',
  ],
  ...['spec.items.[name=a].v', 'spec.items.[name=^a$].v', 'spec.items.[name=c.d].v', 'spec.items.[name=(].v'],
  ...[
    'spec.items.*.v',
    'spec.items.*.sub.*.w',
    'spec.items.0.sub.0.w',
    'spec.items.3.v',
    'spec.items.4.v',
    'spec.items.name',
  ],
  ...[
    'spec.items.[v=1].name',
    'spec.items.[name=zz].sub.[n=y].w',
    'spec.items.[name=A].v',
    'spec.items.[name=(?i)A$].v',
  ],
  ...[
    'spec.list.[=9]',
    'spec.list.[=x]',
    'spec.list.*',
    'spec.list.0',
    'spec.list.2',
    'spec.list.-',
    'spec.map.0',
    'spec.*.q',
  ],
  ...[
    'metadata.labels.[x.io/y]',
    'metadata.labels.x\\.io/y',
    'metadata.labels.[app]',
    'metadata.labels.[a.b/c]',
  ],
  ...['.spec.text', 'spec..text', '', ' spec.text', 'spec.nothing.q', 'spec.text.q', 'metadata.name', 'kind'],
]

const replacement = fc.record({
  source: fc.record({
    field: fc.constantFrom(...sources),
    options: fc.option(
      fc.record({ delimiter: fc.constantFrom('.', '0', ''), index: fc.constantFrom(0, 1, 2, 3, -1) }),
      { nil: undefined },
    ),
  }),
  target: fc.constantFrom(...targets),
  options: fc.option(
    fc.record(
      { delimiter: fc.constantFrom('/', ''), index: fc.constantFrom(-1, 0, 1, 3), create: fc.boolean() },
      { requiredKeys: [] },
    ),
    { nil: undefined },
  ),
})

const given = (of: Json): Json => ({
  resources: ['objects.yaml'],
  replacements: of,
})

t.test('any field into any field', needs('kubectl'), async (t) => {
  const sample = fc.sample(replacement, { numRuns: 150, seed: 5 })
  const one = sample.map(({ source: from, target: to, options }) => ({
    source: {
      kind: 'ConfigMap',
      fieldPath: `data.${from.field}`,
      ...(from.options && { options: from.options }),
    },
    targets: [{ select: { kind: 'Target' }, fieldPaths: [to], ...(options && { options }) }],
  }))
  const cases = one.map((entry) => [
    JSON.stringify(entry),
    { files: { 'kustomization.yaml': given([entry]), 'objects.yaml': [source, target] } },
  ])
  await sameAsKustomize(t, Object.fromEntries(cases))
})

t.test(
  'each field that is there, and is made, from a number, a word, a map and a list',
  needs('kubectl'),
  async (t) => {
    const cases = ['number', 'word', 'map', 'list'].flatMap((from) =>
      targets
        .filter((_, i) => (i + from.length) % 2 === 0)
        .map((to) => {
          const entry = {
            source: { name: 'source', fieldPath: `data.${from}` },
            targets: [{ select: { name: 'target' }, fieldPaths: [to], options: { create: true } }],
          }
          return [
            `${from} to ${to}`,
            { files: { 'kustomization.yaml': given([entry]), 'objects.yaml': [source, target] } },
          ] as const
        }),
    )
    await sameAsKustomize(t, Object.fromEntries(cases))
  },
)

t.test('objects are selected and rejected', needs('kubectl'), async (t) => {
  const object = (
    kind: string,
    name: string,
    more: Readonly<Record<string, Json>>,
    apiVersion = 'x.io/v1',
  ): Json => ({
    apiVersion,
    kind,
    metadata: { name, ...more },
    spec: { v: 'old' },
  })
  const objects = [
    object('A', 'one', { labels: { app: 'x' } }),
    object('A', 'two', { namespace: 'ml', annotations: { app: 'x' } }),
    object('B', 'one', { namespace: 'default' }),
    object('Namespace', 'three', {}, 'v1'),
    object('ClusterRole', 'one', {}, 'rbac.authorization.k8s.io/v1'),
  ]
  const selector = fc.record(
    {
      group: fc.constantFrom('x.io', 'x'),
      version: fc.constantFrom('v1', 'v2'),
      kind: fc.constantFrom('A', 'B', 'ClusterRole', 'A|B'),
      name: fc.constantFrom('one', 'two', 'p-one', 'o.*', 'base-one'),
      namespace: fc.constantFrom('ml', 'default', 'other', '_non_namespaceable_'),
      labelSelector: fc.constantFrom('app=x', 'app!=x', 'app'),
      annotationSelector: fc.constantFrom('app=x', '!app'),
    },
    { requiredKeys: [] },
  )
  const few = selector.filter((one) => Object.keys(one).length <= 2)
  const sample = fc.sample(
    fc.record({ select: few, reject: fc.array(few, { maxLength: 2 }), source: few, isMoved: fc.boolean() }),
    { numRuns: 100, seed: 3 },
  )
  const cases = sample.map(({ select, reject, source: from, isMoved }, i) => {
    const { labelSelector: _, annotationSelector: __, ...named } = from
    const entry = {
      source:
        i % 3 === 0 ? { ...named, fieldPath: 'metadata.name' } : { kind: 'B', fieldPath: 'metadata.name' },
      targets: [{ select, reject, fieldPaths: ['spec.v'] }],
    }
    const files = {
      'base/kustomization.yaml': {
        resources: ['o.yaml'],
        namePrefix: 'p-',
        ...(isMoved ? { namespace: 'other' } : {}),
      },
      'base/o.yaml': isMoved ? objects.filter((_, at) => at !== 2) : objects,
      'top/kustomization.yaml': {
        resources: ['../base', 'b.yaml'],
        replacements: [entry],
      },
      'top/b.yaml': object('B', 'alone', {}),
    }
    return [`${i}: ${JSON.stringify(entry)}`, { root: 'top', files }] as const
  })
  await sameAsKustomize(t, Object.fromEntries(cases))
})
