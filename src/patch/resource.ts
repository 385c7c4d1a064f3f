/** A manifest on its way through patches: it is found by the names that it has had, too. */
import { get, isObject, type JsonObject } from '../json.js'
import { type Identity, identity, isClusterScoped } from '../kube/identity.js'
import { inNamespace } from '../kube/namespace.js'
import type { Place } from '../position.js'

/** What a patch names an object by: the version counts here. */
export interface ResId extends Identity {
  readonly version: string
}

/**
 * Kustomize's resource. `previous` are the ids that it had before patches which may rename, the original one first: a
 * later patch finds it by each of them, and by the present one.
 */
export interface Resource {
  readonly manifest: JsonObject
  readonly previous: ReadonlyArray<ResId>
  /** What namePrefix has put before its name, and nameSuffix after it: the innermost first. None if absent. */
  readonly prefixes?: ReadonlyArray<string>
  readonly suffixes?: ReadonlyArray<string>
  /** How its generator is to meet an object that is there, and whether its name ends in a hash of its content. */
  readonly generated?: Generated
  /** Where it was written. */
  readonly place?: Place
  /** For `buildMetadata`: the file that it comes from, and what has changed it. */
  readonly origin?: Origin
  readonly transformations?: ReadonlyArray<Origin>
}

export interface Generated {
  readonly behavior: Behavior
  readonly needsHash: boolean
}

/** How a generated object meets one of the same id: `create` refuses it. */
export type Behavior = 'create' | 'merge' | 'replace'

/** Kustomize's `config.kubernetes.io/origin`: `path`, or `configuredIn` and `configuredBy` of what made it. */
export type Origin = JsonObject

/** Resources that have never had another name. */
export const resourcesOf = (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<Resource> =>
  manifests.map((manifest) => ({ manifest, previous: [] }))

/** The present id; what the manifest does not say is ''. */
export const resIdOf = (manifest: JsonObject): ResId => ({
  ...identity(manifest),
  version: versionOf(apiVersionOf(manifest)),
})

/** The id under which it came in. */
export const originalIdOf = ({ manifest, previous }: Resource): ResId => previous[0] ?? resIdOf(manifest)

/**
 * Every id that Kustomize knows a resource by, the present one first. Earlier ones have the present group and version: it
 * remembers names, namespaces and kinds only.
 */
export const idsOf = ({ manifest, previous }: Resource): readonly [ResId, ...ReadonlyArray<ResId>] => {
  const now = resIdOf(manifest)
  return [now, ...previous.map((id) => ({ ...id, group: now.group, version: now.version }))]
}

/** The same resource; a patch that follows finds it by its present id, whatever becomes of it. */
export const remembered = (resource: Resource): Resource => ({
  ...resource,
  previous: [...resource.previous, resIdOf(resource.manifest)],
})

/**
 * The namespace that Kustomize compares: an object that says none is in `default`, one that has none in
 * `_non_namespaceable_`.
 */
export const effectiveNamespace = (id: ResId): string =>
  hasNoNamespace(id) ? '_non_namespaceable_' : (id.namespace ?? 'default')

const hasNoNamespace = ({ group, version, kind }: ResId): boolean =>
  isClusterScoped(group === '' ? version : `${group}/${version}`, kind)

/** The resource as one that says `namespace` where it says none, and always did. */
export const placedIn =
  (namespace: string) =>
  (resource: Resource): Resource => {
    const [manifest = resource.manifest] = inNamespace(namespace)([resource.manifest])
    const previous = resource.previous.map((id) =>
      id.namespace !== undefined || hasNoNamespace(id) ? id : { ...id, namespace },
    )
    return { ...resource, manifest, previous }
  }

/** Equal for two ids that Kustomize holds to be one object. */
export const keyOf = (id: ResId): string =>
  JSON.stringify([id.group, id.version, id.kind, effectiveNamespace(id), id.name])

/** `Deployment/a`, with what tells it from others of this name: `Deployment/a (apps/v1, namespace ml)`. */
export const showResId = ({ group, version, kind, name, namespace }: ResId): string => {
  const apiVersion = group === '' ? version : `${group}/${version}`
  const details = [apiVersion === '' ? 'no apiVersion' : apiVersion]
  return `${kind}/${name} (${[...details, ...(namespace === undefined ? [] : [`namespace ${namespace}`])].join(', ')})`
}

/** '' where the manifest says none. */
export const apiVersionOf = (manifest: JsonObject): string => text(manifest, 'apiVersion')

/** Labels or annotations; a value that is no text is read as one. */
export const metadataMap = (
  manifest: JsonObject,
  field: 'labels' | 'annotations',
): ReadonlyMap<string, string> => {
  const metadata = get(manifest, 'metadata') ?? null
  const map = isObject(metadata) ? (get(metadata, field) ?? null) : null
  return new Map(
    isObject(map)
      ? Object.entries(map).map(([key, value]) => [
          key,
          typeof value === 'string' ? value : JSON.stringify(value),
        ])
      : [],
  )
}

const versionOf = (apiVersion: string): string => apiVersion.slice(apiVersion.indexOf('/') + 1)

const text = (object: JsonObject, key: string): string => {
  const value = get(object, key)
  return typeof value === 'string' ? value : ''
}
