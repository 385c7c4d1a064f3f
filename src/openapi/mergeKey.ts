/** How a strategic merge patch treats a field, from `x-kubernetes-patch-merge-key` and `x-kubernetes-patch-strategy`. */
import type { Path } from '../json.js'
import type { Schema } from './schema.js'
import type { Field, Shape } from './shape.js'

/** `replace` is the rule for lists that say nothing else; a list of scalars can `merge` without a key. */
export interface PatchMeta {
  readonly mergeKey?: string
  readonly strategies: ReadonlyArray<'merge' | 'replace' | 'retainKeys'>
  /** List-map keys, by which a server-side apply tells items apart. */
  readonly listMapKeys: ReadonlyArray<string>
}

/**
 * Of the field at `path` in objects of a kind: indices and keys of items stand for any item, so `['spec', 'template',
 * 'spec', 'containers']` and `[…, 'containers', 0, 'env']` both are paths. `undefined` for kinds and fields that the
 * schema does not know.
 *
 *     patchMetaOf(schemaOf('1.33'), 'v1', 'Service', ['spec', 'ports'])
 *     // { mergeKey: 'port', strategies: ['merge'], listMapKeys: ['port', 'protocol'] }
 */
export const patchMetaOf = (
  schema: Schema,
  apiVersion: string,
  kind: string,
  path: Path,
): PatchMeta | undefined => {
  const found = schema.kind(apiVersion, kind)
  if (found === undefined) return undefined
  let here: Shape = { _tag: 'Ref', definition: found.definition }
  let field: Field | undefined
  for (const step of path) {
    const shape: Shape = here._tag === 'Ref' ? schema.definition(here.definition) : here
    if (shape._tag === 'List') here = shape.item
    else if (shape._tag === 'Map') here = shape.value
    else if (shape._tag === 'Object') {
      field = shape.fields.get(String(step))
      if (field === undefined) return undefined
      here = field.shape
      continue
    } else return undefined
    field = undefined
  }
  if (field === undefined) return undefined
  const { mergeKey, patchStrategy = '' } = field
  return {
    ...(mergeKey === undefined ? {} : { mergeKey }),
    strategies: STRATEGIES.filter((one) => patchStrategy.split(',').includes(one)),
    listMapKeys: field.shape._tag === 'List' ? (field.shape.keys ?? []) : [],
  }
}

/** The merge key of a list alone; `undefined` where a patch replaces the list or merges without a key. */
export const mergeKeyOf = (
  schema: Schema,
  apiVersion: string,
  kind: string,
  path: Path,
): string | undefined => patchMetaOf(schema, apiVersion, kind, path)?.mergeKey

const STRATEGIES = ['merge', 'replace', 'retainKeys'] as const
