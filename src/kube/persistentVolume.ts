import { get, isObject, type JsonObject } from '../json.js'

/** Fields of a PersistentVolume's spec that are not its source. Source: PersistentVolumeSpec of the Kubernetes API. */
const OTHERS: ReadonlyArray<string> = [
  'accessModes',
  'capacity',
  'claimRef',
  'mountOptions',
  'nodeAffinity',
  'persistentVolumeReclaimPolicy',
  'storageClassName',
  'volumeAttributesClassName',
  'volumeMode',
]

/** Whether a field of the spec is a source: `nfs`, `csi`, … */
export const isVolumeSource = (field: string): boolean => !OTHERS.includes(field)

/** The source of a PersistentVolume, with all that is below; `{}` where it has none. */
export const volumeSource = (manifest: JsonObject): JsonObject => {
  const spec = get(manifest, 'spec')
  return isObject(spec)
    ? Object.fromEntries(Object.entries(spec).filter(([field]) => isVolumeSource(field)))
    : {}
}
