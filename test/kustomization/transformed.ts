/** One transformer on small YAML. */
import * as E from 'fp-ts/lib/Either.js'
import { parseAllDocuments, stringify } from 'yaml'
import type { JsonObject } from '../../src/json.js'
import { showKustomizationError } from '../../src/kustomization/error.js'
import type { Kustomization } from '../../src/kustomization/kustomization.js'
import type { Transformer } from '../../src/kustomization/transformer.js'
import type { Leniency } from '../../src/patch/leniency.js'
import { type Resource, resourcesOf } from '../../src/patch/resource.js'

export type Fields = Omit<Kustomization, 'kind' | 'place' | 'directory' | 'fileName'>

export const kustomization = (fields: Fields): Kustomization => ({
  ...fields,
  kind: 'Kustomization',
  place: { origin: 'kustomization.yaml' },
  directory: '',
  fileName: 'kustomization.yaml',
})

export const resources = (yaml: string): ReadonlyArray<Resource> =>
  resourcesOf(parseAllDocuments(yaml).map((document) => document.toJS() as JsonObject)) // objects all

export const run = (
  transformer: Transformer,
  given: ReadonlyArray<Resource>,
  fields: Fields,
  leniency: Leniency = 'strict',
) => transformer(given, kustomization(fields), { leniency })

/** The resources; the errors in words where it fails. */
export const transformed = (
  transformer: Transformer,
  given: ReadonlyArray<Resource>,
  fields: Fields,
  leniency: Leniency = 'strict',
): ReadonlyArray<Resource> => {
  const result = run(transformer, given, fields, leniency)
  if (E.isRight(result)) return result.right
  throw new Error(result.left.map(showKustomizationError).join('\n'))
}

/** The objects after it, as YAML with flow maps; or each error in words. */
export const shown = (
  transformer: Transformer,
  yaml: string,
  fields: Fields,
  leniency: Leniency = 'strict',
): string => {
  const result = run(transformer, resources(yaml), fields, leniency)
  return E.isRight(result)
    ? result.right.map(({ manifest }) => yamlOf(manifest)).join('\n---\n')
    : result.left.map(showKustomizationError).join('\n')
}

const yamlOf = (manifest: JsonObject): string =>
  Object.entries(manifest)
    .map(
      ([key, value]) =>
        `${key}: ${stringify(value, { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false }).trim()}`,
    )
    .join('\n')
