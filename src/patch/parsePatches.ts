/** Patches from the parsed documents of an entry of Kustomize's `patches`. */
import { isNonEmpty } from 'fp-ts/lib/Array.js'
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import type { NonEmptyArray } from 'fp-ts/lib/NonEmptyArray.js'
import { at, get, isArray, isObject, type Json, type JsonArray, type JsonObject, nearest } from '../json.js'
import type { Positions } from '../position.js'
import { type Place, placeIn } from '../position.js'
import type { PatchError } from './error.js'
import type { Leniency } from './leniency.js'
import { type Operation, parseOperation } from './operation.js'
import { type Allowed, allowedWords, type ChangeOptions, type Patch } from './patch.js'
import { parseTarget, type Target } from './target.js'

/** A document of the text of a patch. */
export interface PatchDocument {
  readonly value: Json
  readonly place: Place
  /** Where each value of the document stands. */
  readonly positions?: Positions
}

/** An entry of `patches`: `patch` or `path` as the documents that are there, all else as it stands in YAML. */
export interface PatchEntry {
  readonly documents: ReadonlyArray<PatchDocument>
  readonly target?: Json
  readonly options?: Json
  /** Ours, not Kustomize's: a list of `allowedWords`. */
  readonly allow?: Json
  /** The type of its maps, `strategic` or `merge` in the words of `kubectl patch --type`; `strategic` if it is absent. */
  readonly type?: Json
  /** What else stands in the entry and is no key of one. */
  readonly others?: ReadonlyArray<string>
  readonly place: Place
}

/**
 * The patches of an entry, in the order of its documents: a list is JSON 6902, a map with kind and metadata.name is a
 * strategic merge patch, `kind: List` holds several. Empty documents are none. As in Kustomize, JSON 6902 needs a target,
 * and several maps may not have one.
 *
 * Kustomize reads only the first of several lists, and does not mind options that it does not know.
 */
export const parsePatches = (
  entry: PatchEntry,
  leniency: Leniency = 'strict',
): Either<NonEmptyArray<PatchError>, ReadonlyArray<Patch>> => {
  const errors: PatchError[] = []
  const target = targetOf(entry, errors)
  const options = optionsOf(entry, leniency, errors)
  const allow = allowOf(entry, errors)
  const type = typeOf(entry, errors)
  errors.push(...unknownKeys(entry))
  const given = entry.documents.flatMap(itemsOf).filter(({ value }) => !isEmpty(value))
  const documents = leniency === 'kustomize' && isArray(given[0]?.value ?? null) ? given.slice(0, 1) : given
  if (documents.length === 0) {
    errors.push({ _tag: 'InvalidPatch', place: entry.place, path: [], expected: 'a patch', found: undefined })
  }
  const patches = documents.flatMap((document): ReadonlyArray<Patch> => {
    const { value, place, positions } = document
    const common = {
      place,
      ...(positions === undefined ? {} : { positions }),
      ...(allow.length > 0 ? { allow } : {}),
    }
    if (isArray(value)) {
      const operations = operationsOf(value, document, leniency, errors)
      if (target === undefined) errors.push({ _tag: 'MissingTarget', place })
      return [{ ...common, _tag: 'JsonPatch', operations, target: target ?? {} }]
    }
    if (!isNamed(value, document, errors)) return []
    const _tag = type === 'merge' ? 'MergePatch' : 'StrategicMergePatch'
    return [{ ...common, _tag, patch: value, options, ...(target === undefined ? {} : { target }) }]
  })
  const merges = patches.filter(({ _tag }) => _tag !== 'JsonPatch')
  if (target !== undefined && merges.length > 1) {
    errors.push({ _tag: 'SeveralPatches', place: entry.place, count: merges.length })
  }
  return isNonEmpty(errors) ? E.left(errors) : E.right(patches)
}

const isEmpty = (value: Json): boolean =>
  value === null || (isObject(value) ? Object.keys(value).length === 0 : isArray(value) && value.length === 0)

