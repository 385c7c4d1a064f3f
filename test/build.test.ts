import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { expose, nfs } from '../overlays/index.js'
import { singleNode } from '../presets/index.js'
import { add } from '../src/dsl/index.js'
import { type Build, build, overlay, showError, toYaml } from '../src/index.js'
import { built } from './support/streams.js'

const errors = (input: unknown): ReadonlyArray<string> => {
  const result = build(input as Build) // as a caller without types may
  return E.isLeft(result) ? result.left.map(showError) : []
}

t.test('nothing asked for is an installation', async (t) => {
  const { manifests, warnings, notes } = built({})
  t.ok(manifests.length > 20)
  t.match(warnings, [/public URL of the fileserver is not known/])
  t.strictSame(notes, [])
})

t.test(
  'a misspelt field in the edits of an overlay is an error that names overlay and nearest field',
  async (t) => {
    const misspelt = overlay({
      name: 'more-pods',
      edits: { webserver: { deployment: { spec: { replica: 3 } } } } as never, // a compile error, as it should be
    })
    const result = build({ overlays: [misspelt] })
    t.match(result, {
      left: [{ _tag: 'FieldDoesNotExist', field: 'replica', origin: 'more-pods', nearest: ['replicas'] }],
    })
    t.match(errors({ overlays: [misspelt] }), [/replica.*more-pods.*did you mean replicas/])
  },
)

t.test('an edit changes the stream, and one that adds a field says so', async (t) => {
  const more = overlay({ name: 'more', edits: { webserver: { deployment: { spec: { replicas: 3 } } } } })
  t.match(
    built({ overlays: [more] }).manifests.find(
      ({ kind, metadata }) => kind === 'Deployment' && JSON.stringify(metadata).includes('clearml-webserver'),
    ),
    { spec: { replicas: 3 } },
  )
  const added = overlay({
    name: 'paused',
    edits: { webserver: { deployment: { spec: { paused: add(true) } } } } as never, // no field of the type
  })
  t.match(toYaml(built({ overlays: [added] }).manifests), /paused: true/)
})

t.test('a check of the finished stream stops the build', async (t) => {
  const dangling = overlay({
    name: 'dangling',
    edits: { webserver: { service: { spec: { selector: { 'app.kubernetes.io/component': 'nothing' } } } } },
  })
  t.match(build({ overlays: [dangling] }), {
    _tag: 'Left',
    left: [{ rule: 'selectors', object: { kind: 'Service' } }],
  })
  t.match(errors({ overlays: [dangling] }), [/^Service\/clearml-webserver /])
})

t.test('all errors of a stage come together, and a stage that fails is the last one', async (t) => {
  const broken = overlay({ name: 'broken', edits: { webserver: { deploymnt: {} } } as never })
  t.strictSame(
    errors({ overlays: [broken], values: { redis: { storage: { sise: 1 } }, x: 1, domain: 'A B' } }),
    [
      'values: x: no such value; there are annotations, apiserver, asyncdelete, auth, config, domain, elasticsearch, fileserver, identity, imagePullSecrets, imageRegistry, labels, mongodb, namespace, networkPolicies, pods, proxy, redis, retention, server, size, start, trust, urls, version, watchdog, webserver',
      'values: domain: expected a name of lower-case letters, digits, "-" and ".", at most 253 characters, got string "A B"',
      'values: redis.storage.sise: no such value; did you mean size?',
    ],
  )
})

t.test('a value of an overlay that is not there is an unknown value', async (t) => {
  t.match(errors({ values: { nfs: { server: 'x' } } }), [/nfs: no such value/])
  t.match(errors({ overlays: [nfs()] }), [/nfs.server is required/, /nfs.path is required/])
})

t.test('arguments that are none are errors, not throws', async (t) => {
  for (const input of [undefined, null, 5, 'x', [], () => 1]) {
    t.match(errors(input), [/^build: expected an object with preset, overlays, values, got/])
  }
  t.strictSame(errors({ overlay: [] }), [
    'build: overlay: expected a key such as overlays, got one that is not known',
  ])
  t.strictSame(errors({ preset: 'single-node' }), [
    'build: preset: expected a preset, such as singleNode, got a string',
  ])
  t.strictSame(errors({ preset: { name: 'x', overlays: 5 } }), [
    'build: preset.overlays: expected a list of overlays, got a number',
  ])
  t.strictSame(errors({ preset: { name: 'x' } }), [], 'a name is enough for a preset')
  t.strictSame(errors({ overlays: nfs() }), ['build: overlays: expected a list of overlays, got an object'])
  t.strictSame(errors({ overlays: [nfs, 'nfs', null, { layers: [5] }] }), [
    'build: overlays[0]: expected an overlay, got a function: call it, as in nfs({…})',
    'build: overlays[1]: expected an overlay, got a string',
    'build: overlays[2]: expected an overlay, got null',
    'build: overlays[3]: expected an overlay, got an object',
  ])
})

