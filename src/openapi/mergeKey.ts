/** How a strategic merge patch treats a field, from `x-kubernetes-patch-merge-key` and `x-kubernetes-patch-strategy`. */
import type { Path } from '../json.js'
import type { CustomKind } from './crd.js'
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
  return found === undefined
    ? undefined
    : metaOf(fieldAt(schema, { _tag: 'Ref', definition: found.definition }, path))
}

/**
 * The same for a kind of the user's own, by its definition. There a list that has map keys (or is a set) is merged: custom
 * resources have no patch strategy, and an item is what server-side apply takes for one.
 */
export const customPatchMetaOf = (
  schema: Schema,
  { shape }: CustomKind,
  path: Path,
): PatchMeta | undefined => {
  const field = fieldAt(schema, shape, path)
  if (field === undefined || field.patchStrategy !== undefined || field.shape._tag !== 'List')
    return metaOf(field)
  const { keys = [], isSet = false } = field.shape
  const [mergeKey] = keys
  const strategies: PatchMeta['strategies'] = mergeKey !== undefined || isSet ? ['merge'] : []
  return { ...(mergeKey === undefined ? {} : { mergeKey }), strategies, listMapKeys: keys }
}

const fieldAt = (schema: Schema, start: Shape, path: Path): Field | undefined => {
  let here: Shape = start
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
  return field
}

const metaOf = (field: Field | undefined): PatchMeta | undefined => {
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
