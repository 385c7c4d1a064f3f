import t from 'tap'
import { type Cloud, cloud } from '../../overlays/index.js'
import type { InputOf, ValuesInput } from '../../src/index.js'
import type { PersistentVolume, PersistentVolumeClaim } from '../../src/kube/types.js'
import { notes } from '../../src/notes.js'
import { ofKind } from '../support/objects.js'
import { built } from '../support/streams.js'

const build = (own: InputOf<Cloud>, values: ValuesInput = {}) =>
  built({ overlays: [cloud(own)], values }).manifests
const claim = (own: InputOf<Cloud>, of: string) =>
  ofKind<PersistentVolumeClaim>(build(own), 'PersistentVolumeClaim').find(
    ({ metadata }) => metadata?.name === `clearml-${of}-data`,
  )?.spec
const volume = (own: InputOf<Cloud>, values: ValuesInput = {}) =>
  ofKind<PersistentVolume>(build(own, values), 'PersistentVolume')[0]?.spec

t.test('by default the cluster chooses the class; one class serves all; each can have its own', async (t) => {
  t.notOk('storageClassName' in (claim({}, 'redis') ?? {}), 'no class, which is not the empty class')
  t.equal(claim({ storageClass: 'fast' }, 'redis')?.storageClassName, 'fast')
  const own = { storageClass: 'fast', volumes: { fileserver: { storageClass: 'efs' } } }
  t.equal(claim(own, 'mongodb')?.storageClassName, 'fast')
  t.equal(
    claim(own, 'fileserver')?.storageClassName,
    'efs-sc',
    'a short name means the class of its platform',
  )
})

t.test('short names of classes', async (t) => {
  const classes = { ebs: 'gp3', 'gce-pd': 'standard-rwo', 'azure-disk': 'managed-csi' }
  for (const [short, name] of Object.entries(classes))
    t.equal(claim({ storageClass: short }, 'mongodb')?.storageClassName, name)
  t.equal(
    claim({ volumes: { fileserver: { storageClass: 'filestore' } } }, 'fileserver')?.storageClassName,
    'standard-rwx',
  )
  t.equal(
    claim({ volumes: { fileserver: { storageClass: 'azure-file' } } }, 'fileserver')?.storageClassName,
    'azurefile-csi',
  )
})

const disks = [
  {
    driver: 'ebs',
    handle: 'vol-0123456789abcdef0',
    csi: 'ebs.csi.aws.com',
    key: 'topology.ebs.csi.aws.com/zone',
  },
  {
    driver: 'gce-pd',
    handle: 'projects/p/zones/us-central1-a/disks/d',
    csi: 'pd.csi.storage.gke.io',
    key: 'topology.gke.io/zone',
  },
  {
    driver: 'azure-disk',
    handle: '/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/disks/d',
    csi: 'disk.csi.azure.com',
    key: 'topology.disk.csi.azure.com/zone',
  },
] as const
const shares = [
  { driver: 'efs', handle: 'fs-0d::fsap-0e', csi: 'efs.csi.aws.com' },
  { driver: 'filestore', handle: 'modeInstance/us-central1-a/i/files', csi: 'filestore.csi.storage.gke.io' },
  { driver: 'azure-file', handle: 'files', csi: 'file.csi.azure.com' },
] as const

t.test('a disk that exists becomes a volume in its zone, bound to the one claim', async (t) => {
  for (const { driver, handle, csi, key } of disks) {
    const own = { volumes: { mongodb: { driver, handle, zone: 'z-1' } } }
    t.match(volume(own), {
      csi: { driver: csi, volumeHandle: handle, fsType: 'ext4' },
      claimRef: { name: 'clearml-mongodb-data', namespace: 'clearml' },
      nodeAffinity: {
        required: { nodeSelectorTerms: [{ matchExpressions: [{ key, operator: 'In', values: ['z-1'] }] }] },
      },
      persistentVolumeReclaimPolicy: 'Retain',
    })
    t.match(claim(own, 'mongodb'), { storageClassName: '', volumeName: 'clearml-mongodb-data' })
  }
})

t.test('a share that exists becomes the volume of the fileserver, without a zone', async (t) => {
  for (const { driver, handle, csi } of shares) {
    const own = {
      volumes: { fileserver: { driver, handle, secretName: 'keys', attributes: { shareName: 's' } } },
    }
    const spec = volume(own, { fileserver: { storage: { accessMode: 'ReadWriteMany' } } })
    t.match(spec, {
      accessModes: ['ReadWriteMany'],
      csi: {
        driver: csi,
        volumeHandle: handle,
        volumeAttributes: { shareName: 's' },
        nodeStageSecretRef: { name: 'keys', namespace: 'clearml' },
      },
    })
    t.equal(spec?.nodeAffinity, undefined)
  }
})

