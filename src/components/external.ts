/** What the values name without the stream making it: the user says that it exists. */
import { get, isArray, isObject, type Json } from '../json.js'
import type { Values } from '../values/table.js'
import { components, volumes } from './installation.js'

/**
 * An object that the stream does not make, by its kind and name. Of kind `Service`: a host by which it is reached. Of kind
 * `Pod`: the Service of that name finds pods that come later.
 */
export interface ExternalObject {
  readonly kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim' | 'ServiceAccount' | 'Service' | 'Pod'
  readonly name: string
}

/**
 * The user's own Secrets, ConfigMaps and claims: those of `auth.existingSecret`, `imagePullSecrets`,
 * `storage.existingClaim`, and those that extra environment and extra volumes read.
 */
export const externalObjects = (values: Values): ReadonlyArray<ExternalObject> => [
  ...named('Secret', values.auth.existingSecret),
  ...values.imagePullSecrets.flatMap((name) => named('Secret', name)),
  ...volumes.flatMap((of) => named('PersistentVolumeClaim', values[of].storage.existingClaim)),
  ...components.flatMap((component) => {
    const { extraEnv, extraVolumes } = values[component]
    return namedIn({ extraEnv, extraVolumes } as unknown as Json) // decoded values are plain data
  }),
]

/** An object of the user, where its name is given. */
export const named = (kind: ExternalObject['kind'], name: Json | undefined): ReadonlyArray<ExternalObject> =>
  typeof name === 'string' ? [{ kind, name }] : []

/** What is named anywhere below by a field of a pod, which says by its own name what kind of object it means. */
export const namedIn = (value: Json): ReadonlyArray<ExternalObject> => {
  if (isArray(value)) return value.flatMap(namedIn)
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, below]) => [...namedBy(key, below), ...namedIn(below)])
}

const namedBy = (key: string, value: Json): ReadonlyArray<ExternalObject> => {
  const name = isObject(value) ? get(value, 'name') : undefined
  switch (key) {
    case 'secretName':
      return named('Secret', value)
    case 'claimName':
      return named('PersistentVolumeClaim', value)
    case 'serviceAccountName':
      return named('ServiceAccount', value)
    case 'imagePullSecrets':
      return isArray(value)
        ? value.flatMap((one) => named('Secret', isObject(one) ? get(one, 'name') : undefined))
        : []
    case 'secret':
    case 'secretKeyRef':
    case 'secretRef':
    case 'nodePublishSecretRef':
      return named('Secret', name)
    case 'configMap':
    case 'configMapKeyRef':
    case 'configMapRef':
      return named('ConfigMap', name)
    default:
      return []
  }
}
