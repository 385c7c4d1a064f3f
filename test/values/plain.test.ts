import fc from 'fast-check'
import t from 'tap'
import { frozen } from '../../src/values/frozen.js'
import { kindOf, messageOf, plain, plainMap } from '../../src/values/plain.js'

const faults = (value: unknown): unknown =>
  plain(value).faults.map(({ path, found }) => `${path.join('.')}: ${found}`)

/** Any JSON but the key that is refused, of which another test speaks. */
const plainJson = fc.jsonValue().filter((json) => !JSON.stringify(json).includes('__proto__'))

t.test('JSON comes back equal, as a frozen copy', async (t) => {
  fc.assert(
    fc.property(plainJson, (json) => {
      const { data, faults } = plain(json)
      t.strictSame(data, JSON.parse(JSON.stringify(json)))
      t.strictSame(faults, [])
      if (typeof json === 'object' && json !== null) t.ok(data !== json && Object.isFrozen(data))
    }),
    { numRuns: 50 },
  )
  const list = [1, { a: 2 }]
  plain({ list })
  t.notOk(Object.isFrozen(list), 'the argument stays as it is')
})

t.test('what is undefined in a map is left out, and no value in a list', async (t) => {
  t.strictSame(plain({ a: undefined, b: 1 }), { data: { b: 1 }, faults: [] })
  t.strictSame(faults([1, undefined]), ['1: undefined'])
  // biome-ignore lint/suspicious/noSparseArray: holes are what is looked at
  t.strictSame(faults({ a: [1, , 2] }), ['a.1: undefined'])
})

t.test('what JSON does not hold is found, with its place', async (t) => {
  class Point {
    readonly x = 1
  }
  t.strictSame(
    faults({
      a: () => 1,
      b: new Date(0),
      c: new Map(),
      d: new Point(),
      e: [Number.NaN, Number.POSITIVE_INFINITY],
      f: 10n,
      g: Symbol('s'),
      h: /x/,
    }),
    [
      'a: a function',
      'b: an instance of Date',
      'c: an instance of Map',
      'd: an instance of Point',
      'e.0: NaN',
      'e.1: Infinity',
      'f: a bigint',
      'g: a symbol',
      'h: an instance of RegExp',
    ],
  )
  t.strictSame(faults(JSON.parse('{"a": {"__proto__": {"x": 1}}}')), [
    'a.__proto__: a key that is not allowed',
  ])
  t.strictSame(plain(Object.create(null)), { data: {}, faults: [] }, 'an object without a prototype is a map')
  t.strictSame(plain(-0).data, 0)
})

t.test('cycles, depth and code that throws end in a fault', async (t) => {
  const ring: Record<string, unknown> = { a: {} }
  ring.a = { ring }
  t.strictSame(faults(ring), ['a.ring: an object that contains itself'])
  const shared = { x: 1 }
  t.strictSame(plain({ a: shared, b: shared }).faults, [], 'the same object twice is no cycle')
  let deep: unknown = 1
  for (let i = 0; i < 100_000; i++) deep = { deep }
  t.match(faults(deep), [/more than 200 levels/])
  const throws = {
    get a(): number {
      throw new Error('boom')
    },
  }
  t.strictSame(faults({ throws }), ['throws.a: a property that throws: boom'])
  const proxy = new Proxy(
    {},
    {
      ownKeys: () => {
        throw new Error('no keys')
      },
    },
  )
  t.strictSame(faults({ proxy }), ['proxy: an object that throws: no keys'])
  const nothing = new Proxy(
    {},
    {
      getPrototypeOf: () => {
        throw new Error('none')
      },
      get: () => {
        throw new Error('none')
      },
    },
  )
  t.strictSame(faults({ nothing }), ['nothing: an object of some class'])
})

t.test('values are a map', async (t) => {
  t.strictSame(plainMap({ a: 1 }), { data: { a: 1 }, faults: [] })
  t.strictSame(plainMap(5), { data: {}, faults: [{ path: [], found: 'a number' }] })
  t.strictSame(plainMap(['a']), { data: {}, faults: [{ path: [], found: 'a list' }] })
  t.strictSame(
    plainMap(() => 1),
    { data: {}, faults: [{ path: [], found: 'a function' }] },
  )
})

t.test('anything has a kind, and what was thrown has a text', async (t) => {
  t.strictSame([undefined, null, 1, 'x', [], {}, () => 1, new Set()].map(kindOf), [
    'undefined',
    'null',
    'a number',
    'a string',
    'a list',
    'an object',
    'a function',
    'an instance of Set',
  ])
  t.strictSame([new Error('e'), 'text', undefined, Object.create(null)].map(messageOf), [
    'e',
    'text',
    'undefined',
    'something that has no text',
  ])
})

t.test('freezing goes all the way down', async (t) => {
  const value = frozen({ a: [{ b: 1 }] })
  t.throws(() => Object.assign(value.a[0] ?? {}, { b: 2 }), TypeError)
  t.throws(() => value.a.push({ b: 3 }), TypeError)
  t.equal(frozen(5), 5)
  t.equal(frozen(null), null)
})
