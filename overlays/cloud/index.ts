/** Slot `storage`: StorageClasses, or volumes that exist already, of a cloud. */
import {
  eachVolume,
  type InputOf,
  type Overlay,
  overlay,
  ownValues,
  type Problem,
  schema,
  type ValueOf,
  type Values,
  type VolumeOf,
  volumeNameOf,
  volumes,
} from '../../src/index.js'
import { classOf, type Driver, drivers, isShare } from './drivers.js'

const shortNames = Object.keys(drivers)

const fields = {
  storageClass: schema.optionalText('StorageClass of this claim, or its short name.', 'premium-rwo'),
  driver: schema.optionalOneOf(shortNames, 'Driver of a volume that exists already: its short name.', 'ebs'),
  handle: schema.optionalText(
    'Handle of a volume that exists already, as its driver writes it.',
    'vol-0123456789abcdef0',
  ),
  zone: schema.optionalText('Zone that the disk lies in.', 'eu-central-1a'),
  fsType: schema.optionalText('File system of the disk. Default: the choice of the driver.', 'ext4'),
  attributes: schema.texts({}, 'Attributes of the volume, as its driver documents them.', {
    shareName: 'files',
  }),
  secretName: schema.optionalText(
    'Secret with the keys of a share that needs some (Azure Files).',
    'azure-files',
    schema.dnsName,
  ),
}

const store = (of: VolumeOf) =>
  schema.group(`The volume of ${of}.`, {
    ...fields,
    force: schema.boolean(false, 'Put a database on a network file share all the same.'),
  })

const table = schema.group('Volumes of a cloud.', {
  storageClass: schema.optionalText(
    `StorageClass of every claim. A short name (${shortNames.join(', ')}) means the class that its platform documents. Default: the cluster's default class.`,
    'gp3',
  ),
  volumes: schema.group('One volume each.', {
    elasticsearch: store('elasticsearch'),
    mongodb: store('mongodb'),
    redis: store('redis'),
    fileserver: schema.group('The volume of fileserver.', fields),
  }),
})
const own = ownValues('cloud', table)

export type Cloud = ValueOf<typeof table>
type CloudVolume = Cloud['volumes'][VolumeOf]

export const cloud = (values: InputOf<Cloud> = {}): Overlay =>
  overlay({
    name: 'cloud',
    slot: 'storage',
    doc: 'Keeps the data on a StorageClass, or on disks and shares of AWS, Google or Azure that exist already.',
    schema: table,
    values: { cloud: values },
    check: (all) => volumes.flatMap((of) => problems(all, of)),
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

const driverOf = ({ driver }: CloudVolume): Driver | null =>
  driver === null ? null : (drivers[driver] ?? null)

/** What a volume of a CSI driver says beside claim and size. */
const volumeSpec = (one: CloudVolume, driver: Driver, volumeHandle: string, namespace: string) => ({
  csi: {
    driver: driver.driver,
    volumeHandle,
    ...(one.fsType === null ? {} : { fsType: one.fsType }),
    ...(Object.keys(one.attributes).length === 0 ? {} : { volumeAttributes: one.attributes }),
    ...(one.secretName === null ? {} : { nodeStageSecretRef: { name: one.secretName, namespace } }),
  },
  ...(one.zone === null || driver.zoneKey === null ? {} : { nodeAffinity: inZone(driver.zoneKey, one.zone) }),
})

const inZone = (key: string, zone: string) => ({
  required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: [zone] }] }] },
})

const problems = (all: Values, of: VolumeOf): ReadonlyArray<Problem> => {
  const { storageClass, volumes: each } = own(all)
  const one = each[of]
  const driver = driverOf(one)
  const at = (field: string) => ['cloud', 'volumes', of, field]
  const share = driver === null ? isShare(one.storageClass ?? storageClass) : driver.kind === 'share'
  const found: Array<Problem | false> = [
    one.handle !== null &&
      driver === null && {
        path: at('driver'),
        expected: `the driver of the handle: one of ${shortNames.join(', ')}`,
      },
    one.handle === null &&
      driver !== null && {
        path: at('handle'),
        expected: `the handle of the volume, such as ${driver.handleExample}`,
      },
    one.handle !== null &&
      driver !== null &&
      !driver.handle.test(one.handle) && {
        path: at('handle'),
        expected: `a handle such as ${driver.handleExample}`,
      },
    one.handle !== null &&
      one.storageClass !== null && { path: at('storageClass'), expected: 'none: the volume exists already' },
    one.handle !== null &&
      all[of].storage.existingClaim !== null && {
        path: at('handle'),
        expected: `none: ${of}.storage.existingClaim is used`,
      },
    one.zone !== null &&
      (driver === null || driver.zoneKey === null) && {
        path: at('zone'),
        expected: 'none: only the disk of a given driver lies in a zone',
      },
    share &&
      of !== 'fileserver' &&
      !each[of].force && {
        path:
          driver === null
            ? one.storageClass === null
              ? ['cloud', 'storageClass']
              : at('storageClass')
            : at('driver'),
        expected: `a disk for ${of}: databases do not run on network file shares (${at('force').join('.')}=true if you must)`,
      },
    ...(['fsType', 'secretName'] as const).map(
      (field) =>
        one.handle === null && one[field] !== null && { path: at(field), expected: 'none without a handle' },
    ),
    one.handle === null &&
      Object.keys(one.attributes).length > 0 && { path: at('attributes'), expected: 'none without a handle' },
  ]
  return found.filter((problem): problem is Problem => problem !== false)
}
