import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, symlinkSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { build, showError } from '../../src/index.js'
import { type LoadOverlay, loadDeployment, loadOverlay, showCommandError } from '../../src/node/index.js'
import { commandIn, directoryOf, errorsOf, type Files, printed, refused } from '../support/command.js'

const scrape = `
export default ({ overlay, dsl: { add } }, { port = 8008, team = null }) =>
  overlay({
    name: 'scrape',
    values: { apiserver: { podAnnotations: { 'prometheus.io/port': String(port) } } },
    edits: { webserver: { deployment: { metadata: { annotations: { team: add(team) } } } } },
    objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'extra' } }],
  })
`
const files: Files = { 'scrape.mjs': scrape }

t.test('a path has a slash in it, or ends as files do; all else is a name', async (t) => {
  t.match(await printed(t, 'build --overlay scrape.mjs', files), /port: "8008"/)
  t.match(await printed(t, 'build --overlay ./scrape.mjs', files), /port: "8008"/)
  t.strictSame(await refused(t, 'build --overlay scrape', files), [
    '--overlay: no overlay "scrape"; there are hostpath, nfs, cloud, ephemeral, expose, agents, serving, argocd, baseline, restricted, openshift',
  ])
  t.strictSame(await refused(t, 'build --overlay ./nfs', files), [
    'nfs: cannot be read: no such file or directory',
  ])
})

t.test('the values, edits and objects of a file are in the stream, in its namespace and order', async (t) => {
  const out = await printed(t, 'build --overlay scrape.mjs --namespace ml --set scrape.team=data', files)
  t.match(out, /kind: ConfigMap\nmetadata:\n {2}name: extra\n {2}namespace: ml\n/)
  t.match(out, /team: data/)
  t.ok(out.indexOf('name: extra') < out.indexOf('kind: Deployment'))
})

t.test('parameters stand under the name of the file: in flags, values files and clearml.yaml', async (t) => {
  const port = async (argv: string, more: Files = {}): Promise<string | undefined> =>
    /prometheus.io\/port: "(\d+)"/.exec(await printed(t, argv, { ...files, ...more }))?.[1]
  t.equal(await port('build --overlay scrape.mjs --set scrape.port=1'), '1')
  t.equal(await port('build --overlay scrape.mjs -f v.yaml', { 'v.yaml': 'scrape: {port: 2}\n' }), '2')
  const deployment = { 'clearml.yaml': 'overlays: [{path: ./scrape.mjs, values: {port: 3}}]\n' }
  t.equal(await port('build', deployment), '3')
  t.equal(await port('build --set scrape.port=4', deployment), '4')
  t.equal(await port('build --set scrape.port=null', deployment), '8008')
  t.equal(
    await port('build', { 'clearml.yaml': 'overlays: [scrape.mjs]\nvalues: {scrape: {port: 5}}\n' }),
    '5',
  )
})

t.test('a parameter that the file does not know is an error at its place', async (t) => {
  t.strictSame(await refused(t, 'build --overlay scrape.mjs --set scrape.prot=1', files), [
    '--set scrape.prot=1: scrape.prot: no such value; did you mean port?',
  ])
  t.strictSame(
    await refused(t, 'build', {
      ...files,
      'clearml.yaml': 'overlays:\n  - path: ./scrape.mjs\n    values:\n      prot: 1\n',
    }),
    ['clearml.yaml:4:7: scrape.prot: no such value; did you mean port?'],
  )
  const plain = { 'plain.mjs': `export default (lib) => lib.overlay({ name: 'x' })` }
  t.strictSame(await refused(t, 'build --overlay plain.mjs --set plain.a=1', plain), [
    '--set plain.a=1: plain.a: no such value; there are none',
  ])
  t.strictSame(await refused(t, 'build --overlay scrape.mjs --set scrape=1', files), [
    '--set scrape=1: scrape: expected a JSON object, got number 1',
  ])
})

t.test('who lists the parameters knows all of them', async (t) => {
  const all = `export default (lib, parameters) => lib.overlay({ name: 'all', values: { labels: { ...parameters } } })`
  t.match(await printed(t, 'build --overlay all.mjs --set all.team=ml', { 'all.mjs': all }), /team: ml/)
})

t.test('a table of the overlay judges what stands under its name', async (t) => {
  const typed = `
export default ({ overlay, schema, ownValues }) => {
  const table = schema.group('Mine.', { replicas: schema.integer(2, 'Replicas.', 3) })
  const own = ownValues('typed', table)
  return overlay({ name: 'typed', schema: table, edits: {
    webserver: { deployment: { spec: { replicas: ({ $ }) => own($.values).replicas } } },
  } })
}
`
  const cwd = { 'typed.mjs': typed }
  t.match(await printed(t, 'build --overlay typed.mjs --set typed.replicas=7', cwd), /replicas: 7\n/)
  t.strictSame(await refused(t, 'build --overlay typed.mjs --set typed.replicas=x,typed.a=1', cwd), [
    '--set typed.replicas=x,typed.a=1: typed.a: no such value; there are replicas',
    '--set typed.replicas=x,typed.a=1: typed.replicas: expected an integer of at least 0, got string "x"',
  ])
})

