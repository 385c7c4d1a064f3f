import { realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { openPatches } from '../../src/node/patchFile.js'
import { commandIn, directoryOf, errorsOf, type Files, printed, refused } from '../support/command.js'

const replicas = (name: string, count: number): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}}\nspec: {replicas: ${count}}\n`
const with2 = / {2}replicas: 2\n/

const on = (text: string, more: Files = {}): Promise<string> =>
  printed(t, 'build --patch p.yaml', { 'p.yaml': text, ...more })
const errors = (text: string, more: Files = {}): Promise<ReadonlyArray<string>> =>
  refused(t, 'build --patch p.yaml', { 'p.yaml': text, ...more })

t.test('documents, lists, entries and JSON are patches alike', async (t) => {
  const entry = 'target: {kind: Deployment, name: clearml-webserver}\n'
  const operation = '{op: replace, path: /spec/replicas, value: 2}'
  const patch = JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'clearml-webserver' },
    spec: { replicas: 2 },
  })
  const expected = await on(replicas('clearml-webserver', 2))
  t.match(expected, with2)
  for (const text of [
    `---\n---\n${replicas('clearml-webserver', 2)}---\n`,
    patch,
    `[${patch}]`,
    `${entry}patch: [${operation}]`,
    `${entry}patch: |\n  - ${operation}\n`,
    `- ${entry.trim().replace('target', '"target"')}\n  patch: |-\n    ${replicas('any', 2).trim().replaceAll('\n', '\n    ')}\n`,
    `patch: ${patch}`,
  ]) {
    t.equal(await on(text), expected, text)
  }
})

t.test(
  'patches come after the overlays, in the order of their flags, and those of a deployment before them',
  async (t) => {
    const files: Files = {
      'clearml.yaml': `patches: [./deployed.yaml, {target: {name: clearml-webserver, kind: Deployment}, patch: [{op: test, path: /spec/replicas, value: 3}, {op: replace, path: /spec/replicas, value: 4}]}]\n`,
      'deployed.yaml': replicas('clearml-webserver', 3),
      'own.mjs': `export default ({ overlay }) => overlay({ name: 'own', patches: [{ target: { name: 'clearml-webserver', kind: 'Deployment' }, patch: [{ op: 'test', path: '/spec/replicas', value: 4 }, { op: 'replace', path: '/spec/replicas', value: 5 }] }] })\n`,
      'a.yaml': replicas('clearml-webserver', 6),
      'b.yaml': replicas('clearml-webserver', 7),
    }
    t.match(await printed(t, 'build', files), / {2}replicas: 4\n/)
    t.match(await printed(t, 'build --overlay ./own.mjs', files), / {2}replicas: 5\n/)
    t.match(
      await printed(t, 'build --patch a.yaml --overlay ./own.mjs --patch b.yaml', files),
      / {2}replicas: 7\n/,
    )
  },
)

t.test('an overlay of a YAML file is the same, and has a name to be taken away by', async (t) => {
  const files = { 'team.yaml': replicas('clearml-webserver', 2) }
  t.match(await printed(t, 'build --overlay team.yaml', files), with2)
  const deployed = { ...files, 'clearml.yaml': 'overlays: [./team.yaml]\n' }
  t.match(await printed(t, 'build', deployed), with2)
  t.notMatch(await printed(t, 'build --no-overlay team', deployed), with2)
})

t.test('places are those in the file, inside a text too', async (t) => {
  t.match(await errors(`${replicas('clearml-webservr', 2)}---\n${replicas('clearml-webserver', 2)}`), [
    /^p.yaml:1:1: no Deployment\/clearml-webservr \(apps\/v1\); did you mean Deployment\/clearml-webserver/,
  ])
  t.match(
    await errors(`- target: {name: clearml-webserver}
  patch: |-
    - op: replace
      path: /spec/replicas
      value: 2
    - op: replac
      path: /spec
