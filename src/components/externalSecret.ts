/** The Secret of credentials from a store outside the cluster, by the External Secrets Operator. */
import { at, get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import { credentialsMode, credentialsSecret } from '../values/auth.js'
import { requiredKeys } from './credentials.js'
import { credentialKeys } from './credentialsScript.js'
import type { Installation } from './installation.js'
import { metadata } from './metadata.js'

/** What the API server of the cluster would add: so the object comes back from it as it was. */
const asItIs = { conversionStrategy: 'Default', decodingStrategy: 'None', metadataPolicy: 'None' }

/**
 * The ExternalSecret named as `auth.secretName`; `null` where the Secret comes from elsewhere. It fetches every key that
 * pods of the stream read, agents and serving included, or all properties of the remote key.
 * Source: the API reference of external-secrets.io, kind ExternalSecret.
 */
export const credentialsExternalSecret = ($: Installation): JsonObject | null => {
  const { externalSecret: own } = $.values.auth
  if (credentialsMode($.values.auth) !== 'externalSecret' || own.remoteKey === null) return null
  const name = credentialsSecret($.values.auth)
  const key = own.remoteKey
  const read = new Set([...requiredKeys($.values), ...keysRead($, name)])
  const keys = credentialKeys.map((one) => one.key).filter((one) => read.has(one))
  return {
    apiVersion: own.apiVersion,
    kind: 'ExternalSecret',
    metadata: metadata($.values, name, 'credentials') as unknown as JsonObject, // plain data
    spec: {
      refreshInterval: own.refreshInterval,
      secretStoreRef: { kind: own.store.kind, name: own.store.name },
      target: { name, creationPolicy: 'Owner', deletionPolicy: 'Retain' },
      ...(own.extract
        ? { dataFrom: [{ extract: { key, ...asItIs } }] }
        : { data: keys.map((one) => ({ secretKey: one, remoteRef: { key, property: one, ...asItIs } })) }),
    },
  }
}

/** The keys of the Secret that the environment of agents and serving reads. */
const keysRead = ($: Installation, name: string): ReadonlyArray<string> => {
  const { agents, serving } = $
  const deployments = [
    agents.static.deployment,
    agents.services.deployment,
    ...Object.values(agents.glue).map(({ deployment }) => deployment),
    serving.inference.deployment,
    serving.statistics.deployment,
    serving.triton.deployment,
  ]
  return deployments.flatMap((one) => keysIn(one as unknown as Json, name)) // manifests are plain data
}

const keysIn = (value: Json, name: string): ReadonlyArray<string> => {
  if (isArray(value)) return value.flatMap((item) => keysIn(item, name))
  if (!isObject(value)) return []
  const key = at(value, ['secretKeyRef', 'key'])
  if (typeof key === 'string' && at(value, ['secretKeyRef', 'name']) === name) return [key]
  return Object.keys(value).flatMap((field) => keysIn(get(value, field) ?? null, name))
}
