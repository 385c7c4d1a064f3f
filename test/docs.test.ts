import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { transformSync } from 'esbuild'
import t from 'tap'
import { overlays } from '../overlays/index.js'
import { presets } from '../presets/index.js'
import { rules } from '../src/lint/index.js'
import { PUBLISHED } from '../src/lint/published.js'
import { needs } from './support/which.js'

// Every page is followed as a reader would: its YAML files are saved, its commands run there, its TypeScript runs.
// A block whose first line is `# name.yaml`, `// name.mjs` or `// name.jsonnet` is a file; of a shell line, the parts that
// are our command are run.

const root = process.cwd()
const bin = resolve('dist/cli.cjs')
const below = (folder: string): ReadonlyArray<string> =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name))
const pages = ['README.md', ...below('docs')]

interface Block {
  readonly language: string
  readonly text: string
}

const blocks = (page: string): ReadonlyArray<Block> =>
  [...readFileSync(page, 'utf8').matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    text: match[2] ?? '',
  }))

/** How the block of a file begins, by its language. */
const names: Readonly<Record<string, RegExp>> = {
  yaml: /^# (\S+\.yaml)\n/,
  js: /^\/\/ (\S+\.m?js)\n/,
  jsonnet: /^\/\/ (\S+\.(?:jsonnet|libsonnet))\n/,
}

/** The calls of our command in a shell block, as lists of arguments. */
const calls = (text: string): ReadonlyArray<ReadonlyArray<string>> =>
  text
    .replace(/\\\n\s*/g, '')
    .split('\n')
    .flatMap((line) => line.split(/\s(?:\||&&)\s/))
    .flatMap((part) => {
      const match = /^\s*(?:npx clearml-manifests|node dist\/cli\.cjs)(\s.*)?$/.exec(part)
      return match === null
        ? []
        : [
            // A word, or a text in single quotes, as a shell reads them.
            [...(match[1] ?? '').matchAll(/'([^']*)'|(\S+)/g)].map(
              ([, quoted, word]) => quoted ?? word ?? '',
            ),
          ]
    })

t.before(() => {
  if (!existsSync(bin)) execFileSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' })
})

for (const page of pages) {
  t.test(`${page} can be followed line by line`, async (t) => {
    const cwd = t.testdir({})
    for (const { language, text } of blocks(page)) {
      const name = names[language]
      const file = name?.exec(text)?.[1]
      if (file !== undefined) writeFileSync(join(cwd, file), text)
      else if (language === 'yaml') t.fail(`a YAML block without a name: ${text}`)
      if (language === 'sh') {
        for (const args of calls(text)) {
          const { skip } = needs(...(args.some((arg) => arg.endsWith('.jsonnet')) ? ['jsonnet'] : []))
          if (skip !== false) continue
          const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
            cwd,
            encoding: 'utf8',
          })
          t.equal(status, 0, `${args.join(' ')}\n${stderr}`)
          const silent =
            (['build', 'secrets'].includes(args[0] ?? '') && args.includes('-o')) || args[0] === 'validate'
          if (!silent) t.not(stdout, '', args.join(' '))
        }
      }
      if (language === 'ts') {
        const program = join(cwd, 'example.mjs')
        writeFileSync(program, transformSync(text, { loader: 'ts', format: 'esm' }).code)
        const { status, stdout, stderr } = spawnSync(process.execPath, [program], { cwd, encoding: 'utf8' })
        t.equal(status, 0, `${text}\n${stderr}`)
        for (const [, expected] of text.matchAll(/\/\/ => (.*)$/gm)) t.match(stdout, expected ?? '', text)
      }
    }
  })
}

t.test('the TypeScript of the pages has the types that it claims', async (t) => {
  const cwd = t.testdir({})
  const files = pages.flatMap((page) =>
    blocks(page)
      .filter(({ language }) => language === 'ts')
      .map(({ text }, i) => {
        const file = join(cwd, `${page.replace(/\W/g, '-')}-${i}.mts`)
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, text)
        return file
      }),
  )
  const flags = '--noEmit --strict --module nodenext --target es2022 --skipLibCheck --types node'.split(' ')
  const tsc = join(root, 'node_modules/typescript/bin/tsc')
  const { status, stdout } = spawnSync(process.execPath, [tsc, '--ignoreConfig', ...flags, ...files], {
    encoding: 'utf8',
  })
  t.equal(status, 0, stdout)
})

t.test('the error in the README is the one that the command gives', async (t) => {
  const example = blocks('README.md').find(({ text }) => text.startsWith('# clearml.yaml'))?.text ?? ''
  const cwd = t.testdir({ 'clearml.yaml': example.replace('    resources:', '    resorces:') })
  const { status, stderr } = spawnSync(process.execPath, [bin, 'build'], { cwd, encoding: 'utf8' })
  t.equal(status, 2)
  t.ok(readFileSync('README.md', 'utf8').includes(stderr.trim()), stderr)
})

