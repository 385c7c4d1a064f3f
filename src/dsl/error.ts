/**
 * What can go wrong while an object is evaluated, as data, and the one printer of it.
 *
 * The names and words are jsonnet's where jsonnet has the error (`Field does not exist`, `Assertion failed`).
 */
import type { Path } from '../json.js'
import { showPath } from '../json.js'

/**
 * Why an object has no manifestation. `path` is where: of the object for `FieldDoesNotExist` and
 * `AssertionFailed`, of the field or item itself for all others. `origin` is the layer that has the field or makes the
 * mistake: the name given to `obj` or `edit`.
 */
export type EvalError =
  | FieldDoesNotExist
  | InfiniteRecursion
  | AssertionFailed
  | MustProvide
  | PlusTypeMismatch
  | LimitExceeded
  | FunctionInOutput
  | NotJson
  | DuplicateListKey
  | ListItemNotFound
  | Threw

/** A field was read, or strictly edited, that the object at `path` does not have. */
export interface FieldDoesNotExist {
  readonly _tag: 'FieldDoesNotExist'
  readonly path: Path
  readonly field: string
  /** Names that exist there and look alike, best first. */
  readonly nearest: ReadonlyArray<string>
  readonly origin?: string
}

/** A field needs its own value. `cycle` starts and ends with `path`. */
export interface InfiniteRecursion {
  readonly _tag: 'InfiniteRecursion'
  readonly path: Path
  readonly cycle: ReadonlyArray<Path>
  readonly origin?: string
}

/** An `assert` of the object at `path` is false. */
export interface AssertionFailed {
  readonly _tag: 'AssertionFailed'
  readonly path: Path
  readonly message: string
  readonly origin?: string
}

/** A `required` field was used before anybody gave it a value. */
export interface MustProvide {
  readonly _tag: 'MustProvide'
  readonly path: Path
  readonly message: string
  readonly origin?: string
}

/** `+:`, or a list edit, met types that do not add up; `left` is what lies below. */
export interface PlusTypeMismatch {
  readonly _tag: 'PlusTypeMismatch'
  readonly path: Path
  readonly left: string
  readonly right: string
  readonly origin?: string
}

/**
 * Fields that need fields, or objects in objects, more than `limit` deep (or deeper than JavaScript's stack); with
 * `of`, an object that is added to itself until it has more than `limit` layers.
 */
export interface LimitExceeded {
  readonly _tag: 'LimitExceeded'
  readonly path: Path
  readonly limit: number
  readonly of?: 'layers'
  readonly origin?: string
}

/** A function stands where output should be. */
export interface FunctionInOutput {
  readonly _tag: 'FunctionInOutput'
  readonly path: Path
  readonly origin?: string
}

/** Something that JSON cannot say; `found` names it (`NaN`, `a Date`). */
export interface NotJson {
  readonly _tag: 'NotJson'
  readonly path: Path
  readonly found: string
  readonly origin?: string
}

/** Two items of one list have the same key, so that a merge by key has no meaning. */
export interface DuplicateListKey {
  readonly _tag: 'DuplicateListKey'
  readonly path: Path
  readonly key: string
  readonly name: string
  readonly origin?: string
}

/** `list.remove` names an item that the list does not have. */
export interface ListItemNotFound {
  readonly _tag: 'ListItemNotFound'
  readonly path: Path
  readonly key: string
  readonly name: string
  readonly nearest: ReadonlyArray<string>
  readonly origin?: string
}

/** The code of a field threw; only its message is kept. */
export interface Threw {
  readonly _tag: 'Threw'
  readonly path: Path
  readonly message: string
  readonly origin?: string
}

/** One line: what is wrong, where, in which overlay, and the nearest known names. */
export const showEvalError = (e: EvalError): string => {
  switch (e._tag) {
    case 'FieldDoesNotExist':
      return `Field does not exist: ${e.field}${place(e.path)}${by(e.origin)}${hint(e.nearest)}`
    case 'InfiniteRecursion':
      return `Infinite recursion${place(e.path)}${by(e.origin)}: ${chain(e.cycle)}`
    case 'AssertionFailed':
      return `Assertion failed${place(e.path)}${by(e.origin)}: ${e.message}`
    case 'MustProvide':
      return `Must provide ${showPath(e.path)}${by(e.origin)}: ${e.message}`
    case 'PlusTypeMismatch':
      return `Cannot add ${e.right} to ${e.left}${place(e.path)}${by(e.origin)}`
    case 'LimitExceeded':
      return `Max stack frames exceeded${place(shorten(e.path))}${by(e.origin)}: more than ${e.limit} ${e.of ?? 'nested fields'}`
    case 'FunctionInOutput':
      return `Couldn't manifest function in output${place(e.path)}${by(e.origin)}`
    case 'NotJson':
      return `Couldn't manifest ${e.found} as JSON${place(e.path)}${by(e.origin)}`
    case 'DuplicateListKey':
      return `Duplicate list item: two items have ${e.key} ${JSON.stringify(e.name)}${place(e.path)}${by(e.origin)}`
    case 'ListItemNotFound':
      return `List item does not exist: ${e.key} ${JSON.stringify(e.name)}${place(e.path)}${by(e.origin)}${hint(e.nearest)}`
    case 'Threw':
      return `Evaluation failed${place(e.path)}${by(e.origin)}: ${e.message}`
  }
}

const place = (path: Path): string => (path.length === 0 ? ' at the top' : ` at ${showPath(path)}`)

const by = (origin: string | undefined): string => (origin === undefined ? '' : `, in overlay ${origin}`)

const hint = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? '' : `; did you mean ${names.join(' or ')}?`

/** Head and tail of what is too long to read. */
const shorten = (path: Path): Path =>
  path.length <= 12 ? path : [...path.slice(0, 6), '…', ...path.slice(-5)]

const chain = (paths: ReadonlyArray<Path>): string => {
  const steps = paths.map((path) => showPath(path) || 'the top')
  return (steps.length <= 8 ? steps : [...steps.slice(0, 4), '…', ...steps.slice(-3)]).join(' -> ')
}
