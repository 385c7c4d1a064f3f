import type { Installation, kube } from '../../src/index.js'
import { metadataOf } from './metadata.js'
import { nameOf } from './names.js'
import { own } from './table.js'

/** The servers of which there can be many. */
export type Scaled = 'inference' | 'triton'

type Metric = NonNullable<NonNullable<kube.HorizontalPodAutoscaler['spec']>['metrics']>[number]

const DEFAULT_CPU = 50

const utilization = (name: 'cpu' | 'memory', averageUtilization: number | null): ReadonlyArray<Metric> =>
  averageUtilization === null
    ? []
    : [{ type: 'Resource', resource: { name, target: { type: 'Utilization', averageUtilization } } }]

/** What an autoscaler looks at, in percent of requests. */
export const targetsOf = (values: Installation['values'], of: Scaled) => {
  const { targetCPU, targetMemory } = own(values)[of].autoscaling
  return { cpu: targetCPU ?? (targetMemory === null ? DEFAULT_CPU : null), memory: targetMemory }
}

/** `null` where none is wanted. */
export const autoscaler = ({ values }: Installation, of: Scaled): kube.HorizontalPodAutoscaler | null => {
  const { enabled, minReplicas, maxReplicas } = own(values)[of].autoscaling
  const { cpu, memory } = targetsOf(values, of)
  return enabled
    ? {
        apiVersion: 'autoscaling/v2',
        kind: 'HorizontalPodAutoscaler',
        metadata: metadataOf(values, of),
        spec: {
          scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: nameOf(of) },
          minReplicas,
          maxReplicas,
          metrics: [...utilization('cpu', cpu), ...utilization('memory', memory)],
        },
      }
    : null
}
