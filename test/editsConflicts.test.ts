import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { presets } from '../presets/index.js'
import { add, list } from '../src/dsl/index.js'
import {
  andThen,
  type Build,
  build,
  type Json,
  type Overlay,
  overlay,
  type Preset,
  showError,
  toYaml,
} from '../src/index.js'
import { built, presetNeeds } from './support/streams.js'

const errors = (input: Build): ReadonlyArray<string> => {
  const result = build(input)
  return E.isLeft(result) ? result.left.map(showError) : []
}
const edits = (name: string, change: unknown, overrides: ReadonlyArray<string> = []): Overlay =>
  overlay({ name, edits: change as never, overrides })
const replicas = (name: string, value: unknown, overrides: ReadonlyArray<string> = []): Overlay =>
  edits(name, { webserver: { deployment: { spec: { replicas: value } } } }, overrides)
const preset = (overlays: ReadonlyArray<Overlay>): Preset => ({
  name: 'mine',
  doc: '',
  example: '',
  values: {},
  overlays,
})
const replicasOf = (input: Build): unknown =>
  built(input).manifests.find(
    ({ kind, metadata }) => kind === 'Deployment' && JSON.stringify(metadata).includes('webserver'),
  )?.spec

t.test('two overlays of one tier that write a field differently are a conflict', async (t) => {
  t.strictSame(errors({ overlays: [replicas('a', 2), replicas('b', 3)] }), [
    "webserver.deployment.spec.replicas: overlay a writes number 2, overlay b writes number 3; drop one of them, or let the second one say overrides: ['a']",
  ])
  t.equal(errors({ preset: preset([replicas('a', 2), replicas('b', 3)]) }).length, 1, 'of a preset too')
  t.equal(errors({ overlays: [replicas('a', 2), replicas('b', () => 3)] }).length, 1, 'code too')
  t.equal(errors({ overlays: [replicas('a', 2), replicas('b', 3), replicas('c', 4)] }).length, 3, 'each pair')
})

t.test(
  'no conflict: the same value, other fields, other tiers, overrides, and what builds on super',
  async (t) => {
    const two = replicas('two', 2)
    t.strictSame(errors({ overlays: [two, replicas('same', 2)] }), [])
    t.strictSame(errors({ overlays: [two, replicas('same', () => 2)] }), [])
    t.strictSame(
      errors({
        overlays: [
          two,
          edits('other', { webserver: { deployment: { spec: { progressDeadlineSeconds: 9 } } } }),
        ],
      }),
      [],
    )
    t.strictSame(errors({ preset: preset([two]), overlays: [replicas('three', 3)] }), [])
    t.strictSame(errors({ overlays: [two, replicas('three', 3, ['two'])] }), [])
    t.match(replicasOf({ overlays: [two, replicas('three', 3, ['two'])] }), { replicas: 3 })
    const more = replicas('more', ({ super: base }: { super: { replicas: number } }) => base.replicas + 1)
    t.match(replicasOf({ overlays: [two, more] }), { replicas: 3 })
  },
)

t.test('items of lists conflict by their key', async (t) => {
  const variable = (name: string, value: string): Overlay =>
    edits(name, {
      apiserver: {
        deployment: {
          spec: {
            template: {
              spec: {
                containers: list.merge('name', [
                  { name: 'apiserver', env: add(list.merge('name', [{ name: 'X', value }])) },
                ]),
              },
            },
          },
        },
      },
    })
  t.strictSame(errors({ overlays: [variable('a', '1'), variable('b', '1')] }), [])
  const [error = ''] = errors({ overlays: [variable('a', '1'), variable('b', '2')] })
  t.match(
    error,
    /^apiserver\.deployment\.spec\.template\.spec\.containers\[0\]\.env\[\d+\]\.value: overlay a writes string "1", overlay b writes string "2"/,
  )
})

t.test('config conflicts too, and what one switches off while the other changes it', async (t) => {
  const url = (name: string, web: string): Overlay => edits(name, { config: { urls: { web } } })
  t.equal(errors({ overlays: [url('a', 'http://a'), url('b', 'http://b')] }).length, 1)
  const off = edits('off', { config: { volumes: { redis: { claim: null } } } })
  const change = edits('change', { config: { volumes: { redis: { claim: { storageClassName: 'x' } } } } })
  t.match(errors({ overlays: [off, change] }), [
    /config\.volumes\.redis\.claim: overlay off writes nothing, overlay change writes a map/,
  ])
  t.match(errors({ overlays: [change, off] }), [
    /config\.volumes\.redis\.claim: overlay change writes a map, overlay off writes nothing/,
  ])
})

t.test('what is shipped does not conflict', async (t) => {
  for (const one of presets)
    t.strictSame(
      errors({ preset: one, values: { ...presetNeeds[one.name], domain: 'a.example.com' } }),
      [],
      one.name,
    )
})

/** Edits of fields that are there. */
const fields: ReadonlyArray<(value: number) => Json> = [
  (value) => ({ webserver: { deployment: { spec: { replicas: value } } } }),
  (value) => ({ webserver: { deployment: { spec: { progressDeadlineSeconds: value } } } }),
  (value) => ({ apiserver: { deployment: { spec: { replicas: value } } } }),
  (value) => ({
    redis: { statefulSet: { spec: { template: { spec: { terminationGracePeriodSeconds: value } } } } },
  }),
]
const seen = (overlays: ReadonlyArray<Overlay>): string => {
  const result = build({ overlays })
  return E.isLeft(result) ? 'conflict' : toYaml(result.right.manifests)
}
const writes = fc.array(fc.tuple(fc.nat(fields.length - 1), fc.integer({ min: 2, max: 3 })), {
  minLength: 2,
  maxLength: 3,
})

t.test('overlays that do not conflict commute, those that do conflict in every order', async (t) => {
  fc.assert(
    fc.property(writes, (all) => {
      const overlays = all.map(([field, value], i) => edits(`o${i}`, fields[field]?.(value)))
      const isConflict = all.some(([field, value], i) =>
        all.slice(0, i).some(([other, before]) => field === other && value !== before),
      )
      const there = seen(overlays)
      t.equal(there === 'conflict', isConflict)
      t.equal(seen(overlays.toReversed()), there)
      t.equal(seen([overlays.reduce(andThen, { layers: [] })]), there, 'however they are composed')
      t.equal(
        seen([{ layers: [] }, ...overlays, overlay({ name: 'nothing' })]),
        there,
        'the empty overlay is the identity',
      )
    }),
    { numRuns: 15 },
  )
})
