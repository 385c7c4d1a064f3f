import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { equal, type Json } from '../../src/json.js'
import { jsonPatch, type Operation, parseOperation } from '../../src/patch/index.js'

const tags = (value: Json, ...operations: ReadonlyArray<Operation>): unknown => {
  const patched = jsonPatch(value, operations)
  return E.isRight(patched) ? patched.right : `${patched.left.index} ${patched.left._tag}`
}

t.test('all six operations', async (t) => {
  t.strictSame(
    tags(
      { a: [1, 2], b: { c: 1 } },
      { op: 'test', path: '/a/1', value: 2 },
      { op: 'add', path: '/a/-', value: 3 },
      { op: 'add', path: '/a/0', value: 0 },
      { op: 'remove', path: '/a/1' },
      { op: 'replace', path: '/b/c', value: { 'x/y': 1 } },
      { op: 'move', from: '/b/c/x~1y', path: '/b/d' },
      { op: 'copy', from: '/a', path: '/e' },
      { op: 'add', path: '/e/-', value: 4 },
    ),
    { a: [0, 2, 3], b: { c: {}, d: 1 }, e: [0, 2, 3, 4] },
  )
})

t.test('the traps of fast-json-patch are closed', async (t) => {
  const value = { list: [1], map: {} }
  t.equal(tags(value, { op: 'replace', path: '/map/x', value: 1 }), '0 MissingPath', 'replace makes nothing')
  t.equal(tags(value, { op: 'remove', path: '/map/toString' }), '0 MissingPath', 'nothing is inherited')
  t.equal(tags(value, { op: 'copy', from: '/map/constructor', path: '/x' }), '0 MissingPath')
  t.equal(
    tags(value, { op: 'replace', path: '/list/length', value: 0 }),
    '0 MissingPath',
    'a list has items only',
  )
  t.equal(tags(value, { op: 'add', path: '/list/length', value: 0 }), '0 MissingPath')
  t.equal(tags(value, { op: 'remove', path: '/list/-' }), '0 MissingPath', '- is no item that is there')
  t.equal(tags(value, { op: 'add', path: '/list/01', value: 1 }), '0 MissingPath')
  t.equal(tags(value, { op: 'add', path: '/list/2', value: 1 }), '0 MissingPath')
  t.equal(tags(value, { op: 'add', path: '/__proto__/polluted', value: 1 }), '0 ForbiddenKey')
  t.equal(
    tags(
      value,
      { op: 'add', path: '/map/constructor', value: {} },
      { op: 'add', path: '/map/constructor/prototype', value: 1 },
    ),
    '1 ForbiddenKey',
  )
  t.equal(tags(value, { op: 'move', from: '/map', path: '/map/x' }), '0 MovedIntoItself')
  t.strictSame(tags(value, { op: 'move', from: '/map', path: '/map' }), value)
  t.strictSame(tags(value, { op: 'add', path: '/map/constructor', value: 1 }), {
    list: [1],
    map: { constructor: 1 },
  })
  t.equal(
    tags(value, { op: 'test', path: '/list', value: [1] }, { op: 'test', path: '/list', value: [2] }),
    '1 TestFailed',
  )
})

t.test('what is not there is told, with what is near', async (t) => {
  t.strictSame(
    jsonPatch({ spec: { replicas: 1 } }, [
      { op: 'test', path: '/spec/replicas', value: 1 },
      { op: 'replace', path: '/spec/replica', value: 2 },
    ]),
    E.left({
      _tag: 'MissingPath',
      pointer: '/spec/replica',
      missing: 'replica',
      nearest: ['replicas'],
      known: ['replicas'],
      index: 1,
      operation: { op: 'replace', path: '/spec/replica', value: 2 },
    }),
  )
})

t.test('neither value nor patch is changed, and the result shares nothing with the patch', async (t) => {
  const value = { a: { b: 1 } }
  const operations: ReadonlyArray<Operation> = [
    { op: 'add', path: '/c', value: { d: [] } },
    { op: 'add', path: '/c/d/-', value: 1 },
    { op: 'remove', path: '/a/b' },
  ]
  const before = JSON.stringify([value, operations])
  t.strictSame(tags(value, ...operations), { a: {}, c: { d: [1] } })
  t.equal(JSON.stringify([value, operations]), before)
})

t.test('add and remove of a key is nothing', async (t) => {
  const json = fc.dictionary(fc.string(), fc.jsonValue(), { maxKeys: 4 }) as fc.Arbitrary<{
    [key: string]: Json
  }> // JSON
  fc.assert(
    fc.property(json, fc.string(), fc.jsonValue(), (value, key, added) => {
      if (key === '__proto__' || Object.hasOwn(value, key) || JSON.stringify(value).includes('__proto__'))
        return true
      const path = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
      const result = jsonPatch(value, [
        { op: 'add', path, value: added as Json }, // JSON
        { op: 'remove', path },
      ])
      return E.isRight(result) && equal(result.right, JSON.parse(JSON.stringify(value)))
    }),
  )
  t.pass('for any value and key')
})

t.test('operations are read strictly, but for what RFC 6902 leaves out', async (t) => {
  const read = (value: Json): unknown => parseOperation(value, 'strict')
  t.strictSame(
    read({ op: 'add', path: '/a', value: null, note: 'x' }),
    E.right({ op: 'add', path: '/a', value: null }),
  )
  t.strictSame(read({ op: 'remove', path: '' }), E.right({ op: 'remove', path: '' }))
  t.strictSame(read({ op: 'move', path: '/a', from: '/b' }), E.right({ op: 'move', path: '/a', from: '/b' }))
  const fault = (value: Json): unknown => {
    const result = parseOperation(value, 'strict')
    return E.isLeft(result) ? result.left.path.join('.') : result
  }
  t.equal(fault({ op: 'add', path: '/a' }), 'value')
  t.equal(fault({ op: 'copy', path: '/a' }), 'from')
  t.equal(fault({ op: 'insert', path: '/a', value: 1 }), 'op')
  t.equal(fault({ op: 'remove', path: 'spec/a' }), 'path')
  t.equal(fault(['remove', '/a']), '')
})
