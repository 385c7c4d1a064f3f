/** The kernel of the DSL as `ours.ts` uses it, without types and in pieces, so that a test can put a fault into one. */
import type { Obj } from '../../../src/dsl/index.js'
import { assert, evaluate, forced, hidden, mix, obj, plus, std } from '../../../src/dsl/index.js'

/** What code in a literal is given. */
export interface Scope {
  readonly self: object
  readonly super: object
  readonly $: object
  readonly local: (value: unknown) => unknown
}
export type Code = (scope: Scope) => unknown
export type Entry = readonly [key: string, value: unknown]

export interface Kernel {
  /** An object literal. */
  readonly literal: (entries: ReadonlyArray<Entry>) => object
  readonly obj: (literal: object) => unknown
  readonly mix: (left: object, right: object) => unknown
  readonly plus: (value: unknown) => unknown
  readonly hidden: (value: unknown) => unknown
  readonly forced: (value: unknown) => unknown
  readonly assert: (test: (scope: Scope) => boolean, message: string) => unknown
  /** The code of a field or item. */
  readonly code: (code: Code) => unknown
  readonly has: (object: object, name: string) => boolean
  readonly std: typeof std
  readonly evaluate: (o: unknown) => ReturnType<typeof evaluate>
}

export const kernel: Kernel = {
  literal: Object.fromEntries,
  obj: (literal) => obj(literal as never), // programs are untyped
  mix: (left, right) => mix(left, right),
  plus: (value) => plus(value as never), // as above
  hidden: (value) => hidden(value as never), // as above
  forced: (value) => forced(value as never), // as above
  assert: (test, message) => assert(test as never, message), // as above
  code: (code) => code,
  has: (object, name) => name in object,
  std,
  evaluate: (o) => evaluate(o as Obj<unknown>), // made by obj or mix
}
