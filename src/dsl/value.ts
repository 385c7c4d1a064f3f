/** Values of the evaluator, from what users write, and jsonnet's `+` of two of them. */
import type { Json } from '../json.js'
import { isArray, isObject } from '../json.js'
import { itemCell, jsonValue, movedCell, valueCell } from './cell.js'
import { fail, whereOf } from './failure.js'
import type { Raw, Required } from './field.js'
import { brandOf, describe, hasPlainPrototype, VIEWED } from './field.js'
import { instance } from './instance.js'
import type { Obj } from './literal.js'
import type { Cell, Instance, Mode, Place, Run, Value } from './model.js'
import { dataRope } from './object.js'
import { itemsOf } from './view.js'

/** The value of something that stands in, or comes out of, `cell`. Object literals in it have the mode `nested`. */
export const valueFrom = (given: unknown, cell: Cell, nested: Mode): Value => {
  switch (typeof given) {
    case 'string':
    case 'boolean':
    case 'number':
    case 'undefined':
      return given
    case 'object':
      return given === null ? null : objectValue(given, cell, nested)
    default:
      return { kind: 'opaque', value: given }
  }
}

const objectValue = (given: object, cell: Cell, nested: Mode): Value => {
  const { instance: self, layer } = cell
  const root = typeof layer.root === 'string' ? self : layer.root
  if (Array.isArray(given)) {
    return (
      itemsOf(given) ?? {
        kind: 'items',
        cells: Array.from(given, (x, i) => itemCell(cell, i, x, 'obj')),
        view: undefined,
      }
    )
  }
  switch (brandOf(given)) {
    case undefined:
      if (!hasPlainPrototype(given)) return { kind: 'opaque', value: given }
      return instance(self.run, cell, {
        layer: {
          literal: given as Readonly<Record<string, unknown>>,
          origin: layer.origin,
          mode: nested,
          root,
        }, // an object
      })
    case 'view':
      return (given as { readonly [VIEWED]: Instance })[VIEWED] // branded
    case 'obj':
      if (Object.getPrototypeOf(given) !== null) return { kind: 'opaque', value: given }
      return instance(self.run, cell, { inner: (given as Obj<unknown>).rope, root }) // branded
    case 'data':
      return jsonValue((given as Raw<Json>).json) // branded
    case 'required':
      return fail({ _tag: 'MustProvide', ...whereOf(cell), message: (given as Required).message }) // branded
    default:
      return { kind: 'opaque', value: given }
  }
}

/** jsonnet's `left + right` in `cell`. Fails with `PlusTypeMismatch`. */
export const added = (left: Value, right: Value, cell: Cell): Value => {
  if (typeof left === 'number' && typeof right === 'number') return left + right
  if (typeof left === 'string' && isScalar(right)) return left + String(right)
  if (typeof right === 'string' && isScalar(left)) return String(left) + right
  const { run } = cell.instance
  const leftObject = objectOf(left, run, cell)
  const rightObject = objectOf(right, run, cell)
  if (leftObject !== undefined && rightObject !== undefined) {
    return instance(run, cell, { left: leftObject.rope, right: rightObject.rope })
  }
  const leftCells = cellsOf(left, cell)
  const rightCells = cellsOf(right, cell)
  if (leftCells === undefined || rightCells === undefined) return mismatch(left, typeName(right), cell)
  return listOf([...leftCells, ...rightCells], cell)
}

/** Fails: `right`, which stands in `cell`, cannot be added to, or do its work on, `left`, which is at `place`. */
export const mismatch = (left: Value, right: string, cell: Cell, place: Place = cell): never =>
  fail({ _tag: 'PlusTypeMismatch', ...whereOf(cell, place), left: typeName(left), right })

/** These items as the list in `cell`. */
export const listOf = (cells: ReadonlyArray<Cell>, cell: Cell): Value => ({
  kind: 'items',
  cells: cells.map((item, i) => movedCell(cell, i, item)),
  view: undefined,
})

/** The items of a list value. */
export const cellsOf = (value: Value, cell: Cell): ReadonlyArray<Cell> | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (value.kind === 'items') return value.cells
  if (value.kind !== 'data' || !isArray(value.json)) return undefined
  return value.json.map((item, i) => valueCell(cell, i, jsonValue(item)))
}

/** The object of an object value; data becomes one at `place`. */
export const objectOf = (value: Value, run: Run, place: Place): Instance | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if (value.kind === 'instance') return value
  return value.kind === 'data' && isObject(value.json)
    ? instance(run, place, dataRope(value.json))
    : undefined
}

/** The type of a value, in jsonnet's words. */
export const typeName = (value: Value): string => {
  if (value === null) return 'null'
  if (typeof value !== 'object') return value === undefined ? 'undefined' : typeof value
  switch (value.kind) {
    case 'instance':
      return 'object'
    case 'items':
      return 'array'
    case 'data':
      return isArray(value.json) ? 'array' : 'object'
    case 'opaque':
      return typeof value.value === 'function' ? 'function' : describe(value.value)
  }
}

const isScalar = (value: Value): value is null | boolean | number | string =>
  value === null || (typeof value !== 'object' && value !== undefined)
