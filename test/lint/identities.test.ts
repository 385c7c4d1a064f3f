import t from 'tap'
import { findings } from './findings.js'

const check = (yaml: string): ReadonlyArray<string> => findings('identities', yaml)

t.test('objects that differ in kind, group, namespace or name are different objects', async (t) => {
  t.same(
    check(`
{apiVersion: v1, kind: Service, metadata: {name: web}}
---
{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: web}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: web}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: web, namespace: ml}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: web2, namespace: ml}}
`),
    [],
  )
})

t.test('two objects with one identity are the same object, whatever the version', async (t) => {
  t.same(
    check(`
{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: ml}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: ml}}
---
{apiVersion: apps/v1beta2, kind: Deployment, metadata: {name: web, namespace: ml}}
`),
    ['Deployment/web metadata.name: objects 1 and 3 of the stream are the same object'],
  )
})

t.test('objects inside a List count as objects of the stream', async (t) => {
  t.same(
    check(`
apiVersion: v1
kind: List
items:
  - {apiVersion: v1, kind: Service, metadata: {name: web}}
  - {apiVersion: v1, kind: Service, metadata: {name: web}}
`),
    ['Service/web metadata.name: objects 1 and 2 of the stream are the same object'],
  )
})

t.test('a manifest without apiVersion, kind or name says which is missing and where', async (t) => {
  t.same(
    check(`
{kind: Service, metadata: {name: web}}
---
{apiVersion: v1, metadata: {name: web}}
---
{apiVersion: v1, kind: Service, metadata: {}}
`),
    [
      'Service/web apiVersion: no apiVersion; every manifest needs apiVersion, kind and metadata.name',
      'object 2 of the stream (web): no kind; every manifest needs apiVersion, kind and metadata.name',
      'object 3 of the stream (Service): no metadata.name; every manifest needs apiVersion, kind and metadata.name',
    ],
  )
})

t.test('a prefix for a generated name is as good as a name', async (t) => {
  t.same(check('{apiVersion: batch/v1, kind: Job, metadata: {generateName: migrate-}}'), [])
})

const named = (apiVersion: string, kind: string, name: string): ReadonlyArray<string> =>
  check(JSON.stringify({ apiVersion, kind, metadata: { name } }))

t.test('names are DNS subdomains, and labels where Kubernetes asks for labels', async (t) => {
  t.same(named('v1', 'ConfigMap', 'a.b-c.9'), [])
  t.same(named('v1', 'Namespace', '9lives'), [])
  t.same(named('v1', 'ConfigMap', 'x'.repeat(253)), [])
  t.same(named('v1', 'ConfigMap', 'ClearML'), [
    'ConfigMap/ClearML metadata.name: "ClearML" is no valid name; expected: RFC 1123 subdomain (lower-case letters, digits, "-" and ".", at most 253)',
  ])
  for (const [kind, name] of [
    ['ConfigMap', 'a_b'],
    ['ConfigMap', 'a..b'],
    ['ConfigMap', '-a'],
    ['ConfigMap', 'x'.repeat(254)],
    ['Service', '9lives'],
    ['Service', 'a.b'],
    ['Service', 'x'.repeat(64)],
    ['Namespace', 'a.b'],
    ['Namespace', 'x'.repeat(64)],
  ] as const) {
    t.equal(named('v1', kind, name).length, 1, `${kind} ${name}`)
  }
})

t.test('kinds whose names follow rules of their own are not judged by those of others', async (t) => {
  t.same(named('rbac.authorization.k8s.io/v1', 'ClusterRole', 'system:auth-delegator'), [])
  t.equal(named('rbac.authorization.k8s.io/v1', 'ClusterRole', 'a/b').length, 1)
  t.same(named('storage.k8s.io/v1', 'CSIDriver', 'Nfs.csi.k8s.io'), [])
  t.same(named('image.openshift.io/v1', 'ImageStreamTag', 'server:latest'), [])
})
