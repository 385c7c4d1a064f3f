import t from 'tap'
import { commandIn, directoryOf, type Files, printed, refused } from '../support/command.js'

const web = (fields: string): string =>
  `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: clearml-webserver}\n${fields}\n`

t.test('a directory changes the installation and adds its own objects', async (t) => {
  const files: Files = {
    'team/kustomization.yaml': `resources: [own.yaml]
configMapGenerator: [{name: more, literals: [a=b], files: [f.txt, k=f.txt], envs: [e.env]}]
patches:
- path: web.yaml
- target: {kind: Deployment, name: clearml-apiserver}
  patch: |-
    - {op: replace, path: /spec/replicas, value: 2}
replacements: [{path: r.yaml}]
commonAnnotations: {team: ml}
`,
    'team/own.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\n',
    'team/web.yaml': web('spec: {replicas: 3}'),
    'team/r.yaml':
      '- source: {kind: ConfigMap, name: own, fieldPath: metadata.name}\n  targets: [{select: {name: clearml-webserver, kind: Deployment}, fieldPaths: [metadata.annotations.own], options: {create: true}}]\n',
    'team/f.txt': 'text',
    'team/e.env': 'C=d\n',
  }
  const out = await printed(t, 'build --overlay ./team --namespace ml', files)
  t.match(
    out,
    /kind: ConfigMap\nmetadata:\n {2}name: own\n {2}namespace: ml\n {2}annotations:\n {4}team: ml\n/,
  )
  t.match(out, /name: more-[a-z0-9]{10}\n[\s\S]*?data:\n {2}C: d\n {2}a: b\n {2}f.txt: text\n {2}k: text\n/)
  t.match(out, / {4}own: own\n {4}team: ml\n/)
  t.match(out, / {2}replicas: 3\n/)
  t.match(out, / {2}replicas: 2\n/)
  const deployed = { ...files, 'clearml.yaml': 'overlays: [./team]\nvalues: {namespace: ml}\n' }
  t.equal(await printed(t, 'build', deployed), out)
})

t.test('two overlays are one after the other, and references are followed at the end', async (t) => {
  const files: Files = {
    'one/kustomization.yaml':
      'namePrefix: one-\nmetadata: {annotations: {clearml-manifests/allow: renamedClaim}}\n',
    'two/kustomization.yaml':
      'nameSuffix: -two\npatches: [{path: web.yaml}]\nmetadata: {annotations: {clearml-manifests/allow: renamedClaim}}\n',
    'two/web.yaml': web('spec: {replicas: 3}'),
  }
  const out = await printed(t, 'build --overlay ./one --overlay ./two', files)
  t.match(out, /name: one-clearml-webserver-two\n[\s\S]*replicas: 3\n/)
  t.notMatch(out, /serviceAccountName: clearml-/)
})

