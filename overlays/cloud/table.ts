/** The values of the overlay `cloud`. */
import { ownValues, schema, type ValueOf, type VolumeOf } from '../../src/index.js'
import { type Driver, drivers } from './drivers.js'

export const shortNames = Object.keys(drivers)

const fields = {
  storageClass: schema.optionalText('StorageClass of this claim, or its short name.', 'premium-rwo'),
  driver: schema.optionalOneOf(shortNames, 'Driver of a volume that exists already: its short name.', 'ebs'),
  handle: schema.optionalText(
    'Handle of a volume that exists already, as its driver writes it.',
    'vol-0123456789abcdef0',
  ),
  zone: schema.optionalText('Zone that the disk lies in.', 'eu-central-1a'),
  fsType: schema.optionalText('File system of the disk. Default: ext4.', 'xfs'),
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

export const table = schema.group('Volumes of a cloud.', {
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
export const own = ownValues('cloud', table)

export type Cloud = ValueOf<typeof table>
export type CloudVolume = Cloud['volumes'][VolumeOf]

/** The driver of a volume that exists already. */
export const driverOf = ({ driver }: CloudVolume): Driver | null =>
  driver === null ? null : (drivers[driver] ?? null)