t.test('a name that belongs to something else takes no parameters', async (t) => {
  const redis = { 'redis.mjs': `export default (lib, { a }) => lib.overlay({ name: 'mine' })` }
  t.strictSame(await refused(t, 'build --overlay redis.mjs', redis), [
    'redis.mjs: its parameters would stand under redis, which is a part of every installation; rename it',
  ])
  const without = {
    'redis.mjs': `export default (lib) => lib.overlay({ name: 'mine', values: { labels: { a: 'b' } } })`,
  }
  t.match(await printed(t, 'build --overlay redis.mjs --set redis.storage.size=9Gi', without), /storage: 9Gi/)
  const values = { ...without, 'clearml.yaml': 'overlays: [{path: redis.mjs, values: {storage: 1}}]\n' }
  t.match(await refused(t, 'build', values), [/^redis.mjs: its parameters would stand under redis/])
  const two = { 'a/x.mjs': scrape, 'b/x.mjs': scrape }
  t.strictSame(await refused(t, 'build --overlay a/x.mjs --overlay b/x.mjs', two), [
    'b/x.mjs: its parameters would stand under x, which is the name of a/x.mjs; rename it',
  ])
})

t.test('paths in clearml.yaml are relative to it, and flags come after it', async (t) => {
  const deployed: Files = {
    'deploy/clearml.yaml': 'overlays: [./scrape.mjs]\n',
    'deploy/scrape.mjs': scrape,
    'other.mjs': `export default (lib) => lib.overlay({ name: 'other', values: { labels: { a: 'flag' } } })`,
  }
  t.match(await printed(t, 'build --deployment deploy/clearml.yaml', deployed), /port: "8008"/)
  const both = 'build --deployment deploy/clearml.yaml --overlay other.mjs --overlay deploy/scrape.mjs'
  t.match(await printed(t, both, deployed), /a: flag/)
  t.notMatch(
    await printed(t, 'build --deployment deploy/clearml.yaml --no-overlay scrape', deployed),
    /prometheus/,
  )
  t.strictSame(
    await refused(t, 'build', { 'clearml.yaml': 'overlays: [{path: ./a.mjs, name: nfs}, ./b.mjs]\n' }),
    ['clearml.yaml:1:12: overlays[0]: expected a name or a path, not both, got a map'],
  )
  t.strictSame(await refused(t, 'build', { 'clearml.yaml': 'overlays: [./b.mjs]\n' }), [
    'b.mjs: cannot be read: no such file or directory',
  ])
})

t.test('a file that is taken away is not read', async (t) => {
  const broken = {
    'broken.mjs': 'throw new Error("boom")',
    'clearml.yaml': 'overlays: [{path: broken.mjs, values: {a: 1}}]\n',
  }
  t.equal(await printed(t, 'build --no-overlay broken', broken), await printed(t, 'build'))
})

t.test('--no-overlay takes away all of a file, and the values that clearml.yaml gives it', async (t) => {
  const two = `export default ({ overlay, andThen }, { a }) => andThen(
  overlay({ name: 'one', values: { labels: { one: 'x' } } }), overlay({ name: 'two', values: { labels: { two: 'x' } } }))`
  const cwd = { 'both.mjs': two, 'clearml.yaml': 'overlays: [{path: both.mjs, values: {a: 1}}]\n' }
  t.match(await printed(t, 'build', cwd), /one: x\n[\s\S]*two: x\n/)
  t.notMatch(await printed(t, 'build --no-overlay both', cwd), /(one|two): x\n/)
})

t.test(
  'a default export may be an overlay, or come from CommonJS; a function may be asynchronous',
  async (t) => {
    const lib = `const { overlay } = await import(${JSON.stringify(resolve('src/index.ts'))})`
    const labelled = (name: string): string =>
      `overlay({ name: '${name}', values: { labels: { ${name}: 'x' } } })`
    const cwd: Files = {
      'plain.mjs': `${lib}\nexport default ${labelled('plain')}`,
      'late.mjs': `export default async ({ overlay }) => ${labelled('late')}`,
      'common.js': `module.exports = ({ overlay }) => ${labelled('common')}`,
      'compiled.js': `exports.__esModule = true; exports.default = ({ overlay }) => ${labelled('compiled')}`,
      'esm.js': `export default ({ overlay }) => ${labelled('esm')}`,
      'package.json': '{"type": "commonjs"}\n',
      'sub/package.json': '{"type": "module"}\n',
      'sub/esm.js': `export default ({ overlay }) => ${labelled('esm')}`,
    }
    for (const path of ['plain.mjs', 'late.mjs', 'common.js', 'compiled.js', 'sub/esm.js']) {
      t.match(await printed(t, `build --overlay ${path}`, cwd), /(plain|late|common|compiled|esm): x\n/, path)
    }
  },
)

