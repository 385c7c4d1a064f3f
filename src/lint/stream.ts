/** The stream as rules see it: every object once, and found at once by kind, by name, by the labels of its pods. */
import { isObject, type Json, type JsonObject } from '../json.js'
import { type Identity, identity } from '../kube/identity.js'
import { type External, isExternal } from './external.js'
import { objects, text } from './field.js'
import { isClaimOf, madeBy } from './made.js'
import { type Pod, podOf } from './pods.js'
import { matches, type Selector } from './selector.js'

/** A manifest, read once. */
export interface StreamObject {
  readonly manifest: JsonObject
  readonly identity: Identity
  /** Its pod template, if it has one. */
  readonly pod: Pod | undefined
}

/** All of it is in the order of the stream. */
export interface Stream {
  readonly objects: ReadonlyArray<StreamObject>
  /** By `group/kind`. */
  readonly byKind: ReadonlyMap<string, ReadonlyArray<StreamObject>>
  /** By `group/kind/name`, of all namespaces. */
  readonly byName: ReadonlyMap<string, ReadonlyArray<StreamObject>>
  readonly pods: ReadonlyArray<Pod>
  /** Pods that run, by each `label=value` of theirs. */
  readonly byLabel: ReadonlyMap<string, ReadonlyArray<Pod>>
  /** `Kind/name` of what controllers make. */
  readonly made: ReadonlySet<string>
  readonly external: ReadonlyArray<External>
}

/** Indexes manifests. A `v1` List counts as the objects in it. */
export const streamOf = (
  manifests: ReadonlyArray<JsonObject>,
  external: ReadonlyArray<External> = [],
): Stream => {
  const all: StreamObject[] = []
  const byKind = new Map<string, StreamObject[]>()
  const byName = new Map<string, StreamObject[]>()
  const pods: Pod[] = []
  const byLabel = new Map<string, Pod[]>()
  const made = new Set<string>()
  for (const manifest of manifests.flatMap(flat)) {
    const id = identity(manifest)
    const pod = podOf(manifest, id)
    const one: StreamObject = { manifest, identity: id, pod }
    all.push(one)
    push(byKind, `${id.group}/${id.kind}`, one)
    push(byName, keyOf(id), one)
    const other = madeBy(manifest, id)
    if (other !== undefined) made.add(other)
    if (pod === undefined) continue
    pods.push(pod)
    if (pod.runs) {
      for (const [label, value] of Object.entries(pod.labels)) push(byLabel, `${label}=${String(value)}`, pod)
    }
  }
  return { objects: all, byKind, byName, pods, byLabel, made, external }
}

/** The objects of a kind, in the order of the stream; `kind` is `group/kind`, the core group being ''. */
export const ofKind = (stream: Stream, kind: string): ReadonlyArray<StreamObject> =>
  stream.byKind.get(kind) ?? []

/** The object in the stream that is meant, in its namespace before any other. */
export const find = (stream: Stream, target: Identity): StreamObject | undefined => {
  const named = stream.byName.get(keyOf(target)) ?? []
  return (
    named.find((one) => one.identity.namespace === target.namespace) ??
    named.find((one) => sameNamespace(one.identity, target))
  )
}

/** Whether the object will exist: in the stream, made by a controller, or external. */
export const exists = (stream: Stream, target: Identity): boolean =>
  find(stream, target) !== undefined ||
  stream.made.has(`${target.kind}/${target.name}`) ||
  (target.kind === 'PersistentVolumeClaim' &&
    ofKind(stream, 'apps/StatefulSet').some(
      ({ manifest, identity: set }) =>
        sameNamespace(set, target) && isClaimOf(manifest, set.name, target.name),
    )) ||
  isExternal(stream.external, target.kind, target.name)

/** The names of the objects that `target` could have meant. */
export const namesLike = (stream: Stream, target: Identity): ReadonlyArray<string> =>
  ofKind(stream, `${target.group}/${target.kind}`)
    .filter((one) => sameNamespace(one.identity, target))
    .map((one) => one.identity.name)

/** The pods that run in the namespace and that a selector matches, in the order of the stream. */
export const select = (
  stream: Stream,
  selector: Selector,
  within: Pick<Identity, 'namespace'>,
): ReadonlyArray<Pod> => {
  let candidates: ReadonlyArray<Pod> | undefined
  for (const [label, value] of selector.labels) {
    const labelled = stream.byLabel.get(`${label}=${value}`) ?? []
    if (candidates === undefined || labelled.length < candidates.length) candidates = labelled
  }
  const found = (candidates ?? stream.pods.filter((pod) => pod.runs)).filter(
    (pod) => sameNamespace(pod.owner, within) && matches(selector, pod.labels),
  )
  const exact = found.filter((pod) => pod.owner.namespace === within.namespace)
  return exact.length > 0 ? exact : found
}

/** A namespace that is not said can be any: it is given when the stream is applied. */
export const sameNamespace = (a: Pick<Identity, 'namespace'>, b: Pick<Identity, 'namespace'>): boolean =>
  a.namespace === undefined || b.namespace === undefined || a.namespace === b.namespace

/** What stands beside an object: something of another kind in its namespace. */
export const beside = (of: Identity, kind: string, name: string, group = ''): Identity => ({
  group,
  kind,
  name,
  ...(of.namespace === undefined ? {} : { namespace: of.namespace }),
})

const keyOf = ({ group, kind, name }: Identity): string => `${group}/${kind}/${name}`

const flat = (manifest: Json): ReadonlyArray<JsonObject> => {
  if (!isObject(manifest)) return []
  return text(manifest, 'kind') === 'List' && text(manifest, 'apiVersion') === 'v1'
    ? objects(manifest, 'items').map(([, item]) => item)
    : [manifest]
}

const push = <A>(map: Map<string, A[]>, key: string, value: A): void => {
  const list = map.get(key)
  if (list === undefined) map.set(key, [value])
  else list.push(value)
}
