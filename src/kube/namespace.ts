import { get, isObject, type JsonObject } from '../json.js'
import { isClusterScoped } from './identity.js'

/** Puts manifests that have no namespace into `namespace`. Cluster-scoped kinds and those that name one stay. */
export const inNamespace =
  (namespace: string) =>
  (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<JsonObject> =>
    manifests.map((manifest) => {
      const metadata = get(manifest, 'metadata')
      if (isClusterScoped(String(get(manifest, 'apiVersion')), String(get(manifest, 'kind')))) return manifest
      if (!isObject(metadata) || get(metadata, 'namespace') !== undefined) return manifest
      return { ...manifest, metadata: { ...metadata, namespace } }
    })
