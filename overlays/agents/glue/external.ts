/** What queues name without the stream making it. */
import type { Json, JsonObject, parts, Values } from '../../../src/index.js'
import { own } from '../table.js'
import { isElsewhere } from './name.js'
import { sessionNameOf, sessionNumbers } from './sessions.js'
import type { Queue } from './table.js'

type External = parts.ExternalObject

/**
 * Secrets, ConfigMaps, claims and service accounts of the user that queues name, in their own values or in their templates,
 * and those of the glue's own pods. Of each session's Service: its pods come later.
 */
export const glueExternal = (values: Values): ReadonlyArray<External> => {
  const { glue, gluePods } = own(values)
  return glue.length === 0
    ? []
    : [...glue.flatMap((queue) => ofQueue(values, queue)), ...named(gluePods as unknown as JsonObject)] // decoded values are plain data
}

const ofQueue = (values: Values, queue: Queue): ReadonlyArray<External> => [
  ...(isElsewhere(values, queue) ? given('Secret', queue.namespace.existingSecret) : []),
  ...given('ServiceAccount', queue.serviceAccount.existing),
  ...named(queue.env as unknown as Json), // decoded values are plain data
  ...named(queue.template as unknown as Json), // as above
  ...sessionNumbers(queue).map((number): External => ({ kind: 'Pod', name: sessionNameOf(queue, number) })),
]

const given = (kind: External['kind'], name: Json | undefined): ReadonlyArray<External> =>
  typeof name === 'string' ? [{ kind, name }] : []

/** Everything below that is named by a field which only names one kind of object. */
const named = (value: Json | undefined): ReadonlyArray<External> => {
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap(named)
  return Object.entries(value as JsonObject).flatMap(([key, below]) => [...here(key, below), ...named(below)])
}

const here = (key: string, below: Json): ReadonlyArray<External> => {
  const name = nameIn(below)
  switch (key) {
    case 'secretName':
      return given('Secret', below)
    case 'claimName':
      return given('PersistentVolumeClaim', below)
    case 'serviceAccountName':
      return given('ServiceAccount', below)
    case 'imagePullSecrets':
      return Array.isArray(below) ? below.flatMap((one) => given('Secret', nameIn(one))) : []
    case 'secret':
    case 'secretKeyRef':
    case 'secretRef':
    case 'nodePublishSecretRef':
      return given('Secret', name)
    case 'configMap':
    case 'configMapKeyRef':
    case 'configMapRef':
      return given('ConfigMap', name)
    default:
      return []
  }
}

const nameIn = (value: Json): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as JsonObject).name
    : undefined
