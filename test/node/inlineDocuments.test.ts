import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import * as yaml from 'yaml'
import { inlineDocuments } from '../../src/node/inlineDocuments.js'
import { showInputError } from '../../src/node/inputError.js'
import { showPosition } from '../../src/position.js'

const key = { file: 'k.yaml', line: 3, column: 5 }
const places = (text: string): ReadonlyArray<string> => {
  const read = inlineDocuments(yaml, text, 'k.yaml', key)
  if (E.isLeft(read)) return read.left.map(showInputError)
  return read.right.flatMap(({ positions = new Map() }) =>
    [...positions].map(([path, position]) => `${path} ${showPosition(position)}`),
  )
}

t.test('what stands in a block of text has its place in the file', async (t) => {
  // 3:     patch: |
  // 4:       a:
  // 5:         b: 1
  t.strictSame(places('a:\n  b: 1\n'), [' k.yaml:4:7', 'a k.yaml:4:7', 'a.b k.yaml:5:9'])
  t.strictSame(places('a: 1\n---\n- b\n'), [' k.yaml:4:7', 'a k.yaml:4:7', ' k.yaml:6:7', '[0] k.yaml:6:9'])
})

t.test('text of one line stands where its key does', async (t) => {
  t.strictSame(places('{a: 1}'), [' k.yaml:3:5', 'a k.yaml:3:5'])
})

t.test('faults have their places, too', async (t) => {
  t.match(places('a: 1\na: 2\n'), [/^k.yaml:5:7: /])
  t.match(places('a: 1\nb: c: d\n'), [/^k.yaml:5:10: /])
})

t.test('without a place of the key they are those of the text', async (t) => {
  const read = inlineDocuments(yaml, 'a: 1\n', 'text', undefined)
  t.match(read, E.right([{ value: { a: 1 }, place: { origin: 'text', position: { line: 1, column: 1 } } }]))
})
