import type { JsonObject } from '../json.js'

/** The stream as one Kubernetes `List`, which `kubectl apply -f -` takes too. Keys in the order of the manifests. */
export const toJson = (manifests: ReadonlyArray<JsonObject>): string =>
  `${JSON.stringify({ apiVersion: 'v1', kind: 'List', items: manifests }, null, 2)}\n`
