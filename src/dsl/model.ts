/**
 * The parts of an evaluation. Types only.
 *
 * A literal is a **layer**; `+` puts layers on each other (`Obj`, a rope, so that each `+` is O(1)); an **instance**
 * is one object under evaluation, with `self` fixed; a **cell** is one field of one layer in one instance, or one
 * item of a list, evaluated at most once.
 */
import type { Json } from '../json.js'
import type { Scope } from './scope.js'

/** How the fields of a layer meet those below: jsonnet's way, strictly, leniently, or as plain data. */
export type Mode = 'obj' | 'edit' | 'add' | 'data'

export interface Layer {
  readonly literal: Readonly<Record<string, unknown>>
  readonly origin: string | undefined
  readonly mode: Mode
  /** What `$` is. `'own'`: the instance itself; `'inherit'`: that of the field in which the layer ends up. */
  readonly root: Instance | 'own' | 'inherit'
}

export type Rope =
  | { readonly layer: Layer }
  | { readonly left: Rope; readonly right: Rope }
  | { readonly inner: Rope; readonly root: Instance }

/** A link to the place of a value, so that a path is only built for an error. */
export interface Place {
  readonly up: Place | undefined
  readonly key: string | number
}

export interface Instance {
  readonly kind: 'instance'
  readonly run: Run
  readonly place: Place | undefined
  readonly rope: Rope
  /** Set by the first use: the layers from the bottom up, and for each name its topmost cell. */
  layers: ReadonlyArray<Layer> | undefined
  cells: Map<string, Cell>
  asserts: ReadonlyArray<Cell>
  /** The first strict field that has nothing below it. */
  stray: Cell | undefined
  asserted: boolean
  manifesting: boolean
  view: object | undefined
  /** What thunks are given, by the level of their layer. */
  readonly scopes: Array<Scope<unknown, unknown> | undefined>
}

export interface Cell extends Place {
  readonly instance: Instance
  readonly layer: Layer
  /** The index of the layer: `super` sees what is below it. */
  readonly level: number
  readonly source: unknown
  readonly visibility: Visibility
  /** `+:` */
  readonly plus: boolean
  /** The mode of the object literal that this field holds or returns. */
  readonly nested: Mode
  /** Inside `add`: nothing has to be there. */
  readonly lenient: boolean
  readonly below: Cell | undefined
  state: 'idle' | 'running' | 'done'
  value: Value
}

export type Visibility = 'default' | 'hidden' | 'forced'

export interface Items {
  readonly kind: 'items'
  readonly cells: ReadonlyArray<Cell>
  view: ReadonlyArray<unknown> | undefined
}

/** JSON that is handed through without a look at it. */
export interface Data {
  readonly kind: 'data'
  readonly json: Json
}

/** What only views can carry: functions, Dates, instances of classes. */
export interface Opaque {
  readonly kind: 'opaque'
  readonly value: unknown
}

export type Value = null | undefined | boolean | number | string | Instance | Items | Data | Opaque

/** One call of `evaluate`. */
export interface Run {
  readonly limit: number
  /** The cells that are being evaluated, outermost first. */
  readonly stack: Array<Cell>
  /** The evaluator, handed over so that views need not import it. */
  readonly force: (cell: Cell) => Value
  /** Where it is asked for: the cells whose code has read `super`, or has edited the list below. */
  readonly supers?: Set<Cell>
}