/** The errors of a module. */
const of = (
  t: Parameters<typeof refused>[0],
  text: string,
  more: Files = {},
): Promise<ReadonlyArray<string>> =>
  refused(t, 'build --overlay sub/mine.mjs', { 'sub/mine.mjs': text, ...more })

t.test('what is wrong with a file is one error with its name and place', async (t) => {
  t.strictSame(await of(t, '\n  throw new Error("boom\\nmore")\n'), ['sub/mine.mjs:2:9: boom'])
  t.strictSame(await of(t, 'export default () => {\n  throw new Error("boom")\n}\n'), [
    'sub/mine.mjs:2:9: boom',
  ])
  t.strictSame(await of(t, 'export default async () => { throw 5 }'), ['sub/mine.mjs: 5'])
  t.strictSame(await of(t, 'export default {\n  a: 1,,\n}\n'), ["sub/mine.mjs:2:8: Unexpected token ','"])
  t.match(await of(t, `import './bad.mjs'`, { 'sub/bad.mjs': 'let a = ;' }), [
    /^sub\/mine.mjs: Unexpected token ';' \(in a file that it imports\)$/,
  ])
  t.match(await of(t, `export { a as default } from './b.mjs'`, { 'sub/b.mjs': '' }), [
    /^sub\/mine.mjs:1:\d+: The requested module '.\/b.mjs' does not provide an export named 'a'$/,
  ])
  t.match(await of(t, `import './no.mjs'`), [/^sub\/mine.mjs: Cannot find module '.*no.mjs'$/])
  const either =
    'expected an overlay, made with overlay({…}), as its default export, or a function (lib, parameters) => overlay'
  t.strictSame(await of(t, 'export const mine = 1'), [`sub/mine.mjs: ${either}, got none`])
  t.strictSame(await of(t, `export default { name: 'mine' }`), [`sub/mine.mjs: ${either}, got an object`])
  t.strictSame(await of(t, 'export default () => [1]'), [
    'sub/mine.mjs: expected an overlay from its function, made with lib.overlay, got a list',
  ])
  t.match(await of(t, `export default (lib) => lib.overlay({ name: 'mine', edit: {} })`), [
    'overlay mine (sub/mine.mjs): edit: expected a key such as edits, got one that is not known',
  ])
  t.match(await of(t, `export default (lib) => lib.overlay({ name: 'mine', objects: {} })`), [
    'overlay mine (sub/mine.mjs): objects: expected a list of manifests, got an object',
  ])
  const late = `export default (lib) => lib.overlay({ name: 'mine', edits: { redis: () => { throw new Error('late') } } })`
  t.strictSame(await of(t, late), ['Evaluation failed at redis, in overlay mine (sub/mine.mjs): late'])
})

t.test('a path that is no overlay says what is one', async (t) => {
  const cwd = { 'empty/kustomization.yaml': '', 'dir/a.yaml': '', 'patch.yaml': '', 'x.ts': '' }
  const flags = 'build --overlay ./empty --overlay ./dir --overlay patch.yaml --overlay x.ts'
  t.strictSame(await refused(t, flags, cwd), [
    'empty/kustomization.yaml: is empty; expected a map with fields such as resources',
    'dir: has no kustomization.yaml, kustomization.yml, Kustomization',
    'patch.yaml: is empty; expected patches',
    'x.ts: is a file of another kind; an overlay is a name, a directory with a kustomization.yaml, or a file that ends in .mjs, .js, .jsonnet, .yaml, .yml, .json',
  ])
})

t.test('the stack of a throw is shown with --debug', async (t) => {
  const cwd = directoryOf(t, { 'boom.mjs': 'export default () => {\n  throw new Error("boom")\n}\n' })
  const { code, err } = await commandIn(cwd, 'build --overlay boom.mjs --debug')
  t.equal(code, 2)
  t.match(err, ['error: boom.mjs:2:9: boom', 'Error: boom', /at .*boom\.mjs:2:9/])
})

