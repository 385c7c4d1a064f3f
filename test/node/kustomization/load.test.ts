import { realpathSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { commandIn, directoryOf, errorsOf, type Files, printed, refused } from '../../support/command.js'

const map = (name: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}}\n`
const built = (files: Files): Promise<string> => printed(t, 'build --base a', files)
const errors = (files: Files): Promise<ReadonlyArray<string>> => refused(t, 'build --base a', files)

t.test('files, directories beside it and components are read', async (t) => {
  const out = await built({
    'a/kustomization.yml': 'resources: [one.yaml, sub/two.yaml, ../b]\ncomponents: [../c]\n',
    'a/one.yaml': `${map('one')}---\n---\n{}\n`,
    'a/sub/two.yaml': map('two'),
    'b/Kustomization': 'resources: [three.json]\n',
    'b/three.json': JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'three' } }),
    'c/kustomization.yaml': 'kind: Component\nnamePrefix: p-\n',
  })
  t.strictSame(out.match(/name: .*/g)?.toSorted(), ['name: p-one', 'name: p-three', 'name: p-two'])
})

t.test('a directory that leads back is refused where it is named', async (t) => {
  const reason = 'goes round in a circle: the directory is one that leads here, or contains it'
  t.strictSame(
    await errors({
      'a/kustomization.yaml': 'resources:\n- ../b\n',
      'b/kustomization.yaml': 'resources:\n- ../a\n',
    }),
    [`b/kustomization.yaml:2:3: ../a: ${reason}`],
  )
  t.strictSame(await errors({ 'a/kustomization.yaml': 'components:\n- ..\n' }), [
    `a/kustomization.yaml:2:3: ..: ${reason}`,
  ])
  t.match(
    await built({
      'a/kustomization.yaml': 'resources: [../b, ../c]\n',
      'b/kustomization.yaml': 'resources: [../d]\nnamePrefix: b-\n',
      'c/kustomization.yaml': 'resources: [../d]\nnamePrefix: c-\n',
      'd/kustomization.yaml': 'resources: [d.yaml]\n',
      'd/d.yaml': map('d'),
    }),
    /name: b-d[\s\S]*name: c-d/,
    'twice is no circle',
  )
})

t.test('what is outside of the directory is not read, behind a link neither', async (t) => {
  const cwd = realpathSync(
    directoryOf(t, {
      'a/kustomization.yaml': `resources: [../secret.yaml, /etc/hostname]
patches: [{path: link.yaml}]
configMapGenerator: [{name: m, files: [k=link.yaml], envs: [../secret.yaml]}]
replacements: [{path: link.yaml}]
`,
      'secret.yaml': map('secret'),
    }),
  )
  symlinkSync('../secret.yaml', join(cwd, 'a/link.yaml'))
  const outside =
    'is outside of its directory; a file that is read is beside the kustomization.yaml, or below'
  t.strictSame((await errorsOf(t, await commandIn(cwd, 'build --base a'), 'a')).toSorted(), [
    `a/kustomization.yaml:1:13: ../secret.yaml: ${outside}`,
    `a/kustomization.yaml:1:29: /etc/hostname: ${outside}`,
    `a/kustomization.yaml:2:12: link.yaml: ${outside}`,
    `a/kustomization.yaml:3:40: link.yaml: ${outside}`,
    `a/kustomization.yaml:3:61: ../secret.yaml: ${outside}`,
    `a/kustomization.yaml:4:17: link.yaml: ${outside}`,
  ])
})

t.test('what is elsewhere is named, and not fetched', async (t) => {
  const remote = [
    'https://example.com/a.yaml',
    'github.com/org/repo//dir?ref=main',
    'git@github.com:org/repo.git',
  ]
  const found = await errors({
    'a/kustomization.yaml': `resources:\n${remote.map((one) => `- ${one}\n`).join('')}components: [github.com/org/repo]`,
  })
  t.match(found, [
    ...remote.map(
      (one, i) => `a/kustomization.yaml:${i + 2}:3: ${one}: remote resources are not supported; fetch it`,
    ),
    'a/kustomization.yaml:5:14: github.com/org/repo: remote directories are not supported; fetch it',
  ])
})

t.test('all that is wrong is reported together, each with its place', async (t) => {
  t.match(
    await errors({
      'a/kustomization.yaml':
        'resources: [none.yaml, bad.yaml, list.yaml, empty, ../comp]\ncomponents: [../b]\n',
      'a/bad.yaml': 'a: b: c\n',
      'a/list.yaml': '- 1\n',
      'a/empty/note': '',
      'comp/kustomization.yaml': 'kind: Component\nnamePrefix: a-\n',
      'b/kustomization.yaml': 'namePrefix: a-\n',
    }),
    [
      'a/kustomization.yaml:1:13: none.yaml: cannot be read: no such file or directory',
      /^a\/bad.yaml:1:4: /,
      'a/list.yaml:1:1: expected a Kubernetes object',
      'a/empty: has no kustomization.yaml, kustomization.yml, Kustomization',
      'a/kustomization.yaml:1:52: ../comp: is a Component, which stands in components',
      'a/kustomization.yaml:2:14: ../b: is a Kustomization, which stands in resources',
    ],
  )
})

t.test('fields are known, and hold what they are for', async (t) => {
  t.strictSame(
    await errors({
      'a/kustomization.yaml': `namePrefx: a-
vars: [{name: a}]
helmCharts: [{name: a}]
labels: [{pair: {a: b}}]
commonLabels: {a: 1}
`,
    }),
    [
      'a/kustomization.yaml:1:1: namePrefx: no such field; did you mean namePrefix?',
      'a/kustomization.yaml:2:1: vars: is not supported; use replacements',
      'a/kustomization.yaml:3:1: helmCharts: is not supported; run helm template, and take the result as a resource',
      'a/kustomization.yaml:4:11: labels[0].pair: no such field; did you mean pairs?',
      'a/kustomization.yaml:5:16: commonLabels.a: expected text (quote it), got 1',
    ],
  )
  t.match(await errors({ 'a/kustomization.yaml': '' }), ['a/kustomization.yaml: is empty'])
  t.match(await errors({ 'a/kustomization.yaml': 'kind: Component\n' }), ['a/kustomization.yaml: is empty'])
  t.match(await errors({ 'a/kustomization.yaml': 'a: [\n' }), [
    /^a\/kustomization.yaml:2:1: a list opened with/,
  ])
})

t.test('one kustomization.yaml to a directory', async (t) => {
  t.strictSame(
    await errors({ 'a/kustomization.yaml': 'resources: []', 'a/kustomization.yml': 'resources: []' }),
    ['a: has both kustomization.yaml and kustomization.yml; keep one'],
  )
})

t.test('an annotation of the kustomization says what is no error', async (t) => {
  const of = (words: string): Files => ({
    'a/kustomization.yaml': `metadata: {annotations: {clearml-manifests/allow: "${words}"}}\nresources: [m.yaml]\nimages: [{name: none, newTag: a}]\n`,
    'a/m.yaml': map('m'),
  })
  t.match(await errors(of('')), [/there is no image none/])
  t.match(await built(of('unmatched, noEffect')), /name: m/)
  t.strictSame(await errors(of('unmatchd')), [
    'a/kustomization.yaml:1:26: clearml-manifests/allow: there is no unmatchd; there are unmatched, noEffect, renamedClaim, removedClaim, conflict',
  ])
})
