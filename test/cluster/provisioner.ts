/** A stub of a dynamic provisioner: each claim of its classes gets a volume once the scheduler has chosen a node. */
import { at, type JsonObject } from '../../src/json.js'
import { type Api, metadataOf } from './api.js'

export const PROVISIONER = 'stub.clearml-manifests.test'

/** Looks every 100 ms; the function that it gives ends it. */
export const startProvisioner = (api: Api): (() => Promise<void>) => {
  let isRunning = true
  const loop = async (): Promise<void> => {
    while (isRunning) {
      for (const claim of await api.list('/api/v1/persistentvolumeclaims')) {
        if (isWaiting(claim))
          await api.call('POST', '/api/v1/persistentvolumes', { text: JSON.stringify(volumeOf(claim)) })
      }
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }
  const running = loop()
  return async () => {
    isRunning = false
    await running
  }
}

const isWaiting = (claim: JsonObject): boolean =>
  at(claim, ['status', 'phase']) === 'Pending' &&
  at(claim, ['spec', 'volumeName']) === undefined &&
  at(claim, ['metadata', 'deletionTimestamp']) === undefined &&
  at(claim, ['metadata', 'annotations', 'volume.kubernetes.io/storage-provisioner']) === PROVISIONER &&
  at(claim, ['metadata', 'annotations', 'volume.kubernetes.io/selected-node']) !== undefined

const volumeOf = (claim: JsonObject): JsonObject => {
  const { name = '', namespace = '' } = metadataOf(claim)
  const uid = String(at(claim, ['metadata', 'uid']))
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: `pvc-${uid}`, annotations: { 'pv.kubernetes.io/provisioned-by': PROVISIONER } },
    spec: {
      accessModes: at(claim, ['spec', 'accessModes']) ?? [],
      capacity: { storage: at(claim, ['spec', 'resources', 'requests', 'storage']) ?? '1Gi' },
      claimRef: { apiVersion: 'v1', kind: 'PersistentVolumeClaim', name, namespace, uid },
      csi: { driver: PROVISIONER, volumeHandle: uid },
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: at(claim, ['spec', 'storageClassName']) ?? '',
      volumeMode: 'Filesystem',
    },
  }
}
