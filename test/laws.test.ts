import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { cloud, ephemeral, expose, hostpath, nfs } from '../overlays/index.js'
import { presets } from '../presets/index.js'
import {
  andThen,
  type Build,
  build,
  type Json,
  type JsonObject,
  type Overlay,
  overlay,
  part,
  showError,
  toJson,
  toYaml,
} from '../src/index.js'
import { built, cases } from './support/streams.js'

/** What a user notices of a build: the stream, or the errors. */
const seen = (input: Build): string => {
  const result = build(input)
  return E.isLeft(result) ? result.left.map(showError).sort().join('\n') : toYaml(result.right.manifests)
}

/** Overlays, each with what it writes; those of different keys write different things. */
const writers: Readonly<Record<string, () => Overlay>> = {
  storage: () => nfs({ server: '10.0.0.5', path: '/x' }),
  expose: () => expose({ type: 'nodePort', host: 'ml' }),
  values: () => overlay({ name: 'labels', values: { labels: { team: 'a' } } }),
  moreValues: () => overlay({ name: 'size', values: { redis: { storage: { size: '9Gi' } } } }),
  edits: () => overlay({ name: 'pods', edits: { webserver: { deployment: { spec: { replicas: 3 } } } } }),
  moreEdits: () =>
    overlay({
      name: 'grace',
      edits: { redis: { statefulSet: { spec: { template: { spec: { hostNetwork: false } } } } } } as never,
    }),
}
const distinct = fc.shuffledSubarray(Object.keys(writers), { minLength: 2 })
const stackOf = (keys: ReadonlyArray<string>): ReadonlyArray<Overlay> =>
  keys.flatMap((key) => writers[key]?.() ?? [])

t.test('overlays that write different things commute', async (t) => {
  fc.assert(
    fc.property(
      distinct.chain((keys) =>
        fc.tuple(fc.constant(keys), fc.shuffledSubarray(keys, { minLength: keys.length })),
      ),
      ([keys, shuffled]) => {
        t.equal(seen({ overlays: stackOf(shuffled) }), seen({ overlays: stackOf(keys) }))
      },
    ),
    { numRuns: 25 },
  )
})

t.test('how overlays are composed does not matter, only their order', async (t) => {
  fc.assert(
    fc.property(distinct, fc.nat(), (keys, at) => {
      const list = stackOf(keys)
      const cut = at % list.length
      const join = (some: ReadonlyArray<Overlay>): Overlay => some.reduce(andThen, { layers: [] })
      const flat = seen({ overlays: list })
      t.equal(seen({ overlays: [join(list)] }), flat)
      t.equal(seen({ overlays: [join(list.slice(0, cut)), join(list.slice(cut))] }), flat)
      t.equal(seen({ overlays: [{ layers: [] }, ...list, overlay({ name: 'nothing' })] }), flat)
    }),
    { numRuns: 15 },
  )
})

const shuffledKeys = (value: Json, seed: number): Json => {
  if (Array.isArray(value)) return value.map((item: Json) => shuffledKeys(item, seed))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as JsonObject).map(([key, item], i) => ({
    key,
    item: shuffledKeys(item, seed),
    rank: ((i + 1) * 7919 * (seed + 1)) % 104729,
  }))
  return Object.fromEntries(entries.sort((a, b) => a.rank - b.rank).map(({ key, item }) => [key, item]))
}

const values: JsonObject = {
  namespace: { name: 'ml', labels: { b: '1', a: '2', 'x/y': '3' }, annotations: { z: '1', c: '2' } },
  labels: { team: 'a', app: 'b' },
  webserver: {
    replicas: 2,
    configuration: { Ω: 2, b: { d: 1, c: [{ y: 1, x: 2 }] }, a: 1 },
    nodeSelector: { disk: 'ssd', arch: 'arm' },
    extraEnv: [{ value: '1', name: 'A' }],
    affinity: { podAffinity: {}, nodeAffinity: {} },
  },
  elasticsearch: { settings: { 'b.c': '1', 'a.b': '2' }, resources: { limits: { memory: '6Gi', cpu: '2' } } },
  config: { 'services.conf': 'a = 1\n', 'hosts.conf': 'b = 2\n' },
}

t.test('the order of keys in values does not matter', async (t) => {
  const expected = seen({ values })
  t.match(expected, /kind: StatefulSet/)
  for (let seed = 0; seed < 12; seed++) {
    t.equal(seen({ values: shuffledKeys(values, seed) as JsonObject }), expected)
  }
})

t.test('equal input gives equal bytes, however often and in whatever order builds run', async (t) => {
  const first = cases.map(({ build }) => seen(build))
  const again = cases.toReversed().map(({ build }) => seen(build))
  t.strictSame(again.toReversed(), first)
})

t.test('values of a user are laid over those of a preset, key by key', async (t) => {
  for (const preset of presets) {
    const domain = { domain: 'clearml.example.com' }
    const plain = seen({ preset, values: domain })
    t.equal(seen({ preset, values: { ...domain, labels: {} } }), plain, 'an empty map changes nothing')
    t.equal(
      seen({ preset, values: { ...domain, labels: null, redis: null } as never }) === plain,
      preset.name !== 'dev',
      'null is the default',
    )
  }
})

t.test('data and app share nothing and together are all', async (t) => {
  for (const { name, build } of cases) {
    const { manifests } = built(build)
    const [data, app] = [part('data')(manifests), part('app')(manifests)]
    t.equal(data.length + app.length, manifests.length, name)
    t.notOk(
      data.some((one) => app.includes(one)),
      name,
    )
  }
})

t.test('the stream is data: it goes through JSON and comes back equal', async (t) => {
  for (const { name, build } of cases) {
    const { manifests } = built(build)
    t.strictSame(JSON.parse(JSON.stringify(manifests)), manifests, name)
    t.strictSame(JSON.parse(toJson(manifests)).items ?? JSON.parse(toJson(manifests)), manifests, name)
  }
})

t.test('whatever the values are, a build gives a stream or errors, and never throws', async (t) => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
  })
  const key = fc.constantFrom(
    'redis',
    'webserver',
    'namespace',
    'labels',
    'storage',
    'replicas',
    'extraEnv',
    'nfs',
    'hostpath',
    'config',
    'image',
    'auth',
    'urls',
    'domain',
  )
  const someValues = fc.dictionary(key, fc.oneof(anything, fc.dictionary(key, anything)))
  const some = fc.constantFrom<ReadonlyArray<Overlay>>(
    [],
    [nfs()],
    [hostpath(), expose()],
    [cloud()],
    [ephemeral()],
  )
  fc.assert(
    fc.property(someValues, some, (values, overlays) => {
      const result = build({ values: values as never, overlays }) // as a caller without types may
      return E.isLeft(result) ? result.left.map(showError).every((text) => !text.includes('\n')) : true
    }),
    { numRuns: 150 },
  )
  t.pass('none threw, each error is one line')
})
