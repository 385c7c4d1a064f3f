/** What can go wrong with patches: the closed union, and its printer. */
import { isArray, isObject, type Json, type Path, showPath } from '../json.js'
import { type Place, showPlace } from '../position.js'
import type { MergeFault } from './directive.js'
import type { OperationError } from './jsonPatch.js'
import type { Operation } from './operation.js'
import { type ResId, showResId } from './resource.js'
import { showTarget, type Target, type TargetFault } from './target.js'

/** `place` is where the patch, or the value in it that is wrong, was written; `path` is in the patch. */
export type PatchError = { readonly place: Place } & (
  | {
      readonly _tag: 'InvalidPatch'
      readonly path: Path
      readonly expected: string
      readonly found: Json | undefined
    }
  | {
      readonly _tag: 'UnknownPatchField'
      readonly path: Path
      readonly nearest: ReadonlyArray<string>
      readonly known: ReadonlyArray<string>
    }
  /** JSON 6902 without a target. */
  | { readonly _tag: 'MissingTarget' }
  /** One target for several patches that name their objects themselves. */
  | { readonly _tag: 'SeveralPatches'; readonly count: number }
  | { readonly _tag: 'InvalidTarget'; readonly fault: TargetFault }
  /** No object is meant. `target` is the patch's own id where it has no target. */
  | {
      readonly _tag: 'UnmatchedTarget'
      readonly target: Target | ResId
      readonly nearest: ReadonlyArray<ResId>
    }
  /** The patch names one object, and several have, or had, that id. */
  | { readonly _tag: 'AmbiguousTarget'; readonly target: ResId; readonly matches: ReadonlyArray<ResId> }
  /** None of its objects is changed. */
  | { readonly _tag: 'NoEffect'; readonly objects: ReadonlyArray<ResId> }
  /** What is to be deleted is in none of the objects. */
  | { readonly _tag: 'NothingToDelete'; readonly path: Path; readonly objects: ReadonlyArray<ResId> }
  | { readonly _tag: 'InvalidMerge'; readonly fault: MergeFault; readonly objects: ReadonlyArray<ResId> }
  | {
      readonly _tag: 'InvalidOperation'
      readonly fault: OperationError
      readonly objects: ReadonlyArray<ResId>
    }
  /** After the patch an object has no kind, apiVersion or name; `path` is in the object. */
  | { readonly _tag: 'LostIdentity'; readonly path: Path; readonly objects: ReadonlyArray<ResId> }
  /** After the patch two objects have this id. */
  | { readonly _tag: 'DuplicateObject'; readonly object: ResId }
)

/** One error in words: where, what is wrong, what was expected, the nearest known names. */
export const showPatchError = (error: PatchError): string => `${showPlace(error.place)}: ${inWords(error)}`

const inWords = (error: PatchError): string => {
  switch (error._tag) {
    case 'InvalidPatch':
      return `${at(error.path)}expected ${error.expected}, got ${show(error.found)}`
    case 'UnknownPatchField':
      return `${showPath(error.path)}: no such field${hint(error.nearest) || `; there are ${error.known.join(', ')}`}`
    case 'MissingTarget':
      return 'a JSON patch needs a target'
    case 'SeveralPatches':
      return `the target is for ${error.count} strategic merge patches; give each an entry of its own`
    case 'InvalidTarget':
      return targetInWords(error.fault)
    case 'UnmatchedTarget': {
      const looked = 'version' in error.target && 'group' in error.target && 'name' in error.target
      const what =
        looked && isId(error.target)
          ? showResId(error.target)
          : `object for the target: ${showTarget(error.target)}`
      return `no ${what}${hint(error.nearest.map(showResId))}${ALLOW_UNMATCHED}`
    }
    case 'AmbiguousTarget':
      return `${showResId(error.target)} could be each of ${error.matches.map(showResId).join(', ')}; use a target`
    case 'NoEffect':
      return `changes nothing in ${listed(error.objects)}${ALLOW_NO_EFFECT}`
    case 'NothingToDelete':
      return `${showPath(error.path)}: there is nothing to delete in ${listed(error.objects)}${ALLOW_NO_EFFECT}`
    case 'InvalidMerge':
      return `${listed(error.objects)}: ${mergeInWords(error.fault)}`
    case 'InvalidOperation':
      return `${listed(error.objects)}: ${operationInWords(error.fault)}`
    case 'LostIdentity':
      return `leaves ${listed(error.objects)} without ${showPath(error.path)}`
    case 'DuplicateObject':
      return `makes a second ${showResId(error.object)}`
  }
}

