/** What would lose data, or leave it behind unused. Changes that the API server refuses are not said twice. */
import { at, type JsonObject, type Path } from '../json.js'
import { claimTemplates } from '../lint/made.js'
import { find, type StreamObject } from '../lint/stream.js'
import { belongsTo, type Comparison, isCore, type Pair } from './comparison.js'
import type { PreviousFault } from './finding.js'
import { protections } from './keep.js'
import { type Mount, mountsOf, sameMounted } from './mounts.js'
import { older } from './older.js'

/** In the order of the previous stream. Law: a stream compared with itself has none. */
export const dataLoss = (all: Comparison): ReadonlyArray<PreviousFault> => [
  ...moved(all),
  ...all.before.objects.flatMap((before) => {
    if (all.moves.some(({ from }) => belongsTo(before, from))) return []
    const after = all.pairs.find((pair) => pair.before === before)?.after
    return after === undefined ? gone(all, before) : changes({ before, after }, all)
  }),
]

const DATA: ReadonlyArray<string> = ['PersistentVolumeClaim', 'PersistentVolume']

/** What stays behind in a namespace that is not the one of today: one fault for all of it. */
const moved = ({ moves }: Comparison): ReadonlyArray<PreviousFault> =>
  moves.flatMap(({ from, to, objects }) => {
    const data = objects.filter(
      (one) =>
        isCore(one.identity, 'PersistentVolumeClaim') ||
        claimTemplates(one.manifest).length > 0 ||
        mountsOf(one).some(({ isData }) => isData),
    )
    const claims = data.filter(({ identity }) => isCore(identity, 'PersistentVolumeClaim'))
    const named = (claims.length > 0 ? claims : data).map(({ identity }) => identity)
    const object = { group: '', kind: 'Namespace', name: from }
    return data.length === 0
      ? []
      : [{ _tag: 'OtherNamespace' as const, object, path: [], would: to, data: named }]
  })

const gone = (all: Comparison, before: StreamObject): ReadonlyArray<PreviousFault> => {
  const { identity, manifest } = before
  if (isCore(identity, 'PersistentVolume')) {
    return claimIsGone(all, manifest) ? [] : [{ _tag: 'DataGone', object: identity, path: [] }]
  }
  if (isCore(identity, 'PersistentVolumeClaim')) {
    const volume = all.gone.find(
      (one) => isCore(one.identity, 'PersistentVolume') && claimOf(one.manifest) === nameOf(before),
    )
    const with_ = volume === undefined ? {} : { volume: volume.identity.name }
    return [{ _tag: 'DataGone', object: identity, path: [], ...with_ }]
  }
  const kind = `${identity.group}/${identity.kind}`
  const other = otherKind(all, before)
  if (other !== undefined) return otherKindFaults(before, other)
  return kind === '/Namespace' ||
    kind === 'apiextensions.k8s.io/CustomResourceDefinition' ||
    (kind === 'apps/StatefulSet' && claimTemplates(manifest).length > 0)
    ? [{ _tag: 'DataGone', object: identity, path: [] }]
    : []
}

const CLAIM_REF: Path = ['spec', 'claimRef']

/** `namespace/name` of the claim that a volume is kept for. */
const claimOf = (volume: JsonObject): string | undefined => {
  const claim = at(volume, CLAIM_REF)
  const name = claim === undefined ? undefined : at(claim, ['name'])
  return typeof name === 'string' ? `${String(at(claim ?? null, ['namespace']) ?? '')}/${name}` : undefined
}

const nameOf = ({ identity: { namespace = '', name } }: StreamObject): string => `${namespace}/${name}`

/** A volume goes with its claim, and is said with it. */
const claimIsGone = (all: Comparison, volume: JsonObject): boolean =>
  all.gone.some((one) => isCore(one.identity, 'PersistentVolumeClaim') && nameOf(one) === claimOf(volume))

/** The workload that has the name of one that is gone, and was not there before. */
const otherKind = (all: Comparison, { identity, pod }: StreamObject): StreamObject | undefined =>
  pod === undefined
    ? undefined
    : all.after.objects.find(
        (one) =>
          one.pod !== undefined &&
          one.identity.name === identity.name &&
          (one.identity.namespace ?? identity.namespace) === (identity.namespace ?? one.identity.namespace) &&
          find(all.before, one.identity) === undefined,
      )

