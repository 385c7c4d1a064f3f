import type { TopologySpreadConstraint } from '../kube/types.js'

type Labels = Readonly<Record<string, string>>

/** Pods apart on nodes and zones where that can be had; a cluster of one node takes them all. */
const apart: ReadonlyArray<TopologySpreadConstraint> = [
  'topology.kubernetes.io/zone',
  'kubernetes.io/hostname',
].map((topologyKey) => ({ maxSkew: 1, topologyKey, whenUnsatisfiable: 'ScheduleAnyway' }))

const SELECTOR: ReadonlyArray<string> = ['name', 'instance', 'component'].map(
  (key) => `app.kubernetes.io/${key}`,
)

/**
 * The constraints that are `asked` for, or where none are and `several` pods run, the ones above. One without a selector,
 * which to Kubernetes would select no pod, is of the pods with these `labels`.
 * Source: "Pod Topology Spread Constraints" of the Kubernetes documentation.
 */
export const spread = (
  asked: ReadonlyArray<TopologySpreadConstraint>,
  several: boolean,
  labels: Labels,
): ReadonlyArray<TopologySpreadConstraint> => {
  const matchLabels = Object.fromEntries(Object.entries(labels).filter(([key]) => SELECTOR.includes(key)))
  return (asked.length === 0 && several ? apart : asked).map((constraint) => ({
    ...constraint,
    labelSelector: constraint.labelSelector ?? { matchLabels },
  }))
}
