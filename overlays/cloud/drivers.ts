/** The volumes of AWS, Google and Azure, by a short name each. */

/** A disk serves one node at a time and lies in one zone; a share is a network file system. */
export interface Driver {
  /** Name of the CSI driver. */
  readonly driver: string
  /** The StorageClass that the platform, or the driver's documentation, calls by this name. */
  readonly storageClass: string
  readonly kind: 'disk' | 'share'
  /** The node label by which the driver says where a disk lies; `null` for shares. */
  readonly zoneKey: string | null
  /** What a volume handle looks like. */
  readonly handle: RegExp
  readonly handleExample: string
}

/** Source: the documentation of each driver, "static provisioning" (or "pre-provisioned volumes") and its examples. */
export const drivers: Readonly<Record<string, Driver>> = {
  ebs: {
    driver: 'ebs.csi.aws.com',
    storageClass: 'gp3',
    kind: 'disk',
    zoneKey: 'topology.ebs.csi.aws.com/zone',
    handle: /^vol-[0-9a-f]+$/,
    handleExample: 'vol-0123456789abcdef0',
  },
  efs: {
    driver: 'efs.csi.aws.com',
    storageClass: 'efs-sc',
    kind: 'share',
    zoneKey: null,
    handle: /^fs-[0-9a-f]+(:[^:]*(:fsap-[0-9a-f]+)?)?$/,
    handleExample: 'fs-0123456789abcdef0::fsap-0123456789abcdef0',
  },
  'gce-pd': {
    driver: 'pd.csi.storage.gke.io',
    storageClass: 'standard-rwo',
    kind: 'disk',
    zoneKey: 'topology.gke.io/zone',
    handle: /^projects\/[^/]+\/(zones|regions)\/[^/]+\/disks\/[^/]+$/,
    handleExample: 'projects/my-project/zones/us-central1-a/disks/clearml-mongodb',
  },
  filestore: {
    driver: 'filestore.csi.storage.gke.io',
    storageClass: 'standard-rwx',
    kind: 'share',
    zoneKey: null,
    handle: /^modeInstance\/[^/]+\/[^/]+\/[^/]+$/,
    handleExample: 'modeInstance/us-central1-a/clearml/files',
  },
  'azure-disk': {
    driver: 'disk.csi.azure.com',
    storageClass: 'managed-csi',
    kind: 'disk',
    zoneKey: 'topology.disk.csi.azure.com/zone',
    handle: /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.Compute\/disks\/[^/]+$/i,
    handleExample: '/subscriptions/ID/resourceGroups/clearml/providers/Microsoft.Compute/disks/mongodb',
  },
  'azure-file': {
    driver: 'file.csi.azure.com',
    storageClass: 'azurefile-csi',
    kind: 'share',
    zoneKey: null,
    handle: /^.+$/,
    handleExample: 'clearml-files',
  },
}

/** The class that a short name stands for; any other text is the name of a class. */
export const classOf = (name: string): string =>
  Object.hasOwn(drivers, name) ? (drivers[name]?.storageClass ?? name) : name

/** Classes of platforms that give a network file share. */
const shareClasses =
  /^(efs.*|azurefile.*|filestore.*|standard-rwx|premium-rwx|enterprise-rwx|enterprise-multishare-rwx|zonal-rwx)$/

export const isShare = (storageClass: string | null): boolean =>
  storageClass !== null && shareClasses.test(classOf(storageClass))
