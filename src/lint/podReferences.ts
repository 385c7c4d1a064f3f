/** What a pod refers to by name. */
import { get, type JsonObject, type Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { object, objects, text } from './field.js'
import { type Container, type Pod, specPath } from './pods.js'
import { beside } from './stream.js'

export interface Reference {
  readonly target: Identity
  /** Of the name, inside the object that refers. */
  readonly path: Path
  /** Keys of the target that are used, each with its path. */
  readonly keys: ReadonlyArray<readonly [key: string, path: Path]>
}

/** Everything that must exist before a pod of this template starts. What is `optional` is not among it. */
export const podReferences = (pod: Pod): ReadonlyArray<Reference> => [
  ...serviceAccount(pod),
  ...objects(pod.spec, 'imagePullSecrets').flatMap(([index, secret]) =>
    named(pod, 'Secret', secret, 'name', specPath(pod, 'imagePullSecrets', index)),
  ),
  ...objects(pod.spec, 'volumes').flatMap(([index, volume]) =>
    volumeReferences(pod, volume, specPath(pod, 'volumes', index)),
  ),
  ...pod.containers.flatMap((container) => environment(pod, container)),
]

const serviceAccount = (pod: Pod): ReadonlyArray<Reference> => {
  // The old name of the field counts only where the new one is not.
  const field = text(pod.spec, 'serviceAccountName') === undefined ? 'serviceAccount' : 'serviceAccountName'
  return named(pod, 'ServiceAccount', pod.spec, field, specPath(pod))
}

const volumeReferences = (pod: Pod, volume: JsonObject, path: Path): ReadonlyArray<Reference> =>
  Object.keys(volume).flatMap((key) => {
    const source = object(volume, key)
    if (source === undefined) return []
    const here = [...path, key]
    switch (key) {
      case 'configMap':
        return named(pod, 'ConfigMap', source, 'name', here)
      case 'secret':
      case 'azureFile':
        return named(pod, 'Secret', source, 'secretName', here)
      case 'persistentVolumeClaim':
        return named(pod, 'PersistentVolumeClaim', source, 'claimName', here)
      case 'projected':
        return objects(source, 'sources').flatMap(([index, from]) => {
          const at = [...here, 'sources', index]
          return [
            ...named(pod, 'ConfigMap', object(from, 'configMap'), 'name', [...at, 'configMap']),
            ...named(pod, 'Secret', object(from, 'secret'), 'name', [...at, 'secret']),
          ]
        })
      default:
        // csi, cephfs, flexVolume, iscsi, rbd, scaleIO, storageos
        return ['secretRef', 'nodePublishSecretRef'].flatMap((field) =>
          named(pod, 'Secret', object(source, field), 'name', [...here, field]),
        )
    }
  })

const environment = (pod: Pod, { manifest, path }: Container): ReadonlyArray<Reference> => {
  const found: Reference[] = []
  for (const [index, variable] of objects(manifest, 'env')) {
    const from = object(variable, 'valueFrom')
    if (from === undefined) continue
    const here = [...path, 'env', index, 'valueFrom']
    found.push(
      ...named(pod, 'ConfigMap', object(from, 'configMapKeyRef'), 'name', [...here, 'configMapKeyRef']),
      ...named(pod, 'Secret', object(from, 'secretKeyRef'), 'name', [...here, 'secretKeyRef']),
    )
  }
  for (const [index, source] of objects(manifest, 'envFrom')) {
    const here = [...path, 'envFrom', index]
    found.push(
      ...named(pod, 'ConfigMap', object(source, 'configMapRef'), 'name', [...here, 'configMapRef']),
      ...named(pod, 'Secret', object(source, 'secretRef'), 'name', [...here, 'secretRef']),
    )
  }
  return found
}

/** The reference that `from` makes: its name at `field`, its keys at `key` or in `items`. */
const named = (
  pod: Pod,
  kind: string,
  from: JsonObject | undefined,
  field: string,
  path: Path,
): ReadonlyArray<Reference> => {
  const name = from === undefined ? undefined : text(from, field)
  if (from === undefined || name === undefined || get(from, 'optional') === true) return []
  const key = text(from, 'key')
  const keys: Array<readonly [string, Path]> = key === undefined ? [] : [[key, [...path, 'key']]]
  for (const [index, item] of objects(from, 'items')) {
    const itemKey = text(item, 'key')
    if (itemKey !== undefined) keys.push([itemKey, [...path, 'items', index, 'key']])
  }
  return [{ target: beside(pod.owner, kind, name), path: [...path, field], keys }]
}
