/** What a stream will take of a cluster. */
import { byCodePoint, type JsonObject } from '../json.js'
import { identity } from '../kube/identity.js'
import { type Amount, type Amounts, sum, times } from './amount.js'
import { type Claim, claimsOf } from './claims.js'
import { type Workload, workloadsOf } from './workloads.js'

/** Of all pods that are there all the time. */
export interface PodTotals {
  readonly pods: number
  readonly requests: Amounts
  /** Of the containers that have one. */
  readonly limits: Amounts
}

export interface Inspection {
  readonly workloads: ReadonlyArray<Workload>
  readonly claims: ReadonlyArray<Claim>
  /** With as many pods as there are at least, and at most, where an autoscaler says how many. */
  readonly least: PodTotals
  readonly most: PodTotals
  readonly storage: Amount
  /** How many there are of every other kind, by kind. */
  readonly others: ReadonlyArray<readonly [kind: string, count: number]>
}

/** Pure arithmetic over finished manifests; nothing of a cluster is known, such as its quotas or defaults. */
export const inspection = (manifests: ReadonlyArray<JsonObject>): Inspection => {
  const workloads = workloadsOf(manifests)
  const claims = manifests.flatMap((manifest) => {
    const { kind, name, namespace } = identity(manifest)
    const owner = workloads.find(
      ({ object }) => object.kind === kind && object.name === name && object.namespace === namespace,
    )
    return claimsOf(manifest, owner === undefined ? 1 : owner.replicas.min)
  })
  const counted = new Set([...workloads.map(({ object }) => object.kind), 'PersistentVolumeClaim'])
  const others = new Map<string, number>()
  for (const { kind } of manifests.map(identity)) {
    if (!counted.has(kind)) others.set(kind, (others.get(kind) ?? 0) + 1)
  }
  return {
    workloads,
    claims,
    least: totals(workloads, 'min'),
    most: totals(workloads, 'max'),
    storage: claims.reduce((all, { size = 0n, count }) => all + size * BigInt(count), 0n),
    others: [...others].sort(([a], [b]) => byCodePoint(a, b)),
  }
}

const totals = (workloads: ReadonlyArray<Workload>, bound: 'min' | 'max'): PodTotals => {
  const staying = workloads.filter(({ runs }) => runs === 'always')
  return {
    pods: staying.reduce((all, { replicas }) => all + replicas[bound], 0),
    requests: sum(staying.map(({ replicas, needs }) => times(replicas[bound], needs.requests))),
    limits: sum(staying.map(({ replicas, needs }) => times(replicas[bound], needs.limits))),
  }
}
