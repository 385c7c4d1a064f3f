import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import type { Json } from '../../src/json.js'
import { replacementOf } from '../../src/kustomization/replacement.js'
import { inWords } from './laid.js'

const of = (value: Json) => replacementOf(value, { place: { origin: 'k' } }, ['replacements', 0], 'strict')
const errors = (value: Json): ReadonlyArray<string> => {
  const result = of(value)
  return E.isLeft(result) ? inWords(result.left) : []
}

t.test('a source, targets and their options', async (t) => {
  const value = {
    source: { kind: 'Service', name: 'a', fieldPath: 'metadata.name' },
    targets: [
      {
        select: { kind: 'Pod' },
        reject: [{ name: 'b' }],
        fieldPaths: ['a.b'],
        options: { delimiter: '/', index: 1, create: true },
      },
    ],
  }
  t.match(of(value), E.right({ ...value, place: { origin: 'k' } }))
  t.match(
    of({ sourceValue: 'x', targets: [{ select: { kind: 'Pod' } }] }),
    E.right({ sourceValue: 'x', targets: [{ reject: [] }] }),
  )
})

t.test('what is wrong is named by its path, all at once', async (t) => {
  t.strictSame(errors({ sorce: {}, targets: [{ options: { index: 'a', delimitr: '/' } }] }), [
    'k: replacements[0].sorce: no such field; did you mean source?',
    'k: replacements[0].targets[0].options.index: expected an integer, got "a"',
    'k: replacements[0].targets[0].options.delimitr: no such field; did you mean delimiter?',
  ])
  t.strictSame(errors({ targets: [{}, { select: { kid: 'A' }, reject: [{ name: '(' }] }] }).length, 3)
  t.match(errors({ targets: [{}, { select: { kid: 'A' }, reject: [{ name: '(' }] }] }), [
    'k: replacements[0].targets[0].select: expected what the value is for, got null',
    'k: target.kid: no such field; did you mean kind?',
    /^k: target.name: "\(" is no regular expression/,
  ])
  t.match(errors(5), ['k: replacements[0]: expected a map, got 5'])
})

t.test('nothing is an error where nothing is expected of it', async (t) => {
  t.strictSame(of({ targets: null }), E.right({ targets: [], place: { origin: 'k' } }))
})
