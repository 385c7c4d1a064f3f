import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t from 'tap'
import { kustomizationFields } from '../src/kustomization/fields.js'
import { allowedWords } from '../src/patch/patch.js'
import { readCorpus } from './parity/kustomize/corpus.js'
import { differences } from './patch/differences.js'

const bin = resolve('dist/cli.cjs')
const kustomize = readFileSync('docs/kustomize.md', 'utf8')

/** The cells of the rows of all tables. */
const rows = kustomize
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()))

t.test('docs/kustomize.md has a row for each difference in patches, with its reason', async (t) => {
  for (const { what, why } of differences) t.equal(rows.find(([, cell]) => cell === what)?.[2], why, what)
})

t.test('docs/kustomize.md has a row for each difference in the corpus', async (t) => {
  const cases = Object.values(await readCorpus()).flat()
  const found = cases.flatMap(({ difference = [] }) => difference)
  t.ok(found.length > 10)
  for (const difference of found) {
    const reason = rows.find(([, cell]) => cell === difference)?.[2] ?? ''
    t.not(reason, '', difference)
  }
})

t.test('docs/kustomize.md has each field once, and says of each whether it is known', async (t) => {
  const [, table = ''] = /^## Fields\n([\s\S]*?)^## /m.exec(kustomize) ?? []
  const written = table
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => {
      const [, names = '', supported = ''] = line.split('|')
      return [...names.matchAll(/`(\w+)`/g)].map(
        ([, name = '']) => [name, supported.trim() === 'no'] as const,
      )
    })
  t.strictSame(
    written.toSorted(),
    Object.entries(kustomizationFields)
      .map(([name, shape]) => [name, shape._tag === 'Unsupported'] as const)
      .toSorted(),
  )
})

t.test('docs/patches.md shows what is printed', async (t) => {
  const page = readFileSync('docs/patches.md', 'utf8')
  for (const word of allowedWords) t.match(page, `| \`${word}\` |`)
  const cwd = t.testdir({})
  let count = 0
  for (const [, language, text = ''] of page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)) {
    const name = /^# (\S+\.yaml)\n/.exec(text)?.[1]
    if (language === 'yaml' && name !== undefined) writeFileSync(join(cwd, name), text)
    const commands = language === 'sh' ? text.trim().split('\n') : []
    const [, shown = '', output = ''] =
      language === 'text' ? (/^\$ (clearml-manifests .*)\n([\s\S]*)$/.exec(text) ?? []) : []
    for (const command of shown === '' ? commands.filter((one) => one.includes(' -o ')) : [shown]) {
      const [, ...args] = command.replace(/^npx /, '').split(' ')
      const { stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8' })
      if (shown === '') continue
      count++
      // What diff counts stands on standard error.
      t.equal(args[0] === 'diff' ? stdout : stderr, output, command)
    }
  }
  t.ok(count > 3)
})