const refused: ReadonlyArray<readonly [string, InputOf<Cloud>, ValuesInput, RegExp]> = [
  [
    'a handle of another driver',
    { volumes: { redis: { driver: 'ebs', handle: 'fs-1' } } },
    {},
    /redis\.handle: expected a handle such as vol-0/,
  ],
  [
    'a handle without a driver',
    { volumes: { redis: { handle: 'vol-1' } } },
    {},
    /redis\.driver: expected the driver of the handle/,
  ],
  [
    'a driver without a handle',
    { volumes: { redis: { driver: 'ebs' } } },
    {},
    /redis\.handle: expected the handle of the volume/,
  ],
  [
    'an unknown driver',
    { volumes: { redis: { driver: 'esb', handle: 'vol-1' } } },
    {},
    /redis\.driver: expected one of ebs, efs/,
  ],
  [
    'a zone of a share',
    { volumes: { fileserver: { driver: 'efs', handle: 'fs-1', zone: 'z' } } },
    {},
    /fileserver\.zone: expected none/,
  ],
  [
    'a database on a share',
    { volumes: { mongodb: { driver: 'efs', handle: 'fs-1' } } },
    {},
    /mongodb\.driver: expected a disk for mongodb: databases do not run/,
  ],
  [
    'a database on the class of a share',
    { volumes: { mongodb: { storageClass: 'azurefile-premium' } } },
    {},
    /mongodb\.storageClass: expected a disk/,
  ],
  [
    'all databases on the class of a share',
    { storageClass: 'efs' },
    {},
    /cloud\.storageClass: expected a disk for elasticsearch/,
  ],
  [
    'a class of a volume that exists',
    { volumes: { redis: { driver: 'ebs', handle: 'vol-1', storageClass: 'gp3' } } },
    {},
    /redis\.storageClass: expected none/,
  ],
  [
    'a handle beside a claim that exists',
    { volumes: { redis: { driver: 'ebs', handle: 'vol-1' } } },
    { redis: { storage: { existingClaim: 'mine' } } },
    /redis\.handle: expected none: redis\.storage\.existingClaim is used/,
  ],
]
for (const [name, own, values, message] of refused)
  t.test(`${name} is refused`, async (t) => {
    t.throws(() => build(own, values), { message })
  })

t.test('a database goes on a share if somebody insists', async (t) => {
  const own = { volumes: { mongodb: { driver: 'efs', handle: 'fs-1', force: true } } }
  t.match(volume(own), { csi: { driver: 'efs.csi.aws.com' } })
})

t.test('a disk has a file system, so that the kubelet applies fsGroup; a share has none', async (t) => {
  const fsType = (own: InputOf<Cloud>) => volume(own)?.csi?.fsType
  t.equal(fsType({ volumes: { redis: { driver: 'gce-pd', handle: disks[1].handle } } }), 'ext4')
  t.equal(fsType({ volumes: { redis: { driver: 'ebs', handle: 'vol-1', fsType: 'xfs' } } }), 'xfs')
  t.equal(fsType({ volumes: { fileserver: { driver: 'efs', handle: 'fs-1' } } }), undefined)
})

t.test('notes say whose the root of a share must be', async (t) => {
  const of = (own: InputOf<Cloud>, values: ValuesInput = {}) =>
    notes(built({ overlays: [cloud(own)], values }))
  const share = (driver: string, handle: string) => ({ volumes: { fileserver: { driver, handle } } })
  t.match(
    of(share('efs', 'fs-0d')),
    [
      '  The root of the share fs-0d, for fileserver, must belong to user 1000 and group 1000.',
      '    Or use an access point with that user and group for fileserver: fs-0d::fsap-…',
    ].join('\n'),
  )
  t.match(
    of(share('filestore', 'modeInstance/z/i/files'), {
      fileserver: { podSecurityContext: { runAsUser: 7, fsGroup: 8 } },
    }),
    'share modeInstance/z/i/files, for fileserver, must belong to user 7 and group 8.',
  )
  t.match(
    of(share('azure-file', 'files')),
    /share \(of NFS; SMB knows no owners\) files, for fileserver, must belong/,
  )
  t.notMatch(of(share('efs', 'fs-0d::fsap-0e')), 'The root of')
  t.notMatch(of({ volumes: { redis: { driver: 'ebs', handle: 'vol-1' } } }), 'The root of the share')
})
