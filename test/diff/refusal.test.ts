import t from 'tap'
import { tree } from './streams.js'

/** The fields that are refused, with the reasons; all others have none. */
const refused = (before: string, after: string): ReadonlyArray<string> =>
  tree(before, after).flatMap((line) => {
    const match = /^ {2}[-+~] (\S+): .*\(cannot be changed in place: (.*)\)$/.exec(line)
    return match === null ? [] : [`${match[1]}: ${match[2]}`]
  })

const pod = '{metadata: {labels: {a: b}}, spec: {containers: [{name: x, image: x}]}}'
const set = (more: string, template = pod): string =>
  `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: db}, spec: {serviceName: db, selector: {matchLabels: {a: b}}, template: ${template}, ${more}}}`

t.test('each field that cannot be changed is marked, and no other', async (t) => {
  const claim = (size: string) =>
    `volumeClaimTemplates: [{metadata: {name: d}, spec: {resources: {requests: {storage: ${size}}}}}]`
  t.strictSame(refused(set(`replicas: 1, ${claim('1Gi')}`), set(`replicas: 2, ${claim('2Gi')}`)), [
    'spec.volumeClaimTemplates[0].spec.resources.requests.storage: immutable; delete the StatefulSet first, its claims stay',
  ])
  t.strictSame(refused(set(''), set('').replace('matchLabels: {a: b}', 'matchLabels: {a: b, c: d}')), [
    'spec.selector.matchLabels.c: immutable; delete the StatefulSet first, its claims stay',
  ])
})

t.test('of changes below a field that is refused, those that are refused alone', async (t) => {
  const volume = (capacity: string, source: string) =>
    `{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}, spec: {capacity: {storage: ${capacity}}, ${source}}}`
  t.strictSame(
    refused(volume('1Gi', 'hostPath: {path: /a}'), volume('2Gi', 'nfs: {server: s, path: /a}')),
    ['spec.hostPath', 'spec.nfs'].map((field) => `${field}: immutable; copy the data to another volume`),
  )
  const bare = (image: string, more: string) =>
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {containers: [{name: x, image: "${image}"}], ${more}}}`
  t.strictSame(refused(bare('x:1', 'nodeName: a'), bare('x:2', 'nodeName: b, hostNetwork: true')), [
    'spec.hostNetwork: immutable; delete the Pod first, and it runs again',
    'spec.nodeName: immutable; delete the Pod first, and it runs again',
  ])
})

t.test('one reason for each kind of refusal', async (t) => {
  const claim = (size: string, storage: string) =>
    `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c}, spec: {${storage} resources: {requests: {storage: ${size}}}}}`
  t.strictSame(refused(claim('2Gi', ''), claim('1Gi', '')), [
    'spec.resources.requests.storage: a claim cannot shrink',
  ])
  t.strictSame(refused(claim('1Gi', 'storageClassName: "",'), claim('2Gi', 'storageClassName: "",')), [
    'spec.resources.requests.storage: the storage class does not let claims grow',
  ])
  t.strictSame(refused(claim('1Gi', ''), claim('1Gi', 'storageClassName: fast,')), [
    'spec.storageClassName: the cluster has chosen a value, and only that one is taken',
  ])
  const deployment = (strategy: string) =>
    `{apiVersion: apps/v1, kind: Deployment, metadata: {name: d}, spec: {${strategy} template: ${pod}}}`
  t.strictSame(refused(deployment(''), deployment('strategy: {type: Recreate},')), [
    'spec.strategy: what the API server has filled in stays, and is refused beside it; delete the object first',
  ])
  const service = (ip: string) =>
    `{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 80}], ${ip}}}`
  t.strictSame(refused(service('clusterIP: 10.0.0.1'), service('clusterIP: 10.0.0.2')), [
    'spec.clusterIP: immutable; delete the object first',
  ])
  const binding = (role: string) =>
    `{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b}, roleRef: {kind: Role, name: ${role}}}`
  t.strictSame(refused(binding('a'), binding('b')), ['roleRef.name: immutable; delete the object first'])
  const storage = (parameters: string) =>
    `{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: s}, provisioner: p, parameters: {${parameters}}}`
  t.strictSame(refused(storage('type: a'), storage('type: b')), [
    'parameters.type: immutable; delete the object first',
  ])
  const map = (data: string) =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: m}, immutable: true, data: {${data}}}`
  t.strictSame(refused(map('a: x'), map('a: y')), ['data.a: it says immutable: true; give it another name'])
  t.strictSame(
    refused(map('a: x').replace('ConfigMap', 'Secret'), map('b: y').replace('ConfigMap', 'Secret')),
    ['data.a', 'data.b'].map((field) => `${field}: immutable; give it another name`),
  )
})

t.test('a change that is refused for how another field changes has its own line', async (t) => {
  const job = (spec: string) =>
    `{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {${spec} template: {spec: {restartPolicy: Never}}}}`
  t.strictSame(tree(job('parallelism: 2,'), job('')), [
    '~ Job/j',
    '  - spec.parallelism: 2',
    '  ~ spec.completions: (cannot be changed in place: immutable; delete the Job first, and it runs again)',
  ])
})
