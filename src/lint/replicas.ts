import { at, type Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { object, objects, text } from './field.js'
import type { Fault } from './finding.js'
import type { Pod } from './pods.js'
import { find, ofKind, type Stream, type StreamObject } from './stream.js'

/**
 * More than one pod where there can be one only: pods that mount one claim which only one node can write to, and pods of a
 * store that knows of no other: several Elasticsearch of `discovery.type: single-node`, several MongoDB or Redis of
 * ClearML's on one claim. Autoscalers count by the most that they may ask for.
 *
 * Source: "Persistent Volumes", access modes, of the Kubernetes documentation; "Discovery" of that of Elasticsearch.
 */
export const replicas = (stream: Stream): ReadonlyArray<Fault> =>
  [...ofKind(stream, 'apps/Deployment'), ...ofKind(stream, 'apps/StatefulSet')].flatMap((workload) => {
    const { pod } = workload
    const asked = mostOf(stream, workload)
    return pod === undefined || asked.count < 2
      ? []
      : [...sharedClaims(stream, pod, asked), ...singleNodes(pod, asked)]
  })

interface Asked {
  readonly object: Identity
  readonly path: Path
  readonly count: number
}

/** How many pods may run at once, and who says so. */
const mostOf = (stream: Stream, { identity, manifest }: StreamObject): Asked => {
  const scaler = ofKind(stream, 'autoscaling/HorizontalPodAutoscaler').find((one) => {
    const target = at(one.manifest, ['spec', 'scaleTargetRef']) ?? null
    const isHere = one.identity.namespace === identity.namespace
    return isHere && at(target, ['kind']) === identity.kind && at(target, ['name']) === identity.name
  })
  const most = scaler === undefined ? undefined : at(scaler.manifest, ['spec', 'maxReplicas'])
  if (scaler !== undefined && typeof most === 'number') {
    return { object: scaler.identity, path: ['spec', 'maxReplicas'], count: most }
  }
  const count = at(manifest, ['spec', 'replicas'])
  return { object: identity, path: ['spec', 'replicas'], count: typeof count === 'number' ? count : 1 }
}

const ONE_NODE: ReadonlySet<unknown> = new Set(['ReadWriteOnce', 'ReadWriteOncePod'])

const sharedClaims = (stream: Stream, pod: Pod, asked: Asked): ReadonlyArray<Fault> =>
  objects(pod.spec, 'volumes').flatMap(([, volume]) => {
    const name = text(object(volume, 'persistentVolumeClaim') ?? {}, 'claimName')
    const claim =
      name === undefined
        ? undefined
        : find(stream, { ...pod.owner, group: '', kind: 'PersistentVolumeClaim', name })
    const modes = claim === undefined ? undefined : at(claim.manifest, ['spec', 'accessModes'])
    return claim !== undefined && Array.isArray(modes) && modes.every((mode) => ONE_NODE.has(mode))
      ? [
          {
            _tag: 'SharedClaim' as const,
            object: asked.object,
            path: asked.path,
            claim: claim.identity,
            replicas: asked.count,
          },
        ]
      : []
  })

const singleNodes = (pod: Pod, asked: Asked): ReadonlyArray<Fault> => {
  const isAlone = pod.containers.some(({ manifest }) =>
    objects(manifest, 'env').some(
      ([, variable]) => variable.name === 'discovery.type' && variable.value === 'single-node',
    ),
  )
  const component = pod.labels['app.kubernetes.io/component']
  const isStore =
    pod.labels['app.kubernetes.io/name'] === 'clearml' && (component === 'mongodb' || component === 'redis')
  return isAlone || isStore
    ? [{ _tag: 'SingleNode', object: asked.object, path: asked.path, replicas: asked.count }]
    : []
}
