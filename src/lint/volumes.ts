import * as E from 'fp-ts/lib/Either.js'
import { at, isArray, type Json, type JsonObject, type Path } from '../json.js'
import { bytes } from '../kube/quantity.js'
import type { Fault } from './finding.js'
import { ofKind, type Stream, type StreamObject } from './stream.js'

/**
 * A claim fits the volume of the stream that it names, or that is kept for it: otherwise both wait for each other for ever.
 *
 * Source: `checkVolumeSatisfyClaim` in pkg/controller/volume/persistentvolume of Kubernetes.
 */
export const volumes = (stream: Stream): ReadonlyArray<Fault> => {
  const known = ofKind(stream, '/PersistentVolume')
  return ofKind(stream, '/PersistentVolumeClaim').flatMap((claim) => {
    const volume = known.find((one) => isMeant(claim, one))
    return volume === undefined ? [] : misfits(claim, volume)
  })
}

const isMeant = (claim: StreamObject, volume: StreamObject): boolean => {
  const { name, namespace } = claim.identity
  const named = at(claim.manifest, ['spec', 'volumeName'])
  if (typeof named === 'string' && named !== '') return named === volume.identity.name
  const kept = at(volume.manifest, ['spec', 'claimRef']) ?? null
  return at(kept, ['name']) === name && (at(kept, ['namespace']) ?? 'default') === (namespace ?? 'default')
}

const SIZE: Path = ['spec', 'resources', 'requests', 'storage']
const MODES: Path = ['spec', 'accessModes']
const CLASS: Path = ['spec', 'storageClassName']
const MODE: Path = ['spec', 'volumeMode']

const misfits = (claim: StreamObject, volume: StreamObject): ReadonlyArray<Fault> => {
  const fault = (path: Path, has: Json): Fault => ({
    _tag: 'UnfitVolume',
    object: claim.identity,
    path,
    volume: volume.identity,
    has,
  })
  const [asked, has] = [
    bytesAt(claim.manifest, SIZE),
    bytesAt(volume.manifest, ['spec', 'capacity', 'storage']),
  ]
  const capacity = at(volume.manifest, ['spec', 'capacity', 'storage'])
  const [wanted, offered] = [textsAt(claim.manifest, MODES), textsAt(volume.manifest, MODES)]
  const asksFor = at(claim.manifest, CLASS)
  const ofClass = at(volume.manifest, CLASS) ?? ''
  const [form, made] = [claim, volume].map(({ manifest }) => at(manifest, MODE) ?? 'Filesystem')
  return [
    ...(asked !== undefined && has !== undefined && asked > has && capacity !== undefined
      ? [fault(SIZE, capacity)]
      : []),
    ...(wanted.every((mode) => offered.includes(mode)) ? [] : [fault(MODES, [...offered])]),
    // A claim that names no class gets the default one of its cluster, which is not known here.
    ...(typeof asksFor === 'string' && asksFor !== ofClass ? [fault(CLASS, ofClass)] : []),
    ...(form === made || made === undefined ? [] : [fault(MODE, made)]),
  ]
}

const bytesAt = (manifest: JsonObject, path: Path): bigint | undefined => {
  const quantity = at(manifest, path)
  if (typeof quantity !== 'string' && typeof quantity !== 'number') return undefined
  const read = bytes(quantity)
  return E.isRight(read) ? read.right : undefined
}

const textsAt = (manifest: JsonObject, path: Path): ReadonlyArray<string> => {
  const list = at(manifest, path)
  return isArray(list) ? list.filter((item) => typeof item === 'string') : []
}
