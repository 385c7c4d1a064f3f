/** `buildMetadata`: annotations that say where an object comes from and what has changed it, and a label. */
import { at, get, isArray, isObject, type JsonObject } from '../json.js'
import type { Origin, Resource } from '../patch/resource.js'
import type { BuildMetadata, Kustomization } from './kustomization.js'
import { scalarText } from './scalarText.js'

/** Of a file in a directory. */
export const originOfFile = ({ directory }: Kustomization, path: string): Origin => ({
  path: joined(directory, path),
})

/** Of what a field of a kustomization makes or changes; `kind` is the name of its plugin in Kustomize. */
export const originOfField = ({ directory, fileName }: Kustomization, kind: string): Origin => ({
  configuredIn: joined(directory, fileName),
  configuredBy: { apiVersion: 'builtin', kind },
})

/** A resource that has no origin yet was made by what has changed it. */
export const transformedBy =
  (origin: Origin) =>
  (resource: Resource): Resource =>
    resource.origin === undefined
      ? { ...resource, origin }
      : { ...resource, transformations: [...(resource.transformations ?? []), origin] }

/** Writes what `options` ask for into the manifest. */
export const withBuildMetadata =
  (options: ReadonlyArray<BuildMetadata>) =>
  (resource: Resource): Resource => {
    const { manifest, origin, transformations = [] } = resource
    const annotations = {
      ...(options.includes('originAnnotations') && origin !== undefined
        ? { [ORIGIN]: textOf(origin, '') }
        : {}),
      ...(options.includes('transformerAnnotations') && transformations.length > 0
        ? {
            [TRANSFORMATIONS]: `${known(manifest)}${transformations.map((one) => `- ${textOf(one, '  ').trimStart()}`).join('')}`,
          }
        : {}),
    }
    const labels: JsonObject = options.includes('managedByLabel') ? { [MANAGED_BY]: 'clearml-manifests' } : {}
    const changed = withMetadata(withMetadata(manifest, 'annotations', annotations), 'labels', labels)
    return changed === manifest ? resource : { ...resource, manifest: changed }
  }

/** The transformations that a manifest brings along. */
const known = (manifest: JsonObject): string => {
  const text = at(manifest, ['metadata', 'annotations', TRANSFORMATIONS])
  return typeof text === 'string' ? text : ''
}

/** From `internal/utils` of sigs.k8s.io/kustomize/api. */
const ORIGIN = 'config.kubernetes.io/origin'
const TRANSFORMATIONS = 'alpha.config.kubernetes.io/transformations'
const MANAGED_BY = 'app.kubernetes.io/managed-by'

const withMetadata = (manifest: JsonObject, field: string, added: JsonObject): JsonObject => {
  if (Object.keys(added).length === 0) return manifest
  const metadata = get(manifest, 'metadata')
  const known = isObject(metadata) ? metadata : {}
  const map = get(known, field)
  return { ...manifest, metadata: { ...known, [field]: { ...(isObject(map) ? map : {}), ...added } } }
}

/** The YAML that Kustomize writes. */
const textOf = (origin: Origin, indent: string): string =>
  Object.entries(origin)
    .map(([key, value]) =>
      isObject(value)
        ? `${indent}${key}:\n${textOf(value, `${indent}  `)}`
        : `${indent}${key}: ${String(value)}\n`,
    )
    .join('')

/** A path without the detours in it. */
const joined = (directory: string, path: string): string => {
  const steps: string[] = []
  for (const step of `${directory}/${path}`.split('/')) {
    if (step === '' || step === '.') continue
    if (step === '..' && steps.length > 0 && steps.at(-1) !== '..') steps.pop()
    else steps.push(step)
  }
  return steps.join('/')
}

/**
 * Without the notes of Kustomize to itself, which a manifest may bring along, and without origins that nobody asked for.
 * What is left is text; no annotations are none.
 */
export const withoutBuildAnnotations = (
  { manifest, previous }: Resource,
  options: ReadonlyArray<BuildMetadata> = [],
): JsonObject => {
  const metadata = get(manifest, 'metadata')
  const annotations = isObject(metadata) ? get(metadata, 'annotations') : undefined
  if (!isObject(metadata) || annotations === undefined || isArray(annotations)) return manifest
  const map = isObject(annotations) ? annotations : {}
  const removed = [
    ...NOTES,
    ...(options.includes('originAnnotations') ? [] : [ORIGIN]),
    ...(options.includes('transformerAnnotations') ? [] : [TRANSFORMATIONS]),
  ]
  const entries = Object.entries(map)
  const kept = entries.filter(([key]) => !removed.includes(key))
  if (entries.length === 0 && previous.length === 0) return manifest // nothing was noted in it
  if (
    kept.length === entries.length &&
    entries.length > 0 &&
    kept.every(([, value]) => typeof value === 'string')
  ) {
    return manifest
  }
  const { annotations: _, ...others } = metadata
  const texts = kept.map(
    ([key, value]) => [key, typeof value === 'string' ? value : scalarText(value)] as const,
  )
  const after = kept.length === 0 ? others : { ...others, annotations: Object.fromEntries(texts) }
  return { ...manifest, metadata: after }
}

const internal = (name: string): string => `internal.config.kubernetes.io/${name}`

/** From `resource.BuildAnnotations` of sigs.k8s.io/kustomize/api and `kioutil` of sigs.k8s.io/kustomize/kyaml. */
const NOTES: ReadonlyArray<string> = [
  ...['previousKinds', 'previousNames', 'previousNamespaces', 'prefixes', 'suffixes'].map(internal),
  ...['allowNameChange', 'allowKindChange', 'refBy', 'generatorBehavior', 'needsHashSuffix'].map(internal),
  ...['path', 'index', 'seqindent', 'id', 'annotations-migration-resource-id'].map(internal),
  'config.kubernetes.io/path',
  'config.kubernetes.io/index',
  'config.k8s.io/id',
]
