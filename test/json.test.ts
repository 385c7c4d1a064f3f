import fc from 'fast-check'
import t from 'tap'
import { at, byCodePoint, equal, get, type Json, nearest, showPath } from '../src/json.js'

t.test('a path is shown as it is typed, and keys that are no plain words are quoted', async (t) => {
  t.equal(showPath([]), '')
  t.equal(showPath(['spec', 'containers', 0, 'name']), 'spec.containers[0].name')
  t.equal(showPath(['metadata', 'labels', 'a/b']), 'metadata.labels["a/b"]')
  t.equal(showPath(['a.b']), '["a.b"]')
})

t.test('only own keys are found', async (t) => {
  t.equal(get({}, 'toString'), undefined)
  t.equal(at({ a: [{ b: 1 }] }, ['a', 0, 'b']), 1)
  t.equal(at({ a: [1] }, ['a', 'length']), undefined)
  t.equal(at({ a: 'text' }, ['a', 0]), undefined)
})

t.test('equality does not see the order of keys, and sees everything else', async (t) => {
  t.ok(equal({ a: 1, b: [1, { c: null }] }, { b: [1, { c: null }], a: 1 }))
  t.notOk(equal({ a: 1 }, { a: 1, b: 1 }))
  t.notOk(equal([1, 2], [2, 1]))
  t.notOk(equal({}, []))
  t.notOk(equal(null, {}))
  fc.assert(
    fc.property(fc.jsonValue(), (value) => equal(value as Json, JSON.parse(JSON.stringify(value)))), // JSON by its name
    { numRuns: 50 },
  )
  t.pass('a copy is equal')
})

t.test('the order is that of code points', async (t) => {
  t.strictSame(['b', 'a', 'B', '\u{1f600}', '\uffee', 'aa', ''].toSorted(byCodePoint), [
    '',
    'B',
    'a',
    'aa',
    'b',
    '\uffee',
    '\u{1f600}',
  ])
})

t.test('near names are found by a few edits, best first', async (t) => {
  const known = ['replicas', 'resources', 'nfs', 'hostpath']
  t.strictSame(nearest('replica', known), ['replicas'])
  t.strictSame(nearest('nsf', known), ['nfs'])
  t.strictSame(nearest('HostPath', known), ['hostpath'])
  t.strictSame(nearest('zzzzzz', known), [])
})
