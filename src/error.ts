/** The closed union of what can go wrong in a build, and its one printer. */
import { type EvalError as EvaluationError, showEvalError } from './dsl/index.js'
import { byCodePoint, isArray, isObject, type Json, type Path, showPath } from './json.js'
import { type Finding, type IgnoreError, showFinding, showIgnoreError } from './lint/index.js'
import type { PatchFailed } from './patched.js'
import { showPlace } from './position.js'
import type { StackError } from './stack.js'
import type { ValuesError } from './values/error.js'
import { WITHHELD } from './values/withheld.js'

export { showPlace } from './position.js'

export type BuildError = ValuesError | StackError | EvaluationError | Finding | IgnoreError | PatchFailed

/** One error in words: where, what is wrong, what was expected, the nearest known names. */
export const showError = (error: BuildError): string => {
  switch (error._tag) {
    case 'UnknownValue': {
      const where = `${showPlace(error.place)}: ${showPath(error.path)}`
      if (error.overlay !== null) {
        return `${where}: belongs to the overlay ${error.overlay}, which is not selected; add --overlay ${error.overlay}`
      }
      const known = hint(error.nearest) || `; there are ${list(error.known)}`
      return `${where}: no such value${known}`
    }
    case 'InvalidValue':
      return error.actual === WITHHELD
        ? `${withoutValue(showPlace(error.place))}: ${showPath(error.path)}: expected ${error.expected}; what was given is not shown, for it may be secret`
        : `${showPlace(error.place)}: ${showPath(error.path)}: expected ${error.expected}, got ${show(error.actual)}`
    case 'InvalidInput':
      return `${showPlace(error.place)}: ${at(error.path)}expected ${error.expected}, got ${error.found}`
    case 'MissingValue':
      return `${showPath(error.path)} is required: ${error.doc} For example: --set ${showPath(error.path)}=${text(error.example)}`
    case 'IndexOutOfRange':
      return `${showPlace(error.place)}: ${showPath(error.path)}: expected an index up to ${error.length}, the next free one`
    case 'ValuesConflict':
      return (
        `${showPath(error.path)}: ${showPlace(error.places[0])} sets ${show(error.values[0])}, ` +
        `${showPlace(error.places[1])} sets ${show(error.values[1])}; set it yourself, or drop one of them`
      )
    case 'EditsConflict':
      return (
        `${showPath(error.path)}: ${showPlace(error.places[0])} writes ${show(error.values[0])}, ` +
        `${showPlace(error.places[1])} writes ${show(error.values[1])}; drop one of them, or let the second one ` +
        `say overrides: ['${error.overrides}']`
      )
    case 'RefusedValue':
      return `${showPlace(error.place)}: ${showPath(error.path)}: means nothing with the overlay ${error.overlay}: ${error.reason}`
    case 'PatchFailed':
      return error.message
    case 'SlotConflict':
      return `the overlays ${error.overlays.join(' and ')} both fill the slot ${error.slot}; choose one`
    case 'OverlayNotSelected':
      return `the overlay ${error.name} is not selected and cannot be taken away${hint(error.nearest) || `; selected are ${list(error.selected)}`}`
    case 'UnknownRule':
    case 'RuleAlwaysOn':
    case 'InvalidIgnore':
      return `ignore ${showIgnoreError(error)}`
    default:
      return 'rule' in error ? showFinding(error) : showEvalError(error)
  }
}

const at = (path: Path): string => (path.length === 0 ? '' : `${showPath(path)}: `)

/** A flag such as `--set a=b` without what it sets. */
const withoutValue = (place: string): string => place.replace(/^(--\S+ [^=]*=).*$/s, '$1…')

const hint = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? '' : `; did you mean ${names.join(' or ')}?`

const list = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? 'none' : [...names].sort(byCodePoint).join(', ')

const text = (value: Json): string => (typeof value === 'string' ? value : JSON.stringify(value))

/** A value as an error shows it: its kind, and the value itself when it is short. */
const show = (value: Json): string => {
  if (value === null) return 'nothing'
  if (isArray(value)) return `a list of ${value.length}`
  if (isObject(value)) return 'a map'
  const shown = JSON.stringify(value)
  return `${typeof value} ${shown.length > 60 ? `${shown.slice(0, 57)}…` : shown}`
}
