import { ownerOf, type Values, type VolumeOf } from '../../src/index.js'
import { driverOf, own } from './table.js'

/** Whose the root of a share that exists must be: the kubelet does not apply `fsGroup` to shares. */
export const shareNotes = (all: Values, of: VolumeOf): ReadonlyArray<string> => {
  const one = own(all).volumes[of]
  if (one.handle === null || driverOf(one)?.kind !== 'share' || one.handle.includes(':fsap-')) return []
  const { user, group } = ownerOf(all, of)
  const share = one.driver === 'azure-file' ? 'share (of NFS; SMB knows no owners)' : 'share'
  return [
    `The root of the ${share} ${one.handle}, for ${of}, must belong to user ${user} and group ${group}.`,
    ...(one.driver === 'efs'
      ? [`  Or use an access point with that user and group for ${of}: ${one.handle.split(':')[0]}::fsap-…`]
      : []),
  ]
}
