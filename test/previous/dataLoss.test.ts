import t from 'tap'
import { found, places, said } from './compared.js'

const lost = said('dataLoss')
const at = places('dataLoss')

const keep = `annotations: {helm.sh/resource-policy: keep, "argocd.argoproj.io/sync-options": "Prune=false,Delete=false", kustomize.toolkit.fluxcd.io/prune: disabled}`
const claim = (name: string, metadata = '') =>
  `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: ${name}, namespace: ml, ${metadata}}, spec: {volumeName: v}}`
const volume = (spec = '', metadata = '') =>
  `{apiVersion: v1, kind: PersistentVolume, metadata: {name: v, ${metadata}}, spec: {claimRef: {name: c, namespace: ml}, nfs: {server: s, path: /p}, ${spec}}}`
const other = '{apiVersion: v1, kind: Service, metadata: {name: s, namespace: ml}}'
const stream = (...documents: ReadonlyArray<string>) => documents.join('\n---\n')

interface Parts {
  readonly kind?: string
  readonly mount?: string
  readonly volume?: string
  readonly container?: string
  readonly more?: string
}
const workload = ({ kind = 'StatefulSet', container = 'db', more = '', ...parts }: Parts = {}) => {
  const {
    mount = '{name: data, mountPath: /data}',
    volume = '{name: data, persistentVolumeClaim: {claimName: c}}',
  } = parts
  return `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: db, namespace: ml}, spec: {template: {spec: {containers: [{name: ${container}, volumeMounts: [${mount}]}], volumes: [${volume}]}}, ${more}}}`
}

t.test('a claim or a volume that is gone', async (t) => {
  t.strictSame(lost(stream(claim('c'), other), other), [
    'PersistentVolumeClaim/c: is not in the stream any more; its data is left behind, or deleted by what prunes; ' +
      'keep it, or copy the data first',
  ])
  t.strictSame(
    lost(stream(volume(), claim('c'), other), other),
    [
      'PersistentVolumeClaim/c: is not in the stream any more (nor PersistentVolume/v); its data is left behind, or deleted ' +
        'by what prunes; keep it, or copy the data first',
    ],
    'one line for a claim and its volume',
  )
  t.match(lost(stream(volume(), claim('c')), claim('c')), [/^PersistentVolume\/v: is not in the stream/])
  t.strictSame(lost(claim('c'), stream(claim('c'), claim('d'))), [])
})

t.test('a workload that starts on something else', async (t) => {
  const before = workload()
  t.strictSame(lost(before, workload({ volume: '{name: data, persistentVolumeClaim: {claimName: d}}' })), [
    'StatefulSet/db spec.template.spec.containers[0].volumeMounts[0]: "/data" of the container "db" was the claim "c" and ' +
      'would be the claim "d": it starts without its data; copy it first, or keep the volume',
  ])
  t.match(lost(before, workload({ volume: '{name: data, emptyDir: {}}' })), [
    /would be an emptyDir: it starts/,
  ])
  t.match(lost(before, workload({ mount: '{name: data, mountPath: /other}' })), [
    /would be nothing: it starts/,
  ])
  t.match(lost(before, workload({ mount: '{name: data, mountPath: /data, subPath: new}' })), [
    /was the claim "c" and would be the claim "c", subPath "new"/,
  ])
  t.match(
    lost(
      before,
      workload({
        volume: '{name: other, emptyDir: {}}',
        more: 'volumeClaimTemplates: [{metadata: {name: data}}]',
      }),
    ),
    [/would be a claim of the template "data"/],
  )
})

t.test('the same data by other words is no change', async (t) => {
  const before = workload()
  const same: ReadonlyArray<Parts> = [
    {
      mount: '{name: disk, mountPath: /data/}',
      volume: '{name: disk, persistentVolumeClaim: {claimName: c}}',
    },
    { container: 'database' },
    { mount: '{name: data, mountPath: /data}, {name: data, mountPath: /more, subPath: x}' },
    { more: 'replicas: 0' },
  ]
  for (const parts of same) t.strictSame(lost(before, workload(parts)), [], JSON.stringify(parts))
  const two = workload().replace(
    'containers: [',
    'containers: [{name: backup, volumeMounts: [{name: data, mountPath: /backup}]}, ',
  )
  t.strictSame(lost(two, before), [], 'a container that only read what another holds may go')
  const prepared = workload().replace(
    'containers:',
    'initContainers: [{name: prepare, volumeMounts: [{name: data, mountPath: /data}]}], containers:',
  )
  t.strictSame(lost(prepared, before), [], 'so may one that prepares')
})

t.test('directories and shares that a pod mounts itself are data, and configuration is not', async (t) => {
  const from = (source: string, mount = '') =>
    workload({ mount: `{name: data, mountPath: /data ${mount}}`, volume: `{name: data, ${source}}` })
  t.match(lost(from('hostPath: {path: /opt/a}'), from('hostPath: {path: /opt/b}')), [
    /was hostPath \/opt\/a and would be hostPath \/opt\/b/,
  ])
  t.match(lost(from('nfs: {server: s, path: /a}'), from('emptyDir: {}')), [
    /was nfs s:\/a and would be an emptyDir/,
  ])
  t.strictSame(lost(from('hostPath: {path: /opt/a}'), from('hostPath: {path: /opt/a/, type: Directory}')), [])
  for (const source of [
    'configMap: {name: a}',
    'emptyDir: {}',
    'secret: {secretName: a}',
    'hostPath: {path: /run/x.sock, type: Socket}',
  ]) {
    t.strictSame(lost(from(source), from('configMap: {name: b}')), [], source)
  }
  t.strictSame(lost(from('hostPath: {path: /etc/tz}', ', readOnly: true'), from('emptyDir: {}')), [])
})

