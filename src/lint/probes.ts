import { object } from './field.js'
import type { Fault } from './finding.js'
import { type Container, type Pod, portsOf } from './pods.js'
import { serviceSelector } from './selectors.js'
import { ofKind, type Stream, select } from './stream.js'

/**
 * Every container that serves has a readinessProbe and a livenessProbe: those of Deployments, StatefulSets, DaemonSets and
 * what they make, sidecars too. A container serves if it declares ports, or is alone in a pod that a Service selects.
 *
 * Not asked for: a worker, which has nothing that the kubelet could ask; the containers of Jobs, which end; a Pod of its
 * own, which is not rolled out. Source: "Liveness, Readiness, and Startup Probes" of the Kubernetes documentation.
 */
export const probes = (stream: Stream): ReadonlyArray<Fault> => {
  const served = new Set(
    ofKind(stream, '/Service').flatMap((service) => {
      const selector = serviceSelector(service)
      return selector === undefined ? [] : select(stream, selector, service.identity)
    }),
  )
  return stream.pods.flatMap((pod) =>
    LASTING.has(`${pod.owner.group}/${pod.owner.kind}`)
      ? serving(pod, served.has(pod)).flatMap((container) => faults(pod, container))
      : [],
  )
}

const serving = (pod: Pod, isServed: boolean): ReadonlyArray<Container> => {
  const all = pod.containers.filter(({ stays }) => stays)
  return isServed && all.length === 1 ? all : all.filter((container) => portsOf(container).length > 0)
}

const faults = (pod: Pod, { manifest, path, name: container }: Container): ReadonlyArray<Fault> => {
  const missing = PROBES.filter((key) => object(manifest, key) === undefined)
  return missing.length === 0
    ? []
    : [{ _tag: 'MissingProbes', object: pod.owner, path, container, probes: missing }]
}

const PROBES = ['readinessProbe', 'livenessProbe'] as const

const LASTING: ReadonlySet<string> = new Set([
  '/ReplicationController',
  'apps/DaemonSet',
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
])
