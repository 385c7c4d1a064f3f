import { get } from '../json.js'
import { byIdentity, type Identity } from '../kube/identity.js'
import { isExternal } from './external.js'
import { object } from './field.js'
import type { Fault } from './finding.js'
import type { Pod } from './pods.js'
import { isEmpty, matches, ofLabelSelector, ofMap, type Selector } from './selector.js'
import { answersAnyPort } from './services.js'
import { type Stream, type StreamObject, select } from './stream.js'

/**
 * A Service selects the pods of exactly one workload, a PodDisruptionBudget those of some. A workload selects its own
 * pods and those of no other.
 */
export const selectors = (stream: Stream): ReadonlyArray<Fault> =>
  stream.objects.flatMap((one) => {
    switch (`${one.identity.group}/${one.identity.kind}`) {
      case '/Service':
        return serviceFaults(stream, one)
      case 'policy/PodDisruptionBudget':
        return budgetFaults(stream, one)
      default:
        return one.pod === undefined ? [] : workloadFaults(stream, one, one.pod)
    }
  })

/** The selector of a Service, unless it does not select: without one somebody else makes its endpoints. */
export const serviceSelector = (service: StreamObject): Selector | undefined => {
  const spec = object(service.manifest, 'spec') ?? {}
  if (get(spec, 'type') === 'ExternalName') return undefined
  const selector = ofMap(get(spec, 'selector'))
  return selector === undefined || isEmpty(selector) ? undefined : selector
}

const PATH = ['spec', 'selector']

const serviceFaults = (stream: Stream, one: StreamObject): ReadonlyArray<Fault> => {
  const selector = serviceSelector(one)
  if (selector === undefined) return []
  const owners = select(stream, selector, one.identity).map((pod) => pod.owner)
  if (owners.length === 0) return nothing(stream, one.identity)
  // Peers of several workloads find each other by a headless Service; it balances nothing.
  if (answersAnyPort(one.manifest)) return []
  const workloads = owners.filter((a, i) => owners.findIndex((b) => byIdentity(a, b) === 0) === i)
  // Workloads that share pods are said to; the Service could select no better.
  if (workloads.length === 1 || workloads.some((a) => workloads.some((b) => sharesPods(stream, a, b))))
    return []
  return [{ _tag: 'SelectsSeveral', object: one.identity, path: PATH, workloads }]
}

const budgetFaults = (stream: Stream, one: StreamObject): ReadonlyArray<Fault> => {
  const selector = ofLabelSelector(get(object(one.manifest, 'spec') ?? {}, 'selector'))
  if (selector === undefined || select(stream, selector, one.identity).length > 0) return []
  return nothing(stream, one.identity)
}

const nothing = (stream: Stream, of: Identity): ReadonlyArray<Fault> =>
  isExternal(stream.external, 'Pod', of.name) ? [] : [{ _tag: 'SelectsNothing', object: of, path: PATH }]

/** The selector of a workload that finds its pods by it. A Job's is made by Kubernetes, a Pod has none. */
const workloadSelector = ({ manifest, identity }: StreamObject): Selector | undefined => {
  const selector = get(object(manifest, 'spec') ?? {}, 'selector')
  switch (identity.kind) {
    case 'DaemonSet':
    case 'Deployment':
    case 'ReplicaSet':
    case 'StatefulSet':
      return ofLabelSelector(selector)
    case 'ReplicationController':
      return ofMap(selector)
    default:
      return undefined
  }
}

const workloadFaults = (stream: Stream, one: StreamObject, pod: Pod): ReadonlyArray<Fault> => {
  const selector = workloadSelector(one)
  if (selector === undefined) return []
  const own: ReadonlyArray<Fault> = matches(selector, pod.labels)
    ? []
    : [
        {
          _tag: 'SelectsOthers',
          object: one.identity,
          path: PATH,
          labels: [...pod.path, 'metadata', 'labels'],
        },
      ]
  const shared = select(stream, selector, one.identity).flatMap((other): ReadonlyArray<Fault> => {
    const isOther = other !== pod && byIdentity(other.owner, one.identity) !== 0
    // Jobs and Pods are not found by a selector: what finds them too does not take them.
    const isSaid =
      isBefore(stream, other.owner, one.identity) && sharesPods(stream, other.owner, one.identity)
    return isOther && SELECTING.includes(other.owner.kind) && !isSaid
      ? [{ _tag: 'SharedSelector', object: one.identity, path: PATH, other: other.owner }]
      : []
  })
  return [...own, ...shared]
}

const isBefore = (stream: Stream, a: Identity, b: Identity): boolean =>
  placeOf(stream, a) < placeOf(stream, b)
const placeOf = (stream: Stream, of: Identity): number =>
  stream.objects.findIndex(({ identity }) => byIdentity(identity, of) === 0)

/** Whether a workload selects the pods of another one too. */
const sharesPods = (stream: Stream, workload: Identity, other: Identity): boolean => {
  const one = stream.objects[placeOf(stream, workload)]
  const selector = one === undefined ? undefined : workloadSelector(one)
  return (
    selector !== undefined &&
    SELECTING.includes(other.kind) &&
    byIdentity(workload, other) !== 0 &&
    select(stream, selector, workload).some(({ owner }) => byIdentity(owner, other) === 0)
  )
}

const SELECTING = ['DaemonSet', 'Deployment', 'ReplicaSet', 'ReplicationController', 'StatefulSet']
