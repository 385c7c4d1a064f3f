/** What schema tables are made of: single values (leaves), and groups of them under one name. */
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
 * - `item` is the table of each item of a list of groups (`items`).
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
  readonly item?: Group<Fields>
}

export type Fields = { readonly [name: string]: Leaf<unknown> | Group<Fields> }

/** Values under one name. With a `shorthand`, a bare scalar stands for `{[shorthand]: scalar}`. */
export interface Group<F extends Fields = Fields> {
  readonly _tag: 'Group'
  readonly doc: string
  readonly fields: F
  readonly shorthand: string | null
}

export type Schema = Leaf<unknown> | Group<Fields>

/** What a decoded table gives. */
export type ValueOf<S> = S extends Leaf<infer A>
  ? A
  : S extends Group<infer F>
    ? { readonly [K in keyof F]: ValueOf<F[K]> }
    : never

/**
 * What a user may write: any part of it, `null` for "back to the default". Of the items of a list too, where a table
 * describes them: they have every key. Objects of Kubernetes, some of whose keys are optional, are written as they are.
 */
export type InputOf<A> = A extends ReadonlyArray<infer Item>
  ? [Item] extends [Required<Item> & object]
    ? ReadonlyArray<InputOf<Item>>
    : A
  : A extends object
    ? { readonly [K in keyof A]?: InputOf<A[K]> | null }
    : A | null

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

export const group = <F extends Fields>(
  doc: string,
  fields: F,
  shorthand: string | null = null,
): Group<F> => ({
  _tag: 'Group',
  doc,
  fields,
  shorthand,
})

/** One step of a path into a table: to a field of a group, or to the item of a list of groups; `null`: it has none. */
export const fieldAt = (here: Schema | null, step: string | number): Schema | null => {
  if (here?._tag === 'Leaf') return typeof step === 'number' ? (here.item ?? null) : null
  const isField = here !== null && typeof step === 'string' && Object.hasOwn(here.fields, step)
  return isField ? (here.fields[step] ?? null) : null
}
