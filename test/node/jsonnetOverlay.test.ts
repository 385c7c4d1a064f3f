import { mkdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import t, { type Test } from 'tap'
import { build, showError } from '../../src/index.js'
import { type LoadOverlay, loadOverlay, showCommandError } from '../../src/node/index.js'
import { commandIn, directoryOf, type Files, printed, refused, type Words } from '../support/command.js'
import { needs } from '../support/which.js'

const jsonnet = needs('jsonnet')

const configMap = (name: string, data: string): string =>
  `{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: '${name}' }, data: ${data} }`

/** The errors of a build, jsonnet's trace below them. */
const errors = async (t: Test, argv: Words, files: Files): Promise<ReadonlyArray<string>> => {
  const { code, out, err } = await commandIn(directoryOf(t, files), argv)
  t.strictSame({ code, out }, { code: 2, out: '' }, String(argv))
  return err
}

const team: Files = {
  'team.jsonnet': `
local names = import 'lib/names.libsonnet';
{
  values: { labels: { team: names.team } },
  objects: [${configMap('extra', "{ a: 'b' }")}],
}
`,
  'lib/names.libsonnet': "{ team: 'ml' }",
}

t.test('values and objects are in the stream; imports are beside the file', jsonnet, async (t) => {
  const out = await printed(t, 'build --overlay team.jsonnet --namespace ml', team)
  t.match(out, /team: ml/)
  t.match(out, /kind: ConfigMap\nmetadata:\n {2}name: extra\n {2}namespace: ml\n/)
  const deployed = {
    'deploy/clearml.yaml': 'overlays: [./team.jsonnet]\nvalues: {namespace: ml}\n',
    'deploy/team.jsonnet': team['team.jsonnet'] ?? '',
    'deploy/lib/names.libsonnet': team['lib/names.libsonnet'] ?? '',
  }
  t.equal(await printed(t, 'build --deployment deploy/clearml.yaml', deployed), out)
  const cwd = directoryOf(t, deployed)
  const elsewhere = join(cwd, 'elsewhere')
  mkdirSync(elsewhere)
  const absolute = await commandIn(elsewhere, `build --overlay ${cwd}/deploy/team.jsonnet --namespace ml`)
  t.equal(absolute.out, out)
  const above = relative(elsewhere, join(cwd, 'deploy/team.jsonnet'))
  t.equal((await commandIn(elsewhere, `build --overlay ${above} --namespace ml`)).out, out)
})

t.test('objects may be a map, and null where there is none', jsonnet, async (t) => {
  const map = `{ objects: { one: ${configMap('one', '{}')}, two: null }, values: null }`
  const out = await printed(t, 'build --overlay map.jsonnet', { 'map.jsonnet': map })
  t.match(out, /kind: ConfigMap\nmetadata:\n {2}name: one\n/)
})

t.test('patches change the objects that they find, and say what they do not find', jsonnet, async (t) => {
  const patched = (patches: string): Files => ({ 'p.jsonnet': `{ patches: ${patches} }` })
  const api = "apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'clearml-apiserver' }"
  const env =
    "spec+: { template: { spec: { containers: [{ name: 'apiserver', env: [{ name: 'QUIET', value: 'yes' }] }] } } }"
  const target = "target: { kind: 'Deployment', name: 'clearml-(web|file)server' }"
  const add = "patch: [{ op: 'add', path: '/metadata/annotations', value: { team: 'ml' } }]"
  const out = await printed(
    t,
    'build --overlay p.jsonnet --namespace ml',
    patched(`[{ ${api}, ${env} }, { ${target}, ${add} }]`),
  )
  t.match(
    out,
    / {8}env:\n {8}- name: QUIET\n {10}value: "yes"\n {8}- name: /,
    'a new variable, beside the others',
  )
  t.equal(out.split('  annotations:\n    team: ml\n').length, 3, 'in two Deployments')
  t.equal(out.split('  namespace: ml\n').length > 20, true, 'the namespace is put in afterwards')

  t.match(
    await errors(
      t,
      'build --overlay p.jsonnet',
      patched(
        `[{ ${api.replace('clearml-api', 'clearml-app')} }, { ${target}, ${add.replace('add', 'replace')} }]`,
      ),
    ),
    [
      /^error: p.jsonnet: patches\[0\]: no Deployment\/clearml-appserver .* did you mean Deployment\/clearml-apiserver/,
      /^error: p.jsonnet: patches\[1\]: .*replace \/metadata\/annotations/,
    ],
  )
  t.match(await errors(t, 'build --overlay p.jsonnet', patched('[5]')), [
    /^error: p.jsonnet: patches\[0\]: expected a list of operations/,
  ])
})

const url: Files = {
  'url.jsonnet': `
function(clearml, replicas=2, who='x') {
  values: { webserver: { replicas: replicas } },
  objects: [${configMap(
    'base',
    `{
      who: who,
      namespace: clearml.values.namespace.name,
      image: clearml.webserver.deployment.spec.template.spec.containers[0].image,
      web: clearml.config.urls.web,
      claim: std.toString(clearml.redis.claim == null),
    }`,
  )}],
}
`,
}
const based = /name: base\n[\s\S]*?\ndata:\n((?: {2}.*\n)*)/

t.test(
  'a function is given the installation, evaluated with all else that is asked for',
  jsonnet,
  async (t) => {
    const out = await printed(
      t,
      'build --overlay url.jsonnet --overlay ephemeral --namespace ml --set domain=example.com',
      url,
    )
    t.equal(
      based.exec(out)?.[1]?.replace(/:2\.\d.*/, ':X'),
      '  namespace: ml\n  claim: "true"\n  image: docker.io/clearml/server:X\n  web: http://app.example.com\n  who: x\n',
    )
  },
)

t.test('a function is given what the files before it change, not those after it', jsonnet, async (t) => {
  const reads = (name: string): string =>
    `function(base) { objects: [${configMap(name, '{ seen: std.join(",", std.objectFields(base.values.labels)) }')}],
      values: { labels: { ${name}: 'x' } } }`
  const files = {
    'a.jsonnet': reads('a'),
    'b.jsonnet': reads('b'),
    'c.jsonnet': `{ values: { labels: { c: 'x' } } }`,
  }
  const out = await printed(t, 'build --overlay a.jsonnet --overlay b.jsonnet --overlay c.jsonnet', files)
  t.strictSame(out.match(/seen: .*/g), ['seen: c', 'seen: a,c'])
})

t.test('parameters of a function: --tla-str, --tla-code, --set, clearml.yaml', jsonnet, async (t) => {
  const who = async (argv: string, files: Files = {}): Promise<ReadonlyArray<string | undefined>> => {
    const out = await printed(t, argv, { ...url, ...files })
    return [/who: (.*)/.exec(out)?.[1], /replicas: ([3-9])/.exec(out)?.[1]]
  }
  t.strictSame(await who('build --overlay url.jsonnet --tla-str who=7 --tla-code replicas=1+2'), ['"7"', '3'])
  t.strictSame(await who('build --overlay url.jsonnet --set url.who=me,url.replicas=4'), ['me', '4'])
  const deployment = { 'clearml.yaml': 'overlays: [{path: url.jsonnet, values: {who: you, replicas: 5}}]\n' }
  t.strictSame(await who('build', deployment), ['you', '5'])
  t.strictSame(await who('build --set url.who=me', deployment), ['me', '5'])
})

t.test('parameters that a file does not take are errors', jsonnet, async (t) => {
  t.strictSame(await errors(t, 'build --overlay url.jsonnet --set url.whom=1', url), [
    'error: url.jsonnet: jsonnet: RUNTIME ERROR: function has no parameter whom',
  ])
  t.match(await errors(t, 'build --overlay url.jsonnet --tla-str a=1', url), [/function has no parameter a$/])
  t.match(await errors(t, 'build --overlay url.jsonnet --set url.a-b=1', url), [
    'error: url.jsonnet: no parameter in jsonnet can have the name "a-b"',
  ])
  t.match(await errors(t, 'build --overlay url.jsonnet --set url.who=1 --tla-str who=1', url), [
    'error: url.jsonnet: who is given by --tla-str or --tla-code, and as url.who; drop one',
  ])
  t.strictSame(await refused(t, 'build --overlay team.jsonnet --set team.a=1', team), [
    '--set team.a=1: team.a: no such value; there are none',
  ])
  t.strictSame(await refused(t, 'build --overlay team.jsonnet --tla-str a=1', team), [
    '--tla-str and --tla-code are for a function, and no .jsonnet overlay is one',
  ])
})

t.test('--ext-str, --ext-code and --jpath are those of jsonnet', jsonnet, async (t) => {
  const files: Files = {
    'ext.jsonnet': `local v = import 'vendored.libsonnet'; { values: { labels: {
      a: std.extVar('a'), b: std.toString(std.extVar('b') + 1), c: v } } }`,
    'vendor/vendored.libsonnet': "'vendored'",
  }
  const out = await printed(t, 'build --overlay ext.jsonnet --ext-str a=x --ext-code b=1+1 -J vendor', files)
  t.match(out, /a: x\n/)
  t.match(out, /b: "3"/)
  t.match(out, /c: vendored/)
  t.match(await errors(t, 'build --overlay ext.jsonnet -J vendor', files), [
    /^error: ext.jsonnet: jsonnet: RUNTIME ERROR: [uU]ndefined external variable: a$/,
    /^\text.jsonnet:2:10-25\t/,
  ])
})

t.test('flags of jsonnet without a file of it are an error', async (t) => {
  t.strictSame(await refused(t, 'build --ext-str a=b --overlay ephemeral --tla-code b=1 -J x'), [
    '--ext-str, --tla-code, -J: there is no .jsonnet overlay that this is for',
  ])
  t.match(await refused(t, 'notes --ext-code a=1'), [/^--ext-code: there is no/])
})

t.test('errors of jsonnet come with its file:line, ours with the name of the file', jsonnet, async (t) => {
  const of = (text: string): Promise<ReadonlyArray<string>> =>
    errors(t, 'build --overlay sub/x.jsonnet', { 'sub/x.jsonnet': text })
  t.match(await of('\n{ values: error "boom" }'), [
    'error: sub/x.jsonnet: jsonnet: RUNTIME ERROR: boom',
    /^\tsub\/x.jsonnet:2:11-23\t/,
  ])
  t.match((await of('{ values: ')).join('\n'), /^error: sub\/x.jsonnet: jsonnet: .*sub\/x.jsonnet:1:\d+/)
  t.match((await of("import 'nope.libsonnet'")).join('\n'), /couldn't open import "nope.libsonnet"/)
  t.match(
    (await of('function(base) { values: base.config.nope }')).join('\n'),
    /field does not exist: nope\n\tsub/i,
  )
  t.strictSame(await of('{ object: [] }'), [
    'error: sub/x.jsonnet: object: expected a key such as objects, got one that is not known',
  ])
  t.strictSame(await of('{ patches: {} }'), [
    'error: sub/x.jsonnet: patches: expected a list of patches, got an object',
  ])
  t.strictSame(await of('[1]'), [
    'error: sub/x.jsonnet: expected an object of values, objects and patches, or a function of the base, got a list',
  ])
  t.strictSame(await of('function(base) 5'), [
    'error: sub/x.jsonnet: expected an object of values, objects and patches, or a function of the base, got a number',
  ])
  t.strictSame(await of('{ objects: [{}, 5], values: 5 }'), [
    'error: sub/x.jsonnet: objects[1]: expected a manifest, got a number',
  ])
  t.strictSame(await of('{ values: 5 }'), [
    'error: overlay x (sub/x.jsonnet): values: expected a map of values, got a number',
  ])
  t.strictSame(await of('{ values: { labls: {} } }'), [
    'error: overlay x (sub/x.jsonnet): labls: no such value; did you mean labels?',
  ])
})

t.test('where the base cannot be built, its errors are those of the build', jsonnet, async (t) => {
  t.match(await errors(t, 'build --overlay url.jsonnet --overlay nfs', url), [
    /^error: nfs.server is required/,
    /^error: nfs.path is required/,
  ])
})

t.test('without the program, the error says what to install', async (t) => {
  const { PATH } = process.env
  t.teardown(() => {
    process.env.PATH = PATH
  })
  const cwd = directoryOf(t, team)
  process.env.PATH = cwd
  t.strictSame(await commandIn(cwd, 'build --overlay team.jsonnet'), {
    code: 2,
    out: '',
    err: [
      'error: team.jsonnet: there is no program jsonnet on the PATH; install it: apt-get install jsonnet, brew install go-jsonnet, or go install github.com/google/go-jsonnet/cmd/jsonnet@latest',
    ],
  })
})

t.test('loadOverlay takes parameters, flags of jsonnet, and what it is a function of', jsonnet, async (t) => {
  const cwd = directoryOf(t, url)
  const stream = async (options: LoadOverlay): Promise<string> => {
    const loaded = await loadOverlay('url.jsonnet', { cwd, ...options })()
    if (E.isLeft(loaded)) return loaded.left.map(showCommandError).join('\n')
    const built = build({ overlays: [loaded.right] })
    return E.isLeft(built) ? built.left.map(showError).join('\n') : JSON.stringify(built.right.manifests)
  }
  t.match(await stream({}), '"namespace":"clearml","who":"x"')
  t.match(
    await stream({ parameters: { who: 'me' }, base: { values: { namespace: 'ml' } } }),
    '"namespace":"ml","who":"me"',
  )
  t.match(await stream({ jsonnet: { tlaStr: ['who=you'] } }), '"who":"you"')
  t.match(await stream({ base: { values: { namespace: 'M L' } } }), 'values: namespace.name: expected')
  t.match(await stream({ base: { value: {} } as never }), 'build: value: expected a key such as values')
  t.match(await stream({ parameters: { whom: 1 } }), 'function has no parameter whom')
})
