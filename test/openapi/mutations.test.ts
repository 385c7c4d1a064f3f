import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import * as yaml from 'yaml'
import { parseStream } from '../../src/node/readStream.js'
import { showSchemaFinding, validate } from '../../src/openapi/index.js'
import { examples } from './examples.js'
import { mutations } from './mutations.js'

/** All lines that are said about a text. */
const said = (text: string): ReadonlyArray<string> => {
  const documents = parseStream(yaml, text, 'x.yaml')
  if (E.isLeft(documents)) throw new Error(JSON.stringify(documents.left))
  return validate(documents.right).map(showSchemaFinding)
}

t.test('each planted fault gives one message, which names object, path and what was expected', async (t) => {
  for (const [example, from, to, says] of mutations) {
    const text = examples[example] ?? ''
    t.equal(text.split(from).length, 2, `${example} has it once: ${from}`)
    const lines = said(text.replace(from, () => to))
    t.same(
      lines.map((line) => line.replace(/^x\.yaml:\d+:\d+: /, '')),
      [says],
      `${example}: ${to}`,
    )
  }
  t.ok(mutations.length >= 100)
})

t.test('a message says the line where the slip is, or what holds it', async (t) => {
  const at = (example: string, from: string, to: string): string =>
    said((examples[example] ?? '').replace(from, () => to))[0]?.replace(/(:\d+:\d+): .*$/, '$1') ?? ''
  t.equal(at('namespace', 'name: shop', 'nam: shop'), 'x.yaml:5:3')
  t.equal(at('namespace', 'name: shop', 'name: Shop'), 'x.yaml:5:3')
  t.equal(at('list', '\n    data:', '\n    date:'), 'x.yaml:13:5', 'inside a List')
  t.equal(at('deployment', '  replicas: 3\n', '  replicas: x\n'), 'x.yaml:12:3')
})
