/** What runs pods, and how many. */
import { at, isObject, type JsonObject } from '../json.js'
import { type Identity, identity } from '../kube/identity.js'
import { number, object, text } from '../lint/field.js'
import { podOf } from '../lint/pods.js'
import { type PodNeeds, podNeeds } from './podNeeds.js'

/** When pods are there: all the time, one on each node, until their work is done, or one for each task. */
export type Runs = 'always' | 'perNode' | 'untilDone' | 'perTask'

export interface Workload {
  readonly object: Identity
  readonly runs: Runs
  /** Of an autoscaler, where there is one. */
  readonly replicas: { readonly min: number; readonly max: number }
  /** Of each pod. */
  readonly needs: PodNeeds
  /** Those of the containers that stay, once each. */
  readonly images: ReadonlyArray<string>
}

/** What runs pods, in the order of the stream. `manifests` are looked through for autoscalers. */
export const workloadsOf = (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<Workload> => {
  const scalers = manifests.filter(({ kind }) => kind === 'HorizontalPodAutoscaler')
  return manifests.flatMap((manifest) => {
    const owner = identity(manifest)
    const pod = podOf(manifest, owner)
    if (pod === undefined) return []
    const images = pod.containers.flatMap(({ manifest: container, stays }) =>
      stays ? (text(container, 'image') ?? []) : [],
    )
    return [
      {
        object: owner,
        runs: RUNS[owner.kind] ?? 'always',
        replicas: replicasOf(manifest, owner, scalers),
        needs: podNeeds(pod),
        images: [...new Set(images)],
      },
    ]
  })
}

const RUNS: Readonly<Record<string, Runs>> = {
  DaemonSet: 'perNode',
  Job: 'untilDone',
  CronJob: 'untilDone',
  PodTemplate: 'perTask',
}

/** An autoscaler lets a workload of no replicas be. Source: "Horizontal Pod Autoscaling" of the Kubernetes documentation. */
const replicasOf = (
  manifest: JsonObject,
  owner: Identity,
  scalers: ReadonlyArray<JsonObject>,
): Workload['replicas'] => {
  const spec = object(manifest, 'spec') ?? {}
  const ofJob = at(spec, ['jobTemplate', 'spec'])
  const said = number(spec, 'replicas') ?? number(isObject(ofJob) ? ofJob : spec, 'parallelism') ?? 1
  const scaler = scalers.find((one) => scales(one, owner))
  if (scaler === undefined || said === 0) return { min: said, max: said }
  const bounds = object(scaler, 'spec') ?? {}
  const min = number(bounds, 'minReplicas') ?? 1
  return { min, max: number(bounds, 'maxReplicas') ?? min }
}

const scales = (scaler: JsonObject, { kind, name, namespace }: Identity): boolean => {
  const target = at(scaler, ['spec', 'scaleTargetRef'])
  return (
    isObject(target) &&
    text(target, 'kind') === kind &&
    text(target, 'name') === name &&
    identity(scaler).namespace === namespace
  )
}