/** Two that write to the same data, or one that starts on other data. */
const otherKindFaults = (before: StreamObject, after: StreamObject): ReadonlyArray<PreviousFault> => {
  const now = mountsOf(after)
  const shared = mountsOf(before).find(
    (mount) => mount.isData && now.some((one) => one.isData && sameMounted(one.shows, mount.shows)),
  )
  const others = otherMounts({ before, after })
  if (shared === undefined) return others
  const { identity: object } = before
  const path = shared.path
  return [{ _tag: 'OtherKind', object, path, other: after.identity, was: shared.shows }, ...others]
}

const changes = (pair: Pair, all: Comparison): ReadonlyArray<PreviousFault> => [
  ...otherMounts(pair),
  ...otherClaim(pair),
  ...deletesData(pair),
  ...notKept(pair),
  ...older(pair, all),
]

/** Containers are found by name; one that is gone may have another name now. */
const otherMounts = ({ before, after }: Pair): ReadonlyArray<PreviousFault> => {
  const now = mountsOf(after)
  const named = new Set(now.map(({ container }) => container))
  return mountsOf(before)
    .filter(({ isData }) => isData)
    .flatMap((mount) => {
      const here = now.filter(
        (one) =>
          one.mountPath === mount.mountPath &&
          (named.has(mount.container) ? one.container === mount.container : true),
      )
      if (here.some((one) => sameMounted(one.shows, mount.shows))) return []
      // A container that is gone, such as one that made backups, leaves the data to those that still mount it.
      const elsewhere = now.some((one) => sameMounted(one.shows, mount.shows))
      return !named.has(mount.container) && elsewhere ? [] : [otherMount(before, mount, here[0])]
    })
}

const otherMount = ({ identity }: StreamObject, mount: Mount, now: Mount | undefined): PreviousFault => ({
  _tag: 'OtherMount',
  object: identity,
  path: mount.path,
  container: mount.container,
  mountPath: mount.mountPath,
  was: mount.shows,
  would: now?.shows ?? { kind: 'nothing', name: '' },
})

/** The server lets a volume go to another claim: that one gets the data. */
const otherClaim = ({ before, after }: Pair): ReadonlyArray<PreviousFault> => {
  if (!isCore(before.identity, 'PersistentVolume')) return []
  const [was, would] = [claimOf(before.manifest), claimOf(after.manifest)]
  if (was === undefined || was === would) return []
  const now = would === undefined ? {} : { would }
  return [{ _tag: 'OtherClaim', object: before.identity, path: CLAIM_REF, was, ...now }]
}

/** By `group/kind`: fields that say whether data goes with its owner, and what is filled in where they are absent. */
const POLICIES: ReadonlyMap<string, ReadonlyArray<readonly [path: Path, standard: string]>> = new Map([
  ['/PersistentVolume', [[['spec', 'persistentVolumeReclaimPolicy'], 'Retain']]],
  [
    'apps/StatefulSet',
    [
      [['spec', 'persistentVolumeClaimRetentionPolicy', 'whenDeleted'], 'Retain'],
      [['spec', 'persistentVolumeClaimRetentionPolicy', 'whenScaled'], 'Retain'],
    ],
  ],
])

const deletesData = ({ before, after }: Pair): ReadonlyArray<PreviousFault> => {
  const { group, kind } = before.identity
  if (kind === 'StatefulSet' && claimTemplates(before.manifest).length === 0) return []
  return (POLICIES.get(`${group}/${kind}`) ?? []).flatMap(([path, standard]) => {
    const [was, would] = [before, after].map(({ manifest }) => String(at(manifest, path) ?? standard))
    return was === 'Retain' && would !== undefined && would !== 'Retain'
      ? [{ _tag: 'DeletesData' as const, object: before.identity, path, was, would }]
      : []
  })
}

const notKept = ({ before, after }: Pair): ReadonlyArray<PreviousFault> => {
  if (![...DATA, 'Namespace'].some((kind) => isCore(before.identity, kind))) return []
  const now = protections(after.manifest)
  const annotations = protections(before.manifest).filter((one) => !now.includes(one))
  return annotations.length === 0
    ? []
    : [{ _tag: 'NotKept', object: before.identity, path: ['metadata', 'annotations'], annotations }]
}
