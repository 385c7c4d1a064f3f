import fc from 'fast-check'
import t from 'tap'
import { equal, type Json } from '../../src/json.js'
import { mergePatch } from '../../src/patch/index.js'

t.test('the examples of RFC 7386', async (t) => {
  const examples: ReadonlyArray<readonly [value: Json, patch: Json, result: Json]> = [
    [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
    [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
    [{ a: 'b' }, { a: null }, {}],
    [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
    [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
    [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
    [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
    [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
    [
      ['a', 'b'],
      ['c', 'd'],
      ['c', 'd'],
    ],
    [{ a: 'b' }, ['c'], ['c']],
    [{ a: 'foo' }, null, null],
    [{ a: 'foo' }, 'bar', 'bar'],
    [{ e: null }, { a: 1 }, { e: null, a: 1 }],
    [[1, 2], { a: 'b', c: null }, { a: 'b' }],
    [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
  ]
  for (const [value, patch, result] of examples) {
    t.strictSame(mergePatch(value, patch), result, JSON.stringify(patch))
  }
})

t.test('merging twice is merging once', async (t) => {
  const json = fc
    .jsonValue()
    .filter((value) => !JSON.stringify(value).includes('__proto__')) as fc.Arbitrary<Json> // JSON
  fc.assert(
    fc.property(json, json, (value, patch) => {
      const before = JSON.stringify([value, patch])
      const once = mergePatch(value, patch)
      return equal(mergePatch(once, patch), once) && JSON.stringify([value, patch]) === before
    }),
  )
  t.pass('and changes neither')
})
