/** Kinds of the user's own: CustomResourceDefinitions, each version of which brings an OpenAPI v3 schema. */
import { at, get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import type { Field, Limits, ScalarType, Shape } from './shape.js'

/** A kind that a CRD brings, in one of its versions that are served. */
export interface CustomKind {
  readonly apiVersion: string
  readonly kind: string
  readonly namespaced: boolean
  readonly shape: Shape
  readonly deprecated: boolean
}

export const isCrd = (manifest: JsonObject): boolean =>
  get(manifest, 'kind') === 'CustomResourceDefinition' &&
  String(get(manifest, 'apiVersion')).startsWith('apiextensions.k8s.io/')

/**
 * The kinds that a CRD defines; none for what is no sound CRD. Read: types, properties, required, enums, maps, embedded
 * resources, `nullable`, defaults, limits and patterns, list types, `x-kubernetes-int-or-string` and
 * `x-kubernetes-preserve-unknown-fields`. Not read: CEL rules, `oneOf`, `anyOf`, `allOf` and `not`.
 */
export const kindsOf = (crd: JsonObject): ReadonlyArray<CustomKind> => {
  const spec = get(crd, 'spec') ?? null
  if (!isObject(spec)) return []
  const group = String(get(spec, 'group'))
  const kind = String(at(spec, ['names', 'kind']))
  const versions = get(spec, 'versions') ?? null
  return (isArray(versions) ? versions : []).filter(isObject).flatMap((version) => {
    const schema = at(version, ['schema', 'openAPIV3Schema']) ?? null
    if (get(version, 'served') === false || !isObject(schema)) return []
    return [
      {
        apiVersion: `${group}/${String(get(version, 'name'))}`,
        kind,
        namespaced: get(spec, 'scope') !== 'Cluster',
        shape: withRoot(shapeOf(schema)),
        deprecated: get(version, 'deprecated') === true,
      },
    ]
  })
}

/** Every object has these, whether a schema says so or not. */
const withRoot = (shape: Shape): Shape => {
  const own =
    shape._tag === 'Object'
      ? shape
      : { _tag: 'Object' as const, fields: new Map<string, Field>(), open: true }
  return { ...own, fields: new Map([...own.fields, ...ROOT]) }
}

const field = (name: string, shape: Shape): readonly [string, Field] => [
  name,
  { name, shape, required: false, deprecated: false },
]

const ROOT: ReadonlyArray<readonly [string, Field]> = [
  field('apiVersion', { _tag: 'Scalar', type: 'string' }),
  field('kind', { _tag: 'Scalar', type: 'string' }),
  field('metadata', { _tag: 'Ref', definition: 'meta.v1.ObjectMeta' }),
]

const shapeOf = (schema: JsonObject): Shape => {
  if (get(schema, 'x-kubernetes-int-or-string') === true)
    return { _tag: 'Scalar', type: 'int-or-string', limits: limitsOf(schema) }
  switch (get(schema, 'type')) {
    case 'object':
      return objectOf(schema)
    case 'array':
      return listOf(schema)
    case 'string':
      return scalarOf(schema, STRING_FORMATS.get(String(get(schema, 'format'))) ?? 'string')
    case 'integer':
      return scalarOf(schema, get(schema, 'format') === 'int32' ? 'int32' : 'integer')
    case 'number':
      return scalarOf(schema, 'number')
    case 'boolean':
      return scalarOf(schema, 'boolean')
    default:
      return { _tag: 'Any' }
  }
}

const STRING_FORMATS: ReadonlyMap<string, ScalarType> = new Map([
  ['date-time', 'date-time'],
  ['byte', 'byte'],
])

const scalarOf = (schema: JsonObject, type: ScalarType): Shape => {
  const allowed = get(schema, 'enum') ?? null
  return { _tag: 'Scalar', type, limits: limitsOf(schema), ...(isArray(allowed) ? { allowed } : {}) }
}

const objectOf = (schema: JsonObject): Shape => {
  const properties = get(schema, 'properties') ?? null
  const additional = get(schema, 'additionalProperties') ?? null
  const open = get(schema, 'x-kubernetes-preserve-unknown-fields') === true
  if (!isObject(properties) && isObject(additional)) {
    return { _tag: 'Map', value: shapeOf(additional), limits: limitsOf(schema) }
  }
  if (!isObject(properties) && (additional === true || open))
    return { _tag: 'Map', value: { _tag: 'Any' }, limits: limitsOf(schema) }
  const required = get(schema, 'required') ?? null
  const fields = (isObject(properties) ? Object.entries(properties) : []).flatMap(([name, value]) =>
    isObject(value)
      ? [[name, fieldOf(name, value, isArray(required) && required.includes(name))] as const]
      : [],
  )
  const embedded = get(schema, 'x-kubernetes-embedded-resource') === true ? ROOT : []
  return { _tag: 'Object', fields: new Map([...fields, ...embedded]), open }
}

const fieldOf = (name: string, schema: JsonObject, required: boolean): Field => {
  const hasDefault = get(schema, 'default') !== undefined
  return {
    name,
    shape: shapeOf(schema),
    required: required && !hasDefault,
    deprecated: false,
    ...(get(schema, 'nullable') === true || hasDefault ? {} : { refusesNull: true }),
  }
}

const listOf = (schema: JsonObject): Shape => {
  const items = get(schema, 'items') ?? null
  const keys = get(schema, 'x-kubernetes-list-map-keys') ?? null
  return {
    _tag: 'List',
    item: isObject(items) ? shapeOf(items) : { _tag: 'Any' },
    limits: limitsOf(schema),
    ...(isArray(keys) ? { keys: keys.map(String) } : {}),
    ...(get(schema, 'x-kubernetes-list-type') === 'set' ? { isSet: true } : {}),
  }
}

const NUMBERS = [
  'minimum',
  'maximum',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
]

const limitsOf = (schema: JsonObject): Limits => ({
  ...Object.fromEntries(NUMBERS.flatMap((name) => pick(schema, name, 'number'))),
  ...Object.fromEntries(
    ['exclusiveMinimum', 'exclusiveMaximum'].flatMap((name) => pick(schema, name, 'boolean')),
  ),
  ...Object.fromEntries(pick(schema, 'pattern', 'string')),
})

const pick = (schema: JsonObject, name: string, type: string): ReadonlyArray<readonly [string, Json]> => {
  const value = get(schema, name)
  return typeof value === type && value !== undefined ? [[name, value]] : []
}
