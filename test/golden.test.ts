import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { toYaml } from '../src/index.js'
import { built, goldenCases } from './support/streams.js'

// The streams as users get them, for people to read: `npm run snap` writes them anew, and the diff is reviewed.
const directory = 'test/golden'
const snap = process.env.CLEARML_MANIFESTS_SNAP === '1'

for (const { name, build } of goldenCases) {
  t.test(`${name} is the stream that was reviewed`, async (t) => {
    const file = join(directory, `${name}.yaml`)
    const stream = toYaml(built(build).manifests)
    if (snap) {
      mkdirSync(directory, { recursive: true })
      writeFileSync(file, stream)
    }
    t.ok(existsSync(file), `${file} exists`)
    t.equal(stream, readFileSync(file, 'utf8'))
  })
}

t.test('no golden file is left of a case that is gone', async (t) => {
  const names = goldenCases.map(({ name }) => `${name}.yaml`)
  t.same(
    readdirSync(directory).filter((file) => !names.includes(file)),
    [],
  )
})
