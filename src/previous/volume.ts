/**
 * What may change of a PersistentVolume. Source: `ValidatePersistentVolumeUpdate` in pkg/apis/core/validation/validation.go
 * of Kubernetes.
 */
import { at, equal, get, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { volumeSource } from '../kube/persistentVolume.js'
import type { Pair } from './comparison.js'
import { difference } from './difference.js'
import type { PreviousFault } from './finding.js'
import { type Check, changed, immutable } from './immutable.js'
import { templateStandard } from './standards.js'

/** Where the data lies comes first, and speaks for what follows from it. */
export const volume: Check = (pair) =>
  [
    ...source(pair),
    ...immutable({ path: ['spec', 'volumeMode'], standard: 'Filesystem' })(pair),
    ...node(pair),
  ]
    .slice(0, 1)
    .concat(attributesClass(pair))

const source = (pair: Pair): ReadonlyArray<PreviousFault> => {
  const [was, would] = [volumeSource(pair.before.manifest), volumeSource(withExpandSecret(pair))]
  const found = difference(was, would, templateStandard, ['spec'])
  if (found === undefined) return []
  const [, ...inside] = found
  return [changed(pair, found, at(was, inside), at(would, inside))]
}

/** The one field of a source that may come later: it is left out of account where it was not there. */
const withExpandSecret = ({ before, after }: Pair): JsonObject => {
  const [was, would] = [at(before.manifest, ['spec', 'csi']), at(after.manifest, ['spec', 'csi'])]
  const spec = get(after.manifest, 'spec')
  if (!isObject(was) || !isObject(would) || !isObject(spec) || get(was, EXPAND) !== undefined)
    return after.manifest
  const { [EXPAND]: _, ...csi } = would
  return { ...after.manifest, spec: { ...spec, csi } }
}
const EXPAND = 'controllerExpandSecretRef'

const NODE: Path = ['spec', 'nodeAffinity']

/** It may be set once, and its labels may take their names without "beta". */
const node = (pair: Pair): ReadonlyArray<PreviousFault> => {
  const [was, would] = [at(pair.before.manifest, NODE), at(pair.after.manifest, NODE)]
  if (was === undefined) return []
  if (would !== undefined && (equal(was, would) || equal(renamed(was), would))) return []
  const found = difference(was, would, undefined, NODE) ?? NODE
  const inside = found.slice(NODE.length)
  return [changed(pair, found, at(was, inside), would === undefined ? undefined : at(would, inside))]
}

const renamed = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(renamed)
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [
      key,
      key === 'key' && typeof field === 'string' ? (GA_LABELS.get(field) ?? field) : renamed(field),
    ]),
  )
}

/** `betaToGALabel` in the same file of Kubernetes. */
const GA_LABELS: ReadonlyMap<string, string> = new Map([
  ['failure-domain.beta.kubernetes.io/zone', 'topology.kubernetes.io/zone'],
  ['failure-domain.beta.kubernetes.io/region', 'topology.kubernetes.io/region'],
  ['beta.kubernetes.io/os', 'kubernetes.io/os'],
  ['beta.kubernetes.io/arch', 'kubernetes.io/arch'],
  ['beta.kubernetes.io/instance-type', 'node.kubernetes.io/instance-type'],
])

/** It may change, but not go. */
const attributesClass = (pair: Pair): ReadonlyArray<PreviousFault> => {
  const path = ['spec', 'volumeAttributesClassName']
  const [was, would] = [at(pair.before.manifest, path), at(pair.after.manifest, path)]
  return was !== undefined && would === undefined ? [changed(pair, path, was, would)] : []
}
