import t from 'tap'
import { isVolumeSource, volumeSource } from '../../src/kube/persistentVolume.js'

t.test('the source of a volume is what is left without the fields that every volume has', async (t) => {
  const spec = { capacity: { storage: '1Gi' }, nfs: { server: 'a', path: '/b' }, volumeMode: 'Filesystem' }
  t.same(volumeSource({ kind: 'PersistentVolume', spec }), { nfs: { server: 'a', path: '/b' } })
  t.same(volumeSource({ kind: 'PersistentVolume' }), {})
})

t.test('a kind of volume that is not known here is a source too', async (t) => {
  t.ok(isVolumeSource('someNewVolume'))
  t.notOk(isVolumeSource('claimRef'))
})