t.test('claims of data: refused by their place, and allowed in three ways', async (t) => {
  const files: Files = { 'team/kustomization.yaml': 'nameSuffix: -x\n' }
  t.match(await refused(t, 'build --overlay ./team', files), [
    /^team\/kustomization.yaml:1:1: .*is renamed: its data would not be found any more \(allow: \[renamedClaim\]/,
  ])
  const allowed = 'nameSuffix: -x\nmetadata: {annotations: {clearml-manifests/allow: renamedClaim}}\n'
  t.match(
    await printed(t, 'build --overlay ./team', { 'team/kustomization.yaml': allowed }),
    'name: clearml-redis-data-x',
  )
  const deployment = 'overlays: [{path: ./team, allow: [renamedClaim]}]\n'
  t.match(await printed(t, 'build', { ...files, 'clearml.yaml': deployment }), 'name: clearml-redis-data-x')
  const removing: Files = {
    'team/kustomization.yaml':
      'patches: [{patch: "{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: clearml-redis}, $patch: delete}"}, {target: {kind: PersistentVolumeClaim, name: clearml-redis-data}, patch: "{kind: A, metadata: {name: a}, $patch: delete}"}]\n',
  }
  t.match(await refused(t, 'build --overlay ./team', removing), [
    /clearml-redis-data \(v1\) is removed: .*removedClaim/,
  ])
})

t.test('what its files name wrong is an error in them', async (t) => {
  const of = (text: string, more: Files = {}) =>
    refused(t, 'build --overlay ./team', { 'team/kustomization.yaml': text, ...more })
  t.match(
    await of('patches:\n- path: web.yaml\n', {
      'team/web.yaml': `# first\n${web('spec: {replicas: 3}').replace('webserver', 'webservr')}`,
    }),
    [
      /^team\/web.yaml:2:1: no Deployment\/clearml-webservr \(apps\/v1\); did you mean Deployment\/clearml-webserver/,
    ],
  )
  t.match(
    await of('resources: [a.yaml, b.yaml]\n', {
      'team/a.yaml': 'kind: A\nmetadata: {name: a}\n',
      'team/b.yaml': '\nkind: A\nmetadata: {name: a}\n',
    }),
    ['team/b.yaml:2:1: makes a second A/a (no apiVersion); the first one is at team/a.yaml:1:1'],
  )
  t.match(await of('replacements:\n- path: r.yaml\n', { 'team/r.yaml': '- sorce: {}\n' }), [
    'team/r.yaml:1:3: [0].sorce: no such field; did you mean source?',
  ])
  t.match(await of('configMapGenerator: [{name: a, files: [a=b=c, none]}]\n'), [
    'team/kustomization.yaml:1:40: a=b=c: expected a file, or key=file',
    'team/kustomization.yaml:1:47: none: cannot be read: no such file or directory',
  ])
  t.match(await of('patches: [{path: a, patch: b}, {}]\n'), [
    'team/kustomization.yaml:1:11: patches[0]: expected either path or patch',
    'team/kustomization.yaml:1:32: patches[1]: expected either path or patch',
  ])
  t.match(await of('sortOptions: {order: fifo}\n'), [
    /^team\/kustomization.yaml:1:1: sortOptions: means nothing in an overlay/,
  ])
  t.match(await refused(t, 'build --overlay ./none'), ['none: cannot be read: no such file or directory'])
  t.match(await refused(t, 'build --overlay ./empty', { 'empty/a': '' }), [
    'empty: has no kustomization.yaml, kustomization.yml, Kustomization',
  ])
})

const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: jobs.example.com}
spec:
  group: example.com
  names: {kind: Job, plural: jobs}
  scope: Namespaced
  versions:
  - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {steps: {type: array, x-kubernetes-list-type: map, x-kubernetes-list-map-keys: [id], items: {type: object, properties: {id: {type: string}}}}}}}}}}
`
const job = (steps: string): string =>
  `apiVersion: example.com/v1\nkind: Job\nmetadata: {name: a}\nspec: {steps: ${steps}}\n`

t.test('--crd says how custom resources are patched', async (t) => {
  const files: Files = {
    'crd.yaml': crd,
    'job.yaml': job('[{id: one}, {id: two}]'),
    'p.yaml': job('[{id: two, run: x}]'),
  }
  const steps = (out: string): ReadonlyArray<string> | null => out.match(/id: .*/g)
  t.strictSame(steps(await printed(t, 'build --base job.yaml --patch p.yaml', files)), ['id: two'])
  t.strictSame(steps(await printed(t, 'build --base job.yaml --patch p.yaml --crd crd.yaml', files)), [
    'id: two',
    'id: one',
  ])
  t.match(await refused(t, 'build --base job.yaml --patch p.yaml --crd none.yaml', files), [
    'none.yaml: cannot be read',
  ])
  t.match(await refused(t, 'build --crd crd.yaml', files), [
    /^--crd: for patches, and for --validate; there is none here/,
  ])
  t.match(await refused(t, 'build --base job.yaml --patch p.yaml --kube-version 1.2', files), [/1\.2/])
})

t.test(
  'what a value has switched off is left out with a warning, in files that a directory names too',
  async (t) => {
    const cwd = directoryOf(t, {
      'team/kustomization.yaml':
        'patches: [{path: web.yaml}]\nreplicas: [{name: clearml-apiserver, count: 2}]\nresources: [own.yaml]\n',
      'team/web.yaml': web('spec: {replicas: 3}'),
      'team/own.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: own}\n',
    })
    const { code, out, err } = await commandIn(cwd, 'build --set server.enabled=false --overlay ./team')
    t.equal(code, 0)
    t.match(out, 'name: own')
    t.strictSame(err, [
      'warning: team/web.yaml:1:1: left out: clearml-webserver is switched off by a value',
      'warning: team/kustomization.yaml:2:12: left out: clearml-apiserver is switched off by a value',
    ])
  },
)
