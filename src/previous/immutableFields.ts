/**
 * What the API server will refuse to change. Left out of account: rules of custom resources and of webhooks, which no
 * manifest tells, and what is refused of a new object too, which `validate` finds.
 */
import { at, get, isArray, isObject, type JsonObject, type Path } from '../json.js'
import { canonical } from '../kube/canonical.js'
import { objects, text } from '../lint/field.js'
import { claim } from './claim.js'
import type { Comparison, Pair } from './comparison.js'
import type { PreviousFault } from './finding.js'
import { type Check, changed, every, type ImmutableField, immutable } from './immutable.js'
import { job } from './job.js'
import { bareVolumes, deploymentStrategy, statefulSetStrategy } from './leftover.js'
import { pod } from './pod.js'
import { configMap, secret } from './sealed.js'
import { service } from './service.js'
import { statefulSet } from './statefulSet.js'
import { volume } from './volume.js'

/** One fault for each field, in the order of the previous stream. Law: a stream compared with itself has none. */
export const immutableFields = (all: Comparison): ReadonlyArray<PreviousFault> =>
  all.pairs.flatMap(({ before, after }) => {
    const { group, kind } = before.identity
    const check = CHECKS.get(`${group}/${kind}`)
    if (check === undefined && before.pod === undefined) return []
    const pair: Pair = {
      before: { ...before, manifest: canonical(before.manifest) },
      after: { ...after, manifest: canonical(after.manifest) },
    }
    const refused = check?.(pair, all) ?? []
    // A pod or Job whose volumes change is refused as it is.
    return refused.length > 0 ? refused : bareVolumes(pair, all)
  })

const fields = (...some: ReadonlyArray<ImmutableField | Path>): Check =>
  every(...some.map((one) => immutable('path' in one ? one : { path: one })))

const selector = fields(['spec', 'selector'])
const roleRef = fields({
  path: ['roleRef'],
  standards: (parent, key) =>
    parent === 'roleRef' && key === 'apiGroup' ? 'rbac.authorization.k8s.io' : undefined,
})

/**
 * A scope is one of a set. Source: `ValidateResourceQuotaUpdate` in pkg/apis/core/validation/validation.go of Kubernetes.
 */
const scopes: Check = (pair) => {
  const [was, would] = [pair.before, pair.after].map(({ manifest }) => {
    const list = at(manifest, ['spec', 'scopes'])
    return isArray(list) ? [...new Set(list.map(String))].sort() : []
  })
  return JSON.stringify(was) === JSON.stringify(would) ? [] : [changed(pair, ['spec', 'scopes'], was, would)]
}

/**
 * Objects may be stored in any version that was the storage version, so that it must stay. Source:
 * `validateCustomResourceDefinitionUpdate` in pkg/apis/apiextensions/validation/validation.go of apiextensions-apiserver.
 */
const crd: Check = every(
  fields(['spec', 'scope'], ['spec', 'names', 'kind'], ['spec', 'group'], ['spec', 'names', 'plural']),
  (pair) => {
    const now = versionsOf(pair.after.manifest).map((version) => text(version, 'name'))
    return versionsOf(pair.before.manifest)
      .filter((version) => get(version, 'storage') === true && !now.includes(text(version, 'name')))
      .map((version) => changed(pair, ['spec', 'versions'], text(version, 'name'), undefined))
  },
)

const versionsOf = (manifest: JsonObject): ReadonlyArray<JsonObject> => {
  const spec = get(manifest, 'spec')
  return isObject(spec) ? objects(spec, 'versions').map(([, version]) => version) : []
}

/**
 * By `group/kind`. Source of those without a file of their own: the functions `Validate<Kind>Update` in
 * pkg/apis/<group>/validation/validation.go of Kubernetes 1.36. Kinds that are not here can change freely, or are custom ones.
 */
const CHECKS: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['/ConfigMap', configMap],
  ['/PersistentVolume', volume],
  ['/PersistentVolumeClaim', claim],
  ['/Pod', pod],
  ['/ResourceQuota', scopes],
  ['/Secret', secret],
  ['/Service', service],
  ['apiextensions.k8s.io/CustomResourceDefinition', crd],
  ['apps/ControllerRevision', fields(['data'])],
  ['apps/DaemonSet', selector],
  ['apps/Deployment', every(selector, deploymentStrategy)],
  ['apps/ReplicaSet', selector],
  ['apps/StatefulSet', every(statefulSet, statefulSetStrategy)],
  ['batch/Job', job],
  ['certificates.k8s.io/ClusterTrustBundle', fields(['spec', 'signerName'])],
  ['coordination.k8s.io/LeaseCandidate', fields(['spec', 'leaseName'])],
  ['discovery.k8s.io/EndpointSlice', fields(['addressType'])],
  ['networking.k8s.io/IPAddress', fields(['spec', 'parentRef'])],
  ['networking.k8s.io/IngressClass', fields(['spec', 'controller'])],
  ['node.k8s.io/RuntimeClass', fields(['handler'])],
  ['rbac.authorization.k8s.io/ClusterRoleBinding', roleRef],
  ['rbac.authorization.k8s.io/RoleBinding', roleRef],
  ['resource.k8s.io/ResourceClaim', fields(['spec'])],
  ['resource.k8s.io/ResourceClaimTemplate', fields(['spec'])],
  [
    'resource.k8s.io/ResourceSlice',
    fields(['spec', 'pool', 'name'], ['spec', 'driver'], ['spec', 'nodeName']),
  ],
  [
    'scheduling.k8s.io/PriorityClass',
    fields(
      { path: ['value'], standard: 0 },
      { path: ['preemptionPolicy'], standard: 'PreemptLowerPriority' },
    ),
  ],
  [
    'storage.k8s.io/CSIDriver',
    fields(
      { path: ['spec', 'attachRequired'], standard: true },
      { path: ['spec', 'volumeLifecycleModes'], standard: ['Persistent'] },
    ),
  ],
  [
    'storage.k8s.io/StorageClass',
    fields(
      ['provisioner'],
      ['parameters'],
      { path: ['reclaimPolicy'], standard: 'Delete' },
      { path: ['volumeBindingMode'], standard: 'Immediate' },
    ),
  ],
  ['storage.k8s.io/VolumeAttachment', fields(['spec'])],
  ['storage.k8s.io/VolumeAttributesClass', fields(['driverName'], ['parameters'])],
  ['storagemigration.k8s.io/StorageVersionMigration', fields(['spec'])],
])
