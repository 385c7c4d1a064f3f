/** Objects under evaluation: their layers, which cell a name means for `self` and for `super`, their assertions. */
import { nearest } from '../json.js'
import { fieldCell } from './cell.js'
import { fail, originOf, pathOf } from './failure.js'
import { describe, isBranded, isLiteral } from './field.js'
import type { Cell, Instance, Layer, Place, Rope, Run, Value } from './model.js'
import { layersOf, MAX_LAYERS } from './object.js'
import { sorted } from './plain.js'

/** An object at `place`; nothing of it is looked at yet. */
export const instance = (run: Run, place: Place | undefined, rope: Rope): Instance => ({
  kind: 'instance',
  run,
  place,
  rope,
  layers: undefined,
  cells: NO_CELLS,
  asserts: [],
  stray: undefined,
  asserted: false,
  manifesting: false,
  view: undefined,
  scopes: [],
})

/** The cell of `name` below layer `level`; `self` asks below infinity. */
export const lookup = (self: Instance, name: string, level: number): Cell | undefined => {
  index(self)
  let cell = self.cells.get(name)
  while (cell !== undefined && cell.level >= level) cell = cell.below
  return cell
}

/** The names below layer `level`, of visible fields or of all, in code-point order. */
export const names = (self: Instance, level: number, all: boolean): Array<string> => {
  index(self)
  const found: Array<string> = []
  for (const [name, top] of self.cells) {
    const cell = top.level < level ? top : lookup(self, name, level)
    if (cell !== undefined && (all || isVisible(cell))) found.push(name)
  }
  return sorted(found)
}

/** The topmost mark decides; a field without any is visible. */
export const isVisible = (cell: Cell): boolean => {
  for (let here: Cell | undefined = cell; here !== undefined; here = here.below) {
    if (here.visibility !== 'default') return here.visibility === 'forced'
  }
  return true
}

/** Reads a field as `self` (below infinity) or as `super`. Fails with `FieldDoesNotExist`. */
export const read = (self: Instance, name: string, level: number): Value => {
  const cell = lookup(self, name, level)
  check(self)
  if (cell === undefined) return missing(self, name, level)
  return cell.state === 'done' ? cell.value : self.run.force(cell)
}

/** What must hold before any field is used: every edit meets its field, every assertion is true. */
export const check = (self: Instance): void => {
  index(self)
  if (self.stray !== undefined) strayed(self, self.stray)
  if (self.asserted || self.asserts.length === 0) return
  self.asserted = true
  try {
    for (const cell of self.asserts) self.run.force(cell)
  } catch (thrown) {
    self.asserted = false
    throw thrown
  }
}

/** Fails: `self` has no field `name` below `level`. */
export const missing = (self: Instance, name: string, level: number): never =>
  fail({
    _tag: 'FieldDoesNotExist',
    path: pathOf(self.place),
    field: name,
    nearest: nearest(name, names(self, level, true)),
    ...originOf(self.run.stack.at(-1)?.layer.origin),
  })

/** Fails: an edit means a field that is not there. */
const strayed = (self: Instance, cell: Cell): never => {
  const field = String(cell.key)
  const known = names(self, Number.POSITIVE_INFINITY, true).filter((name) => name !== field)
  return fail({
    _tag: 'FieldDoesNotExist',
    path: pathOf(self.place),
    field,
    nearest: nearest(field, known),
    ...originOf(cell.layer.origin),
  })
}

/** Finds layers and cells; at the first use. */
const index = (self: Instance): void => {
  if (self.layers !== undefined) return
  const layers =
    layersOf(self.rope) ??
    fail({ _tag: 'LimitExceeded', path: pathOf(self.place), limit: MAX_LAYERS, of: 'layers' })
  const cells = new Map<string, Cell>()
  const asserts: Array<Cell> = []
  let stray: Cell | undefined
  for (let level = 0; level < layers.length; level++) {
    const layer = layers[level] as Layer // below the length
    if (layer.mode !== 'data' && !isLiteral(layer.literal)) {
      const path = pathOf(self.place)
      fail({ _tag: 'NotJson', path, found: describe(layer.literal), ...originOf(layer.origin) })
    }
    for (const key of Object.keys(layer.literal)) {
      const source = layer.literal[key]
      if (source === undefined) continue
      const below = cells.get(key)
      const cell = fieldCell(self, layer, level, key, source, below)
      if (layer.mode !== 'data' && isBranded(source, 'assert')) {
        asserts.push(cell)
        continue
      }
      if (below === undefined && layer.mode === 'edit' && !cell.lenient) stray ??= cell
      cells.set(key, cell)
    }
  }
  self.layers = layers
  self.cells = cells
  self.asserts = asserts.sort((a, b) => b.level - a.level)
  self.stray = stray
}

const NO_CELLS: Map<string, Cell> = new Map() // never written: `index` puts a new one