const ALLOW_UNMATCHED = ' (allow: [unmatched] if it need not be there)'
const ALLOW_NO_EFFECT = ' (allow: [noEffect] if it is meant so)'

const isId = (target: Target | ResId): target is ResId => !Object.hasOwn(target, 'labelSelector')

const targetInWords = (fault: TargetFault): string => {
  switch (fault._tag) {
    case 'UnknownTargetField':
      return `target.${fault.field}: no such field${hint(fault.nearest) || `; there are ${fault.known.join(', ')}`}`
    case 'NoText':
      return `${fault.field === '' ? 'target: expected a map' : `target.${fault.field}: expected text`}, got ${show(fault.found)}`
    case 'InvalidExpression': {
      const what = fault.field.endsWith('Selector') ? 'selector' : 'regular expression'
      return `target.${fault.field}: ${JSON.stringify(fault.expression)} is no ${what}: ${fault.reason}`
    }
  }
}

const mergeInWords = (fault: MergeFault): string => {
  const where = showPath(fault.path)
  switch (fault._tag) {
    case 'OtherShape':
      return `${where}: expected a ${fault.has}, as it is there, got a ${fault.found}`
    case 'InvalidDirective':
      return `${where}: expected ${fault.expected}, got ${show(fault.found)}`
    case 'DeletedList':
      return `${where}: deletes the whole list, and there are other items beside it`
    case 'NotRetained':
      return `${where}: is not in $retainKeys, which are ${fault.retained.join(', ')}`
    case 'ReplacedList':
      return `${where}: $patch means nothing here: the list has no merge key, and is replaced as a whole`
    case 'MissingMergeKey':
      return `${where}: ${fault.key} is required: by it the items of this list are told apart`
    case 'RepeatedItem':
      return `${where}: means the same item as ${showPath(fault.first)}`
    case 'AmbiguousItem':
      return `${where}: ${JSON.stringify(fault.keys)} could be each of the items ${fault.matches.join(', ')}`
  }
}

const operationInWords = (fault: OperationError): string => {
  const { operation } = fault
  const where = `[${fault.index}] ${operation.op} ${operation.path}`
  switch (fault._tag) {
    case 'MissingPath': {
      const { known, pointer } = fault
      const there =
        typeof known === 'number'
          ? `; the list has ${known} items`
          : hint(fault.nearest) || (known.length === 0 ? '' : `; there are ${known.slice(0, 12).join(', ')}`)
      const from = pointer === operation.path ? '' : `from ${pointer}: `
      return `${where}: ${from}there is no ${JSON.stringify(fault.missing)}${there}`
    }
    case 'TestFailed':
      return `${where}: expected ${show(operandOf(operation))}, got ${show(fault.found)}`
    case 'MovedIntoItself':
      return `${where}: a value cannot be moved into itself`
    case 'ForbiddenKey':
      return `${where}: the key ${fault.key} is not possible`
  }
}

const operandOf = (operation: Operation): Json => ('value' in operation ? operation.value : null)

const at = (path: Path): string => (path.length === 0 ? '' : `${showPath(path)}: `)

const hint = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? '' : `; did you mean ${names.join(' or ')}?`

const listed = (objects: ReadonlyArray<ResId>): string => {
  const names = objects.slice(0, 3).map(showResId).join(', ')
  return objects.length > 3 ? `${names} and ${objects.length - 3} more` : names
}

/** A value as an error shows it: its kind, and the value itself when it is short. */
const show = (value: Json | undefined): string => {
  if (value === undefined || value === null) return 'nothing'
  if (isArray(value)) return `a list of ${value.length}`
  if (isObject(value)) return 'a map'
  const shown = JSON.stringify(value)
  return `${typeof value} ${shown.length > 60 ? `${shown.slice(0, 57)}…` : shown}`
}
