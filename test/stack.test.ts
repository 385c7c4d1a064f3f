import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { ephemeral, expose, hostpath, nfs } from '../overlays/index.js'
import { presets, singleNode } from '../presets/index.js'
import { buildLayers } from '../src/build.js'
import {
  andThen,
  type Build,
  type Built,
  build,
  type Json,
  type Overlay,
  overlay,
  type Preset,
  showError,
  type ValuesInput,
} from '../src/index.js'
import { built } from './support/streams.js'

const errors = (input: Build): ReadonlyArray<string> => {
  const result = build(input)
  return E.isLeft(result) ? result.left.map(showError) : []
}
const names = ({ stack }: Built): ReadonlyArray<string> =>
  stack.map(({ tier, layer }) => `${tier} ${layer.name}`)
const share = nfs({ server: '10.0.0.5', path: '/x' })
const sets = (name: string, values: ValuesInput, overrides: ReadonlyArray<string> = []): Overlay =>
  overlay({ name, values: values as Record<string, Json>, overrides })
const preset = (overlays: ReadonlyArray<Overlay>, values: Record<string, Json> = {}): Preset => ({
  name: 'mine',
  doc: '',
  example: '',
  values,
  overlays,
})

t.test("a user's overlay replaces the one that a preset has in its slot", async (t) => {
  t.strictSame(names(built({ preset: singleNode, overlays: [share] })), ['preset expose', 'overlay nfs'])
  t.strictSame(names(built({ preset: singleNode, overlays: [expose({ type: 'loadBalancer' })] })), [
    'preset hostpath',
    'overlay expose',
  ])
})

t.test('two overlays of one tier in one slot are a conflict', async (t) => {
  t.strictSame(errors({ overlays: [share, hostpath()] }), [
    'the overlays nfs and hostpath both fill the slot storage; choose one',
  ])
  t.strictSame(errors({ overlays: [andThen(share, hostpath())] }), [
    'the overlays nfs and hostpath both fill the slot storage; choose one',
  ])
  t.strictSame(errors({ preset: preset([share, ephemeral(), hostpath()]) }), [
    'the overlays nfs and ephemeral and hostpath both fill the slot storage; choose one',
  ])
  t.strictSame(errors({ preset: preset([share, ephemeral()]), overlays: [hostpath()] }), [])
})

t.test('overlays of the user tier replace those of the tier below', async (t) => {
  const result = buildLayers({ overlays: [hostpath()], userOverlays: [share], layers: [] })
  t.match(result, { _tag: 'Right', right: { stack: [{ tier: 'user', layer: { name: 'nfs' } }] } })
  const both = buildLayers({ userOverlays: [share, hostpath()], layers: [] })
  t.match(both, { left: [{ _tag: 'SlotConflict', overlays: ['nfs', 'hostpath'] }] })
})

t.test('an overlay is taken away by its name; one that is not there is an error', async (t) => {
  const without = (...list: ReadonlyArray<string>) =>
    buildLayers({ preset: singleNode, without: list, layers: [] })
  const result = without('expose')
  t.match(result, { right: { stack: [{ layer: { name: 'hostpath' } }] } })
  const missing = without('expos', 'nothing-like-it')
  t.strictSame(E.isLeft(missing) && missing.left.map(showError), [
    'the overlay expos is not selected and cannot be taken away; did you mean expose?',
    'the overlay nothing-like-it is not selected and cannot be taken away; selected are expose, hostpath',
  ])
  t.match(
    buildLayers({ preset: singleNode, overlays: [share], without: ['nfs'], layers: [] }),
    { right: { stack: [{ layer: { name: 'hostpath' } }, { layer: { name: 'expose' } }] } },
    'what it would have replaced is there again',
  )
  t.ok(
    E.isRight(buildLayers({ preset: singleNode, overlays: [share], without: ['hostpath'], layers: [] })),
    'one that is replaced may be taken away too',
  )
})

t.test('values that came with an overlay go with it', async (t) => {
  const layers = [
    { origin: 'f', tier: 'user' as const, overlay: 'hostpath', values: { hostpath: { path: '/x' } } },
  ]
  t.ok(E.isRight(buildLayers({ overlays: [hostpath()], layers })))
  t.ok(E.isRight(buildLayers({ overlays: [hostpath()], userOverlays: [share], layers })))
  t.ok(
    E.isLeft(
      buildLayers({
        overlays: [share],
        layers: [{ origin: 'f', tier: 'user', values: layers[0]?.values ?? {} }],
      }),
    ),
  )
})

t.test('one and the same overlay twice counts once', async (t) => {
  const mine = overlay({ name: 'mine', notes: () => ['Once.'], warnings: () => ['Beware.'] })
  const result = built({ overlays: [mine, mine] })
  t.strictSame(names(result), ['overlay mine'])
  t.strictSame(names(built({ preset: preset([mine]), overlays: [mine] })), ['overlay mine'])
  t.strictSame(result.notes, ['Once.'])
  t.equal(result.warnings.filter((one) => one === 'Beware.').length, 1)
})

