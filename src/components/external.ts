/** What the values name without the stream making it: the user says that it exists. */
import { get, isArray, isObject, type Json } from '../json.js'
import { credentialsMode, credentialsSecret } from '../values/auth.js'
import type { Values } from '../values/table.js'
import { passwordSecrets } from '../values/users.js'
import { components } from './installation.js'
import { type Store, storeAddresses, stores, volumesInside } from './stores.js'

/**
 * An object that the stream does not make, by its kind and name. Of kind `Service`: a host by which it is reached. Of kind
 * `Pod`: the Service of that name finds pods that come later.
 */
export interface ExternalObject {
  readonly kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim' | 'ServiceAccount' | 'Service' | 'Pod'
  readonly name: string
}

/**
 * The user's own Secrets, ConfigMaps and claims: those of `auth.existingSecret`, `auth.users`, `imagePullSecrets`,
 * `storage.existingClaim`, of stores elsewhere, and those that extra environment and extra volumes read.
 */
export const externalObjects = (values: Values): ReadonlyArray<ExternalObject> => [
  ...named('Secret', credentialsMode(values.auth) === 'inCluster' ? null : credentialsSecret(values.auth)),
  ...passwordSecrets(values.auth.users).flatMap((name) => named('Secret', name)),
  ...named('ConfigMap', values.trust.caBundle.configMap),
  ...named('Secret', values.trust.caBundle.secret),
  ...values.imagePullSecrets.flatMap((name) => named('Secret', name)),
  ...stores.flatMap((of) => outside(values, of)),
  ...volumesInside(values).flatMap((of) => named('PersistentVolumeClaim', values[of].storage.existingClaim)),
  ...components.flatMap((component) => {
    const { extraEnv, extraVolumes } = values[component]
    return namedIn({ extraEnv, extraVolumes } as unknown as Json) // decoded values are plain data
  }),
]

/** What a store elsewhere is reached by: its hosts, which may be Services, and what its password and authorities are in. */
const outside = (values: Values, of: Store): ReadonlyArray<ExternalObject> => {
  if (values[of].enabled) return []
  const { password, tls } = values[of].external
  const ca = tls.ca
  return [
    ...storeAddresses(values, of).flatMap(({ host }) => named('Service', serviceOf(host))),
    ...named('Secret', password?.secret),
    ...(ca === null ? [] : 'secret' in ca ? named('Secret', ca.secret) : named('ConfigMap', ca.configMap)),
  ]
}

/** The Service that a host would be: `a` of `a`, of `a.ns.svc` and of `pod.a.ns.svc.cluster.local`. */
const serviceOf = (host: string): string => {
  const name = host.replace(/\.svc(\.cluster\.local)?$/, '')
  return name === host ? host : (name.split('.').at(-2) ?? name)
}

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
