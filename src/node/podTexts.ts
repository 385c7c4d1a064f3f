/** Pods in texts: those that the Kubernetes glue makes of a ConfigMap. */
import { isObject, type JsonObject } from '../json.js'
import { identity } from '../kube/identity.js'

/**
 * A PodTemplate for each text in a ConfigMap that is a Pod, under the name of the ConfigMap: what runs for each task. The
 * library that reads YAML is loaded where there is one. What is no YAML is none of them.
 */
export const podTexts = async (manifests: ReadonlyArray<JsonObject>): Promise<ReadonlyArray<JsonObject>> => {
  const found = manifests.flatMap((manifest) => {
    const data = manifest.kind === 'ConfigMap' ? (manifest.data ?? null) : null
    return (isObject(data) ? Object.values(data) : []).flatMap((text) =>
      typeof text === 'string' && /^kind: ["']?Pod["']?$/m.test(text)
        ? [{ owner: identity(manifest), text }]
        : [],
    )
  })
  if (found.length === 0) return []
  const { parseDocument } = await import('yaml')
  return found.flatMap(({ owner: { name, namespace }, text }) => {
    const document = parseDocument(text)
    const pod: unknown = document.errors.length > 0 ? null : document.toJS()
    if (!isObject(pod) || !isObject(pod.spec ?? null)) return []
    const metadata = { name, ...(namespace === undefined ? {} : { namespace }) }
    const { spec = {}, metadata: of = {} } = pod
    return [{ apiVersion: 'v1', kind: 'PodTemplate', metadata, template: { metadata: of, spec } }]
  })
}
