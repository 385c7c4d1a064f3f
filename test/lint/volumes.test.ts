import t from 'tap'
import { findings } from './findings.js'

const volume = (spec: string): string =>
  `{apiVersion: v1, kind: PersistentVolume, metadata: {name: data}, spec: {accessModes: [ReadWriteOnce], capacity: {storage: 10Gi}, ${spec}}}`
const claim = (spec: string, storage = '10Gi'): string =>
  `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data, namespace: ml}, spec: {resources: {requests: {storage: ${storage}}}, ${spec}}}`
const kept = 'claimRef: {namespace: ml, name: data}'
const check = (one: string, other: string): ReadonlyArray<string> =>
  findings('volumes', `${one}\n---\n${other}`)
const has = (field: string, value: string): ReadonlyArray<string> => [
  `PersistentVolumeClaim/data ${field}: PersistentVolume "data", which is kept for this claim, has ${value}; they are never bound`,
]

t.test('a claim that fits its volume is no finding', async (t) => {
  t.same(check(volume(kept), claim('accessModes: [ReadWriteOnce], storageClassName: ""')), [])
  t.same(check(volume(kept), claim('accessModes: [ReadWriteOnce]', '10240Mi')), [])
  t.same(check(volume('nfs: {}'), claim('accessModes: [ReadWriteOnce], volumeName: data', '1')), [])
})

t.test('it asks for no more than the volume has', async (t) => {
  t.same(
    check(volume(kept), claim('accessModes: [ReadWriteOnce]', '11Gi')),
    has('spec.resources.requests.storage', '"10Gi"'),
  )
  t.same(
    check(volume(kept), claim('accessModes: [ReadWriteOnce, ReadWriteMany]')),
    has('spec.accessModes', '["ReadWriteOnce"]'),
  )
  t.same(
    check(volume(kept), claim('accessModes: [ReadWriteOnce], volumeMode: Block')),
    has('spec.volumeMode', '"Filesystem"'),
  )
})

t.test('both are of one class; a claim without one may get any', async (t) => {
  const classes = (of: string, asked: string): ReadonlyArray<string> =>
    check(volume(`${kept}${of}`), claim(`accessModes: [ReadWriteOnce]${asked}`))
  t.same(classes(', storageClassName: slow', ', storageClassName: slow'), [])
  t.same(
    classes(', storageClassName: slow', ', storageClassName: ""'),
    has('spec.storageClassName', '"slow"'),
  )
  t.same(classes('', ', storageClassName: fast'), has('spec.storageClassName', '""'))
  t.same(classes(', storageClassName: slow', ''), [])
})

t.test('the volume of another claim is none of its business', async (t) => {
  const large = claim('accessModes: [ReadWriteOnce]', '20Gi')
  t.same(check(volume('nfs: {}'), large), [])
  t.same(check(volume('claimRef: {namespace: other, name: data}'), large), [])
  t.same(check(volume(kept), claim('accessModes: [ReadWriteOnce], volumeName: another', '20Gi')), [])
})
