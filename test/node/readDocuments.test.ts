import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import * as yaml from 'yaml'
import type { Json } from '../../src/json.js'
import { showInputError } from '../../src/node/inputError.js'
import { parseDocuments } from '../../src/node/readDocuments.js'

const data = (text: string): ReadonlyArray<Json> | ReadonlyArray<string> => {
  const read = parseDocuments(yaml, text, 'a.yaml')
  return E.isRight(read) ? read.right.map((one) => one.data) : read.left.map(showInputError)
}

t.test('documents in their order, empty ones left out', async (t) => {
  t.strictSame(data('---\na: 1\n---\n---\n# nothing\n---\n[b]\n...\n'), [{ a: 1 }, ['b']])
  t.strictSame(data(''), [])
  t.strictSame(data('\uFEFFa: 1'), [{ a: 1 }])
  t.strictSame(data('{"a": [1, null, true]}'), [{ a: [1, null, true] }])
})

t.test('scalars are those that kubectl reads', async (t) => {
  t.strictSame(data('[0755, 0o7, 0x1f, 1_000, 1e3, .5, ~, "y", 1:30, 2020-01-01, true, a]'), [
    [493, 7, 31, 1000, 1000, 0.5, null, 'y', '1:30', '2020-01-01', true, 'a'],
  ])
})

t.test('for Kustomize, an annotation is what was written, and null is null', async (t) => {
  const text =
    'metadata: {annotations: {a: 1.10, b: 0755, c: 2024-01-01, d: null, e: !!str 1, f: 1}, labels: {a: 1.10}}'
  const read = (words: 'kubectl' | 'kustomize') => {
    const documents = parseDocuments(yaml, text, 'a.yaml', words)
    return E.isRight(documents) ? documents.right[0]?.data : documents.left.map(showInputError)
  }
  t.strictSame(read('kustomize'), {
    metadata: {
      annotations: { a: '1.10', b: '0755', c: '2024-01-01', d: null, e: '1', f: '1' },
      labels: { a: 1.1 },
    },
  })
  t.match(read('kubectl'), { metadata: { annotations: { a: 1.1, b: 493 } } })
})

t.test('anchors and merge keys are read', async (t) => {
  t.strictSame(data('a: &a {x: 1}\nb: {<<: *a, y: 2}\n'), [{ a: { x: 1 }, b: { x: 1, y: 2 } }])
})

t.test('every fault is reported, with its place', async (t) => {
  t.match(data('a: 1\na: 2\n---\nb: 1\nb: 2\n'), [/^a.yaml:2:1: /, /^a.yaml:5:1: /])
  t.match(data('__proto__: 1\n'), [/^a.yaml:1:1: /])
  t.match(data('a: [1\n'), [/^a.yaml:\d+:\d+: /])
})
