/** Volumes, claims, ConfigMaps and Secrets. Source: pkg/apis/core and storage, validation. */
import { at, get, isArray, isObject, type JsonObject } from '../../json.js'
import { isVolumeSource } from '../../kube/persistentVolume.js'
import { type Located, type ObjectCheck, type ObjectChecks, problem, problemAt } from '../rule.js'
import { given } from './containers.js'

const source: ObjectCheck = (spec) => {
  const found = given(spec, Object.keys(spec)).filter(isVolumeSource)
  const of = ['csi', 'hostPath', 'local', 'nfs', 'another source']
  return found.length === 1 ? [] : problem({ _tag: 'ExactlyOne', of, found })
}

const localAffinity: ObjectCheck = (spec) =>
  get(spec, 'local') !== undefined && at(spec, ['nodeAffinity', 'required']) === undefined
    ? problemAt(['nodeAffinity'], { _tag: 'MissingRequired' })
    : []

const OncePod = 'ReadWriteOncePod'

const accessModes: ObjectCheck = (spec) => {
  const modes = get(spec, 'accessModes') ?? null
  return isArray(modes) && modes.includes(OncePod) && modes.length > 1
    ? problemAt(['accessModes'], { _tag: 'Contradiction', expected: `may hold nothing beside ${OncePod}` })
    : []
}

const keysOf = (object: JsonObject, field: string): ReadonlyArray<string> => {
  const value = get(object, field) ?? null
  return isObject(value) ? Object.keys(value) : []
}

const keysOnce: ObjectCheck = (configMap) => {
  const plain = keysOf(configMap, 'data')
  return keysOf(configMap, 'binaryData')
    .filter((key) => plain.includes(key))
    .flatMap((key) =>
      problemAt(['binaryData', key], { _tag: 'Contradiction', expected: 'is a key of data too' }),
    )
}

const sizeOf = (object: JsonObject, fields: ReadonlyArray<string>): number =>
  fields.reduce((sum, field) => {
    const value = get(object, field) ?? null
    const texts = isObject(value) ? Object.values(value) : []
    const share = field === 'data' || field === 'stringData' ? 1 : 0.75
    return (
      sum +
      texts.reduce<number>((size, text) => size + (typeof text === 'string' ? text.length * share : 0), 0)
    )
  }, 0)

const size =
  (...fields: ReadonlyArray<string>): ObjectCheck =>
  (object) =>
    sizeOf(object, fields) > 1048576
      ? problem({ _tag: 'Contradiction', expected: 'holds more than 1048576 bytes' })
      : []

/** Keys that the type of a Secret wants. Source: ValidateSecret. */
const SECRET_KEYS: Readonly<Record<string, ReadonlyArray<string>>> = {
  'kubernetes.io/dockercfg': ['.dockercfg'],
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'],
  'kubernetes.io/ssh-auth': ['ssh-privatekey'],
  'kubernetes.io/tls': ['tls.crt', 'tls.key'],
}

const secretKeys: ObjectCheck = (secret) => {
  const type = String(get(secret, 'type') ?? 'Opaque')
  const there = [...keysOf(secret, 'data'), ...keysOf(secret, 'stringData')]
  const missing = (Object.hasOwn(SECRET_KEYS, type) ? SECRET_KEYS[type] : undefined) ?? []
  return missing
    .filter((key) => !there.includes(key))
    .flatMap((key): ReadonlyArray<Located> => problemAt(['data', key], { _tag: 'MissingRequired' }))
}

export const storage: ObjectChecks = {
  'core.v1.PersistentVolumeSpec': [source, localAffinity, accessModes],
  'core.v1.PersistentVolumeClaimSpec': [accessModes],
  'core.v1.ConfigMap': [keysOnce, size('data', 'binaryData')],
  'core.v1.Secret': [secretKeys, size('stringData')],
}
