/**
 * What may change of a StatefulSet: the fields below, and no others. Source: `ValidateStatefulSetUpdate` in
 * pkg/apis/apps/validation/validation.go of Kubernetes.
 */
import { at, get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import type { Pair } from './comparison.js'
import { difference } from './difference.js'
import { type Check, changed } from './immutable.js'
import { templateStandard } from './standards.js'

const MUTABLE = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
]

const STANDARDS: JsonObject = { podManagementPolicy: 'OrderedReady', serviceName: '' }

export const statefulSet: Check = (pair: Pair) => {
  const [was, would] = [fixed(pair.before.manifest), fixed(pair.after.manifest)]
  return Object.keys({ ...was, ...would }).flatMap((key) => {
    const path = ['spec', key]
    const found = difference(get(was, key), get(would, key), templateStandard, path)
    if (found === undefined) return []
    const inside = found.slice(1)
    return [changed(pair, found, at(was, inside), at(would, inside))]
  })
}

const fixed = (manifest: JsonObject): JsonObject => {
  const spec = get(manifest, 'spec')
  if (!isObject(spec)) return {}
  const kept = Object.entries(spec).filter(([key]) => !MUTABLE.includes(key))
  return Object.fromEntries(
    Object.entries({ ...STANDARDS, ...Object.fromEntries(kept) }).map(([key, value]) => [
      key,
      key === 'volumeClaimTemplates' && isArray(value) ? value.map(claimTemplate) : value,
    ]),
  )
}

/** The server writes kind and status into each template. */
const claimTemplate = (template: Json): Json => {
  if (!isObject(template)) return template
  const { apiVersion: _1, kind: _2, status: _3, ...rest } = template
  return rest
}
