/** Slot `storage`: StorageClasses, or volumes that exist already, of a cloud. */
import { eachVolume, type InputOf, type Overlay, overlay, parts, volumeNameOf } from '../../src/index.js'
import { classOf, type Driver } from './drivers.js'
import { shareNotes } from './notes.js'
import { problems } from './problems.js'
import { type Cloud, type CloudVolume, driverOf, own, table } from './table.js'

export type { Cloud } from './table.js'

export const cloud = (values: InputOf<Cloud> = {}): Overlay =>
  overlay({
    name: 'cloud',
    slot: 'storage',
    doc: 'Keeps the data on a StorageClass, or on disks and shares of AWS, Google or Azure that exist already.',
    schema: table,
    values: { cloud: values },
    check: (all) => parts.volumesInside(all).flatMap((of) => problems(all, of)),
    notes: (all) => parts.volumesInside(all).flatMap((of) => shareNotes(all, of)),
    edits: {
      config: {
        volumes: eachVolume((of) => ({
          claim: {
            storageClassName: ({ $ }) => {
              const { storageClass, volumes: each } = own($.values)
              const chosen = each[of].storageClass ?? storageClass
              return each[of].handle !== null ? '' : chosen === null ? null : classOf(chosen)
            },
            volumeName: ({ $ }) =>
              own($.values).volumes[of].handle === null ? null : volumeNameOf($.values, of),
          },
          persistentVolume: ({ $ }) => {
            const one = own($.values).volumes[of]
            const driver = driverOf(one)
            return driver === null || one.handle === null
              ? null
              : {
                  name: volumeNameOf($.values, of),
                  spec: volumeSpec(one, driver, one.handle, $.values.namespace.name),
                }
          },
        })),
      },
    },
  })

/** What a volume of a CSI driver says beside claim and size. */
const volumeSpec = (one: CloudVolume, driver: Driver, volumeHandle: string, namespace: string) => {
  const fsType = one.fsType ?? (driver.kind === 'disk' ? diskFsType : null)
  return {
    csi: {
      driver: driver.driver,
      volumeHandle,
      ...(fsType === null ? {} : { fsType }),
      ...(Object.keys(one.attributes).length === 0 ? {} : { volumeAttributes: one.attributes }),
      ...(one.secretName === null ? {} : { nodeStageSecretRef: { name: one.secretName, namespace } }),
    },
    ...(one.zone === null || driver.zoneKey === null
      ? {}
      : { nodeAffinity: inZone(driver.zoneKey, one.zone) }),
  }
}

/**
 * Without a file system in the volume, the kubelet does not apply `fsGroup` for a driver that says no `fsGroupPolicy`.
 * Source: "CSI Driver fsGroup Support" (ReadWriteOnceWithFSType) of the Kubernetes CSI documentation.
 */
const diskFsType = 'ext4'

const inZone = (key: string, zone: string) => ({
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [zone] }] }] },
})
