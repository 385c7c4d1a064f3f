import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import t, { type Test } from 'tap'
import { parseAllDocuments } from 'yaml'
import { isObject, type Json, type JsonObject } from '../../src/json.js'
import { identity, showIdentity } from '../../src/kube/identity.js'
import { directoryOf, type Files } from '../support/command.js'
import { needs } from '../support/which.js'

// The function inside the real kustomize and kpt, compared with what `build` makes of the same.

const cli = resolve('dist/cli.cjs')
if (!existsSync(cli)) execFileSync('npm', ['run', '-s', 'build'], { stdio: 'inherit' })
const executable = `#!/bin/sh\nexec '${process.execPath}' '${cli}' fn\n`

/** A directory of files with the executable in it. */
const packageOf = (t: Test, files: Files): string => {
  const directory = directoryOf(t, { ...files, 'clearml-fn': executable })
  chmodSync(join(directory, 'clearml-fn'), 0o755)
  return directory
}

interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

const bash = (line: string, cwd: string): Ran =>
  spawnSync('bash', ['-c', `set -o pipefail; PATH="$PWD:$PATH"; ${line}`], {
    cwd,
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  })

const done = (t: Test, line: string, cwd: string): string => {
  const { status, stdout, stderr } = bash(line, cwd)
  t.equal(status, 0, `${line}\n${stderr}`)
  return stdout
}

const objectsIn = (text: string): ReadonlyArray<JsonObject> =>
  parseAllDocuments(text, { version: '1.1' })
    .map((document): Json => document.toJS())
    .filter(isObject)

/** By identity: the order of objects is for the tools. */
const byName = (objects: ReadonlyArray<JsonObject>): Json =>
  Object.fromEntries(objects.map((one) => [showIdentity(identity(one), 'namespace'), one]))

/** What `build` prints. */
const built = (t: Test, args: string, cwd: string): ReadonlyArray<JsonObject> =>
  objectsIn(done(t, `'${process.execPath}' '${cli}' build --deployment none ${args}`, cwd))

/** All objects in the files of a package that are for a cluster. */
const objectsOf = (directory: string): ReadonlyArray<JsonObject> =>
  readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => objectsIn(readFileSync(join(directory, name), 'utf8')))
    .filter(({ apiVersion }) => !/^(clearml-manifests|kustomize[.]config)/.test(String(apiVersion)))

const kustomize = 'kustomize build --enable-alpha-plugins --enable-exec .'

const runs = 'config.kubernetes.io/function: "exec: {path: ./clearml-fn}"'
const web = `# of the shop
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web # the name
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: "web:1", envFrom: [{configMapRef: {name: settings}}]}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {z: "1", a: 'yes'}
`
const fields = `
replicas:
- {name: web, count: 3}
images:
- {name: web, newTag: "2"}
patches:
- target: {kind: ConfigMap}
  patch: |
    - {op: add, path: /data/more, value: "on"}
`
const config = (annotation: string, more: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\nmetadata:\n  name: changes\n  annotations: {config.kubernetes.io/local-config: "true", ${annotation}}\n${more}`
const component = (more: string): string =>
  `apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n${more}`

t.test('kustomize: a Kustomization as transformer', needs('kustomize'), async (t) => {
  const renames = `${fields}namePrefix: shop-\nconfigMapGenerator:\n- {name: made, literals: [a=b]}\n`
  const cwd = packageOf(t, {
    'web.yaml': web,
    'config.yaml': config(runs, renames),
    'kustomization.yaml': 'resources: [web.yaml]\ntransformers: [config.yaml]\n',
    'overlay/kustomization.yaml': component(renames),
  })
  const result = objectsIn(done(t, kustomize, cwd))
  t.strictSame(byName(result), byName(built(t, '--base web.yaml --overlay ./overlay', cwd)))
  t.match(
    JSON.stringify(result),
    /"image":"web:2".*"name":"shop-settings"|"name":"shop-settings".*"image":"web:2"/,
  )
})

t.test(
  'kustomize: what a patch deletes is gone, after a rename by kustomize',
  needs('kustomize'),
  async (t) => {
    const patches = `patches:\n- patch: |\n    $patch: delete\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: shop-settings}\n`
    const cwd = packageOf(t, {
      'web.yaml': web,
      'config.yaml': config(runs, patches),
      'kustomization.yaml': 'namePrefix: shop-\nresources: [web.yaml]\ntransformers: [config.yaml]\n',
    })
    t.strictSame(
      objectsIn(done(t, kustomize, cwd)).map(({ metadata }) => metadata),
      [{ name: 'shop-web' }],
    )
  },
)

t.test('kustomize: an installation, by a generator and by a transformer', needs('kustomize'), async (t) => {
  const installation = `apiVersion: clearml-manifests/v1\nkind: ClearML\nmetadata:\n  name: clearml\n  annotations: {${runs}}\npreset: dev\nvalues: {webserver: {replicas: 2}}\n`
  const cwd = packageOf(t, {
    'web.yaml': web,
    'config.yaml': installation,
    'kustomization.yaml': 'generators: [config.yaml]\n',
  })
  const expected = built(t, '--preset dev --set webserver.replicas=2', cwd)
  t.strictSame(byName(objectsIn(done(t, kustomize, cwd))), byName(expected))
  writeFileSync(join(cwd, 'kustomization.yaml'), 'resources: [web.yaml]\ntransformers: [config.yaml]\n')
  t.strictSame(byName(objectsIn(done(t, kustomize, cwd))), byName([...expected, ...objectsIn(web)]))
})

t.test('kustomize: an error stops it, in our words', needs('kustomize'), async (t) => {
  const cwd = packageOf(t, {
    'web.yaml': web,
    'config.yaml': config(runs, 'replicas: [{name: wep, count: 3}]\n'),
    'kustomization.yaml': 'resources: [web.yaml]\ntransformers: [config.yaml]\n',
  })
  const { status, stdout, stderr } = bash(kustomize, cwd)
  t.not(status, 0)
  t.equal(stdout, '')
  t.match(
    stderr,
    /^error: .*config[.]yaml|^error: functionConfig Kustomization\/changes: .*did you mean web\?/m,
  )
})

t.test('kpt: a Kustomization by render, twice', needs('kpt'), async (t) => {
  const kptfile = `apiVersion: kpt.dev/v1\nkind: Kptfile\nmetadata: {name: shop}\npipeline:\n  mutators:\n  - {exec: clearml-fn, configPath: config.yaml}\n`
  const others = `apiVersion: v1 # as it is\nkind: Secret\nmetadata: {name:   spaced, annotations: {a: 'b'}}\n`
  const cwd = packageOf(t, {
    'web.yaml': web,
    'other.yaml': others,
    'config.yaml': config('clearml-manifests/allow: noEffect', fields),
    Kptfile: kptfile,
  })
  const overlay = directoryOf(t, { 'overlay/kustomization.yaml': component(fields), 'web.yaml': web })
  done(t, 'kpt fn render . --allow-exec', cwd)
  const after = readFileSync(join(cwd, 'web.yaml'), 'utf8')
  const expected = built(t, '--base web.yaml --overlay ./overlay', overlay)
  t.strictSame(byName(objectsIn(after)), byName(expected))
  t.match(after, '# of the shop')
  t.match(after, 'name: web # the name')
  t.match(
    readFileSync(join(cwd, 'other.yaml'), 'utf8'),
    "annotations: {a: 'b'}",
    'what is not changed is not rewritten',
  )
  t.match(readFileSync(join(cwd, 'Kptfile'), 'utf8'), 'metadata: {name: shop}')
  done(t, 'kpt fn render . --allow-exec', cwd)
  t.equal(readFileSync(join(cwd, 'web.yaml'), 'utf8'), after)
})

