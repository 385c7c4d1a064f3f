/** One value of a schema table. */
import type * as t from 'io-ts'
import type { Json, JsonObject } from '../json.js'
import { frozen } from './frozen.js'

/** The part of an io-ts codec that a table needs; `name` is what an error says was expected. */
export interface Codec<A> {
  readonly name: string
  readonly decode: (value: unknown) => t.Validation<A>
}

/**
 * How the text of `--set` becomes data: by the type of the value, or by Helm's guess where anything may stand.
 * `environment`: text, but for `optional` of a reference.
 */
export type FromText = 'string' | 'integer' | 'boolean' | 'strings' | 'environment' | 'guess'

/**
 * One value.
 *
 * - `fallback` is its default; a leaf without one is required.
 * - A leaf whose `merges` is true is an open map: its default is the lowest layer, so that a user's keys are laid
 *   over it and `null` takes a key away.
 * - `example` is another valid value; the documentation shows it and the tests set it.
 */
export interface Leaf<A> {
  readonly _tag: 'Leaf'
  readonly codec: Codec<A>
  readonly fallback: { readonly value: A } | null
  readonly merges: boolean
  readonly fromText: FromText
  readonly doc: string
  readonly example: Json
  readonly schema: JsonObject
}

/** A leaf; its default is frozen. */
export const leaf = <A>(
  type: Codec<A>,
  fallback: { readonly value: A } | null,
  fromText: FromText,
  schema: JsonObject,
  doc: string,
  example: Json,
  merges = false,
): Leaf<A> => ({
  _tag: 'Leaf',
  codec: type,
  fallback: frozen(fallback),
  merges,
  fromText,
  doc,
  example,
  schema,
})

/** `null` means "not given"; what is used then is said by the doc sentence. */
export const nullable = <A>(inner: Leaf<A>): Leaf<A | null> => ({
  ...inner,
  codec: inner.codec, // null never reaches it: the decoder takes the default then
  fallback: { value: null },
})
