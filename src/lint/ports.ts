import type { JsonObject, Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { number, object, objects, text, textOrNumber } from './field.js'
import type { Fault } from './finding.js'
import { type Container, type Pod, portsOf, protocolOf } from './pods.js'
import { serviceSelector } from './selectors.js'
import { answersAnyPort } from './services.js'
import { ofKind, type Stream, type StreamObject, select } from './stream.js'

/**
 * A Service's target ports and a container's probes meet ports that exist; node ports of the stream, port names of a
 * container and container ports of a pod are given once.
 */
export const ports = (stream: Stream): ReadonlyArray<Fault> => [
  ...ofKind(stream, '/Service').flatMap((service) => targetFaults(stream, service)),
  ...nodePortFaults(stream),
  ...stream.pods.flatMap((pod) => [...probeFaults(pod), ...portNameFaults(pod), ...containerPortFaults(pod)]),
]

/**
 * A number is looked at only where the pod says its ports at all, which Kubernetes does not ask for; and not for a
 * headless Service, which does not forward. A name must exist.
 */
const targetFaults = (stream: Stream, service: StreamObject): ReadonlyArray<Fault> => {
  const selector = serviceSelector(service)
  if (selector === undefined) return []
  const pods = select(stream, selector, service.identity)
  const headless = answersAnyPort(service.manifest)
  // Which of several workloads is meant is the business of `selectors`.
  if (pods.length > 1 && !headless) return []
  return objects(object(service.manifest, 'spec') ?? {}, 'ports').flatMap(([index, port]) => {
    const field = textOrNumber(port, 'targetPort') === undefined ? 'port' : 'targetPort'
    const target = textOrNumber(port, field)
    if (target === undefined) return []
    return pods.flatMap((pod): ReadonlyArray<Fault> => {
      const declared = pod.containers.filter((one) => one.stays).flatMap((one) => portsOf(one))
      const there =
        typeof target === 'string'
          ? declared.some(([, one]) => text(one, 'name') === target && protocolOf(one) === protocolOf(port))
          : declared.length === 0 ||
            headless ||
            declared.some(([, one]) => number(one, 'containerPort') === target)
      if (there) return []
      const known = namesOrNumbers(declared, target)
      const path = ['spec', 'ports', index, field]
      return [{ _tag: 'MissingPort', object: service.identity, path, target: pod.owner, port: target, known }]
    })
  })
}

const namesOrNumbers = (
  declared: ReadonlyArray<readonly [number, JsonObject]>,
  like: string | number,
): ReadonlyArray<string | number> =>
  declared.flatMap(
    ([, port]) => (typeof like === 'string' ? text(port, 'name') : number(port, 'containerPort')) ?? [],
  )

/** Probes and lifecycle handlers name ports of their own container. Numbers need not be declared. */
const probeFaults = (pod: Pod): ReadonlyArray<Fault> =>
  pod.containers.flatMap((container) =>
    handlers(container).flatMap(([handler, path]) =>
      ACTIONS.flatMap((action): ReadonlyArray<Fault> => {
        const port = text(object(handler, action) ?? {}, 'port')
        if (port === undefined) return []
        const known = namesOrNumbers(portsOf(container), port)
        if (known.includes(port)) return []
        const at = [...path, action, 'port']
        return [{ _tag: 'MissingPort', object: pod.owner, path: at, target: pod.owner, port, known }]
      }),
    ),
  )

const ACTIONS = ['httpGet', 'tcpSocket']

/** What the kubelet calls in a container, each with its path. */
const handlers = ({ manifest, path }: Container): ReadonlyArray<readonly [JsonObject, Path]> => {
  const lifecycle = object(manifest, 'lifecycle')
  const found: Array<readonly [JsonObject, Path]> = []
  for (const key of ['startupProbe', 'livenessProbe', 'readinessProbe']) {
    const probe = object(manifest, key)
    if (probe !== undefined) found.push([probe, [...path, key]])
  }
  for (const key of ['postStart', 'preStop']) {
    const handler = lifecycle === undefined ? undefined : object(lifecycle, key)
    if (handler !== undefined) found.push([handler, [...path, 'lifecycle', key]])
  }
  return found
}

const nodePortFaults = (stream: Stream): ReadonlyArray<Fault> => {
  const once = taken('nodePort')
  return ofKind(stream, '/Service').flatMap((service) =>
    objects(object(service.manifest, 'spec') ?? {}, 'ports').flatMap(([index, port]) => {
      const value = number(port, 'nodePort') ?? 0
      const path = ['spec', 'ports', index, 'nodePort']
      // 0 asks Kubernetes for any free one.
      return value === 0 ? [] : once(`${protocolOf(port)}/${value}`, value, service.identity, path)
    }),
  )
}

const portNameFaults = (pod: Pod): ReadonlyArray<Fault> =>
  pod.containers.flatMap((container) => {
    const once = taken('portName')
    return portsOf(container).flatMap(([index, port]) => {
      const name = text(port, 'name')
      return name === undefined ? [] : once(name, name, pod.owner, portPath(container, index, 'name'))
    })
  })

/** The containers of a pod share one network, except with init containers that end before. */
const containerPortFaults = (pod: Pod): ReadonlyArray<Fault> => {
  const once = taken('containerPort')
  return pod.containers
    .filter((container) => container.stays)
    .flatMap((container) =>
      portsOf(container).flatMap(([index, port]) => {
        const value = number(port, 'containerPort')
        const path = portPath(container, index, 'containerPort')
        return value === undefined ? [] : once(`${protocolOf(port)}/${value}`, value, pod.owner, path)
      }),
    )
}

const portPath = (container: Container, index: number, key: string): Path => [
  ...container.path,
  'ports',
  index,
  key,
]

/** Tells what has been seen before, and where. */
const taken = (what: 'nodePort' | 'containerPort' | 'portName') => {
  const seen = new Map<string, { readonly by: Identity; readonly at: Path }>()
  return (key: string, port: string | number, object: Identity, path: Path): ReadonlyArray<Fault> => {
    const before = seen.get(key)
    if (before === undefined) seen.set(key, { by: object, at: path })
    return before === undefined ? [] : [{ _tag: 'TakenPort', object, path, what, port, ...before }]
  }
}
