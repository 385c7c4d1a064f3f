/** What Kustomize knows of fields: it carries the OpenAPI of Kubernetes 1.21, whatever the cluster is. */
import type { Path } from '../json.js'
import { groupOf } from '../kube/identity.js'
import type { PatchMetaOf } from './fields.js'

/**
 * Without the kinds and fields that are younger than 1.21: there Kustomize replaces lists. Found by trying all of them;
 * test/parity/patches.test.ts holds it.
 */
export const kustomizeFields = (fields: PatchMetaOf): PatchMetaOf => {
  const known = new Map<string, ReturnType<PatchMetaOf>>()
  return (apiVersion, kind, path) => {
    const key = `${apiVersion} ${kind} ${path.map((step) => (typeof step === 'string' ? step : '[]')).join('\n')}`
    if (!known.has(key)) known.set(key, metaOf(fields, apiVersion, kind, path))
    return known.get(key)
  }
}

const metaOf = (
  fields: PatchMetaOf,
  apiVersion: string,
  kind: string,
  path: Path,
): ReturnType<PatchMetaOf> => {
  const group = groupOf(apiVersion)
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1)
  const isKnown = Object.hasOwn(VERSIONS, group) && VERSIONS[group]?.includes(version) === true
  if (!isKnown || YOUNGER_KINDS.some((one) => one === kind || one === `${apiVersion} ${kind}`))
    return undefined
  const names = path.filter((step) => typeof step === 'string').join('.')
  const isYounger = YOUNGER_FIELDS.some((one) => `.${names}`.endsWith(`.${one}`))
  return isYounger ? undefined : fields(apiVersion, kind, path)
}

/** By group. */
const VERSIONS: Readonly<Record<string, ReadonlyArray<string>>> = {
  '': ['v1'],
  'admissionregistration.k8s.io': ['v1', 'v1beta1'],
  'apiextensions.k8s.io': ['v1', 'v1beta1'],
  'apiregistration.k8s.io': ['v1', 'v1beta1'],
  apps: ['v1'],
  'authentication.k8s.io': ['v1', 'v1beta1'],
  'authorization.k8s.io': ['v1', 'v1beta1'],
  autoscaling: ['v1', 'v2beta1', 'v2beta2'],
  batch: ['v1', 'v1beta1'],
  'certificates.k8s.io': ['v1', 'v1beta1'],
  'coordination.k8s.io': ['v1', 'v1beta1'],
  'discovery.k8s.io': ['v1', 'v1beta1'],
  'events.k8s.io': ['v1', 'v1beta1'],
  extensions: ['v1beta1'],
  'flowcontrol.apiserver.k8s.io': ['v1beta1'],
  'networking.k8s.io': ['v1', 'v1beta1'],
  'node.k8s.io': ['v1', 'v1beta1'],
  policy: ['v1', 'v1beta1'],
  'rbac.authorization.k8s.io': ['v1', 'v1beta1'],
  'scheduling.k8s.io': ['v1', 'v1beta1'],
  'storage.k8s.io': ['v1', 'v1beta1'],
}

/** Of these versions. */
const YOUNGER_KINDS = [
  'ClusterTrustBundle',
  'IPAddress',
  'LeaseCandidate',
  'MutatingAdmissionPolicy',
  'MutatingAdmissionPolicyBinding',
  'PodCertificateRequest',
  'SelfSubjectReview',
  'ServiceCIDR',
  'ValidatingAdmissionPolicy',
  'ValidatingAdmissionPolicyBinding',
  'VolumeAttributesClass',
  'storage.k8s.io/v1 CSIStorageCapacity',
]

/** Ends of paths, of kinds that are known. */
const YOUNGER_FIELDS = [
  'allocatedResourcesStatus',
  'containerStatuses.volumeMounts',
  'ephemeralContainerStatuses.volumeMounts',
  'ephemeralContainers.ports',
  'hostIPs',
  'initContainerStatuses.volumeMounts',
  'matchConditions',
  'resourceClaims',
  'resourceClaimStatuses',
  'schedulingGates',
  'x-kubernetes-validations',
]
