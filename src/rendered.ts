/** Manifests that are the text of other manifests: the pod template that the Kubernetes glue reads from a file. */
import { checksum } from './components/configuration.js'
import { at, get, isObject, type JsonObject } from './json.js'
import { canonical } from './kube/canonical.js'
import { identity } from './kube/identity.js'
import { toYamlDocument } from './kube/yaml.js'

/**
 * Marks a PodTemplate that is not applied: the Pod in it is the text of this key of the ConfigMap of the same name. So a
 * patch of the PodTemplate, which every tool understands, reaches the text.
 */
export const RENDERED_INTO = 'clearml-manifests/rendered-into'

/** The text of a Pod made of a PodTemplate, as the glue reads it. */
export const podText = (podTemplate: JsonObject): string => {
  const template = get(podTemplate, 'template')
  return toYamlDocument(canonical({ apiVersion: 'v1', kind: 'Pod', ...(isObject(template) ? template : {}) }))
}

/** Whether a manifest is only the source of a text. */
export const isRendered = (manifest: JsonObject): boolean =>
  manifest.kind === 'PodTemplate' && keyOf(manifest) !== undefined

const keyOf = (podTemplate: JsonObject): string | undefined => {
  const key = at(podTemplate, ['metadata', 'annotations', RENDERED_INTO])
  return typeof key === 'string' ? key : undefined
}

/**
 * The stream without the PodTemplates that are the source of a text, each ConfigMap with that text, and each Deployment of
 * the same name that carries a checksum of its configuration with the checksum of it. Law: idempotent.
 */
export const rendered = (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<JsonObject> => {
  const sources = manifests.filter(isRendered)
  if (sources.length === 0) return manifests
  return manifests
    .filter((manifest) => !isRendered(manifest))
    .map((manifest) => {
      const source = sources.find((one) => isBeside(one, manifest))
      if (source === undefined) return manifest
      const data = { [keyOf(source) ?? '']: podText(source) }
      if (manifest.kind === 'Deployment') return withAnnotations(manifest, checksum(data))
      return { ...manifest, data: { ...(isObject(manifest.data) ? manifest.data : {}), ...data } }
    })
}

/** The tasks' namespace, in which the PodTemplate is, can be another one. */
const isBeside = (source: JsonObject, manifest: JsonObject): boolean =>
  (manifest.kind === 'ConfigMap' || manifest.kind === 'Deployment') &&
  identity(manifest).name === identity(source).name

const withAnnotations = (deployment: JsonObject, fresh: Readonly<Record<string, string>>): JsonObject => {
  const path = ['spec', 'template', 'metadata', 'annotations']
  const annotations = at(deployment, path)
  if (!isObject(annotations) || !Object.keys(fresh).some((key) => Object.hasOwn(annotations, key)))
    return deployment
  return replaced(deployment, path, { ...annotations, ...fresh })
}

const replaced = (
  from: JsonObject,
  [step, ...rest]: ReadonlyArray<string>,
  value: JsonObject,
): JsonObject => {
  if (step === undefined) return value
  const below = get(from, step)
  return { ...from, [step]: replaced(isObject(below) ? below : {}, rest, value) }
}
