import t from 'tap'
import { PUBLISHED } from '../../src/lint/published.js'
import { type Files, printed, refused } from '../support/command.js'

const objects = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  level: info
---
apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: web
    image: nginx
    envFrom:
    - configMapRef:
        name: settings
`
const patch = `apiVersion: v1
kind: Pod
metadata: {name: web}
spec: {containers: [{name: web, image: caddy}]}
`
const files: Files = { 'objects.yaml': objects, 'patch.yaml': patch }

t.test('a file is printed as it is: in its order, and nothing is made canonical', async (t) => {
  const reversed = objects
    .split('---\n')
    .toReversed()
    .join('\n---\n')
    .replace(/\n+---/, '\n---')
  t.equal(
    await printed(t, 'build --base objects.yaml', files),
    objects.replace(
      '    image: nginx\n    envFrom:\n    - configMapRef:\n        name: settings\n',
      '    envFrom:\n    - configMapRef:\n        name: settings\n    image: nginx\n',
    ),
  )
  const out = await printed(t, 'build --base objects.yaml', { 'objects.yaml': reversed })
  t.match(out, /^apiVersion: v1\nkind: Pod[\s\S]*\n---\napiVersion: v1\nkind: ConfigMap/)
  const odd =
    '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {replicas: null, template: {spec: {containers: [{name: c, resources: {limits: {cpu: 1000m}}}]}}}}'
  t.match(await printed(t, 'build --base odd.yaml', { 'odd.yaml': odd }), /replicas: null[\s\S]*cpu: 1000m/)
})

t.test('patches, and a directory with a kustomization, are laid over it', async (t) => {
  t.match(await printed(t, 'build --base objects.yaml --patch patch.yaml', files), /image: caddy\n/)
  t.match(await printed(t, 'build --base objects.yaml --overlay patch.yaml', files), /image: caddy\n/)
  const team = {
    ...files,
    'team/kustomization.yaml': 'namePrefix: ml-\npatches: [{path: p.yaml}]\n',
    'team/p.yaml': patch,
  }
  const out = await printed(t, 'build --base objects.yaml --overlay ./team', team)
  t.strictSame(out.match(/name: .*/g), [
    'name: ml-settings',
    'name: ml-web',
    'name: web',
    'name: ml-settings',
  ])
  t.match(out, /image: caddy\n/)
})

t.test('a directory of files, in the order of their names', async (t) => {
  const [settings = '', web = ''] = objects.split('---\n')
  const out = await printed(t, 'build --base all', {
    'all/b.json': JSON.stringify({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }),
    'all/c.yaml': settings,
    'all/a.yml': web,
    'all/note.txt': '{',
  })
  t.strictSame(out.match(/^kind: .*/gm), ['kind: Pod', 'kind: Secret', 'kind: ConfigMap'])
})

t.test(
  'a directory with a kustomization is what it makes; overlays find its objects by both names',
  async (t) => {
    const directory = {
      'base/kustomization.yaml':
        'resources: [objects.yaml]\nnamePrefix: ml-\nconfigMapGenerator: [{name: more, literals: [a=b]}]\n',
      'base/objects.yaml': objects,
      'patch.yaml': patch,
      'renamed.yaml': patch.replace('name: web}', 'name: ml-web}').replace('caddy', 'httpd'),
    }
    const out = await printed(t, 'build --base base --patch patch.yaml', directory)
    t.match(out, /name: ml-web\n[\s\S]*name: ml-settings\n {4}image: caddy/)
    t.match(out, /name: ml-more-[a-z0-9]{10}\n/)
    t.match(await printed(t, 'build --base base --patch renamed.yaml', directory), /image: httpd/)
  },
)

t.test('--namespace moves everything', async (t) => {
  const out = await printed(t, 'build --base o.yaml --namespace ml', {
    'o.yaml': `${objects}---\napiVersion: v1\nkind: Namespace\nmetadata: {name: old}\n---\napiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: role}\n`,
  })
  t.equal(out.match(/ {2}namespace: ml\n/g)?.length, 2)
  t.match(out, /kind: Namespace\nmetadata:\n {2}name: ml\n/)
  t.notMatch(out, /kind: ClusterRole\nmetadata:\n {2}name: role\n {2}namespace/)
})

t.test('what needs the installation is refused with the reason', async (t) => {
  const of = (flags: string, more: Files = {}) =>
    refused(t, `build --base objects.yaml ${flags}`, { ...files, ...more })
  const reason = 'the installation of ClearML, which --base replaces'
  t.strictSame(await of('--preset dev'), [`--preset needs ${reason}`])
  t.strictSame(await of('--set a=b --values v.yaml --no-overlay nfs --ignore ports --deployment d.yaml'), [
    `--no-overlay, --values, --set, --deployment, --ignore need ${reason}`,
  ])
  t.strictSame(await of('--overlay nfs --overlay cloud'), [
    `--overlay nfs needs ${reason}`,
    `--overlay cloud needs ${reason}`,
  ])
  const module =
    'export default ({ overlay }) => overlay({ name: "own", values: { labels: { a: "b" } }, edits: {} })\n'
  t.match(await of('--overlay ./own.mjs', { 'own.mjs': module }), [
    `the overlay own (own.mjs) has values and edits, and needs ${reason}`,
  ])
})

t.test('an overlay of objects and patches does not', async (t) => {
  const module =
    'export default ({ overlay }) => overlay({ name: "own", objects: [{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "own" } }], patches: [{ target: { kind: "ConfigMap" }, patch: [{ op: "add", path: "/data", value: { a: "b" } }] }] })\n'
  const out = await printed(t, 'build --base objects.yaml --overlay ./own.mjs', {
    ...files,
    'own.mjs': module,
  })
  t.equal(out.match(/data:\n {2}a: b\n/g)?.length, 2)
})

t.test('errors have their places', async (t) => {
  t.strictSame(await refused(t, 'build --base none.yaml'), [
    'none.yaml: cannot be read: no such file or directory',
  ])
  t.strictSame(
    await refused(t, 'build --base objects.yaml', { 'objects.yaml': `${objects}---\n${objects}` }),
    [
      'objects.yaml:20:1: makes a second ConfigMap/settings (v1); the first one is at objects.yaml:1:1',
      'objects.yaml:27:1: makes a second Pod/web (v1); the first one is at objects.yaml:8:1',
    ],
  )
  t.strictSame(
    await refused(t, 'build --base all', {
      'all/a.yaml': objects,
      'all/b.yaml': objects.split('---\n')[0] ?? '',
    }),
    ['all/b.yaml:1:1: makes a second ConfigMap/settings (v1); the first one is at all/a.yaml:1:1'],
  )
  t.match(
    await refused(t, 'build --base objects.yaml --patch patch.yaml', {
      ...files,
      'patch.yaml': patch.replace('name: web}', 'name: wbe}'),
    }),
    [/^patch.yaml:1:1: no Pod\/wbe \(v1\); did you mean Pod\/web \(v1\)\?/],
  )
  t.match(await refused(t, 'build --base o.yaml', { 'o.yaml': '[1]' }), [
    /^o.yaml:1:1: expected a Kubernetes object/,
  ])
  t.match(await refused(t, 'build --base - --patch -'), [
    /standard input can be read once, and is named by --patch and --base/,
  ])
  t.match(await refused(t, 'build --base all', { 'all/a.txt': '' }), [
    /^all: there is no .yaml, .yml or .json file/,
  ])
})

t.test(
  'a claim of data keeps its name, unless --strict=kustomize or the kustomization says otherwise',
  async (t) => {
    const given = (annotations: string): Files => ({
      'claim.yaml': 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n',
      'team/kustomization.yaml': `namePrefix: ml-\nmetadata: {annotations: {${annotations}}}\n`,
    })
    t.match(await refused(t, 'build --base claim.yaml --overlay ./team', given('')), [
      /^team\/kustomization.yaml:1:1: PersistentVolumeClaim\/data \(v1\) is renamed/,
    ])
    for (const [flags, annotations] of [
      ['', 'clearml-manifests/allow: renamedClaim'],
      ['--strict kustomize', ''],
    ] as const) {
      t.match(
        await printed(t, `build --base claim.yaml --overlay ./team ${flags}`, given(annotations)),
        /name: ml-data/,
      )
    }
  },
)

t.test('a published credential is refused in the base too, and in what is laid over it', async (t) => {
  const [, key = ''] = PUBLISHED[1] ?? []
  const encoded = Buffer.from(key).toString('base64')
  const says = 'holds a published default credential (secure.auth.token_secret)'
  const secret = `apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {k: ${encoded}}\n`
  const all = {
    ...files,
    'secret.yaml': secret,
    'key.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {level: "${key}"}\n`,
    'made/kustomization.yaml': `secretGenerator: [{name: s, literals: [k=${key}]}]\n`,
  }
  for (const [command, place] of [
    ['--base secret.yaml', 'Secret/s data.k'],
    ['--base objects.yaml --patch key.yaml', 'ConfigMap/settings data.level'],
    ['--base objects.yaml --overlay ./made', /^.*Secret\/s-[a-z0-9]+ data\.k/],
    ['--base made --strict=kustomize', /^.*Secret\/s-[a-z0-9]+ data\.k/],
  ] as const) {
    const errors = await refused(t, `build ${command}`, all)
    t.equal(errors.length, 1, command)
    t.match(errors[0], place)
    t.match(errors[0], says)
    t.notMatch(errors.join(), key)
  }
})
