import type { FieldSpec } from '../kustomization.js'
import { templateLabelFields } from './templateLabels.js'

const MATCH = 'labelSelector/matchLabels'

/** Selectors in a pod template, set where they are there; Kustomize knows them in two kinds. */
const inPodsOf = (kind: string): ReadonlyArray<FieldSpec> =>
  [
    ...['podAffinity', 'podAntiAffinity'].flatMap((affinity) => [
      `affinity/${affinity}/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/${MATCH}`,
      `affinity/${affinity}/requiredDuringSchedulingIgnoredDuringExecution/${MATCH}`,
    ]),
    `topologySpreadConstraints/${MATCH}`,
  ].map((path) => ({ path: `spec/template/spec/${path}`, group: 'apps', kind }))

/**
 * Kustomize's `commonLabels`, and `labels` with `includeSelectors`. The Service may be of any group that has a `v1`, so
 * that the one of Knative gets a selector, too.
 */
export const commonLabelFields: ReadonlyArray<FieldSpec> = [
  { path: 'spec/selector', create: true, version: 'v1', kind: 'Service' },
  { path: 'spec/selector', create: true, version: 'v1', kind: 'ReplicationController' },
  { path: 'spec/selector/matchLabels', create: true, kind: 'Deployment' },
  { path: 'spec/selector/matchLabels', create: true, kind: 'ReplicaSet' },
  { path: 'spec/selector/matchLabels', create: true, kind: 'DaemonSet' },
  { path: 'spec/selector/matchLabels', create: true, group: 'apps', kind: 'StatefulSet' },
  { path: 'spec/selector/matchLabels', group: 'batch', kind: 'Job' },
  { path: 'spec/jobTemplate/spec/selector/matchLabels', group: 'batch', kind: 'CronJob' },
  { path: 'spec/selector/matchLabels', group: 'policy', kind: 'PodDisruptionBudget' },
  ...['podSelector', 'ingress/from/podSelector', 'egress/to/podSelector'].map((selector) => ({
    path: `spec/${selector}/matchLabels`,
    group: 'networking.k8s.io',
    kind: 'NetworkPolicy',
  })),
  ...inPodsOf('Deployment'),
  ...inPodsOf('StatefulSet'),
  ...templateLabelFields,
]
