import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { showError } from '../../src/error.js'
import type { JsonObject } from '../../src/json.js'
import type { Positions } from '../../src/position.js'
import { decode, mergeLayers, placeOf } from '../../src/values/decode.js'
import type { ValuesLayer } from '../../src/values/layer.js'
import {
  boolean,
  group,
  integer,
  kubernetesList,
  oneOf,
  optionalInteger,
  optionalText,
  quantities,
  quantity,
  requiredText,
  text,
  textList,
  texts,
} from '../../src/values/schema.js'

const schema = group('All.', {
  namespace: group('', { name: text('clearml', '', 'ml'), create: boolean(true, '') }, 'name'),
  redis: group('', {
    replicas: integer(1, '', 2, 0, 9),
    port: optionalInteger('', 80),
    size: quantity('5Gi', '', '6Gi'),
    args: textList('', [], undefined, ['--a', '--b']),
    labels: texts({ app: 'redis' }, '', {}),
    requests: quantities({ cpu: '1', memory: '2Gi' }, '', {}),
    env: kubernetesList<JsonObject>('EnvVar', '', []),
    mode: oneOf(['open', 'closed'], 'closed', '', 'open'),
    tag: optionalText('', '1'),
  }),
})

const user = (values: JsonObject, more: Partial<ValuesLayer> = {}): ValuesLayer => ({
  origin: 'values',
  tier: 'user',
  values,
  ...more,
})

const decoded = (layers: ReadonlyArray<ValuesLayer>, of: Parameters<typeof mergeLayers>[0] = schema) => {
  const merged = mergeLayers(of, layers)
  return E.isLeft(merged) ? merged : decode(of, merged.right, layers, ['nfs', 'hostpath'])
}
/** The errors in words, or the values. */
const said = (...layers: ReadonlyArray<ValuesLayer>): unknown => {
  const result = decoded(layers)
  return E.isLeft(result) ? result.left.map(showError) : result.right
}
const redis = (...layers: ReadonlyArray<JsonObject>): unknown => {
  const result = decoded(layers.map((values) => user({ redis: values })))
  return E.isLeft(result) ? result.left.map(showError) : result.right.redis
}

t.test('nothing given is the defaults, frozen', async (t) => {
  const result = decoded([])
  if (E.isLeft(result)) {
    t.fail('it decodes')
    return
  }
  t.same(result.right, {
    namespace: { name: 'clearml', create: true },
    redis: {
      replicas: 1,
      port: null,
      size: '5Gi',
      args: ['--a', '--b'],
      labels: { app: 'redis' },
      requests: { cpu: '1', memory: '2Gi' },
      env: [],
      mode: 'closed',
      tag: null,
    },
  })
  const { redis } = result.right as { redis: { args: string[]; labels: Record<string, string> } }
  t.throws(() => redis.args.push('x'), TypeError)
  t.throws(() => Object.assign(redis.labels, { x: 'y' }), TypeError)
  t.throws(() => Object.assign(redis, { x: 'y' }), TypeError)
})

t.test('an unknown key is an error with the nearest names, or with all of them', async (t) => {
  t.same(said(user({ redis: { replica: 1 } })), [
    'values: redis.replica: no such value; did you mean replicas?',
  ])
  t.same(said(user({ namespace: { zzzzzzz: 1 } })), [
    'values: namespace.zzzzzzz: no such value; there are create, name',
  ])
  t.same(said(user({ rediss: {} })), ['values: rediss: no such value; did you mean redis?'])
  t.match(said(user({ toString: 1, constructor: 2 })), [/constructor: no such/, /toString: no such/])
})

t.test('an unknown key is an error also where its value is null, in whatever layer', async (t) => {
  t.same(said(user({ namesapce: null })), ['values: namesapce: no such value; did you mean namespace?'])
  t.same(said(user({ redis: { replica: null, zz: { a: null } } }), user({ redis: null })), [
    'values: redis.replica: no such value; did you mean replicas?',
    'values: redis.zz: no such value; there are args, env, labels, mode, port, replicas, requests, size, tag',
  ])
  t.same(said(user({ nfs: null })), [
    'values: nfs: belongs to the overlay nfs, which is not selected; add --overlay nfs',
  ])
  const assignments = [{ path: ['redis', 'replica'], text: 'null', asString: false }]
  t.same(said(user({}, { origin: '--set', assignments })), [
    '--set: redis.replica: no such value; did you mean replicas?',
  ])
  t.equal((said(user({ x: null }), user({ x: null }), user({ x: 1 })) as []).length, 1, 'said once')
  t.match(said(user({ redis: { replicas: null, labels: { app: null } } })), { redis: { replicas: 1 } })
})

t.test(
  'a value of an overlay that is not selected names the overlay, and a misspelt overlay is hinted at',
  async (t) => {
    t.same(said(user({ nfs: { server: 'x' } })), [
      'values: nfs: belongs to the overlay nfs, which is not selected; add --overlay nfs',
    ])
    t.same(said(user({ hostpaht: {} })), ['values: hostpaht: no such value; did you mean hostpath?'])
  },
)

