import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import * as yaml from 'yaml'
import { findings } from '../../src/findings.js'
import { rules } from '../../src/lint/index.js'
import { parseStream } from '../../src/node/readStream.js'
import { currentKubeVersion } from '../../src/openapi/index.js'
import { lintMutations, sound } from './mutations.js'

/** What `validate` says of a text, line by line, without the place in the file. */
const said = (text: string): ReadonlyArray<string> => {
  const documents = parseStream(yaml, text, 'x.yaml')
  if (E.isLeft(documents)) throw new Error(JSON.stringify(documents.left))
  const { lines } = findings(documents.right, { version: currentKubeVersion, crds: [], ignores: [] })
  return lines.map((line) => line.text.replace(/^x\.yaml:\d+:\d+: /, ''))
}

t.test('each slip gives one message, with the id of the rule that found it', async (t) => {
  t.same(said(sound), [], 'without a slip there is nothing to say')
  for (const [from, to, says] of lintMutations) {
    t.equal(sound.split(from).length, 2, `it is there once: ${from}`)
    t.same(said(sound.replace(from, () => to)), [says])
  }
})

t.test('there is a slip for each rule', async (t) => {
  const found = new Set(lintMutations.map(([, , says]) => /\[(\w+)\]$/.exec(says)?.[1]))
  t.same([...found].sort(), rules.map(({ id }) => id).sort())
})
