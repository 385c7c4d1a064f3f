/**
 * Marks of a field: how it is seen (`hidden`, `forced`), how it meets the field below (`plus`, `add`), and the
 * values that are more than values (`required`, `data`, `assert`).
 *
 * Marks compose in any order: `hidden(plus(x))` is `plus(hidden(x))`.
 */
import type { JsonObject } from '../json.js'
import type { Scope } from './scope.js'

/** The brand of everything the DSL makes; registered, so that two copies of the package know each other's. */
export const DSL: unique symbol = Symbol.for('clearml-manifests.dsl') as never // `unique symbol` wants a literal call

/** The key under which a view hands out its instance. */
export const VIEWED: unique symbol = Symbol.for('clearml-manifests.dsl.viewed') as never // as above

/** A field with marks; `V` is what the field may hold. */
export interface Marked<out V> {
  readonly [DSL]: 'field'
  readonly value: V
  readonly visibility: 'default' | 'hidden' | 'forced'
  readonly plus: boolean
  readonly add: boolean
}

/** A field without a value yet. */
export interface Required {
  readonly [DSL]: 'required'
  readonly message: string
}

/** JSON that is taken as it is. */
export interface Raw<out T> {
  readonly [DSL]: 'data'
  readonly json: T
}

/** A condition on the final object. */
export interface Assertion<in Self, in Root> {
  readonly [DSL]: 'assert'
  readonly condition: (scope: Scope<Self, Root>) => boolean
  readonly message: string | ((scope: Scope<Self, Root>) => string)
}

/** How an item of a list is known: the name of a field, or a function of the item (absent fields: `undefined`). */
export type ListKey = string | ((item: JsonObject) => string)

/** A change of the list below; made by `list`. */
export interface ListEdit<out I> {
  readonly [DSL]: 'list'
  readonly op: 'merge' | 'append' | 'prepend' | 'remove' | 'replace'
  readonly key: ListKey
  readonly items: ReadonlyArray<I>
  readonly names: ReadonlyArray<string | number>
}

/**
 * jsonnet's `::`. The field is there for `self`, `super` and `$` but is not put out. An override without a mark
 * stays hidden.
 */
export const hidden = <V>(value: NoInfer<V | Marked<V>>): Marked<V> => mark(value, { visibility: 'hidden' })

/** jsonnet's `:::`. The field is put out even if a field below is hidden. */
export const forced = <V>(value: NoInfer<V | Marked<V>>): Marked<V> => mark(value, { visibility: 'forced' })

/**
 * jsonnet's `+:`. The value is added to the one below: objects mix, lists and strings concatenate, numbers add.
 * With nothing below it is the plain field. Fails with `PlusTypeMismatch`.
 */
export const plus = <V>(value: NoInfer<V | Marked<V>>): Marked<V> => mark(value, { plus: true })

/**
 * In an edit: the field may be new. An object literal is merged, without strictness, with the object below if there
 * is one (an absent or null one is created); a list edit starts from an empty list if there is none.
 */
export const add = <V>(value: NoInfer<V | Marked<V>>): Marked<V> => mark(value, { add: true })

/** A field that somebody above must give. Evaluated before that, it fails with `MustProvide` and this message. */
export const required = (message: string): Required => brand({ [DSL]: 'required', message })

/**
 * JSON taken as it is, and frozen: views return it without a wrapper (absent fields are `undefined` there), and no
 * thunk in it is looked for. For big values. It can be edited and mixed like any object.
 */
export const data = <const T>(json: T): Raw<T> => {
  freeze(json)
  return brand({ [DSL]: 'data', json })
}

/**
 * jsonnet's `assert`. Stands under a key that starts with `assert ` and is no field. Inherited through `mix`; runs
 * once, against the final object, before any of its fields is used. Fails with `AssertionFailed`.
 */
export const assert = <Self, Root>(
  condition: (scope: Scope<Self, Root>) => boolean,
  message: string | ((scope: Scope<Self, Root>) => string),
): Assertion<Self, Root> => brand({ [DSL]: 'assert', condition, message })

/** The brand of `value`, if the DSL made it. */
export const brandOf = (value: object): string | undefined => (value as { readonly [DSL]?: string })[DSL] // absent on everything else

/** Made by the DSL as this kind of thing. */
export const isBranded = (value: unknown, brand: string): value is object =>
  typeof value === 'object' && value !== null && brandOf(value) === brand

/** What a value is called in errors. */
export const describe = (value: unknown): string => {
  if (value === null) return 'null'
  if (typeof value === 'number') return Number.isFinite(value) ? 'a number' : String(value)
  if (typeof value === 'bigint') return 'a bigint'
  if (typeof value !== 'object') return value === undefined ? 'undefined' : `a ${typeof value}`
  if (Array.isArray(value)) return 'a list'
  const brand = brandOf(value)
  if (brand === 'obj' && Object.getPrototypeOf(value) !== null) return 'the spread of a DSL object (use mix)'
  if (brand !== undefined) return BRANDS[brand] ?? brand
  if (hasPlainPrototype(value)) return 'an object'
  const maker: unknown = value.constructor
  return typeof maker === 'function' && maker.name !== ''
    ? `an instance of ${maker.name}`
    : 'an instance of a class'
}

const BRANDS: Readonly<Record<string, string>> = {
  obj: 'a DSL object',
  view: 'a DSL object',
  data: 'data(...)',
  field: 'a marked value (hidden, forced, plus and add mark fields only)',
  list: 'an edit of a list',
  assert: 'an assertion',
  required: 'a required field',
}

/** Without a prototype: what is spread out of a branded value has one, and is found out by that. */
const brand = <T extends object>(value: T): T => Object.freeze(Object.setPrototypeOf(value, null) as T) // same object

/** An object literal: no list, nothing of the DSL, no instance of a class. */
export const isLiteral = (value: unknown): value is Readonly<Record<string, unknown>> => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  if (brandOf(value) !== undefined) return false
  return hasPlainPrototype(value)
}

/** Of this realm or another one. */
export const hasPlainPrototype = (value: object): boolean => {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || Object.getPrototypeOf(prototype) === null
}

const isMarked = <V>(value: V | Marked<V>): value is Marked<V> =>
  typeof value === 'object' && value !== null && brandOf(value) === 'field'

const mark = <V>(
  value: V | Marked<V>,
  marks: Partial<Pick<Marked<V>, 'visibility' | 'plus' | 'add'>>,
): Marked<V> =>
  brand(
    isMarked(value)
      ? { ...value, ...marks }
      : { [DSL]: 'field', value, visibility: 'default', plus: false, add: false, ...marks },
  )

const freeze = (value: unknown): void => {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return
  if (brandOf(value) !== undefined || (!Array.isArray(value) && !hasPlainPrototype(value))) return
  Object.freeze(value)
  for (const key of Object.keys(value)) freeze((value as Record<string, unknown>)[key]) // own key
}
