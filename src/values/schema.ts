/**
 * Schema tables: what values an owner (the core, an overlay) has. One table says, for each value, its codec, its
 * default, an example and the sentence that documents it; the decoder, `--set`, the documentation and the JSON
 * Schema all read it.
 */
import type * as t from 'io-ts'
import type { JsonObject } from '../json.js'
import * as codec from './codec.js'
import { type FromText, type Leaf, leaf, nullable } from './leaf.js'

export { items } from './items.js'
export type { Codec, Fields, FromText, Group, InputOf, Leaf, Schema, ValueOf } from './leaf.js'
export { group } from './leaf.js'

export const text = (
  fallback: string,
  doc: string,
  example: string,
  type: t.Type<string> = codec.text,
): Leaf<string> => leaf(type, { value: fallback }, 'string', { type: 'string' }, doc, example)

export const optionalText = (
  doc: string,
  example: string,
  type: t.Type<string> = codec.nonEmptyText,
): Leaf<string | null> => nullable(leaf(type, null, 'string', { type: 'string' }, doc, example))

export const requiredText = (
  doc: string,
  example: string,
  type: t.Type<string> = codec.nonEmptyText,
): Leaf<string> => leaf(type, null, 'string', { type: 'string' }, doc, example)

export const boolean = (fallback: boolean, doc: string): Leaf<boolean> =>
  leaf(codec.boolean, { value: fallback }, 'boolean', { type: 'boolean' }, doc, !fallback)

export const integer = (
  fallback: number,
  doc: string,
  example: number,
  minimum = 0,
  maximum: number = Number.MAX_SAFE_INTEGER,
): Leaf<number> =>
  leaf(
    codec.integer(minimum, maximum),
    { value: fallback },
    'integer',
    integerSchema(minimum, maximum),
    doc,
    example,
  )

export const optionalInteger = (
  doc: string,
  example: number,
  minimum = 0,
  maximum: number = Number.MAX_SAFE_INTEGER,
): Leaf<number | null> =>
  nullable(
    leaf(codec.integer(minimum, maximum), null, 'integer', integerSchema(minimum, maximum), doc, example),
  )

const integerSchema = (minimum: number, maximum: number): JsonObject =>
  maximum === Number.MAX_SAFE_INTEGER ? { type: 'integer', minimum } : { type: 'integer', minimum, maximum }

export const oneOf = <const A extends string>(
  names: ReadonlyArray<A>,
  fallback: NoInfer<A>,
  doc: string,
  example: NoInfer<A>,
): Leaf<A> => leaf(codec.oneOf(names), { value: fallback }, 'string', { enum: names }, doc, example)

export const optionalOneOf = <const A extends string>(
  names: ReadonlyArray<A>,
  doc: string,
  example: NoInfer<A>,
): Leaf<A | null> => nullable(leaf(codec.oneOf(names), null, 'string', { enum: names }, doc, example))

export const requiredOneOf = <const A extends string>(
  names: ReadonlyArray<A>,
  doc: string,
  example: NoInfer<A>,
): Leaf<A> => leaf(codec.oneOf(names), null, 'string', { enum: names }, doc, example)

export const quantity = (
  fallback: string,
  doc: string,
  example: string,
  type: t.Type<string> = codec.quantity,
): Leaf<string> => leaf(type, { value: fallback }, 'string', quantitySchema, doc, example)

const quantitySchema: JsonObject = { type: ['string', 'number'] }

const textMap = codec.mapOf(codec.text)
const quantityMap = codec.mapOf(codec.quantity)

/** An open map of strings; labels and annotations have a `type` of their own. */
export const texts = (
  fallback: Readonly<Record<string, string>>,
  doc: string,
  example: Readonly<Record<string, string>>,
  type: t.Type<Readonly<Record<string, string>>> = textMap,
): Leaf<Readonly<Record<string, string>>> =>
  leaf(
    type,
    { value: fallback },
    'strings',
    { type: 'object', additionalProperties: { type: ['string', 'null'] } },
    doc,
    example,
    true,
  )

/** An open map of quantities: requests and limits. */
export const quantities = (
  fallback: Readonly<Record<string, string>>,
  doc: string,
  example: Readonly<Record<string, string>>,
): Leaf<Readonly<Record<string, string>>> =>
  leaf(
    quantityMap,
    { value: fallback },
    'strings',
    { type: 'object', additionalProperties: { type: ['string', 'number', 'null'] } },
    doc,
    example,
    true,
  )

/** A list of strings; empty by default, or `fallback`. */
export const textList = (
  doc: string,
  example: ReadonlyArray<string>,
  type: t.Type<string> = codec.nonEmptyText,
  fallback: ReadonlyArray<string> = [],
): Leaf<ReadonlyArray<string>> =>
  leaf(
    codec.listOf(type),
    { value: fallback },
    'strings',
    { type: 'array', items: { type: 'string' } },
    doc,
    example,
  )

/** A list of whole numbers; empty by default. */
export const integerList = (
  doc: string,
  example: ReadonlyArray<number>,
  minimum = 0,
): Leaf<ReadonlyArray<number>> =>
  leaf(
    codec.listOf(codec.integer(minimum, Number.MAX_SAFE_INTEGER)),
    { value: [] },
    'guess',
    { type: 'array', items: { type: 'integer', minimum } },
    doc,
    example,
  )

/** An object of a Kubernetes type, laid over the default key by key. */
export const kubernetes = <A extends object>(
  kind: string,
  fallback: A,
  doc: string,
  example: JsonObject,
): Leaf<A> =>
  leaf(
    codec.object<A>(`Kubernetes ${kind}`),
    { value: fallback },
    'guess',
    { type: 'object' },
    doc,
    example,
    true,
  )

/** A list of objects of a Kubernetes type. */
export const kubernetesList = <A extends object>(
  kind: string,
  doc: string,
  example: ReadonlyArray<JsonObject>,
  type: t.Type<A> = codec.object<A>(`Kubernetes ${kind}`),
  fromText: FromText = 'guess',
): Leaf<ReadonlyArray<A>> =>
  leaf(
    codec.listOf(type),
    { value: [] },
    fromText,
    { type: 'array', items: { type: 'object' } },
    doc,
    example,
  )

/** Any JSON object, laid over `{}` key by key. */
export const freeForm = (doc: string, example: JsonObject): Leaf<JsonObject> =>
  leaf(codec.anyObject, { value: {} }, 'guess', { type: 'object' }, doc, example, true)

export { absolutePath, dnsLabel, dnsName, host, nonEmptyText, url } from './codec.js'
export { annotations, labels } from './label.js'
