import t from 'tap'
import { findings } from './findings.js'

const check = (yaml: string): ReadonlyArray<string> => findings('immutable', yaml)

const workload = (kind: string, spec: string, name = 'web'): string =>
  `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: ${name}}, spec: ${spec}}`

t.test('a label that changes with a release is no part of a selector', async (t) => {
  const changes = 'changes from release to release, and this cannot be changed once it is applied'
  for (const kind of ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet']) {
    t.same(check(workload(kind, '{selector: {matchLabels: {app: web, helm.sh/chart: web-1.2.3}}}')), [
      `${kind}/web spec.selector.matchLabels["helm.sh/chart"]: "helm.sh/chart" ${changes}`,
    ])
    t.same(check(workload(kind, '{selector: {matchLabels: {app: web, tier: front}}}')), [])
  }
  t.same(
    check(workload('Deployment', '{selector: {matchExpressions: [{key: version, operator: Exists}]}}')),
    [`Deployment/web spec.selector.matchExpressions[0].key: "version" ${changes}`],
  )
  const labels = ['app.kubernetes.io/version', 'chart', 'pod-template-hash', 'controller-revision-hash']
  for (const label of labels) {
    t.equal(check(workload('Deployment', `{selector: {matchLabels: {${label}: x}}}`)).length, 1, label)
  }
})

t.test('a version that is part of the name stays: the next one is another Deployment', async (t) => {
  const selector = '{selector: {matchLabels: {app: reviews, version: v1}}}'
  t.same(check(workload('Deployment', selector, 'reviews-v1')), [])
  t.equal(check(workload('Deployment', selector, 'reviews')).length, 1)
})

t.test('a Service may select by such a label, since its selector can change', async (t) => {
  t.same(check('{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {version: v1}}}'), [])
})

t.test('neither is it one of a claim template', async (t) => {
  const set = (metadata: string): string =>
    workload('StatefulSet', `{volumeClaimTemplates: [{metadata: ${metadata}}]}`)
  t.same(check(set('{name: data, labels: {app: web}}')), [])
  t.match(check(set('{name: data, labels: {app.kubernetes.io/version: "1"}}')), [
    /^StatefulSet\/web spec\.volumeClaimTemplates\[0\]\.metadata\.labels\["app\.kubernetes\.io\/version"\]: /,
  ])
  t.match(check(set('{name: data, annotations: {helm.sh/revision: "1"}}')), [
    /annotations\["helm.sh\/revision"\]/,
  ])
})

t.test('immutable data has a name that changes with it', async (t) => {
  const config = (kind: string, name: string, more = ', immutable: true'): string =>
    `{apiVersion: v1, kind: ${kind}, metadata: {name: ${name}}${more}}`
  t.same(check(config('ConfigMap', 'web')), [
    'ConfigMap/web immutable: changed data cannot be applied under this name; expected a name with a hash of the data',
  ])
  t.equal(check(config('Secret', 'web-postgres15')).length, 1, 'a word with a number is no hash')
  t.same(check(config('ConfigMap', 'web', '')), [])
  t.same(check(config('ConfigMap', 'web', ', immutable: false')), [])
  // As Kustomize, Helm's sha256sum, a commit, a hand and a calendar write them.
  for (const end of ['6ct58987ht', 'a1b2c3d4', '0f3c9a71be', 'v2', '1.2.3', '20240131']) {
    t.same(check(config('ConfigMap', `web-${end}`)), [], end)
  }
})

t.test('a Job has an end, or a name that changes with it', async (t) => {
  const job = (name: string, spec = '{}', annotations = '{}'): string =>
    `{apiVersion: batch/v1, kind: Job, metadata: {name: ${name}, annotations: ${annotations}}, spec: ${spec}}`
  t.same(check(job('migrate')), [
    'Job/migrate spec.template: a changed Job cannot be applied under this name; expected ttlSecondsAfterFinished, or a name with a hash or version',
  ])
  t.equal(check(job('migrate', '{suspend: true}')).length, 1)
  t.same(check(job('migrate', '{ttlSecondsAfterFinished: 0}')), [])
  t.same(check(job('migrate-2-4-0')), [])
  t.same(check(job('migrate', '{}', '{helm.sh/hook: pre-upgrade}')), [])
  t.same(check(job('migrate', '{}', '{argocd.argoproj.io/hook: PreSync}')), [])
  t.same(check(job('migrate', '{}', '{argocd.argoproj.io/sync-options: "Prune=false,Replace=true"}')), [])
  t.same(check(job('migrate', '{}', '{kustomize.toolkit.fluxcd.io/force: enabled}')), [])
  t.equal(check(job('migrate', '{}', '{argocd.argoproj.io/sync-options: Prune=false}')).length, 1)
  t.same(
    check('{apiVersion: batch/v1, kind: CronJob, metadata: {name: backup}}'),
    [],
    'a CronJob makes its Jobs',
  )
})

t.test('a Pod of its own is found', async (t) => {
  t.same(check('{apiVersion: v1, kind: Pod, metadata: {name: shell}}'), [
    'Pod/shell spec: a changed Pod cannot be applied under this name; expected a Deployment or a Job',
  ])
  t.same(check('{apiVersion: v1, kind: Pod, metadata: {name: t, annotations: {helm.sh/hook: test}}}'), [])
})

t.test('apply takes no generated name', async (t) => {
  const job = (metadata: string): string =>
    `{apiVersion: batch/v1, kind: Job, metadata: ${metadata}, spec: {ttlSecondsAfterFinished: 1}}`
  t.same(check(job('{generateName: a-}')), [
    'Job/ metadata.generateName: kubectl apply takes no generated name; expected metadata.name',
  ])
  t.same(check(job('{name: a, generateName: a-}')), [], 'a name wins')
  t.same(check(job('{generateName: a-, annotations: {argocd.argoproj.io/hook: Sync}}')), [])
})
