/**
 * What may change of a PersistentVolumeClaim that is bound, as those of an installation that runs are. Source:
 * `ValidatePersistentVolumeClaimUpdate` in pkg/apis/core/validation/validation.go of Kubernetes, and its admission plugins
 * DefaultStorageClass (which works at creation only) and PersistentVolumeClaimResize.
 */
import * as E from 'fp-ts/lib/Either.js'
import { at, get, type Json, type JsonObject, type Path } from '../json.js'
import { bytes } from '../kube/quantity.js'
import { object, text } from '../lint/field.js'
import { ofKind } from '../lint/stream.js'
import type { Comparison, Pair } from './comparison.js'
import type { PreviousFault } from './finding.js'
import { type Check, changed, every, immutable } from './immutable.js'

/** The first of the checks that finds something of where the data lies speaks for the others. */
export const claim: Check = (pair, all) => {
  const bound = [...storageClass(pair, all), ...volumeName(pair, all)].slice(0, 1)
  return [...bound, ...(bound.length > 0 ? [] : size(pair, all)), ...others(pair, all)]
}

const CLASS: Path = ['spec', 'storageClassName']
const VOLUME: Path = ['spec', 'volumeName']
const SIZE: Path = ['spec', 'resources', 'requests', 'storage']
/** The old way to name a class. */
const BETA_CLASS: Path = ['metadata', 'annotations', 'volume.beta.kubernetes.io/storage-class']

/** A claim without a class got the default one of its cluster when it was made. */
const storageClass = (pair: Pair, { before }: Comparison): ReadonlyArray<PreviousFault> => {
  const [was, would] = [at(pair.before.manifest, CLASS), at(pair.after.manifest, CLASS)]
  if (was !== undefined || would === undefined) {
    return was === would ? [] : [changed(pair, CLASS, was, would)]
  }
  const beta = at(pair.before.manifest, BETA_CLASS)
  if (beta !== undefined) return beta === would ? [] : [changed(pair, CLASS, beta, would)]
  const standard = ofKind(before, 'storage.k8s.io/StorageClass').find(
    ({ manifest }) => at(manifest, ['metadata', 'annotations', IS_DEFAULT]) === 'true',
  )
  return chosen(pair, CLASS, standard?.identity.name, would)
}
const IS_DEFAULT = 'storageclass.kubernetes.io/is-default-class'

/** A claim without a volume was bound to one: to that which is kept for it, or to one of the cluster's choice. */
const volumeName = (pair: Pair, { before }: Comparison): ReadonlyArray<PreviousFault> => {
  const [was, would] = [at(pair.before.manifest, VOLUME), at(pair.after.manifest, VOLUME)]
  if (was !== undefined || would === undefined) {
    return was === would ? [] : [changed(pair, VOLUME, was, would)]
  }
  const { name, namespace } = pair.before.identity
  const kept = ofKind(before, '/PersistentVolume').find(({ manifest }) => {
    const claimRef = at(manifest, ['spec', 'claimRef']) ?? null
    return at(claimRef, ['name']) === name && at(claimRef, ['namespace']) === namespace
  })
  return chosen(pair, VOLUME, kept?.identity.name, would)
}

const chosen = (
  pair: Pair,
  path: Path,
  known: string | undefined,
  would: Json,
): ReadonlyArray<PreviousFault> => {
  if (known === would) return []
  if (known !== undefined) return [changed(pair, path, known, would)]
  return [{ _tag: 'ChosenByCluster', object: pair.before.identity, path, would }]
}

/** A class that is in no stream is taken for one that lets its claims grow. */
const size = (pair: Pair, all: Comparison): ReadonlyArray<PreviousFault> => {
  const [was, would] = [at(pair.before.manifest, SIZE), at(pair.after.manifest, SIZE)]
  const [small, large] = [bytesOf(was), bytesOf(would)]
  if (
    was === undefined ||
    would === undefined ||
    small === undefined ||
    large === undefined ||
    small === large
  )
    return []
  const fault = { object: pair.before.identity, path: SIZE, was, would }
  if (large < small) return [{ _tag: 'ClaimShrinks', ...fault }]
  const name = at(pair.before.manifest, CLASS)
  const found = [all.after, all.before]
    .flatMap((stream) => ofKind(stream, 'storage.k8s.io/StorageClass'))
    .find(({ identity }) => identity.name === name)
  const grows = found === undefined ? name !== '' : get(found.manifest, 'allowVolumeExpansion') === true
  return grows || typeof name !== 'string' ? [] : [{ _tag: 'ClaimCannotGrow', ...fault, storageClass: name }]
}

const bytesOf = (quantity: Json | undefined): bigint | undefined => {
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return undefined
  const read = bytes(quantity)
  return E.isRight(read) ? read.right : undefined
}

/** `volumeAttributesClassName` may change, but not go. */
const others: Check = every(
  immutable({ path: ['spec', 'accessModes'] }),
  immutable({ path: ['spec', 'selector'] }),
  immutable({ path: ['spec', 'volumeMode'], standard: 'Filesystem' }),
  immutable({ path: ['spec', 'resources', 'limits'] }),
  immutable({ path: BETA_CLASS }),
  (pair) => {
    const path = ['spec', 'volumeAttributesClassName']
    const [was, would] = [at(pair.before.manifest, path), at(pair.after.manifest, path)]
    return was !== undefined && (would === undefined || would === '') ? [changed(pair, path, was, would)] : []
  },
  (pair) => {
    const [was, would] = [sourceOf(pair.before.manifest), sourceOf(pair.after.manifest)]
    return was === would ? [] : [changed(pair, ['spec', 'dataSourceRef'], undefined, undefined)]
  },
)

/** What the claim was filled from; the server copies `dataSource` and `dataSourceRef` to each other. */
const sourceOf = (manifest: JsonObject): string => {
  const spec = object(manifest, 'spec') ?? {}
  const source = object(spec, 'dataSourceRef') ?? object(spec, 'dataSource') ?? {}
  return JSON.stringify(['apiGroup', 'kind', 'namespace', 'name'].map((key) => text(source, key) ?? ''))
}
