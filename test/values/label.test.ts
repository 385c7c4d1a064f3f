import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { build, showError, type ValuesInput } from '../../src/index.js'
import { annotations, labels } from '../../src/values/label.js'

const errors = (values: ValuesInput): ReadonlyArray<string> => {
  const result = build({ values })
  return E.isLeft(result) ? result.left.map(showError) : []
}

t.test('labels have keys and values that Kubernetes takes', async (t) => {
  const good = { a: '', 'A.b_c-d': 'x', 'example.com/team': 'A-1', [`a.b/${'x'.repeat(63)}`]: 'y'.repeat(63) }
  t.strictSame(E.toUnion(labels.decode(good)), good)
  for (const key of [
    '',
    'a b',
    '-a',
    'a/',
    '/a',
    'a/b/c',
    'A.B/c',
    'ä',
    'x'.repeat(64),
    `${'x'.repeat(254)}/a`,
  ]) {
    t.ok(E.isLeft(labels.decode({ [key]: 'x' })), key)
  }
  for (const value of ['a b', 'a/b', '-a', 'a.', 'y'.repeat(64), 'a\n', 5]) {
    t.ok(E.isLeft(labels.decode({ a: value })), String(value))
  }
})

t.test('annotations have such keys too, and any text', async (t) => {
  const good = { 'Example.com/x': 'any text: at all\n', a: '' }
  t.strictSame(E.toUnion(annotations.decode(good)), good)
  t.ok(E.isLeft(annotations.decode({ 'a b': 'x' })))
  t.ok(E.isLeft(annotations.decode({ a: 5 })))
})

t.test('an error names the map and shows the key or the value that is wrong', async (t) => {
  t.match(errors({ labels: { 'a b': 'x' } }), [
    /^values: labels\["a b"\]: expected a key such as .*, got string "a b"$/,
  ])
  t.match(errors({ redis: { podLabels: { a: 'b c' } } }), [
    /^values: redis.podLabels.a: expected a string of letters, digits, .*, got string "b c"$/,
  ])
  t.match(errors({ pods: { nodeSelector: { disk: 's s' } } }), [/^values: pods.nodeSelector.disk: /])
  t.match(errors({ namespace: { labels: { a: 'b c' } } }), [/^values: namespace.labels.a: /])
  t.match(errors({ redis: { service: { annotations: { 'a b': '' } } } }), [
    /redis.service.annotations\["a b"\]: /,
  ])
  t.match(errors({ labels: 'x' as never }), [
    /^values: labels: expected a map, each value a string of letters/,
  ])
})

t.test('more than objects can hold is refused at once', async (t) => {
  const many = Object.fromEntries(Array.from({ length: 200_000 }, (_, i) => [`label${i}`, 'x']))
  t.strictSame(errors({ labels: many }), [
    'values: labels: expected a map of at most 256 KiB of text, got a map',
  ])
})
