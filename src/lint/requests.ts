import { get, type JsonObject } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { object, objects, text } from './field.js'
import type { Fault } from './finding.js'
import { ofKind, type Stream, sameNamespace } from './stream.js'

/**
 * Every container, init containers too, requests cpu and memory: by itself, by its limit, which counts as a request where
 * none is given, by the resources of its pod, or by a LimitRange of the stream.
 */
export const requests = (stream: Stream): ReadonlyArray<Fault> =>
  stream.pods.flatMap((pod) => {
    const ofPod = object(pod.spec, 'resources')
    const missing = RESOURCES.filter((name) => ofPod === undefined || !isRequested(ofPod, name))
    if (missing.length === 0) return []
    return pod.containers.flatMap(({ manifest, path, name: container }): ReadonlyArray<Fault> => {
      const own = object(manifest, 'resources') ?? {}
      const resources = missing.filter(
        (name) => !isRequested(own, name) && !hasDefault(stream, pod.owner, name),
      )
      if (resources.length === 0) return []
      return [
        { _tag: 'MissingRequests', object: pod.owner, path: [...path, 'resources'], container, resources },
      ]
    })
  })

const RESOURCES = ['cpu', 'memory'] as const

const isRequested = (resources: JsonObject, name: string): boolean =>
  ['requests', 'limits'].some((key) => (get(object(resources, key) ?? {}, name) ?? null) !== null)

/** Source: "Limit Ranges" of the Kubernetes documentation. */
const hasDefault = (stream: Stream, of: Identity, name: string): boolean =>
  ofKind(stream, '/LimitRange').some(
    ({ manifest, identity }) =>
      sameNamespace(identity, of) &&
      objects(object(manifest, 'spec') ?? {}, 'limits').some(
        ([, limit]) =>
          text(limit, 'type') === 'Container' &&
          ['defaultRequest', 'default'].some((key) => get(object(limit, key) ?? {}, name) !== undefined),
      ),
  )
