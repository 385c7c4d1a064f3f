/** JSON patches (RFC 6902), applied by fast-json-patch with its traps closed. */
import jsonpatch, { type Operation as LibraryOperation } from 'fast-json-patch'
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { equal, get, isArray, isObject, type Json, nearest } from '../json.js'
import type { Leniency } from './leniency.js'
import { keysOf, type Operation, pointerOf } from './operation.js'

/** Why an operation cannot be carried out. `index` is its place in the patch. */
export type OperationError = {
  readonly index: number
  readonly operation: Operation
} & (
  | {
      /** `pointer` leads nowhere: `known` are the keys, or the number of items, of the nearest value that it reaches. */
      readonly _tag: 'MissingPath'
      readonly pointer: string
      readonly missing: string
      readonly nearest: ReadonlyArray<string>
      readonly known: ReadonlyArray<string> | number
    }
  | { readonly _tag: 'TestFailed'; readonly found: Json }
  /** A value would be moved into itself. */
  | { readonly _tag: 'MovedIntoItself' }
  | { readonly _tag: 'ForbiddenKey'; readonly key: string }
)

/**
 * The value after all operations, or why the first one that fails does. Neither the value nor the patch is changed, and
 * the result shares nothing with the patch. Stricter than fast-json-patch: only own keys are there (no `constructor`,
 * no `length` of a list), `-` is an item to be added and nothing else, and what is replaced must be there.
 *
 * Kustomize is laxer (evanphx/json-patch): `replace` adds a missing key, `copy` of one copies null, `test` of one finds
 * null, and indices may be negative or have leading zeros.
 */
export const jsonPatch = (
  value: Json,
  operations: ReadonlyArray<Operation>,
  leniency: Leniency = 'strict',
): Either<OperationError, Json> => {
  let here: Json = jsonpatch.deepClone(value)
  for (const [index, written] of operations.entries()) {
    const read = leniency === 'kustomize' ? asKustomize(here, written) : written
    const error = objection(here, read)
    if (error !== undefined) return E.left({ ...error, index, operation: written })
    if (read.op === 'test' || (read.op === 'move' && read.path === read.from)) continue
    const own: LibraryOperation = jsonpatch.deepClone(read) // what is added becomes part of the result
    here = jsonpatch.applyOperation(here, own, false, true, false).newDocument
  }
  return E.right(here)
}

// TypeScript takes the union apart only by hand.
type Objection = OperationError extends infer One
  ? One extends OperationError
    ? Omit<One, 'index' | 'operation'>
    : never
  : never

const objection = (value: Json, operation: Operation): Objection | undefined => {
  const forbidden = [operation.path, operation.op === 'move' || operation.op === 'copy' ? operation.from : '']
    .flatMap(keysOf)
    .find((key, i, keys) => key === '__proto__' || (key === 'prototype' && keys[i - 1] === 'constructor'))
  if (forbidden !== undefined) return { _tag: 'ForbiddenKey', key: forbidden }
  switch (operation.op) {
    case 'add':
      return missingParent(value, operation.path)
    case 'replace':
    case 'remove':
      return missing(value, operation.path)
    case 'test': {
      const found = valueAt(value, keysOf(operation.path))
      if (found === undefined) return missing(value, operation.path)
      return equal(found, operation.value) ? undefined : { _tag: 'TestFailed', found }
    }
    case 'copy':
      return missing(value, operation.from) ?? missingParent(value, operation.path)
    case 'move': {
      if (operation.path.startsWith(`${operation.from}/`)) return { _tag: 'MovedIntoItself' }
      const error = missing(value, operation.from)
      if (error !== undefined) return error
      const without: Json = jsonpatch.applyOperation(
        jsonpatch.deepClone(value),
        { op: 'remove', path: operation.from },
        false,
        true,
      ).newDocument
      return operation.path === operation.from ? undefined : missingParent(without, operation.path)
    }
  }
}

const missing = (value: Json, pointer: string): Objection | undefined => {
  let here: Json = value
  for (const key of keysOf(pointer)) {
    const next = step(here, key)
    if (next === undefined) return nowhere(here, pointer, key)
    here = next
  }
  return undefined
}

/** Of what is added, only what holds it must be there; in a list it may be the next item. */
const missingParent = (value: Json, pointer: string): Objection | undefined => {
  const keys = keysOf(pointer)
  const last = keys[keys.length - 1]
  if (last === undefined) return undefined
  const parent = pointerOf(keys.slice(0, -1))
  const error = missing(value, parent)
  if (error !== undefined) return { ...error, ...('pointer' in error ? { pointer } : {}) }
  const holder = valueAt(value, keys.slice(0, -1)) ?? null
  if (isObject(holder)) return undefined
  const fits = isArray(holder) && (last === '-' || (INDEX.test(last) && Number(last) <= holder.length))
  return fits ? undefined : nowhere(holder, pointer, last)
}

const nowhere = (holder: Json, pointer: string, key: string): Objection => {
  const known = isArray(holder) ? holder.length : isObject(holder) ? Object.keys(holder) : []
  return {
    _tag: 'MissingPath',
    pointer,
    missing: key,
    nearest: typeof known === 'number' ? [] : nearest(key, known),
    known,
  }
}

const INDEX = /^(?:0|[1-9]\d*)$/

const step = (value: Json, key: string): Json | undefined => {
  if (isArray(value)) return INDEX.test(key) ? value[Number(key)] : undefined
  return isObject(value) ? get(value, key) : undefined
}

const valueAt = (value: Json, keys: ReadonlyArray<string>): Json | undefined =>
  keys.reduce<Json | undefined>((here, key) => (here === undefined ? undefined : step(here, key)), value)

/** The operation that RFC 6902 needs for what Kustomize makes of this one. */
const asKustomize = (value: Json, written: Operation): Operation => {
  const operation: Operation = {
    ...written,
    path: plainIndices(value, written.path, written.op === 'add' ? 1 : 0),
    ...('from' in written ? { from: plainIndices(value, written.from, 0) } : {}),
  }
  const keyIsMissing = (pointer: string): boolean => {
    const keys = keysOf(pointer)
    const holder = valueAt(value, keys.slice(0, -1))
    return isObject(holder) && get(holder, keys[keys.length - 1] ?? '') === undefined
  }
  switch (operation.op) {
    case 'replace':
      return keyIsMissing(operation.path) ? { ...operation, op: 'add' } : operation
    case 'copy':
      return keyIsMissing(operation.from) ? { op: 'add', path: operation.path, value: null } : operation
    case 'test':
      return operation.value === null && keyIsMissing(operation.path)
        ? { op: 'test', path: '', value }
        : operation
    default:
      return operation
  }
}

/** Counts negative indices from the end; `beyond` is 1 where the end itself is one. */
const plainIndices = (value: Json, pointer: string, beyond: 0 | 1): string => {
  const keys: string[] = []
  const written = keysOf(pointer)
  let here: Json | undefined = value
  for (const [i, key] of written.entries()) {
    const isLast = i === written.length - 1
    const index = Number(key)
    const plain: string =
      isArray(here) && /^[+-]?\d+$/.test(key)
        ? String(index < 0 ? index + here.length + (isLast ? beyond : 0) : index)
        : key
    keys.push(plain)
    here = here === undefined ? undefined : step(here, plain)
  }
  return pointerOf(keys)
}
