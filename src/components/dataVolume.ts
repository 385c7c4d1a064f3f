/** The volume of a component that keeps data: its claim, the volume made for it, and how the pod mounts it. */
import type { Edit } from '../dsl/index.js'
import type { Container, PersistentVolume, PersistentVolumeClaim, Volume } from '../kube/types.js'
import type { Values } from '../values/table.js'
import { claimNameOf, ownerOf } from './dataNames.js'
import type { DataVolume, Installation, VolumeOf } from './installation.js'
import { keepAnnotations, metadata } from './metadata.js'
import { sameImage } from './pod.js'
import { allowsRoot } from './securityContext.js'

/** Without an overlay: a claim that the cluster's default StorageClass serves, or one that exists already. */
export const defaultVolume = (values: Values, of: VolumeOf): DataVolume => {
  const { existingClaim, accessMode } = values[of].storage
  return {
    claimName: existingClaim ?? claimNameOf(of),
    claim:
      existingClaim === null ? { accessModes: [accessMode], storageClassName: null, volumeName: null } : null,
    persistentVolume: null,
    prepare: false,
  }
}

export const claim = ($: Installation, of: VolumeOf): PersistentVolumeClaim | null => {
  const made = $.config.volumes[of].claim
  if (made === null) return null
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadata($.values, claimNameOf(of), of, { annotations: keepAnnotations }),
    spec: {
      accessModes: [...made.accessModes],
      resources: { requests: { storage: $.values[of].storage.size } },
      ...(made.storageClassName === null ? {} : { storageClassName: made.storageClassName }),
      ...(made.volumeName === null ? {} : { volumeName: made.volumeName }),
    },
  }
}

/** A volume that is made for one claim, and bound to it and to no other. */
export const persistentVolume = ($: Installation, of: VolumeOf): PersistentVolume | null => {
  const { claim: made, persistentVolume: volume } = $.config.volumes[of]
  if (made === null || volume === null) return null
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: metadata($.values, volume.name, of, { annotations: keepAnnotations }),
    spec: {
      accessModes: [...made.accessModes],
      capacity: { storage: $.values[of].storage.size },
      persistentVolumeReclaimPolicy: 'Retain',
      // The claim keeps `''`; here the API server drops it, because an empty class is no class.
      ...(made.storageClassName ? { storageClassName: made.storageClassName } : {}),
      claimRef: {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        name: claimNameOf(of),
        namespace: $.values.namespace.name,
      },
      ...volume.spec,
    },
  }
}

/** The pod's volume `data`: the claim, or an emptyDir that holds no more than the claim would. */
export const dataVolume = ($: Installation, of: VolumeOf): Volume => {
  const { claimName } = $.config.volumes[of]
  return claimName === null
    ? { name: 'data', emptyDir: { sizeLimit: $.values[of].storage.size } }
    : { name: 'data', persistentVolumeClaim: { claimName } }
}

/**
 * Gives the volume's directory to the component's user, where nobody else does: Kubernetes applies `fsGroup` neither
 * to hostPath nor to NFS volumes. What lies inside is given too, once, when the directory itself is not the user's yet.
 * A claim of the user's own is left alone. Under a profile that forbids root the operator does it.
 */
export const prepareStep = ($: Installation, of: VolumeOf, mountPath: string): ReadonlyArray<Container> => {
  const { claim: made, prepare } = $.config.volumes[of]
  if (made === null || !prepare || !allowsRoot($.config)) return []
  const { user, group } = ownerOf($.values, of)
  return [
    {
      ...sameImage($, of),
      name: 'prepare',
      command: [
        '/bin/sh',
        '-ec',
        `[ "$(stat -c %u ${mountPath})" = ${user} ] || chown -R ${user}:${group} ${mountPath}\n` +
          `chmod u+rwx,g+rwx ${mountPath}\n`,
      ],
      securityContext: {
        runAsUser: 0,
        runAsNonRoot: false,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ['ALL'], add: ['CHOWN', 'DAC_OVERRIDE', 'FOWNER'] },
      },
      resources: { requests: { cpu: '10m', memory: '32Mi' }, limits: { memory: '128Mi' } },
      volumeMounts: [{ name: 'data', mountPath }],
    },
  ]
}

/** Edits the four data volumes alike: what an overlay of the slot `storage` does. */
export const eachVolume = (
  change: (of: VolumeOf) => Edit<DataVolume, Installation>,
): Edit<Installation['config']['volumes'], Installation> => ({
  elasticsearch: change('elasticsearch'),
  mongodb: change('mongodb'),
  redis: change('redis'),
  fileserver: change('fileserver'),
})
