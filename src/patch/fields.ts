/** What a strategic merge knows of a field: from the tables of Kubernetes' OpenAPI, or from what a caller knows. */
import type { JsonObject, Path } from '../json.js'
import { groupOf } from '../kube/identity.js'
import {
  currentKubeVersion,
  type KubeVersion,
  type PatchMeta,
  patchMetaOf,
  type Schema,
  schemaOf,
} from '../openapi/index.js'
import type { Shape } from '../openapi/shape.js'
import { apiVersionOf } from './resource.js'

/** How the field at `path` of objects of a kind is patched; `undefined` for kinds and fields that are not known. */
export type PatchMetaOf = (apiVersion: string, kind: string, path: Path) => FieldMeta | undefined

/** `defaults`: what the API server fills in for fields of an item of the list. */
export interface FieldMeta extends PatchMeta {
  readonly defaults?: Readonly<Record<string, string>>
}

/**
 * Kubernetes' own kinds, of a version of the tables. A version of a kind that the tables do not have, such as
 * `batch/v1beta1` CronJob, is read as another version of that kind.
 */
export const builtInFields = (version: KubeVersion = currentKubeVersion): PatchMetaOf => {
  const schema = schemaOf(version)
  return (apiVersion, kind, path) => {
    const known =
      schema.kind(apiVersion, kind)?.apiVersion ??
      schema.kinds(kind).find((one) => groupOf(one.apiVersion) === groupOf(apiVersion))?.apiVersion
    const meta = known === undefined ? undefined : patchMetaOf(schema, known, kind, path)
    if (known === undefined || meta === undefined || meta.listMapKeys.length < 2) return meta
    return { ...meta, defaults: defaultsOf(schema, known, kind, path) }
  }
}

const defaultsOf = (
  schema: Schema,
  apiVersion: string,
  kind: string,
  path: Path,
): Readonly<Record<string, string>> => {
  let here: Shape = { _tag: 'Ref', definition: schema.kind(apiVersion, kind)?.definition ?? '' }
  for (const step of [...path, 0]) {
    const shape = resolved(schema, here)
    if (shape._tag === 'List') here = shape.item
    else if (shape._tag === 'Map') here = shape.value
    else
      here = (shape._tag === 'Object' ? shape.fields.get(String(step))?.shape : undefined) ?? { _tag: 'Any' }
  }
  const item = resolved(schema, here)
  if (item._tag !== 'Object') return {}
  return Object.fromEntries(
    [...item.fields.values()].flatMap(({ name, standard }) =>
      typeof standard === 'string' ? [[name, standard]] : [],
    ),
  )
}

const resolved = (schema: Schema, shape: Shape): Shape =>
  shape._tag === 'Ref' ? schema.definition(shape.definition) : shape

/** What the first of them knows. */
export const fieldsOf =
  (...sources: ReadonlyArray<PatchMetaOf>): PatchMetaOf =>
  (apiVersion, kind, path) => {
    for (const source of sources) {
      const found = source(apiVersion, kind, path)
      if (found !== undefined) return found
    }
    return undefined
  }

/**
 * The object that a path is counted from: a manifest, or one of a known kind inside another of a kind that is not known.
 */
export interface Root {
  readonly apiVersion: string
  readonly kind: string
  /** Steps of the path of a value that lead to this object. */
  readonly depth: number
}

/** `value` as the root of what is below it, where `above` is not of a known kind and `value` is. */
export const rootOf = (
  value: JsonObject,
  path: Path,
  above: Root | undefined,
  fields: PatchMetaOf,
): Root | undefined => {
  const apiVersion = apiVersionOf(value)
  const { kind } = value
  if (above !== undefined || apiVersion === '' || typeof kind !== 'string') return above
  // Every object has metadata.
  const isKnown = fields(apiVersion, kind, ['metadata']) !== undefined
  return isKnown ? { apiVersion, kind, depth: path.length } : undefined
}

/** How the list at `path` is patched: `merge` by `keys`, by its values where there are none; `undefined` is replaced. */
export interface ListKeys {
  readonly keys: ReadonlyArray<string>
  /** The one that an item cannot do without. */
  readonly mergeKey: string | undefined
  /** What the API server fills in where an item does not say a key. */
  readonly defaults: Readonly<Record<string, string>>
}

/** List-map keys where the schema has them, as in Kustomize; else the merge key alone. */
export const listKeysOf = (path: Path, root: Root | undefined, fields: PatchMetaOf): ListKeys | undefined => {
  if (root === undefined) return undefined
  const meta = fields(root.apiVersion, root.kind, path.slice(root.depth))
  if (meta === undefined || !meta.strategies.includes('merge')) return undefined
  const { mergeKey, listMapKeys, defaults = {} } = meta
  const keys = listMapKeys.length > 0 ? listMapKeys : mergeKey === undefined ? [] : [mergeKey]
  return { keys, mergeKey: mergeKey ?? keys[0], defaults }
}
