/** What Kubernetes' schema says of lists: which fields tell their items apart, and whether their order means something. */
import { get, isArray, isObject, type Json, type JsonArray, type JsonObject } from '../json.js'
import { groupOf } from '../kube/identity.js'
import { currentKubeVersion, type Schema, schemaOf } from '../openapi/index.js'
import type { Field, Shape } from '../openapi/shape.js'
import type { ItemKey } from './change.js'

/** The shape of a value, and the field that it is the value of. */
export interface Known {
  readonly schema: Schema
  readonly shape: Shape
  readonly field?: Field
  /** The definition that has the field, such as `core.v1.Container`. */
  readonly of?: string
}

/** How the items of two lists find each other. Without either, by their places. */
export type ListRule =
  | {
      readonly _tag: 'Keyed'
      readonly keys: ReadonlyArray<string>
      /** What the API server fills in for keys that an item leaves out. */
      readonly standards: JsonObject
      readonly ordered: boolean
    }
  | { readonly _tag: 'Set' }
  | { readonly _tag: 'Places' }

/** Kubernetes' newest tables. */
export const newestSchema = (): Schema => schemaOf(currentKubeVersion)

/** Of a manifest. An API version that is not known is read as another one of its kind; custom resources are any JSON. */
export const knownOf =
  (schema: Schema) =>
  (manifest: JsonObject): Known => {
    const [apiVersion, kind] = [String(get(manifest, 'apiVersion')), String(get(manifest, 'kind'))]
    const found =
      schema.kind(apiVersion, kind) ??
      schema.kinds(kind).find((one) => groupOf(one.apiVersion) === groupOf(apiVersion))
    return { schema, shape: found === undefined ? ANY : { _tag: 'Ref', definition: found.definition } }
  }

const ANY: Shape = { _tag: 'Any' }

const resolved = ({ schema, shape }: Known): Shape =>
  shape._tag === 'Ref' ? schema.definition(shape.definition) : shape

/** Of the value at a key of a map. */
export const inMap = (known: Known, key: string): Known => {
  const shape = resolved(known)
  const { schema } = known
  if (shape._tag === 'Map') return { schema, shape: shape.value }
  const field = shape._tag === 'Object' ? shape.fields.get(key) : undefined
  if (field === undefined || shape._tag !== 'Object') return { schema, shape: ANY }
  return { schema, shape: field.shape, field, of: shape.definition ?? '' }
}

/** Of any item of a list. */
export const inList = (known: Known): Known => {
  const shape = resolved(known)
  return { schema: known.schema, shape: shape._tag === 'List' ? shape.item : ANY }
}

/**
 * List-map keys where the schema has them, else the merge key of a patch. Two lists whose items the schema's rule does not
 * tell apart (a key is missing, or there twice) go by places.
 */
export const listRule = (known: Known, lists: ReadonlyArray<JsonArray>): ListRule => {
  const rule = schemaRule(known)
  return lists.every((list) => fits(rule, list)) ? rule : { _tag: 'Places' }
}

const schemaRule = (known: Known): ListRule => {
  const shape = resolved(known)
  if (shape._tag !== 'List') return { _tag: 'Places' }
  const { mergeKey, patchStrategy = '' } = known.field ?? {}
  const merges = patchStrategy.split(',').includes('merge')
  const keys = shape.keys ?? (merges && mergeKey !== undefined ? [mergeKey] : [])
  if (keys.length > 0) {
    const item = resolved(inList(known))
    const standards = keys.flatMap((key): ReadonlyArray<readonly [string, Json]> => {
      const standard = item._tag === 'Object' ? item.fields.get(key)?.standard : undefined
      return standard === undefined ? [] : [[key, standard]]
    })
    const ordered = ORDERED.has(`${known.of ?? ''} ${known.field?.name ?? ''}`)
    return { _tag: 'Keyed', keys, standards: Object.fromEntries(standards), ordered }
  }
  return shape.isSet === true || merges ? { _tag: 'Set' } : { _tag: 'Places' }
}

/**
 * Lists with keys whose order means something all the same: a variable can refer to those before it by `$(NAME)`, and init
 * containers run one after the other. Source: docs of EnvVar and PodSpec in k8s.io/api/core/v1/types.go.
 */
const ORDERED: ReadonlySet<string> = new Set([
  'core.v1.Container env',
  'core.v1.EphemeralContainer env',
  'core.v1.PodSpec initContainers',
])

const fits = (rule: ListRule, list: JsonArray): boolean => {
  if (rule._tag === 'Places') return true
  if (rule._tag === 'Set') return list.every((item) => !isObject(item) && !isArray(item))
  const seen = new Set<string>()
  for (const item of list) {
    const key = itemKey(rule, item)
    if (key === undefined || seen.has(keyText(key))) return false
    seen.add(keyText(key))
  }
  return true
}

/** `undefined` for an item that a rule cannot tell apart. */
export const itemKey = (rule: ListRule, item: Json): ItemKey | undefined => {
  if (rule._tag === 'Set') return { '': item }
  if (rule._tag === 'Places' || !isObject(item)) return undefined
  if (!rule.keys.some((key) => Object.hasOwn(item, key))) return undefined
  const values = rule.keys.flatMap((key): ReadonlyArray<readonly [string, Json]> => {
    const value = get(item, key) ?? get(rule.standards, key)
    return value === undefined ? [] : [[key, value]]
  })
  return values.every(([, value]) => typeof value !== 'object') ? Object.fromEntries(values) : undefined
}

/** The same text for the same key. */
export const keyText = (key: ItemKey): string => JSON.stringify(Object.entries(key))