/** The items of `kind: List`, each with the positions of its own. */
const itemsOf = (document: PatchDocument): ReadonlyArray<PatchDocument> => {
  const { value, place, positions } = document
  const items = isObject(value) && /List$/.test(String(get(value, 'kind'))) ? get(value, 'items') : undefined
  if (items === undefined || !isArray(items)) return [document]
  return items.map((item, i) => ({ value: item, place: placeIn(place, positions, ['items', i]) }))
}

const targetOf = ({ target, place }: PatchEntry, errors: PatchError[]): Target | undefined => {
  if (target === undefined || target === null) return undefined
  const read = parseTarget(target)
  if (E.isRight(read)) return read.right
  errors.push(...read.left.map((fault): PatchError => ({ _tag: 'InvalidTarget', place, fault })))
  return {}
}

const KEYS = ['patch', 'target', 'options', 'allow', 'type']

const unknownKeys = ({ others = [], place }: PatchEntry): ReadonlyArray<PatchError> =>
  others.map((key) => ({
    _tag: 'UnknownPatchField',
    place,
    path: [key],
    nearest: nearest(key, KEYS),
    known: KEYS,
  }))

const TYPES: ReadonlyArray<Json> = ['strategic', 'merge']

const typeOf = ({ type = 'strategic', place }: PatchEntry, errors: PatchError[]): Json => {
  if (!TYPES.includes(type))
    errors.push({ _tag: 'InvalidPatch', place, path: ['type'], expected: TYPES.join(' or '), found: type })
  return type
}

const OPTIONS = ['allowNameChange', 'allowKindChange', 'podTemplates']

const optionsOf = (
  { options, place }: PatchEntry,
  leniency: Leniency,
  errors: PatchError[],
): ChangeOptions => {
  if (options === undefined || options === null) return {}
  if (!isObject(options)) {
    errors.push({ _tag: 'InvalidPatch', place, path: ['options'], expected: 'a map', found: options })
    return {}
  }
  for (const [key, found] of Object.entries(options)) {
    const path = ['options', key]
    if (!OPTIONS.includes(key)) {
      if (leniency === 'kustomize') continue
      errors.push({ _tag: 'UnknownPatchField', place, path, nearest: nearest(key, OPTIONS), known: OPTIONS })
    } else if (typeof found !== 'boolean') {
      errors.push({ _tag: 'InvalidPatch', place, path, expected: 'true or false', found })
    }
  }
  return {
    allowNameChange: get(options, 'allowNameChange') === true,
    allowKindChange: get(options, 'allowKindChange') === true,
    podTemplates: get(options, 'podTemplates') === true,
  }
}

const allowOf = ({ allow, place }: PatchEntry, errors: PatchError[]): ReadonlyArray<Allowed> => {
  if (allow === undefined || allow === null) return []
  const expected = `a list of ${allowedWords.join(', ')}`
  const isKnown = (found: Json): found is Allowed => allowedWords.some((one) => one === found)
  if (isArray(allow) && allow.every(isKnown)) return allow.filter(isKnown)
  errors.push({ _tag: 'InvalidPatch', place, path: ['allow'], expected, found: allow })
  return []
}

const operationsOf = (
  list: JsonArray,
  { place, positions }: PatchDocument,
  leniency: Leniency,
  errors: PatchError[],
): ReadonlyArray<Operation> =>
  list.flatMap((item, i) => {
    const read = parseOperation(item, leniency)
    if (E.isRight(read)) return [read.right]
    const path = [i, ...read.left.path]
    errors.push({ ...read.left, _tag: 'InvalidPatch', place: placeIn(place, positions, path), path })
    return []
  })

const isNamed = (
  value: Json,
  { place, positions }: PatchDocument,
  errors: PatchError[],
): value is JsonObject => {
  const expected = 'a list of operations, or a map with kind and metadata.name'
  if (!isObject(value)) {
    errors.push({ _tag: 'InvalidPatch', place, path: [], expected, found: value })
    return false
  }
  const missing = [['kind'], ['metadata', 'name']].filter((path) => (at(value, path) ?? '') === '')
  for (const path of missing) {
    errors.push({
      _tag: 'InvalidPatch',
      place: placeIn(place, positions, path),
      path,
      expected: 'a name',
      found: null,
    })
  }
  return missing.length === 0
}
