/** What a strategic merge knows of fields of custom resources. */
import type { JsonObject, Path } from '../json.js'
import {
  currentKubeVersion,
  customPatchMetaOf,
  isCrd,
  type KubeVersion,
  kindsOf,
  schemaOf,
} from '../openapi/index.js'
import type { PatchMetaOf } from './fields.js'

/** By CustomResourceDefinitions: lists with `x-kubernetes-list-map-keys` are merged by them, other lists replaced. */
export const customFields = (
  crds: ReadonlyArray<JsonObject>,
  version: KubeVersion = currentKubeVersion,
): PatchMetaOf => {
  const schema = schemaOf(version)
  const kinds = new Map(
    crds
      .filter(isCrd)
      .flatMap(kindsOf)
      .map((one) => [`${one.apiVersion} ${one.kind}`, one]),
  )
  return (apiVersion, kind, path) => {
    const known = kinds.get(`${apiVersion} ${kind}`)
    return known === undefined ? undefined : customPatchMetaOf(schema, known, path)
  }
}

/**
 * With pod templates in kinds that are not known: whatever stands below a key that ends in `template` (`template`,
 * `podTemplate`) and starts with `metadata` or `spec` is taken for one of Kubernetes' own.
 */
export const withPodTemplates =
  (fields: PatchMetaOf): PatchMetaOf =>
  (apiVersion, kind, path) => {
    const known = fields(apiVersion, kind, path)
    if (known !== undefined || fields(apiVersion, kind, ['spec']) !== undefined) return known
    const inTemplate = belowTemplate(path)
    if (inTemplate !== undefined) return fields('v1', 'PodTemplate', ['template', ...inTemplate])
    return path.length === 1 && path[0] === 'metadata' ? { strategies: [], listMapKeys: [] } : undefined
  }

const belowTemplate = (path: Path): Path | undefined => {
  const last = path.findLastIndex(
    (step, i) =>
      typeof step === 'string' &&
      /template$/i.test(step) &&
      (path[i + 1] === 'spec' || path[i + 1] === 'metadata'),
  )
  return last < 0 ? undefined : path.slice(last + 1)
}
