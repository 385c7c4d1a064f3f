import fc from 'fast-check'
import t from 'tap'
import type { Json, JsonObject } from '../../src/json.js'
import { expand, layOver, merge, withoutNulls } from '../../src/values/merge.js'
import { freeForm, group, items, text, textList, texts } from '../../src/values/schema.js'

const leaf = fc.oneof(
  fc.constantFrom<Json>(1, 'x', true),
  fc.array(fc.constantFrom<Json>(1, 2, 'y'), { maxLength: 2 }),
)
/** Maps in which `m` and `n` are maps wherever they are, and `a` and `b` never. */
const { map } = fc.letrec<{ map: JsonObject }>((tie) => ({
  map: fc.record(
    {
      a: leaf,
      b: leaf,
      m: fc.oneof({ depthSize: 'small' }, fc.constant({}), tie('map')),
      n: fc.constant({}),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<JsonObject>, // a record of JSON
}))

t.test('merging maps of one shape is associative, idempotent, and has {} as identity', async (t) => {
  fc.assert(
    fc.property(map, map, map, (a, b, c) => {
      t.same(merge(merge(a, b), c), merge(a, merge(b, c)))
      t.same(merge(a, {}), a)
      t.same(merge({}, a), a)
      t.same(merge(a, a), a)
    }),
    { numRuns: 200 },
  )
})

t.test('maps merge, lists and scalars replace, null takes a key away', async (t) => {
  t.same(merge({ a: { x: 1, y: 2 }, l: [1, 2], s: 'old' }, { a: { y: 3 }, l: [9], s: 'new' }), {
    a: { x: 1, y: 3 },
    l: [9],
    s: 'new',
  })
  t.same(merge({ a: { x: 1, y: 2 }, b: 1 }, { a: { x: null }, b: null }), { a: { y: 2 } })
  t.same(merge({}, { a: { b: null, c: 1 } }), { a: { c: 1 } }, 'also where nothing is below')
  t.same(merge({ a: 1 }, { a: { b: 2 } }), { a: { b: 2 } }, 'a map replaces what is no map')
})

t.test('merging changes neither argument', async (t) => {
  fc.assert(
    fc.property(map, map, (a, b) => {
      const before = JSON.stringify([a, b])
      merge(a, b)
      t.equal(JSON.stringify([a, b]), before)
    }),
    { numRuns: 30 },
  )
})

const schema = group('', {
  namespace: group('', { name: text('clearml', '', 'ml') }, 'name'),
  labels: texts({ app: 'clearml' }, '', {}),
  extra: freeForm('', {}),
  list: textList('', [], undefined, ['a']),
  inner: group('', { requests: texts({ cpu: '1', memory: '2' }, '', {}) }),
})

t.test('a bare scalar is written out where the table has a shorthand, and nowhere else', async (t) => {
  t.same(expand(schema, { namespace: 'ml' }), { namespace: { name: 'ml' } })
  t.same(expand(schema, { namespace: { name: 'ml' } }), { namespace: { name: 'ml' } })
  t.same(expand(schema, { namespace: null }), { namespace: null }, 'null stays: it takes the group away')
  t.same(expand(schema, { namespace: ['ml'] }), { namespace: ['ml'] }, 'a list stays, to be refused')
  t.same(expand(schema, { inner: 5, labels: 'x', unknown: 1 }), { inner: 5, labels: 'x', unknown: 1 })
  t.same(expand(schema, { constructor: 'x' }), { constructor: 'x' }, 'keys of Object.prototype are no fields')
})

t.test('what is given of an open map is laid over its default, also after null took it away', async (t) => {
  t.same(layOver(schema, {}, { labels: { team: 'ml' } }), { labels: { app: 'clearml', team: 'ml' } })
  t.same(layOver(schema, {}, { inner: { requests: { cpu: '3' } } }), {
    inner: { requests: { cpu: '3', memory: '2' } },
  })
  const once = layOver(schema, {}, { labels: { app: null } })
  t.same(once, { labels: {} }, 'an entry that is taken away is away')
  t.same(layOver(schema, once, { labels: { team: 'ml' } }), { labels: { team: 'ml' } }, 'and stays away')
  const none = layOver(schema, once, { labels: null })
  t.same(none, {})
  t.same(layOver(schema, none, { labels: { team: 'ml' } }), { labels: { app: 'clearml', team: 'ml' } })
  t.same(
    layOver(schema, { labels: 'x' }, { labels: { a: 'b' } }),
    { labels: { a: 'b' } },
    'a map replaces what is no map',
  )
})

t.test('what is no open map is merged as anywhere', async (t) => {
  fc.assert(
    fc.property(map, map, (a, b) => {
      t.same(layOver(schema, a, b), merge(a, b))
    }),
    { numRuns: 50 },
  )
  t.same(layOver(schema, { list: ['b'] }, { list: ['c'] }), { list: ['c'] })
  t.same(layOver(schema, { inner: { x: 1 } }, { inner: null }), {})
})

const lists = group('', {
  one: items(group('', { name: text('a', '', 'b'), labels: texts({ app: 'x' }, '', {}) }, 'name'), '', []),
  free: freeForm('', {}),
})

t.test(
  'the items of a list of groups are expanded and laid over their defaults; the list replaces',
  async (t) => {
    t.same(expand(lists, { one: ['b', { labels: {} }, null, []], free: ['b'] }), {
      one: [{ name: 'b' }, { labels: {} }, null, []],
      free: ['b'],
    })
    t.same(layOver(lists, { one: [{ name: 'a' }, {}] }, { one: [{ name: null, labels: { b: 'c' } }, 5] }), {
      one: [{ labels: { app: 'x', b: 'c' } }, 5],
    })
  },
)

t.test('keys that are null go, and no default comes back', async (t) => {
  const data = { one: [{ name: null, labels: { app: null } }, null], free: { a: null, list: [{ a: null }] } }
  const without = { one: [{ labels: {} }, null], free: { list: [{ a: null }] } }
  t.same(withoutNulls(lists, data), without)
  t.same(withoutNulls(lists, without), without)
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 3 }), (any) => {
      const some = JSON.parse(JSON.stringify({ any }).replaceAll('__proto__', 'proto')) as JsonObject // a map
      t.same(withoutNulls(schema, some), merge({}, some), 'as merging does, where there is no list of groups')
    }),
    { numRuns: 100 },
  )
})