- target: {name: clearml-webserver}
  patch: |
    a: [
`),
    [/^p.yaml:\d+:\d+: .*\[/],
  )
  t.match(
    await errors(`- target: {kind: Deployment, name: clearml-webserver}
  patch: |-
    - op: replace
      path: /spec/replicas
      value: 2
    - op: replac
      path: /spec
`),
    [/^p.yaml:6:7: \[1\].op: expected .*, got string "replac"/],
  )
})

t.test('what is no patch is refused, and says what was expected', async (t) => {
  t.strictSame(await errors(''), ['p.yaml: is empty; expected patches'])
  t.match(await errors('5'), [
    /^p.yaml:1:1: expected a list of operations, or a map with kind and metadata.name, got 5|number 5/,
  ])
  t.strictSame(await errors('[{op: add, path: /a, value: 1}]'), ['p.yaml:1:1: a JSON patch needs a target'])
  t.strictSame(await errors('- path: other.yaml\n  target: {name: a}\n'), [
    'p.yaml:1:3: path: no such field; did you mean patch?',
    'p.yaml:1:3: expected a patch, got nothing',
  ])
  t.match(await errors(`- patch: {kind: A, metadata: {name: b}}\n  targt: {name: c}\n`), [
    'p.yaml:1:3: targt: no such field; did you mean target?',
  ])
  t.match(await errors('a: b: c'), [/^p.yaml:1:/])
  t.match(await refused(t, 'build --patch none.yaml'), [
    'none.yaml: cannot be read: no such file or directory',
  ])
})

t.test('deployments: patches and allow say what is wrong with them', async (t) => {
  const deployed = (text: string, more: Files = {}) => refused(t, 'build', { 'clearml.yaml': text, ...more })
  t.match(
    await deployed('patches:\n- target: {name: clearml-webservr}\n  patch: [{op: remove, path: /spec}]\n'),
    [/^clearml.yaml:3:3: no object for the target: name clearml-webservr; did you mean/],
  )
  t.match(await deployed('patches: {a: b}\n'), [/^clearml.yaml:1:1: patches: expected a list of patches/])
  t.match(await deployed('overlays: [{path: ./p.yaml, allow: [unmatchd]}]\n'), [
    /^clearml.yaml:1:\d+: overlays\[0\].allow: expected a list of unmatched, noEffect, renamedClaim, removedClaim, conflict/,
  ])
  t.match(await deployed('overlays: [{name: ephemeral, allow: [unmatched]}]\n'), [/allow is for patches/])
})

t.test('overlays[].allow is for what is in that file', async (t) => {
  const files: Files = { 'p.yaml': replicas('clearml-nothing', 2), 'q.yaml': replicas('clearml-none', 2) }
  t.match(
    await printed(t, 'build', {
      ...files,
      'clearml.yaml': 'overlays: [{path: ./p.yaml, allow: [unmatched]}]\n',
    }),
    /kind: Deployment/,
  )
  const both = 'overlays: [{path: ./p.yaml, allow: [unmatched]}, ./q.yaml]\n'
  t.match(await refused(t, 'build', { ...files, 'clearml.yaml': both }), [
    /^q.yaml:1:1: no Deployment\/clearml-none/,
  ])
})

t.test('--strict=kustomize takes what Kustomize takes', async (t) => {
  const text = '- target: {name: nothing}\n  patch: [{op: remove, path: /spec}]\n'
  t.match(await errors(text), [/no object for the target/])
  t.match(await printed(t, 'build --patch p.yaml --strict=kustomize', { 'p.yaml': text }), /kind: Deployment/)
  t.match(await refused(t, 'build --strict=kustomize'), ['--strict: for patches; there is none here'])
  t.match((await commandIn(directoryOf(t), 'build --strict=much')).err, [
    /--strict.*Allowed choices are kustomize/,
  ])
})

t.test('a switched-off object is left out with a warning', async (t) => {
  const cwd = directoryOf(t, {
    'p.yaml': `${replicas('clearml-webserver', 2)}---\n${replicas('clearml-apiserver', 2)}`,
  })
  const { code, err } = await commandIn(cwd, 'build --set server.enabled=false --patch p.yaml')
  t.equal(code, 0)
  t.match(err, [
    'warning: p.yaml:1:1: left out: clearml-webserver is switched off by a value',
    'warning: p.yaml:6:1: left out: clearml-apiserver is switched off by a value',
  ])
})

t.test('explain: a patch of a file is the last writer, by its name', async (t) => {
  const files = {
    'p.yaml': replicas('clearml-webserver', 2),
    'team/kustomization.yaml': 'commonAnnotations: {team: ml}\n',
  }
  const text = await printed(t, 'explain Deployment/clearml-webserver spec.replicas --patch p.yaml', files)
  t.match(text, /\n {2}overlay p \(p.yaml\) +replicas: 2\n$/)
  const team = await printed(
    t,
    'explain Deployment/clearml-webserver metadata.annotations --overlay ./team',
    files,
  )
  t.match(team, /overlay team \(team\) +team: "ml"\n/)
})

t.test('a file behind a link is read, and is called what the user called it', async (t) => {
  const cwd = realpathSync(directoryOf(t, { 'real.yaml': replicas('clearml-webservr', 2) }))
  symlinkSync(join(cwd, 'real.yaml'), join(cwd, 'link.yaml'))
  const ran = await commandIn(cwd, 'build --patch link.yaml')
  t.match(errorsOf(t, ran, 'link'), [/^link.yaml:1:1: no Deployment/])
  const opened = await openPatches(
    { path: join(cwd, 'link.yaml'), file: 'link.yaml', name: 'link' },
    { leniency: 'strict' },
    cwd,
  )
  t.match(opened, E.right({ layers: [{ name: 'link', source: { file: 'link.yaml' } }] }))
})