t.test('loadOverlay gives the overlay of a file to the library', async (t) => {
  const cwd = directoryOf(t, files)
  const stream = async (path: string, options: LoadOverlay = {}): Promise<string> => {
    const loaded = await loadOverlay(path, { cwd, ...options })()
    if (E.isLeft(loaded)) return loaded.left.map(showCommandError).join('\n')
    const built = build({ overlays: [loaded.right] })
    return E.isLeft(built) ? built.left.map(showError).join('\n') : JSON.stringify(built.right.manifests)
  }
  t.match(await stream('scrape.mjs'), '"prometheus.io/port":"8008"')
  t.match(await stream(join(cwd, 'scrape.mjs'), { parameters: { port: 9 } }), '"prometheus.io/port":"9"')
  t.equal(
    await stream('scrape.mjs', { parameters: { prot: 9 } }),
    'parameters: scrape.prot: no such value; did you mean port?',
  )
  t.equal(
    await stream('scrape.mjs', { parameters: { port: () => 9 } }),
    'parameters: port: expected plain data, got a function',
  )
  t.equal(await stream('no.mjs'), 'no.mjs: cannot be read: no such file or directory')
})

t.test('loadDeployment says which overlays are files, and where they are', async (t) => {
  const cwd = directoryOf(t, {
    'a/clearml.yaml': 'overlays: [nfs, {path: ./scrape.mjs, values: {port: 1}}]\n',
  })
  const loaded = await loadDeployment('a/clearml.yaml', cwd)()
  const path = join(cwd, 'a/scrape.mjs')
  t.match(loaded, {
    right: {
      overlays: [
        { name: 'nfs' },
        { name: './scrape.mjs', file: { path, file: 'a/scrape.mjs', name: 'scrape' } },
      ],
      layers: [{ overlay: path, values: { scrape: { port: 1 } } }, {}],
    },
  })
})

// As users have it: the command as it ships, in a folder without node_modules, and with a copy of the package there.
const cli = resolve('dist/cli.cjs')
if (!existsSync(cli)) execFileSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' })
const child = (cwd: string, ...argv: ReadonlyArray<string>) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...argv], { cwd, encoding: 'utf8' })
  const err = stderr.split('\n').filter((line) => line !== '' && !line.startsWith('warning: '))
  return { code: status ?? -1, out: stdout, err }
}

t.test('without node_modules: a function needs none, an import of the package is told so', async (t) => {
  const cwd = directoryOf(t, {
    ...files,
    'import.mjs': `import { overlay } from 'clearml-manifests'\nexport default overlay({ name: 'mine' })\n`,
    'syntax.mjs': 'export default (\n',
  })
  const { code, out, err } = child(cwd, 'build', '--overlay', 'scrape.mjs', '--set', 'scrape.port=9')
  t.strictSame({ code, err }, { code: 0, err: [] })
  t.match(out, /prometheus.io\/port: "9"/)
  t.strictSame(errorsOf(t, child(cwd, 'build', '--overlay', 'import.mjs'), 'an import'), [
    "import.mjs: Cannot find package 'clearml-manifests'; a function, export default (lib) => …, is given it and imports nothing",
  ])
  t.match(errorsOf(t, child(cwd, 'build', '--overlay', 'syntax.mjs'), 'a syntax error'), [
    /^syntax\.mjs:\d:\d+: Unexpected/,
  ])
})

t.test('an overlay, edits and objects of another copy of the package are taken', async (t) => {
  const cwd = directoryOf(t, {
    'package.json': '{"private": true}\n',
    'mine.mjs': `
import { andThen, overlay, schema } from 'clearml-manifests'
import { add, data, list, mix, obj, plus } from 'clearml-manifests/dsl'
import { nfs } from 'clearml-manifests/overlays'

const labels = mix(obj({ a: 'x' }), obj({ b: ({ self }) => self.a + 'y' }))
export default andThen(nfs({ server: '10.0.0.5' }), overlay({
  name: 'mine',
  schema: schema.group('Mine.', { size: schema.quantity('1Gi', 'Size.', '2Gi') }),
  edits: {
    webserver: { deployment: {
      metadata: { labels: plus(({ $ }) => labels), annotations: add(data({ c: 'z' })) },
      spec: { template: { spec: { containers: list.merge('name', [{ name: 'webserver', tty: true }]) } } },
    } },
  },
}))
`,
  })
  mkdirSync(join(cwd, 'node_modules'))
  symlinkSync(resolve('.'), join(cwd, 'node_modules', 'clearml-manifests'), 'dir')
  const { code, out, err } = child(
    cwd,
    'build',
    '--overlay',
    './mine.mjs',
    '--set',
    'nfs.path=/x,mine.size=3Gi',
  )
  t.strictSame({ code, err }, { code: 0, err: [] })
  for (const line of ['a: x', 'b: xy', 'c: z', 'tty: true', 'server: "10.0.0.5"']) t.match(out, line)
  t.strictSame(
    errorsOf(t, child(cwd, 'build', '--overlay', './mine.mjs', '--set', 'nfs.path=/x,mine.size=x'), 'a size'),
    [
      '--set nfs.path=/x,mine.size=x: mine.size: expected a quantity above zero such as 500m or 4Gi, got string "x"',
    ],
  )
})
