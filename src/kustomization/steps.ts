/** The order of Kustomize's transformers. */
import { commonAnnotations } from './commonAnnotations.js'
import { commonLabels } from './commonLabels.js'
import { images } from './images.js'
import type { Kustomization } from './kustomization.js'
import { labels } from './labels.js'
import { namePrefix } from './namePrefix.js'
import { nameSuffix } from './nameSuffix.js'
import { namespace } from './namespace.js'
import { patches, patchesJson6902, patchesStrategicMerge } from './patches.js'
import { replacements } from './replacements.js'
import { replicas } from './replicas.js'
import type { Transformer } from './transformer.js'

/** One field after the other. `runs` is how often Kustomize says in `buildMetadata` that it ran. */
export interface Step {
  readonly field: keyof Kustomization
  readonly transformer: Transformer
  readonly plugin: string
  readonly runs: (kustomization: Kustomization) => number
}

const once =
  (field: keyof Kustomization) =>
  (kustomization: Kustomization): number => {
    const value = kustomization[field]
    return value === undefined || value === '' || Object.keys(value).length === 0 ? 0 : 1
  }
const each =
  (field: keyof Kustomization) =>
  (kustomization: Kustomization): number => {
    const value = kustomization[field]
    return Array.isArray(value) ? value.length : 0
  }
const hasLabels = (kustomization: Kustomization): number =>
  Math.max(once('labels')(kustomization), once('commonLabels')(kustomization))

/** The order of Kustomize's transformers. */
export const steps: ReadonlyArray<Step> = [
  {
    field: 'patchesStrategicMerge',
    transformer: patchesStrategicMerge,
    plugin: 'PatchStrategicMergeTransformer',
    runs: once('patchesStrategicMerge'),
  },
  { field: 'patches', transformer: patches, plugin: 'PatchTransformer', runs: each('patches') },
  { field: 'namespace', transformer: namespace, plugin: 'NamespaceTransformer', runs: once('namespace') },
  { field: 'namePrefix', transformer: namePrefix, plugin: 'PrefixTransformer', runs: once('namePrefix') },
  { field: 'nameSuffix', transformer: nameSuffix, plugin: 'SuffixTransformer', runs: once('nameSuffix') },
  { field: 'labels', transformer: labels, plugin: 'LabelTransformer', runs: each('labels') },
  { field: 'commonLabels', transformer: commonLabels, plugin: 'LabelTransformer', runs: hasLabels },
  {
    field: 'commonAnnotations',
    transformer: commonAnnotations,
    plugin: 'AnnotationsTransformer',
    runs: once('commonAnnotations'),
  },
  {
    field: 'patchesJson6902',
    transformer: patchesJson6902,
    plugin: 'PatchJson6902Transformer',
    runs: each('patchesJson6902'),
  },
  { field: 'replicas', transformer: replicas, plugin: 'ReplicaCountTransformer', runs: each('replicas') },
  { field: 'images', transformer: images, plugin: 'ImageTagTransformer', runs: each('images') },
  {
    field: 'replacements',
    transformer: replacements,
    plugin: 'ReplacementTransformer',
    runs: once('replacements'),
  },
]
