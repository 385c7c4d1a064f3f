/** The one place that knows where pod templates are. */
import { at, isObject, type Json, type JsonObject, type Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { object, objects, text } from './field.js'

/** A pod template and whose it is. */
export interface Pod {
  readonly owner: Identity
  /** Of the template inside the owner; empty for a Pod. */
  readonly path: Path
  readonly labels: JsonObject
  readonly annotations: JsonObject
  readonly spec: JsonObject
  readonly containers: ReadonlyArray<Container>
  /** False for a PodTemplate, which is only read by others, and for a Helm test, which runs only when asked. */
  readonly runs: boolean
}

/** A container of a template, init containers first. */
export interface Container {
  /** Inside the owner. */
  readonly path: Path
  readonly manifest: JsonObject
  /** As a message names it. */
  readonly name: string
  /** False for an init container that ends before the others start; true for a sidecar. */
  readonly stays: boolean
}

/** By `group/kind`: where the template is. Source: the API reference of Kubernetes. */
const TEMPLATES: ReadonlyMap<string, Path> = new Map<string, Path>([
  ['/Pod', []],
  ['/PodTemplate', ['template']],
  ['/ReplicationController', ['spec', 'template']],
  ['apps/DaemonSet', ['spec', 'template']],
  ['apps/Deployment', ['spec', 'template']],
  ['apps/ReplicaSet', ['spec', 'template']],
  ['apps/StatefulSet', ['spec', 'template']],
  ['batch/CronJob', ['spec', 'jobTemplate', 'spec', 'template']],
  ['batch/Job', ['spec', 'template']],
])

/** The pod template of a manifest, if its kind has one. */
export const podOf = (manifest: JsonObject, owner: Identity): Pod | undefined => {
  const path = TEMPLATES.get(`${owner.group}/${owner.kind}`)
  const template = path === undefined ? undefined : at(manifest, path)
  if (path === undefined || !isObject(template)) return undefined
  const metadata = object(template, 'metadata') ?? {}
  const spec = object(template, 'spec') ?? {}
  const containers = [
    ...containersOf(spec, path, 'initContainers'),
    ...containersOf(spec, path, 'containers'),
  ]
  const hook = at(manifest, ['metadata', 'annotations', 'helm.sh/hook'])
  const isTest = typeof hook === 'string' && hook.startsWith('test')
  return {
    owner,
    path,
    labels: object(metadata, 'labels') ?? {},
    annotations: object(metadata, 'annotations') ?? {},
    spec,
    containers,
    runs: owner.kind !== 'PodTemplate' && !isTest,
  }
}

/** The path of a field of the pod's spec, inside its owner. */
export const specPath = (pod: Pod, ...path: Path): Path => [...pod.path, 'spec', ...path]

/** A container's ports, with their indices. */
export const portsOf = (container: Container): ReadonlyArray<readonly [number, JsonObject]> =>
  objects(container.manifest, 'ports')

/** The protocol of a port of a container or of a Service. */
export const protocolOf = (port: JsonObject): Json => text(port, 'protocol') ?? 'TCP'

const containersOf = (spec: JsonObject, path: Path, key: string): ReadonlyArray<Container> =>
  objects(spec, key).map(([index, manifest]) => ({
    path: [...path, 'spec', key, index],
    manifest,
    name: text(manifest, 'name') ?? '',
    stays: key === 'containers' || text(manifest, 'restartPolicy') === 'Always',
  }))