t.test('a workload of another kind', async (t) => {
  const before = stream(other, workload({ kind: 'Deployment' }))
  t.strictSame(lost(before, stream(other, workload({ kind: 'StatefulSet' }))), [
    'Deployment/db spec.template.spec.containers[0].volumeMounts[0]: would be a StatefulSet, and until the Deployment is ' +
      'deleted both write to the claim "c"; delete it before you apply: kubectl delete deployment/db -n ml',
  ])
  const elsewhere = workload({ volume: '{name: data, persistentVolumeClaim: {claimName: d}}' })
  t.match(lost(before, stream(other, elsewhere)), [/was the claim "c" and would be the claim "d"/])
  const without = (kind: string) => stream(other, workload({ kind, mount: '', volume: '' }))
  t.strictSame(lost(without('Deployment'), without('StatefulSet')), [], 'no data, no loss')
})

t.test('what a StatefulSet has made', async (t) => {
  const set = (more: string) =>
    workload({
      mount: '{name: d, mountPath: /d}',
      volume: '',
      more: `volumeClaimTemplates: [{metadata: {name: d}}], ${more}`,
    })
  t.match(lost(stream(other, set('')), other), [
    /^StatefulSet\/db: .* the claims that it made stay behind unused/,
  ])
  t.strictSame(lost(stream(other, workload({ mount: '', volume: '' })), other), [])
  t.strictSame(at(set(''), set('persistentVolumeClaimRetentionPolicy: {whenScaled: Delete}')), [
    'StatefulSet/db spec.persistentVolumeClaimRetentionPolicy.whenScaled',
  ])
})

t.test('a volume that is deleted with its claim, or is for another claim', async (t) => {
  t.strictSame(
    lost(volume('persistentVolumeReclaimPolicy: Retain'), volume('persistentVolumeReclaimPolicy: Delete')),
    [
      'PersistentVolume/v spec.persistentVolumeReclaimPolicy: was "Retain" and would be "Delete": the data would be deleted ' +
        'with its owner; keep "Retain"',
    ],
  )
  t.strictSame(
    lost(volume('persistentVolumeReclaimPolicy: Delete'), volume('persistentVolumeReclaimPolicy: Retain')),
    [],
  )
  t.match(lost(volume(), volume().replace('name: c', 'name: d')), [
    /^PersistentVolume\/v spec.claimRef: was kept for the claim "ml\/c" and would be for "ml\/d"/,
  ])
  t.strictSame(
    found(volume(), volume().replace('path: /p', 'path: /q')).map(({ rule }) => rule),
    ['immutableFields'],
    'another place is refused, and said once',
  )
})

t.test('definitions and namespaces that are gone', async (t) => {
  const crd = '{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a.b}}'
  t.match(lost(stream(crd, other), other), [/deleting it deletes all objects of its kind/])
  const namespace = '{apiVersion: v1, kind: Namespace, metadata: {name: ml}}'
  t.match(lost(stream(namespace, other), other), [/^Namespace\/ml: .* deletes it with everything in it/])
})

t.test('another namespace is one line, where there is data in it', async (t) => {
  const before = stream(claim('c'), claim('d'), workload(), volume())
  t.strictSame(lost(before, before.replaceAll('namespace: ml', 'namespace: ai')), [
    'Namespace/ml: all would be made anew in the namespace "ai", without the data of PersistentVolumeClaim/c, ' +
      'PersistentVolumeClaim/d; keep the namespace, or copy the data first',
  ])
  t.strictSame(lost(other, other.replace('namespace: ml', 'namespace: ai')), [])
  t.strictSame(
    lost(before, before.replaceAll('namespace: ml, ', '')),
    [],
    'a namespace that is not said can be any',
  )
})

t.test('what protects data from tools', async (t) => {
  t.strictSame(lost(claim('c', keep), claim('c')), [
    'PersistentVolumeClaim/c metadata.annotations: without helm.sh/resource-policy: keep and ' +
      'argocd.argoproj.io/sync-options: Prune=false and argocd.argoproj.io/sync-options: Delete=false and ' +
      'kustomize.toolkit.fluxcd.io/prune: disabled a tool may delete it; keep what protects data',
  ])
  t.strictSame(lost(claim('c'), claim('c', keep)), [])
  t.strictSame(
    lost(claim('c', keep), claim('c', keep.replace('Prune=false,', 'ServerSideApply=true, Prune=false ,'))),
    [],
  )
  t.match(lost(volume('', keep), volume('', keep.replace('Prune=false,', ''))), [
    /without argocd.*Prune=false a tool/,
  ])
  t.strictSame(lost(other.replace('ml', `ml, ${keep}`), other), [], 'a Service is no data')
})
