/** What a value may look like: of Kubernetes' own fields, and of those that a CRD describes. */
import type { Json } from '../json.js'

/** Kubernetes' formats. A `quantity` is text or a number, `byte` is base64, `date-time` is RFC 3339. */
export type ScalarType =
  | 'string'
  | 'boolean'
  | 'int32'
  | 'int64'
  | 'integer'
  | 'number'
  | 'quantity'
  | 'date-time'
  | 'byte'
  | 'int-or-string'

/** JSON Schema's words for what a CRD wants of a value, as they stand in it. */
export interface Limits {
  readonly minimum?: number
  readonly maximum?: number
  readonly exclusiveMinimum?: boolean
  readonly exclusiveMaximum?: boolean
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  readonly minItems?: number
  readonly maxItems?: number
  readonly minProperties?: number
  readonly maxProperties?: number
}

export interface Scalar {
  readonly _tag: 'Scalar'
  readonly type: ScalarType
  /** The enum. */
  readonly allowed?: ReadonlyArray<Json>
  readonly limits?: Limits
}

export interface List {
  readonly _tag: 'List'
  readonly item: Shape
  /** `x-kubernetes-list-map-keys`: no two items have the same values of these fields. */
  readonly keys?: ReadonlyArray<string>
  /** `x-kubernetes-list-type: set`: no two items are equal. */
  readonly isSet?: boolean
  readonly limits?: Limits
}

/** An object with keys of one's own choice. */
export interface MapOf {
  readonly _tag: 'Map'
  readonly value: Shape
  readonly limits?: Limits
}

/** An object whose fields are known. */
export interface ObjectShape {
  readonly _tag: 'Object'
  /** The definition in Kubernetes' OpenAPI, `core.v1.Container`; absent in CRDs. */
  readonly definition?: string
  readonly fields: ReadonlyMap<string, Field>
  /** `x-kubernetes-preserve-unknown-fields`. */
  readonly open?: boolean
}

export type Shape =
  | Scalar
  | List
  | MapOf
  | ObjectShape
  /** A definition of Kubernetes' own, by its name. */
  | { readonly _tag: 'Ref'; readonly definition: string }
  /** What one of them takes. */
  | { readonly _tag: 'OneOf'; readonly shapes: ReadonlyArray<Shape> }
  /** Any JSON. */
  | { readonly _tag: 'Any' }

export interface Field {
  readonly name: string
  readonly shape: Shape
  readonly required: boolean
  /** Its description calls it deprecated. */
  readonly deprecated: boolean
  /** What the API server fills in, where that is a text. */
  readonly standard?: Json
  /** `null` is an error: a CRD says nothing about it, and has no default. */
  readonly refusesNull?: boolean
  readonly mergeKey?: string
  /** `x-kubernetes-patch-strategy`. */
  readonly patchStrategy?: string
}