t.test('the pages name every overlay, preset, error and dependency', async (t) => {
  const page = (name: string): string => readFileSync(join('docs', name), 'utf8')
  for (const name of Object.keys(overlays)) t.match(page('overlays.md'), `| \`${name}\` |`)
  for (const { name } of presets) t.match(page('overlays.md'), `| \`${name}\` |`)
  const tags = [
    'src/values/error.ts',
    'src/stack.ts',
    'src/dsl/error.ts',
    'src/lint/finding.ts',
    'src/previous/finding.ts',
    'src/lint/ignore.ts',
    'src/node/inputError.ts',
    'src/node/overlayError.ts',
    'src/node/commandError.ts',
    'src/values/assignment.ts',
  ]
    .flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/readonly _tag: '(\w+)'/g)])
    .map((match) => match[1] ?? '')
  t.ok(tags.length > 30)
  for (const tag of tags) t.match(page('errors.md'), `| \`${tag}\` |`)
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8'))
  for (const name of Object.keys(dependencies)) t.match(page('dependencies.md'), `| \`${name}\` |`)
})

t.test('docs/values.md and docs/cli.md are what the command prints', async (t) => {
  for (const [file, args] of [
    ['docs/values.md', ['values']],
    ['docs/cli.md', ['build', '--help']],
  ] as const) {
    const { stdout } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' })
    t.ok(
      readFileSync(file, 'utf8').includes(stdout.trim()),
      `${file} holds the output of ${args.join(' ')}: npm run snap`,
    )
  }
})

t.test('docs/pod-security.md holds the levels of today', async (t) => {
  const { stdout } = spawnSync(process.execPath, ['scripts/podSecurity.mjs'], { encoding: 'utf8' })
  t.equal(readFileSync('docs/pod-security.md', 'utf8'), stdout, 'npm run snap')
})

/** The page about published keys shows none: its placeholder stands for one. */
const withDefaultKey = (text: string): string =>
  text.replace(/<the default of apiserverKey in the chart clearml>/, () => {
    const [, key = ''] =
      PUBLISHED.find(([name]) => name === 'clearml.apiserverKey of the chart clearml') ?? []
    return key
  })

t.test('each lint rule has a row and a page, and finds what its page shows', async (t) => {
  const index = readFileSync('docs/lint.md', 'utf8')
  t.strictSame(readdirSync('docs/lint').toSorted(), rules.map(({ id }) => `${id}.md`).toSorted())
  for (const { id, severity } of rules) {
    t.match(
      index,
      new RegExp(`^\\| \\[\`${id}\`\\]\\(lint/${id}\\.md\\) \\| .* \\| ${severity} \\| ${severity}\\b`, 'm'),
    )
    const page = join('docs/lint', `${id}.md`)
    const text = readFileSync(page, 'utf8')
    t.match(text, id === 'publishedCredentials' ? 'cannot be switched off' : `\`--ignore ${id}\``)
    const [found, printed, mended] = blocks(page)
    const cwd = t.testdir({
      'web.yaml': withDefaultKey(found?.text ?? ''),
      'mended.yaml': mended?.text ?? '',
    })
    const validate = (file: string) =>
      spawnSync(process.execPath, [bin, 'validate', file], { cwd, encoding: 'utf8' })
    const { stdout, status } = validate('web.yaml')
    t.equal(stdout, printed?.text, page)
    t.equal(status, severity === 'error' ? 1 : 0, page)
    t.equal(text.includes('ends with exit code 1'), severity === 'error', page)
    t.ok(
      stdout.split('\n').every((line) => line === '' || line.endsWith(` [${id}]`)),
      page,
    )
    t.notMatch(validate('mended.yaml').stdout, `[${id}]`, page)
  }
})

t.test('docs/validate.md shows what is printed', async (t) => {
  const shown = blocks(join('docs', 'validate.md'))
  const shop = shown.find(({ text }) => text.startsWith('# shop.yaml'))?.text ?? ''
  const web = shown.find(({ text }) => text.startsWith('# web.yaml'))?.text ?? ''
  const cwd = t.testdir({ 'shop.yaml': shop, 'web.yaml': web.replace('PullPolicy', 'PullPolcy') })
  for (const file of ['shop.yaml', 'web.yaml']) {
    const { stdout } = spawnSync(process.execPath, [bin, 'validate', file], { cwd, encoding: 'utf8' })
    t.ok(
      shown.some(({ language, text }) => language === 'text' && text === stdout),
      stdout,
    )
  }
})

t.test('links between pages lead somewhere', async (t) => {
  for (const file of [...pages, 'ARCHITECTURE.md', 'CONTRIBUTING.md']) {
    for (const [, target] of readFileSync(file, 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)) {
      t.ok(existsSync(join(dirname(file), target ?? '')), `${file}: ${target}`)
    }
  }
})
