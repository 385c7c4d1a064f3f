import type { PodDisruptionBudget } from '../kube/types.js'
import type { Entrance, Installation } from './installation.js'
import { metadata, nameOf, selectorLabels } from './metadata.js'

/**
 * Where there are several pods, a drain takes one after the other; one alone has no budget, which would keep its node from
 * being drained. Pods that do not work may always be taken: a budget must not keep what is broken.
 * Source: "Specifying a Disruption Budget for your Application" of the Kubernetes documentation.
 */
export const disruptionBudget = ($: Installation, component: Entrance): PodDisruptionBudget | null =>
  $.values[component].replicas < 2
    ? null
    : {
        apiVersion: 'policy/v1',
        kind: 'PodDisruptionBudget',
        metadata: metadata($.values, nameOf(component), component),
        spec: {
          maxUnavailable: 1,
          unhealthyPodEvictionPolicy: 'AlwaysAllow',
          selector: { matchLabels: selectorLabels(component) },
        },
      }
