/** An inspection as data for programs. */
import { byCodePoint, type JsonObject } from '../json.js'
import { showIdentity } from '../kube/identity.js'
import { type Amounts, showAmount } from './amount.js'
import type { Inspection, PodTotals } from './inspection.js'

/** Quantities are canonical texts. `most` is there where an autoscaler makes it another one than `least`. */
export const inspectionData = (found: Inspection): JsonObject => ({
  workloads: found.workloads.map(({ object, runs, replicas, needs, images }) => ({
    object: showIdentity(object),
    namespace: object.namespace ?? null,
    runs,
    replicas: { min: replicas.min, max: replicas.max },
    requests: quantities(needs.requests),
    limits: quantities(needs.limits),
    unlimited: needs.unlimited,
    images,
  })),
  claims: found.claims.map(({ of, count, size, storageClass, accessModes }) => ({
    of,
    count,
    size: size === undefined ? null : showAmount('storage', size),
    storageClass,
    accessModes,
  })),
  totals: {
    ...totals(found.least),
    ...(found.most.pods === found.least.pods ? {} : { most: totals(found.most) }),
    storage: showAmount('storage', found.storage),
  },
  others: Object.fromEntries(found.others),
})

const totals = ({ pods, requests, limits }: PodTotals): JsonObject => ({
  pods,
  requests: quantities(requests),
  limits: quantities(limits),
})

const quantities = (amounts: Amounts): JsonObject =>
  Object.fromEntries(
    [...amounts]
      .sort(([a], [b]) => byCodePoint(a, b))
      .map(([name, amount]) => [name, showAmount(name, amount)]),
  )