t.test('values that are no data are errors, not throws', async (t) => {
  class Values {
    readonly domain = 'a.b'
  }
  const ring: Record<string, unknown> = {}
  ring.labels = ring
  t.strictSame(errors({ values: 5 }), ['build: values: expected a map of values, got a number'])
  t.strictSame(errors({ values: null }), [])
  t.strictSame(errors({ values: [] }), ['build: values: expected a map of values, got a list'])
  t.strictSame(errors({ values: new Values() }), [
    'build: values: expected a map of values, got an instance of Values',
  ])
  t.strictSame(errors({ values: new Map([['domain', 'a.b']]) }), [
    'build: values: expected a map of values, got an instance of Map',
  ])
  t.strictSame(errors({ values: ring }), [
    'build: values.labels: expected plain data, got an object that contains itself',
  ])
  t.strictSame(
    errors({ values: { webserver: { replicas: Number.NaN, labels: { a: () => 1 } }, domain: Symbol('x') } }),
    [
      'build: values.webserver.replicas: expected plain data, got NaN',
      'build: values.webserver.labels.a: expected plain data, got a function',
      'build: values.domain: expected plain data, got a symbol',
    ],
  )
  const throws = {
    get domain(): string {
      throw new Error('boom')
    },
  }
  t.strictSame(errors({ values: throws }), [
    'build: values.domain: expected plain data, got a property that throws: boom',
  ])
  t.strictSame(errors({ values: { domain: undefined, webserver: { replicas: undefined } } }), [])
  t.strictSame(errors({ values: JSON.parse('{"__proto__": {"domain": "x"}}') }), [
    'build: values.__proto__: expected plain data, got a key that is not allowed',
  ])
  const whole = new Proxy(
    {},
    {
      get: () => {
        throw new Error('boom')
      },
      ownKeys: () => {
        throw new Error('boom')
      },
    },
  )
  t.match(errors(whole), [/got an object that throws: boom/])
  t.match(errors({ preset: { name: 'x', values: { redis: () => 1 } } }), [
    'build: preset.values.redis: expected plain data, got a function',
  ])
})

t.test('an overlay that writes nonsense into manifests is refused or built, and never throws', async (t) => {
  for (const nonsense of [null, 5, 'x', [], {}, [[]], { a: { b: null } }, true]) {
    for (const edits of [
      { webserver: { deployment: nonsense } },
      { webserver: { deployment: { metadata: nonsense } } },
      { webserver: { deployment: { spec: nonsense } } },
      { webserver: { deployment: { spec: { template: { spec: { containers: nonsense } } } } } },
      { webserver: { service: { spec: { ports: nonsense, selector: nonsense } } } },
      { config: nonsense },
      { config: { urls: nonsense, volumes: nonsense } },
      { values: nonsense },
      { webserver: nonsense },
      nonsense,
    ]) {
      const input = { overlays: [overlay({ name: 'x', edits: edits as never })] }
      t.doesNotThrow(() => build(input), JSON.stringify(edits))
      const result = build(input)
      if (E.isLeft(result)) t.doesNotThrow(() => result.left.map(showError))
      else t.doesNotThrow(() => toYaml(result.right.manifests))
    }
  }
})

t.test('the input is not changed, and may be frozen', async (t) => {
  const freeze = <A>(value: A): A => {
    if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
      Object.freeze(value)
      for (const item of Object.values(value)) freeze(item)
    }
    return value
  }
  const input: Build = {
    preset: singleNode,
    overlays: [
      nfs({ server: 'a', path: '/x', mountOptions: ['ro'] }),
      expose({ type: 'nodePort', host: 'h' }),
    ],
    values: { labels: { team: 'a' }, redis: { extraArgs: ['a'], tolerations: [{ key: 'x' }] } },
  }
  const before = JSON.stringify(input)
  const first = toYaml(built(input).manifests)
  t.equal(JSON.stringify(input), before)
  t.equal(toYaml(built(freeze(input)).manifests), first)
  t.equal(toYaml(built(input).manifests), first, 'the second build is the first')
})
