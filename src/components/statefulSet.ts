import type { PodTemplateSpec, StatefulSet } from '../kube/types.js'
import type { Installation, VolumeOf } from './installation.js'
import { metadata, nameOf, selectorLabels } from './metadata.js'

/**
 * The StatefulSet of a store: one pod, so that never two open the same data. Its claim stands beside it and not in
 * `volumeClaimTemplates`, which Kubernetes would not let change.
 */
export const statefulSet = (
  $: Installation,
  store: Exclude<VolumeOf, 'fileserver'>,
  template: PodTemplateSpec,
): StatefulSet => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: metadata($.values, nameOf(store), store, $.values[store]),
  spec: {
    replicas: 1,
    serviceName: nameOf(store),
    selector: { matchLabels: selectorLabels(store) },
    template,
  },
})
