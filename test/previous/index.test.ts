import fc from 'fast-check'
import t from 'tap'
import type { JsonObject } from '../../src/json.js'
import { part } from '../../src/kube/part.js'
import { compareWithPrevious, showNotPrevious, showPreviousFinding } from '../../src/previous/index.js'
import { manifests } from '../lint/findings.js'
import { changed } from '../support/objects.js'
import { built, cases } from '../support/streams.js'

const stream = (name: string): ReadonlyArray<JsonObject> => {
  const one = cases.find((candidate) => candidate.name === name)
  if (one === undefined) throw new Error(`no case ${name}`)
  return built(one.build).manifests
}

const lines = (
  before: ReadonlyArray<JsonObject>,
  after: ReadonlyArray<JsonObject>,
): ReadonlyArray<string> => {
  const result = compareWithPrevious(before, after)
  return result._tag === 'Left' ? [showNotPrevious(result.left)] : result.right.map(showPreviousFinding)
}

t.test('a stream compared with itself has no findings, whichever it is, and in any order', async (t) => {
  for (const { name, build } of cases) {
    const { manifests } = built(build)
    t.strictSame(lines(manifests, manifests), [], name)
    t.strictSame(lines(manifests, manifests.toReversed()), [], name)
  }
})

const harmless: ReadonlyArray<readonly [string, ...Parameters<typeof withField>]> = [
  ['a label', 'StatefulSet/clearml-mongodb', ['metadata', 'labels', 'team'], 'ml'],
  ['an annotation', 'PersistentVolumeClaim/clearml-redis-data', ['metadata', 'annotations', 'a/b'], 'c'],
  [
    'a label of the pods',
    'Deployment/clearml-webserver',
    ['spec', 'template', 'metadata', 'labels', 'a'],
    'b',
  ],
  ['replicas', 'Deployment/clearml-webserver', ['spec', 'replicas'], 3],
  [
    'an image',
    'StatefulSet/clearml-redis',
    ['spec', 'template', 'spec', 'containers', 0, 'image'],
    'redis:9',
  ],
  [
    'resources',
    'StatefulSet/clearml-redis',
    ['spec', 'template', 'spec', 'containers', 0, 'resources'],
    { limits: { memory: '9Gi' } },
  ],
  [
    'environment',
    'Deployment/clearml-apiserver',
    ['spec', 'template', 'spec', 'containers', 0, 'env'],
    [{ name: 'A', value: 'b' }],
  ],
  [
    'a node selector',
    'StatefulSet/clearml-redis',
    ['spec', 'template', 'spec', 'nodeSelector'],
    { disk: 'ssd' },
  ],
  ['ports', 'Service/clearml-webserver', ['spec', 'ports'], [{ port: 81, name: 'http' }]],
  ['the type of a Service', 'Service/clearml-webserver', ['spec', 'type'], 'NodePort'],
]
const withField =
  (id: string, path: ReadonlyArray<string | number>, value: Parameters<typeof changed>[3]) =>
  (from: ReadonlyArray<JsonObject>) =>
    changed(from, id, path, value)

t.test('what can change in place is not found', async (t) => {
  const before = stream('single-node')
  for (const [what, ...change] of harmless)
    t.strictSame(lines(before, withField(...change)(before)), [], what)
  fc.assert(
    fc.property(fc.subarray([...harmless]), (changes) => {
      const after = changes.reduce((from, [, ...change]) => withField(...change)(from), before)
      return lines(before, after).length === 0
    }),
    { numRuns: 30 },
  )
})

t.test('objects may come and go that hold no data', async (t) => {
  const before = stream('expose-ingress-nginx')
  t.strictSame(
    lines(
      before,
      before.filter(({ kind }) => kind !== 'Ingress' && kind !== 'Service'),
    ),
    [],
  )
  t.strictSame(
    lines(
      before.filter(({ kind }) => kind !== 'Deployment'),
      before,
    ),
    [],
  )
})

t.test('switching storage is refused, or said to lose data, for every store', async (t) => {
  const storages = ['base', 'hostpath', 'nfs', 'cloud', 'cloud-static-volumes', 'ephemeral']
  for (const from of storages.filter((name) => name !== 'ephemeral')) {
    for (const to of storages.filter((name) => name !== from)) {
      const said = lines(stream(from), stream(to))
      for (const store of ['elasticsearch', 'fileserver', 'mongodb', 'redis']) {
        t.ok(
          said.some((line) => line.includes(`/clearml-${store}-data`)),
          `${from} to ${to}: ${store}`,
        )
      }
    }
  }
  for (const to of storages) t.strictSame(lines(stream('ephemeral'), stream(to)), [], `ephemeral to ${to}`)
})

t.test('another namespace is one line', async (t) => {
  const said = lines(stream('hostpath'), stream('other-namespace'))
  t.equal(said.length, 1)
  t.match(
    said[0],
    /^Namespace\/clearml: all would be made anew in the namespace "ml", without the data of PersistentVolumeClaim\/clearml-elasticsearch-data/,
  )
})

t.test(
  'a previous stream that is a part is compared as that part, and a part can be asked for',
  async (t) => {
    const [before, after] = [stream('nfs'), stream('base')]
    t.strictSame(lines(part('app')(before), after), [], 'nothing is gone that never was there')
    const partly = (which: 'app' | 'data') => {
      const result = compareWithPrevious(before, stream('ephemeral'), { part: which })
      return result._tag === 'Right' ? new Set(result.right.map(({ object }) => object.kind)) : new Set()
    }
    t.strictSame(partly('app'), new Set(['StatefulSet', 'Deployment']))
    t.strictSame(partly('data'), new Set(['PersistentVolumeClaim']))
  },
)

t.test('a List counts as the objects in it', async (t) => {
  const before = [{ apiVersion: 'v1', kind: 'List', items: stream('nfs') }]
  t.strictSame(lines(before, stream('hostpath')), lines(stream('nfs'), stream('hostpath')))
})

t.test('what cannot be the previous stream is said', async (t) => {
  const after = stream('base')
  t.match(lines([], after), [/^there is no manifest in it/])
  t.match(lines(manifests('redis: {storage: {size: 5Gi}}'), after), [
    /^document 1 has no apiVersion, kind or metadata.name/,
  ])
  t.match(lines(manifests('{apiVersion: v1, kind: ConfigMap, metadata: {name: other}}'), after), [
    /^none of its 1 objects is in the stream that was built/,
  ])
})

t.test('findings do not depend on the order of the new stream', async (t) => {
  const [before, after] = [stream('hostpath'), stream('ephemeral')]
  fc.assert(
    fc.property(fc.shuffledSubarray([...after], { minLength: after.length }), (shuffled) => {
      t.strictSame(lines(before, shuffled), lines(before, after))
    }),
    { numRuns: 5 },
  )
})
