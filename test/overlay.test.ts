import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { hostpath, nfs } from '../overlays/index.js'
import {
  andThen,
  type Build,
  build,
  type Definition,
  type Overlay,
  overlay,
  schema,
  showError,
} from '../src/index.js'

/** The errors of a build in words; none if it succeeds. */
const errors = (input: Build): ReadonlyArray<string> => {
  const result = build(input)
  return E.isLeft(result) ? result.left.map(showError) : []
}
const of = (definition: unknown): ReadonlyArray<string> =>
  errors({ overlays: [overlay(definition as Definition)] }) // as a caller without types may

const named = fc.constantFrom('a', 'b', 'c').map((name) => overlay({ name }))
const composed: fc.Arbitrary<Overlay> = fc
  .array(named, { maxLength: 3 })
  .map((all) => all.reduce(andThen, { layers: [] }))

t.test('composing is associative, and the empty overlay is its identity', async (t) => {
  fc.assert(
    fc.property(composed, composed, composed, (a, b, c) => {
      t.strictSame(andThen(andThen(a, b), c), andThen(a, andThen(b, c)))
      t.strictSame(andThen(a, { layers: [] }), a)
      t.strictSame(andThen({ layers: [] }, a), a)
    }),
    { numRuns: 30 },
  )
})

t.test('an overlay in two overlays is two layers, in their order', async (t) => {
  const both = andThen(overlay({ name: 'a' }), overlay({ name: 'b' }))
  t.strictSame(
    both.layers.map(({ name }) => name),
    ['a', 'b'],
  )
})

t.test('only a name is required', async (t) => {
  t.strictSame(of({ name: 'mine' }), [])
  t.strictSame(of({ name: 'mine', doc: undefined, values: undefined }), [])
  t.strictSame(of({ doc: 'x' }), [
    'overlay without a name: name: expected a name of letters, digits, "-" and "_", got undefined',
  ])
  t.match(of({ name: '' }), [/expected a name/])
  t.match(of({ name: '__proto__' }), [/expected a name/])
  t.match(of({ name: 'a b' }), [/expected a name/])
})

t.test('a definition that is none is an error of the build, not a throw', async (t) => {
  t.strictSame(of(5), ['overlay without a name: expected the definition of an overlay, got a number'])
  t.strictSame(of(undefined), [
    'overlay without a name: expected the definition of an overlay, got undefined',
  ])
  t.match(
    of(
      new Proxy(
        {},
        {
          ownKeys: () => {
            throw new Error('none')
          },
        },
      ),
    ),
    [/got an object that throws: none/],
  )
})

t.test('a misspelt key of a definition is an error with the nearest one', async (t) => {
  t.strictSame(of({ name: 'mine', edit: {} }), [
    'overlay mine: edit: expected a key such as edits, got one that is not known',
  ])
})

t.test('parts of a wrong kind are errors, all together', async (t) => {
  t.strictSame(
    of({
      name: 'mine',
      slot: 'disk',
      edits: 5,
      check: 'x',
      overrides: [1],
      refuses: [{}],
      schema: {},
      notes: [],
    }),
    [
      'overlay mine: slot: expected one of storage, expose, profile, got a string',
      'overlay mine: schema: expected a table made with schema.group, got an object',
      'overlay mine: edits: expected an object of edits, got a number',
      'overlay mine: overrides: expected a list of names of overlays, got a list',
      'overlay mine: refuses: expected a list of {path, reason}, got a list',
      'overlay mine: check: expected a function, got a string',
      'overlay mine: notes: expected a function, got a list',
    ],
  )
})

t.test('values of an overlay are plain data', async (t) => {
  t.strictSame(of({ name: 'mine', values: 5 }), [
    'overlay mine: values: expected a map of values, got a number',
  ])
  t.strictSame(of({ name: 'mine', values: { labels: { a: () => 'x' } } }), [
    'overlay mine: values.labels.a: expected plain data, got a function',
  ])
  t.match(errors({ overlays: [nfs({ server: () => 'x' } as never)] }), [
    'overlay nfs: values.nfs.server: expected plain data, got a function',
  ])
})

