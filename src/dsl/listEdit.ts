/** What the edits of `list` do to the list below. */
import type { JsonObject } from '../json.js'
import { nearest } from '../json.js'
import { itemCell, valueCell } from './cell.js'
import { fail, pathOf, whereOf } from './failure.js'
import type { ListEdit, ListKey } from './field.js'
import { describe } from './field.js'
import { check, instance, lookup, missing } from './instance.js'
import type { Cell, Instance, Value } from './model.js'
import { cellsOf, listOf, mismatch, objectOf } from './value.js'
import { jsonViewOf } from './view.js'

/**
 * The list `below` after `edit`, which stands in `cell`. Fails with `FieldDoesNotExist` without a list below,
 * `PlusTypeMismatch`, `DuplicateListKey`, `ListItemNotFound`.
 */
export const editedList = (edit: ListEdit<unknown>, below: Value, cell: Cell): Value => {
  const old = oldItems(below, cell)
  const given = edit.items.map((item, i) => itemCell(cell, i, item, edit.op === 'merge' ? 'add' : 'obj'))
  switch (edit.op) {
    case 'append':
      return listOf([...old, ...given], cell)
    case 'prepend':
      return listOf([...given, ...old], cell)
    case 'replace':
      return listOf(given, cell)
    case 'remove':
      return listOf(without(edit, old, cell), cell)
    case 'merge':
      return listOf(merged(edit.key, old, given, cell), cell)
  }
}

const oldItems = (below: Value, cell: Cell): ReadonlyArray<Cell> => {
  if (cell.lenient && (below === undefined || below === null)) return []
  if (below === undefined) return missing(cell.instance, String(cell.key), cell.level)
  return cellsOf(below, cell) ?? mismatch(below, 'an edit of a list', cell)
}

const without = (edit: ListEdit<unknown>, old: ReadonlyArray<Cell>, cell: Cell): ReadonlyArray<Cell> => {
  const byName = keyed(edit.key, old, cell)
  const gone = new Set(edit.names.map(String))
  for (const name of gone) {
    if (byName.has(name)) continue
    const known = [...byName.keys()]
    fail({
      _tag: 'ListItemNotFound',
      ...whereOf(cell),
      key: label(edit.key),
      name,
      nearest: nearest(name, known),
    })
  }
  return [...byName].filter(([name]) => !gone.has(name)).map(([, item]) => item.cell)
}

const merged = (
  key: ListKey,
  old: ReadonlyArray<Cell>,
  given: ReadonlyArray<Cell>,
  cell: Cell,
): ReadonlyArray<Cell> => {
  const result = keyed(key, old, cell)
  for (const [name, right] of keyed(key, given, cell)) {
    const left = result.get(name)
    if (left === undefined) {
      result.set(name, right)
      continue
    }
    const index = Number(left.cell.key)
    const place = { up: cell, key: index }
    const both = instance(cell.instance.run, place, { left: left.object.rope, right: right.object.rope })
    result.set(name, { cell: valueCell(cell, index, both), object: both })
  }
  return [...result.values()].map((item) => item.cell)
}

interface Item {
  readonly cell: Cell
  readonly object: Instance
}

/** Items by their names, in the order of the list. */
const keyed = (key: ListKey, cells: ReadonlyArray<Cell>, cell: Cell): Map<string, Item> => {
  const items = new Map<string, Item>()
  for (const item of cells) {
    const value = cell.instance.run.force(item)
    const object = objectOf(value, cell.instance.run, item)
    if (object === undefined) return mismatch(value, 'an edit of a list by key', cell, item)
    const name = nameOf(key, object)
    if (items.has(name)) fail({ _tag: 'DuplicateListKey', ...whereOf(cell), key: label(key), name })
    items.set(name, { cell: item, object })
  }
  return items
}

const nameOf = (key: ListKey, item: Instance): string => {
  check(item)
  const view = jsonViewOf(item) as JsonObject // reads as JSON does
  const name: unknown = typeof key === 'string' ? view[key] : key(view)
  if (typeof name === 'string' || typeof name === 'number') return String(name)
  if (typeof key === 'string' && lookup(item, key, Number.POSITIVE_INFINITY) === undefined) {
    return missing(item, key, Number.POSITIVE_INFINITY)
  }
  return fail({ _tag: 'NotJson', path: pathOf(item.place), found: `${describe(name)} as the key of a list` })
}

const label = (key: ListKey): string => (typeof key === 'string' ? key : key.name || 'key')
