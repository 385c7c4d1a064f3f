/**
 * Types of what users write: object literals (`Literal`), edits of an object (`Edit`), and what the code in them is
 * given (`Scope`). They say nothing that the evaluator does not check again.
 */
import type { Assertion, DSL, ListEdit, Marked, Raw, Required } from './field.js'
import type { Rope } from './model.js'
import type { Scope } from './scope.js'

/** A DSL object that evaluates to a `T`. Opaque: read it through `self`, `super`, `$`, or `evaluate` it. */
export interface Obj<out T> {
  readonly [DSL]: 'obj'
  readonly rope: Rope
  /** Never set; carries the type. */
  readonly type?: T
}

/** A late-bound value. Called at most once for each object that has it. */
export type Thunk<T, Self, Root> = (
  scope: Scope<Self, Root>,
) => (T extends Code ? T : Content<T, Self, Root>) | ListEditOf<T, Self, Root>

/** An object literal that evaluates to a `T`. */
export type Literal<T, Root = T> = { readonly [K in keyof T]: Field<T[K], T, Root> } & Asserts<T, Root>

/**
 * A partial, strict change of a `T`: nested literals deepen, everything else replaces. What `T` does not have is a
 * compile error, and at evaluation an error where the object below does not have it (see `add`).
 */
export type Edit<T, Root = T> = {
  readonly [K in keyof T]?: EditField<Exclude<T[K], undefined>, T, Root> | undefined
} & Asserts<T, Root>

/** What a field of a literal may be. */
export type Field<T, Self, Root> = FieldValue<T, Self, Root> | Marked<FieldValue<T, Self, Root>>
type FieldValue<T, Self, Root> =
  | Content<T, Self, Root>
  | Thunk<T, Self, Root>
  | ListEditOf<T, Self, Root>
  | Required

/** What a field of an edit may be. */
export type EditField<T, Self, Root> = EditValue<T, Self, Root> | Marked<EditValue<T, Self, Root>>
type EditValue<T, Self, Root> = EditContent<T, Self, Root> | Thunk<T, Self, Root> | ListEditOf<T, Self, Root>

/** A value, with objects as literals and lists of them. */
export type Content<T, Self, Root> = T extends Code
  ? never
  : T extends ReadonlyArray<infer I>
    ? ReadonlyArray<Item<I, Self, Root>> | Raw<T>
    : T extends object
      ? T | Literal<T, Root> | Obj<T> | Raw<T>
      : T

type EditContent<T, Self, Root> = T extends Code
  ? never
  : T extends ReadonlyArray<infer I>
    ? ReadonlyArray<Item<I, Self, Root>> | Raw<T>
    : T extends object
      ? T | Edit<T, Root> | Obj<T> | Raw<T>
      : T

type Item<I, Self, Root> = Content<I, Self, Root> | ((scope: Scope<Self, Root>) => Content<I, Self, Root>)

/** A partial item of `list.merge`, or a whole one elsewhere. */
export type ListItem<I, Self, Root> =
  | EditContent<I, Self, Root>
  | ((scope: Scope<Self, Root>) => EditContent<I, Self, Root>)

type ListEditOf<T, Self, Root> = T extends ReadonlyArray<infer I> ? ListEdit<ListItem<I, Self, Root>> : never

interface Asserts<Self, Root> {
  readonly [key: `assert ${string}`]: Assertion<Self, Root>
}

/** A function as a value must come out of a thunk: as a field it would be one. */
type Code = (...args: never) => unknown