t.test('two overlays of one name are both applied; what they say alike is said once', async (t) => {
  const result = built({ overlays: [ephemeral(), ephemeral()] })
  t.strictSame(result.notes, built({ overlays: [ephemeral()] }).notes)
  t.strictSame(result.manifests, built({ overlays: [ephemeral()] }).manifests)
  t.match(errors({ overlays: [nfs({ server: 'a', path: '/x' }), nfs({ server: 'b' })] }), [
    'nfs.server: overlay nfs sets string "a", overlay nfs sets string "b"; set it yourself, or drop one of them',
  ])
})

t.test('two overlays of one tier that set a value differently are a conflict', async (t) => {
  const conflict = errors({
    overlays: [sets('a', { webserver: { replicas: 2 } }), sets('b', { webserver: { replicas: 3 } })],
  })
  t.strictSame(conflict, [
    'webserver.replicas: overlay a sets number 2, overlay b sets number 3; set it yourself, or drop one of them',
  ])
  t.strictSame(
    errors({ preset: preset([sets('a', { domain: 'a.b' }), sets('b', { domain: 'c.d' })]) }).length,
    1,
  )
  t.strictSame(
    errors({
      overlays: [sets('a', { imagePullSecrets: ['x'] }), sets('b', { imagePullSecrets: ['x', 'y'] })],
    }).length,
    1,
    'lists replace, so they conflict',
  )
})

t.test('a conflict is seen through shorthands, and between a map and what is none', async (t) => {
  t.strictSame(
    errors({ overlays: [sets('a', { namespace: 'x' } as never), sets('b', { namespace: { name: 'y' } })] }),
    [
      'namespace.name: overlay a sets string "x", overlay b sets string "y"; set it yourself, or drop one of them',
    ],
  )
  t.strictSame(
    errors({
      overlays: [sets('a', { redis: { storage: { size: '9Gi' } } }), sets('b', { redis: { storage: null } })],
    }),
    ['redis.storage: overlay a sets a map, overlay b sets nothing; set it yourself, or drop one of them'],
  )
})

t.test('no conflict: the same value, other values, other tiers, and overrides', async (t) => {
  const two = sets('two', { webserver: { replicas: 2 } })
  const three = sets('three', { webserver: { replicas: 3 } })
  t.strictSame(errors({ overlays: [two, sets('other', { webserver: { replicas: 2 } })] }), [])
  t.strictSame(errors({ overlays: [two, sets('other', { apiserver: { replicas: 3 } })] }), [])
  t.equal(built({ preset: preset([two]), overlays: [three] }).values.webserver.replicas, 3)
  const over = sets('over', { webserver: { replicas: 4 } }, ['two'])
  t.equal(built({ overlays: [two, over] }).values.webserver.replicas, 4)
  t.equal(errors({ overlays: [over, two] }).length, 1, 'only what comes later overrides')
})

t.test('preset < overlay < user', async (t) => {
  const replicas = (input: Build): number => built(input).values.webserver.replicas
  const low = preset([sets('low', { webserver: { replicas: 2 } })], { webserver: { replicas: 3 } })
  const high = sets('high', { webserver: { replicas: 4 } })
  t.equal(replicas({ preset: preset([sets('low', { webserver: { replicas: 2 } })]) }), 2)
  t.equal(replicas({ preset: low }), 3)
  t.equal(replicas({ preset: low, overlays: [high] }), 4)
  t.equal(replicas({ preset: low, overlays: [high], values: { webserver: { replicas: 5 } } }), 5)
  t.equal(
    replicas({ preset: low, overlays: [high], values: { webserver: { replicas: null } } }),
    1,
    'null is the default',
  )
})

t.test('values that mean nothing under an overlay are refused, however they are given', async (t) => {
  const refused = [
    'values: redis.storage.existingClaim: means nothing with the overlay ephemeral: it uses no claims',
  ]
  const values: ValuesInput = { redis: { storage: { existingClaim: 'mine' } } }
  t.strictSame(errors({ overlays: [ephemeral()], values }), refused)
  t.strictSame(
    errors({ overlays: [ephemeral()], values: { redis: { storage: { existingClaim: null } } } }),
    [],
  )
  const set = (text: string) =>
    buildLayers({
      overlays: [ephemeral()],
      layers: [
        {
          origin: '--set',
          tier: 'user',
          values: {},
          assignments: [{ path: ['redis', 'storage', 'existingClaim'], text, asString: false }],
        },
      ],
    })
  t.match(set('mine'), { left: [{ _tag: 'RefusedValue' }] })
  t.ok(E.isRight(set('null')))
})

t.test('every preset takes every overlay away that it has', async (t) => {
  for (const one of presets) {
    const without = one.overlays.flatMap(({ layers }) => layers.map(({ name }) => name))
    t.match(buildLayers({ preset: one, without, layers: [] }), { right: { stack: [] } }, one.name)
  }
})