t.test('wrong types say what was expected and what was given', async (t) => {
  t.same(said(user({ redis: 5 })), [
    'values: redis: expected a map of args, env, labels, mode, port, …, got number 5',
  ])
  t.same(said(user({ namespace: [] })), [
    'values: namespace: expected a map of create, name, got a list of 0',
  ])
  t.same(redis({ replicas: '2' }), [
    'values: redis.replicas: expected an integer from 0 to 9, got string "2"',
  ])
  t.same(redis({ replicas: 1.5 }), [
    'values: redis.replicas: expected an integer from 0 to 9, got number 1.5',
  ])
  t.same(redis({ mode: 'opne' }), ['values: redis.mode: expected one of open, closed, got string "opne"'])
  t.same(redis({ tag: 1.5 }), ['values: redis.tag: expected a non-empty string, got number 1.5'])
  t.same(redis({ size: 'big' }), [
    'values: redis.size: expected a quantity above zero such as 500m or 4Gi, got string "big"',
  ])
  t.same(redis({ labels: 'x' }), [
    'values: redis.labels: expected a map, each value a string, got string "x"',
  ])
})

t.test('errors inside lists and maps have the exact path, without indices of the codec', async (t) => {
  t.same(redis({ args: ['--ok', 1, '--ok', true] }), [
    'values: redis.args[1]: expected a non-empty string, got number 1',
    'values: redis.args[3]: expected a non-empty string, got boolean true',
  ])
  t.same(redis({ labels: { a: 'ok', '0': 5, 'x/y': [] } }), [
    'values: redis.labels["0"]: expected a string, got number 5',
    'values: redis.labels["x/y"]: expected a string, got a list of 0',
  ])
  t.same(redis({ env: [{ name: 'A' }, 'B'] }), [
    'values: redis.env[1]: expected a Kubernetes EnvVar, got string "B"',
  ])
})

t.test('all errors are reported together', async (t) => {
  t.equal((said(user({ x: 1, namespace: { y: 1 }, redis: { replicas: 'a', mode: 'b' } })) as []).length, 4)
})

t.test('a required value that is missing says what it is for, with an example', async (t) => {
  const needy = group('', { nfs: group('', { server: requiredText('The server.', '10.0.0.5') }) })
  const errors = decoded([], needy)
  t.same(E.isLeft(errors) && errors.left.map(showError), [
    'nfs.server is required: The server. For example: --set nfs.server=10.0.0.5',
  ])
  t.ok(E.isLeft(decoded([user({ nfs: { server: null } })], needy)), 'null is not a value')
  t.ok(E.isRight(decoded([user({ nfs: { server: 'x' } })], needy)))
})

t.test('null takes a value back to its default, and an entry of an open map away', async (t) => {
  t.match(redis({ replicas: 5, tag: 'x', args: [] }, { replicas: null, tag: null, args: null }), {
    replicas: 1,
    tag: null,
    args: ['--a', '--b'],
  })
  t.same((redis({ labels: { b: 'c' } }, { labels: { app: null } }) as { labels: unknown }).labels, { b: 'c' })
  t.match(said(user({ redis: { replicas: 7 } }), user({ redis: null })), { redis: { replicas: 1 } })
  t.same(
    (redis({ requests: null }, { requests: { cpu: '9' } }) as { requests: unknown }).requests,
    { cpu: '9', memory: '2Gi' },
    'an open map that was taken away starts from its default again',
  )
})

t.test('a key is laid over the default of an open map; a list replaces its default', async (t) => {
  t.match(redis({ requests: { cpu: '500m' }, args: ['--c'] }), {
    requests: { cpu: '500m', memory: '2Gi' },
    args: ['--c'],
  })
})

t.test('a shorthand in one layer and the long form in another are one value', async (t) => {
  t.match(said(user({ namespace: 'a' }), user({ namespace: { create: false } })), {
    namespace: { name: 'a', create: false },
  })
  t.match(said(user({ namespace: { name: 'a', create: false } }), user({ namespace: 'b' })), {
    namespace: { name: 'b', create: false },
  })
})

t.test('quantities come out in their one spelling', async (t) => {
  t.match(redis({ size: '1024Mi', requests: { cpu: 0.5, memory: 1024 } }), {
    size: '1Gi',
    requests: { cpu: '500m', memory: '1024' },
  })
})

const positions: Positions = new Map([
  ['', { file: 'v.yaml', line: 1, column: 1 }],
  ['redis', { file: 'v.yaml', line: 1, column: 1 }],
  ['redis.args', { file: 'v.yaml', line: 2, column: 3 }],
  ['redis.args[0]', { file: 'v.yaml', line: 3, column: 5 }],
  ['redis.mode', { file: 'v.yaml', line: 4, column: 3 }],
  ['namespace', { file: 'v.yaml', line: 5, column: 1 }],
])

t.test('an error stands where the strongest layer wrote the value', async (t) => {
  const file = user({ redis: { args: [5], mode: 'x' }, namespace: 5 }, { origin: 'v.yaml', positions })
  t.same(said(file), [
    'v.yaml:5:1: namespace.name: expected a string, got number 5',
    'v.yaml:3:5: redis.args[0]: expected a non-empty string, got number 5',
    'v.yaml:4:3: redis.mode: expected one of open, closed, got string "x"',
  ])
  const set = user(
    {},
    { origin: '--set redis.mode=y', assignments: [{ path: ['redis', 'mode'], text: 'y', asString: false }] },
  )
  t.match(said(file, set), [/^v.yaml:5:1/, /^v.yaml:3:5/, /^--set redis.mode=y: redis.mode: .* "y"$/])
  t.same(placeOf([file], ['redis', 'size']), { origin: 'by default' })
})
