import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t from 'tap'
import { directoryOf } from './support/command.js'

// The package as its users get it: what `npm run build` makes, by the names of package.json.
const root = resolve('.')
if (!existsSync('dist/cli.cjs')) execFileSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' })
const manifest = JSON.parse(readFileSync('package.json', 'utf8'))

const subPaths: ReadonlyArray<string> = Object.keys(manifest.exports).filter(
  (path) => path !== './package.json',
)
const specifier = (path: string): string => `clearml-manifests${path.slice(1)}`

/** A project that has the package in its node_modules. */
const project = directoryOf(t, { 'package.json': '{"private": true}\n' })
mkdirSync(join(project, 'node_modules'))
symlinkSync(root, join(project, 'node_modules', 'clearml-manifests'), 'dir')

const node = (file: string, text: string): unknown => {
  writeFileSync(join(project, file), text)
  const { stdout, stderr, status } = spawnSync(process.execPath, [file], { cwd: project, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${file}: ${stderr}`)
  return JSON.parse(stdout)
}

/** What a sub-path must export at least. */
const exported: Readonly<Record<string, ReadonlyArray<string>>> = {
  '.': [
    'andThen',
    'build',
    'defaultValues',
    'overlay',
    'schema',
    'showError',
    'toJson',
    'toYaml',
    'valuesSchema',
  ],
  './dsl': [
    'add',
    'assert',
    'edit',
    'evaluate',
    'forced',
    'hidden',
    'list',
    'mix',
    'obj',
    'plus',
    'required',
  ],
  './presets': ['cloudReady', 'dev', 'presets', 'singleNode'],
  './overlays': [
    'cloud',
    'ephemeral',
    'expose',
    'hostpath',
    'nfs',
    'overlays',
    'argocd',
    'baseline',
    'restricted',
    'openshift',
  ],
  './patch': [
    'applyPatches',
    'customize',
    'parsePatches',
    'showKustomizationError',
    'showPatchError',
    'strategicMerge',
  ],
  './node': ['buildDirectory', 'loadDeployment', 'loadOverlay', 'run', 'showCommandError'],
}

t.test('every sub-path is imported and required, and both give the same names', async (t) => {
  t.strictSame(subPaths.toSorted(), Object.keys(exported).toSorted())
  for (const path of subPaths) {
    const name = JSON.stringify(specifier(path))
    const file = path.replace(/\W/g, '')
    const statically = node(
      `static${file}.mjs`,
      `import * as all from ${name}; console.log(JSON.stringify(Object.keys(all)))`,
    )
    const dynamically = node(
      `dynamic${file}.mjs`,
      `import(${name}).then((all) => console.log(JSON.stringify(Object.keys(all))))`,
    )
    const required = node(
      `required${file}.cjs`,
      `console.log(JSON.stringify(Object.keys(require(${name})).sort()))`,
    ) as string[]
    t.strictSame(dynamically, statically, `${path}, by import()`)
    t.strictSame(
      required.filter((key) => key !== '__esModule'),
      statically,
      `${path}, by require`,
    )
    t.match(new Set(statically as string[]), new Set(exported[path]), `${path} has its names`)
    // A module with an export `then` is taken for a promise by import().
    t.notOk((statically as string[]).includes('then'), path)
  }
})

const consumer = (how: (name: string, from: string) => string): string => `
${how('{ build, showError, toYaml, overlay, andThen }', 'clearml-manifests')}
${how('{ singleNode }', 'clearml-manifests/presets')}
${how('{ nfs }', 'clearml-manifests/overlays')}
${how('{ add }', 'clearml-manifests/dsl')}
const mine = overlay({ name: 'mine', edits: { webserver: { deployment: { metadata: { labels: { a: add('b') } } } } } })
const result = build({
  preset: singleNode,
  overlays: [andThen(nfs({ server: '10.0.0.5', path: '/exports/clearml' }), mine)],
  values: { namespace: { name: 'ml' } },
})
const wrong = build({ values: { namespace: { nam: 'x' } } })
console.log(JSON.stringify({
  stream: result._tag === 'Right' ? toYaml(result.right.manifests) : result.left.map(showError).join(),
  errors: wrong._tag === 'Left' ? wrong.left.map(showError) : [],
}))
`
const esm = consumer((names, from) => `import ${names} from '${from}'`)
const cjs = consumer((names, from) => `const ${names} = require('${from}')`)

t.test('the library works from ESM and from CommonJS, and gives the same bytes', async (t) => {
  const fromEsm = node('consumer.mjs', esm)
  t.match(fromEsm, {
    stream: /^apiVersion: v1\nkind: Namespace\nmetadata:\n {2}name: ml\n[\s\S]*server: "10\.0\.0\.5"/,
    errors: ['values: namespace.nam: no such value; did you mean name?'],
  })
  t.strictSame(node('consumer.cjs', cjs), fromEsm)
})

t.test('an overlay of one copy of the package is taken by the other', async (t) => {
  const mixed = `
import { createRequire } from 'node:module'
import { build } from 'clearml-manifests'
const require = createRequire(import.meta.url)
const { overlay } = require('clearml-manifests')
const { add } = require('clearml-manifests/dsl')
const mine = overlay({ name: 'mine', edits: { webserver: { deployment: { metadata: { labels: { mixed: add('yes') } } } } } })
const result = build({ overlays: [mine] })
console.log(JSON.stringify(result._tag === 'Right' ? JSON.stringify(result.right.manifests).includes('"mixed":"yes"') : result))
`
  t.equal(node('mixed.mjs', mixed), true)
})

t.test('the types work under nodenext, from ESM and from CommonJS', async (t) => {
  const types = `
import type { Build, BuildError, Overlay, Preset, Values, ValuesInput } from 'clearml-manifests'
import { build, overlay } from 'clearml-manifests'
import { add } from 'clearml-manifests/dsl'
import { run } from 'clearml-manifests/node'
import { nfs } from 'clearml-manifests/overlays'
import { singleNode } from 'clearml-manifests/presets'
const values: ValuesInput = { webserver: { replicas: 2 }, redis: null }
const input: Build = { preset: singleNode, overlays: [nfs({ server: 'a', path: '/x' })], values }
const result = build(input)
export const errors: ReadonlyArray<BuildError> = result._tag === 'Left' ? result.left : []
export const name = (v: Values): string => v.namespace.name
export const mine: Overlay = overlay({ name: 'mine', edits: { redis: { statefulSet: { metadata: { labels: { a: add('b') } } } } } })
export const preset: Preset = { name: 'mine', doc: '', example: '', values: {}, overlays: [mine] }
export const code: Promise<number> = run([], { cwd: '.', stdout: async () => undefined, stderr: () => undefined })
// @ts-expect-error a misspelt value
build({ values: { webserver: { replica: 2 } } })
// @ts-expect-error a misspelt field of an edit
overlay({ name: 'x', edits: { redis: { statefulSets: {} } } })
// @ts-expect-error a value of the wrong type
nfs({ server: 5 })
`
  const typed = directoryOf(t, {
    'package.json': '{"private": true, "type": "module"}\n',
    'esm.mts': types,
    'cjs.cts': types,
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2023'],
        strict: true,
        noEmit: true,
        types: [],
        rootDir: '.',
        preserveSymlinks: false,
      },
      include: ['*.mts', '*.cts'],
    }),
  })
  mkdirSync(join(typed, 'node_modules'))
  symlinkSync(root, join(typed, 'node_modules', 'clearml-manifests'), 'dir')
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', '.'], {
    cwd: typed,
    encoding: 'utf8',
  })
  t.equal(stdout, '')
})

t.test('the package holds what is needed and nothing else', async (t) => {
  const cache = directoryOf(t)
  const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
    env: { ...process.env, npm_config_cache: cache },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [{ files }] = JSON.parse(out) as readonly [
    { readonly files: ReadonlyArray<{ readonly path: string }> },
  ]
  const paths = files.map(({ path }) => path)
  for (const path of ['package.json', 'README.md', 'CHANGELOG.md', 'dist/cli.cjs', 'dist/cjs/package.json']) {
    t.ok(paths.includes(path), path)
  }
  const targets = Object.values(manifest.exports as Record<string, unknown>).flatMap(
    (target) => JSON.stringify(target).match(/\.\/[^"]+/g) ?? [],
  )
  for (const target of [...targets, manifest.main, manifest.types])
    t.ok(paths.includes(target.slice(2)), target)
  t.ok(
    paths.some((path) => path.startsWith('docs/')),
    'docs',
  )
  t.strictSame(
    paths.filter((path) => !/^(dist|docs)\/|^(package\.json|README\.md|CHANGELOG\.md|LICENSE)$/.test(path)),
    [],
    'no sources, no tests',
  )
  t.strictSame(
    paths.filter((path) => /\.test\.|node_modules|\.map$/.test(path)),
    [],
  )
})

t.test('what the built code imports is a dependency of the package', async (t) => {
  const out = execFileSync(
    'grep',
    [
      '-rhoE',
      '(from|import|require)\\(?\\s*[\'"][^\'".][^\'"]*[\'"]',
      'dist/esm',
      'dist/cjs',
      '--include=*.js',
      '--include=*.d.ts',
    ],
    { encoding: 'utf8' },
  )
  const names = new Set(
    out
      .split('\n')
      .flatMap((line) => /['"]([^'"]+)['"]/.exec(line)?.[1] ?? [])
      .filter((name) => !name.startsWith('node:'))
      .map((name) => (name.startsWith('@') ? name.split('/').slice(0, 2).join('/') : name.split('/')[0])),
  )
  const { dependencies } = manifest
  t.strictSame(
    [...names].filter((name) => name === undefined || !Object.hasOwn(dependencies, name)),
    [],
  )
})

t.test('the command of the package runs', async (t) => {
  const bin = join(project, 'node_modules/clearml-manifests', manifest.bin['clearml-manifests'])
  const { stdout, status } = spawnSync(bin, ['build', '--preset', 'dev'], { cwd: project, encoding: 'utf8' })
  t.equal(status, 0)
  t.match(stdout, /^apiVersion: v1\nkind: Namespace\n/)
  const version = spawnSync(bin, ['--version'], { encoding: 'utf8' })
  t.equal(version.stdout, `${manifest.version}\n`)
  writeFileSync(join(project, 'values.yaml'), 'redis:\n  storag: 1\n')
  const wrong = spawnSync(bin, ['build', '-f', 'values.yaml'], { cwd: project, encoding: 'utf8' })
  t.strictSame(
    [wrong.status, wrong.stdout, wrong.stderr],
    [2, '', 'error: values.yaml:2:3: redis.storag: no such value; did you mean storage?\n'],
  )
})