t.test('kpt: an installation by eval, twice, and its errors', needs('kpt'), async (t) => {
  const cwd = packageOf(t, { 'web.yaml': web })
  const line = 'kpt fn eval . --exec ./clearml-fn -- preset=dev webserver.replicas=2'
  done(t, line, cwd)
  const expected = [...built(t, '--preset dev --set webserver.replicas=2', cwd), ...objectsIn(web)]
  t.strictSame(byName(objectsOf(cwd)), byName(expected))
  const before = join(directoryOf(t), 'before')
  cpSync(cwd, before, { recursive: true })
  done(t, line, cwd)
  t.equal(bash(`diff -r . '${before}'`, cwd).stdout, '')
  const { status, stderr } = bash('kpt fn eval . --exec ./clearml-fn -- preset=dve', cwd)
  t.not(status, 0)
  t.match(stderr, /Results:\s+\[error\] v1\/ConfigMap\/function-input: .*no preset "dve"; did you mean dev\?/)
  t.equal(bash(`diff -r . '${before}'`, cwd).stdout, '', 'and nothing is written')
})

t.test('docs/fn.md can be followed in kustomize and kpt', needs('kustomize', 'kpt'), async (t) => {
  const page = readFileSync('docs/fn.md', 'utf8')
  const blocks = [...page.matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(([, text = '']) => text)
  const named = blocks.flatMap((text) => {
    const name = /^# (\S+)\n/.exec(text)?.[1]
    return name === undefined ? [] : [[name, text] as const]
  })
  const lines = blocks.flatMap((text) => [...text.matchAll(/^[$] (.*)$/gm)].map(([, line = '']) => line))
  t.ok(blocks.some((text) => text.startsWith('#!/bin/sh\n')))
  t.equal(lines.length, 5)
  const [first = '', ...kpt] = lines
  const files = Object.fromEntries(named)
  const out = done(t, first, packageOf(t, files))
  t.match(out, /^ {6}priorityClassName: web$/m)
  t.match(out, /^ {4}team: ml$/m)
  t.match(out, /^ {4}example.com\/owner: web$/m)
  const { 'kustomization.yaml': _, ...others } = files
  const cwd = join(packageOf(t, {}), 'package')
  mkdirSync(cwd)
  cpSync(join(cwd, '../clearml-fn'), join(cwd, 'clearml-fn'))
  for (const [name, text] of Object.entries(others)) writeFileSync(join(cwd, name), text)
  for (const line of kpt) done(t, line, cwd)
  const objects = objectsOf(join(cwd, '../new'))
  t.equal(objects.length, built(t, '--preset dev --set webserver.replicas=2', cwd).length)
  t.match(JSON.stringify(objects), '"example.com/probe":"true"')
})