t.test('objects of an overlay are plain manifests, and pass what all others pass', async (t) => {
  const configMap = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'extra' }, data: {} }
  const built = build({
    overlays: [overlay({ name: 'mine', objects: [configMap] })],
    values: { namespace: 'ml' },
  })
  const found = E.isRight(built) ? built.right.manifests.find(({ metadata }) => isExtra(metadata)) : null
  t.strictSame(found, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'extra', namespace: 'ml' },
  })
  t.match(of({ name: 'mine', objects: [{ ...configMap, kind: '' }] }), [/kind/])
  t.match(of({ name: 'mine', objects: [configMap, configMap] }), [/ConfigMap\/extra/])
  t.strictSame(of({ name: 'mine', objects: [{ ...configMap, data: { a: () => 'x' } }] }), [
    'overlay mine: objects[0].data.a: expected plain data, got a function',
  ])
  t.strictSame(of({ name: 'mine', objects: [5] }), [
    'overlay mine: objects: expected a list of manifests, got a list',
  ])
})

const isExtra = (metadata: unknown): boolean => JSON.stringify(metadata).includes('"extra"')

t.test('the values of an overlay are those at the time when it was made', async (t) => {
  const values = { labels: { team: 'a' } }
  const mine = overlay({ name: 'mine', values })
  values.labels.team = 'b'
  const result = build({ overlays: [mine] })
  t.match(result, { right: { values: { labels: { team: 'a' } } } })
})

t.test('code of an overlay that throws, or gives no list, is an error with its name', async (t) => {
  const boom = (): never => {
    throw new Error('boom')
  }
  t.match(of({ name: 'mine', check: boom }), [/boom/])
  t.match(of({ name: 'mine', check: boom }), [/overlay mine/])
  t.match(of({ name: 'mine', warnings: boom, notes: boom }), [/warnings.*mine.*boom/])
  t.match(of({ name: 'mine', notes: boom }), [/notes.*mine.*boom/])
  t.equal(of({ name: 'mine', check: () => 5 }).length, 1)
  t.match(of({ name: 'mine', edits: { webserver: { deployment: boom } } }), [/boom/])
})

t.test('what a check finds carries the place of its value', async (t) => {
  const table = schema.group('Mine.', { size: schema.integer(1, 'Size.', 2) })
  const mine = overlay({
    name: 'mine',
    schema: table,
    check: () => [{ path: ['mine', 'size'], expected: 'an even number' }],
  })
  t.strictSame(errors({ overlays: [mine], values: { mine: { size: 3 } } as never }), [
    'values: mine.size: expected an even number, got number 3',
  ])
})

t.test('the parameters of an overlay are values under its name', async (t) => {
  const a = build({ overlays: [nfs({ server: '10.0.0.5', path: '/x' })] })
  const b = build({ overlays: [nfs()], values: { nfs: { server: '10.0.0.5', path: '/x' } } as never })
  t.ok(E.isRight(a))
  t.strictSame(
    E.map((built: { manifests: unknown }) => built.manifests)(a),
    E.map((built: { manifests: unknown }) => built.manifests)(b),
  )
  t.strictSame(errors({ overlays: [hostpath({ nod: 'x' } as never)] }), [
    'overlay hostpath: hostpath.nod: no such value; did you mean node?',
  ])
})

t.test('what an overlay names without making it, it says as external', async (t) => {
  const edits = {
    apiserver: {
      deployment: {
        spec: { template: { spec: { imagePullSecrets: [{ name: 'registry' }] } } },
      },
    },
  }
  t.match(errors({ overlays: [overlay({ name: 'pull', edits })] })[0], 'no Secret "registry" in the stream')
  const said = overlay({ name: 'pull', edits, external: () => [{ kind: 'Secret', name: 'registry' }] })
  t.same(errors({ overlays: [said] }), [])
})

t.test('what shows only in the derived config is an error with the place of the value', async (t) => {
  const demanding = overlay({
    name: 'demanding',
    checkConfig: (_, config) =>
      config.urls.files === null ? [{ path: ['urls', 'files'], expected: 'a public URL' }] : [],
  })
  t.same(errors({ overlays: [demanding] }), ['by default: urls.files: expected a public URL, got nothing'])
  t.same(errors({ overlays: [demanding], values: { domain: 'clearml.example.com' } }), [])
  const broken = overlay({
    name: 'broken',
    checkConfig: () => {
      throw new Error('no way')
    },
  })
  t.match(errors({ overlays: [broken] })[0], /broken.*no way/)
})
