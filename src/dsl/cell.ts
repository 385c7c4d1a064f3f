/** Cells: a field of a layer, or an item of a list, with its marks taken apart. */
import type { Json } from '../json.js'
import type { Marked } from './field.js'
import { isBranded, isLiteral } from './field.js'
import type { Cell, Instance, Layer, Mode, Place, Value } from './model.js'

/** The cell of field `key` of `layer`, on top of `below`. */
export const fieldCell = (
  self: Instance,
  layer: Layer,
  level: number,
  key: string,
  given: unknown,
  below: Cell | undefined,
): Cell => {
  const { mode } = layer
  if (mode === 'data') return doneCell(self, layer, level, self.place, key, jsonValue(given as Json), below) // by contract
  const marked = isBranded(given, 'field') ? (given as Marked<unknown>) : undefined // branded
  const source = marked === undefined ? given : marked.value
  const add = marked?.add === true
  const lenient = add || mode === 'add'
  const plus = marked?.plus === true || ((add || mode !== 'obj') && isLiteral(source))
  return {
    up: self.place,
    key,
    instance: self,
    layer,
    level,
    source,
    visibility: marked?.visibility ?? 'default',
    plus: plus || isBranded(source, 'list'),
    nested: !plus ? 'obj' : lenient ? 'add' : mode,
    lenient,
    below,
    state: 'idle',
    value: undefined,
  }
}

/** Item `index` of the list that `cell` holds; object literals in it have mode `nested`. */
export const itemCell = (cell: Cell, index: number, source: unknown, nested: Mode): Cell => ({
  ...cell,
  up: cell,
  key: index,
  source,
  visibility: 'default',
  plus: false,
  nested,
  lenient: false,
  below: undefined,
  state: 'idle',
  value: undefined,
})

/** The item `item` as item `index` of the list that `cell` holds. What is evaluated stays so. */
export const movedCell = (cell: Cell, index: number, item: Cell): Cell =>
  item.state === 'idle' && item.key !== index ? { ...item, up: cell, key: index } : item

/** Item `index` of the list that `cell` holds, with its value. */
export const valueCell = (cell: Cell, index: number, value: Value): Cell =>
  doneCell(cell.instance, cell.layer, cell.level, cell, index, value, undefined)

const doneCell = (
  instance: Instance,
  layer: Layer,
  level: number,
  up: Place | undefined,
  key: string | number,
  value: Value,
  below: Cell | undefined,
): Cell => ({
  up,
  key,
  instance,
  layer,
  level,
  source: undefined,
  visibility: 'default',
  plus: false,
  nested: 'obj',
  lenient: false,
  below,
  state: 'done',
  value,
})

/** JSON as a value: not looked into. */
export const jsonValue = (json: Json): Value =>
  typeof json === 'object' && json !== null ? { kind: 'data', json } : json
