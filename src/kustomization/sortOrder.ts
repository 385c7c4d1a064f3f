/** `sortOptions`: the order in which Kustomize prints objects. */
import { byCodePoint } from '../json.js'
import { type ResId, type Resource, resIdOf } from '../patch/resource.js'
import type { SortOptions } from './kustomization.js'

/**
 * `legacy`, which is the default, sorts by kind, then group and version, namespace and name; `fifo` is the order in which
 * they were read. Laws: nothing is added or lost; idempotent.
 */
export const inSortOrder = (
  resources: ReadonlyArray<Resource>,
  { order, legacySortOptions = { orderFirst: FIRST, orderLast: LAST } }: SortOptions = { order: 'legacy' },
): ReadonlyArray<Resource> => {
  if (order === 'fifo') return resources
  const { orderFirst, orderLast } = legacySortOptions
  const ranks = new Map([
    ...orderFirst.map((kind, i): [string, number] => [kind, i - orderFirst.length]),
    ...orderLast.map((kind, i): [string, number] => [kind, i + 1]),
  ])
  return resources
    .map((resource) => {
      const id = resIdOf(resource.manifest)
      return { resource, id, rank: ranks.get(id.kind) ?? 0, kind: kindKey(id), name: nameKey(id) }
    })
    .sort(
      (a, b) =>
        a.rank - b.rank || turnOf(a.id, b.id) * byCodePoint(a.kind, b.kind) || byCodePoint(a.name, b.name),
    )
    .map(({ resource }) => resource)
}

/** Namespaces of the core come before those of other groups. */
const turnOf = (a: ResId, b: ResId): 1 | -1 =>
  a.kind === 'Namespace' && b.kind === 'Namespace' && (a.group === '' || b.group === '') ? -1 : 1

/** What is absent stands behind what is there: Kustomize writes it with a tilde. */
const kindKey = ({ group, version, kind }: ResId): string =>
  [group || '~G', version || '~V', kind || '~K'].join('_')

const nameKey = ({ namespace = '', name }: ResId): string => [namespace || '~X', name || '~N'].join('|')

/** From SortOrderTransformer of sigs.k8s.io/kustomize. */
const FIRST: ReadonlyArray<string> = [
  'Namespace',
  'ResourceQuota',
  'StorageClass',
  'CustomResourceDefinition',
  'ServiceAccount',
  'PodSecurityPolicy',
  'Role',
  'ClusterRole',
  'RoleBinding',
  'ClusterRoleBinding',
  'ConfigMap',
  'Secret',
  'Endpoints',
  'Service',
  'LimitRange',
  'PriorityClass',
  'PersistentVolume',
  'PersistentVolumeClaim',
  'Deployment',
  'StatefulSet',
  'CronJob',
  'PodDisruptionBudget',
]

const LAST: ReadonlyArray<string> = ['MutatingWebhookConfiguration', 'ValidatingWebhookConfiguration']
