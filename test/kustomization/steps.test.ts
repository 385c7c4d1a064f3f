import t from 'tap'
import { steps } from '../../src/kustomization/steps.js'
import { kustomizationIn, laid } from './laid.js'

const web = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec: {template: {spec: {containers: [{name: web, image: nginx}]}}}
`

t.test('the order is that of Kustomize', async (t) => {
  t.strictSame(
    steps.map(({ field }) => field),
    [
      'patchesStrategicMerge',
      'patches',
      'namespace',
      'namePrefix',
      'nameSuffix',
      'labels',
      'commonLabels',
      'commonAnnotations',
      'patchesJson6902',
      'replicas',
      'images',
      'replacements',
    ],
  )
})

t.test('patches find objects by their names before, patchesJson6902 see what came of them', async (t) => {
  const after = laid(web, [
    `
namePrefix: p-
commonLabels: {a: b}
images: [{name: nginx, newTag: v2}]
patchesStrategicMerge:
- {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 1}}
patches:
- {target: {name: web}, patch: [{op: test, path: /spec/replicas, value: 1}, {op: replace, path: /spec/replicas, value: 2}]}
patchesJson6902:
- target: {kind: Deployment, name: p-web}
  patch:
  - {op: test, path: /spec/replicas, value: 2}
  - {op: test, path: /metadata/labels/a, value: b}
  - {op: test, path: /spec/template/spec/containers/0/image, value: nginx}
  - {op: remove, path: /metadata/labels}
`,
  ])
  t.match(after, [{ metadata: { name: 'p-web' }, spec: { replicas: 2 } }])
  t.match(JSON.stringify(after), '"image":"nginx:v2"')
})

t.test('a field that says nothing does not run', async (t) => {
  const runs = (text: string): ReadonlyArray<readonly [string, number]> =>
    steps.flatMap(({ field, runs: of }) => {
      const count = of(kustomizationIn(text))
      return count === 0 ? [] : [[field, count] as const]
    })
  t.strictSame(runs('namespace: ""\nlabels: []\ncommonLabels: {}\npatches: []'), [])
  t.strictSame(runs('labels: [{pairs: {a: b}}, {pairs: {c: d}}]'), [
    ['labels', 2],
    ['commonLabels', 1],
  ])
})
