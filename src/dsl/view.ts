/**
 * Views: what `self`, `super` and `$` are in thunks. Reading a field evaluates it (hidden ones too); a field that is
 * not there fails; `in` knows all fields, `Object.keys` and spread the visible ones. Lists are real, frozen arrays.
 */
import { fieldCell } from './cell.js'
import { brandOf, DSL, VIEWED } from './field.js'
import { instance, isVisible, lookup, names, read } from './instance.js'
import type { Cell, Instance, Items, Layer, Rope, Run, Value } from './model.js'
import type { Scope } from './scope.js'

interface Target {
  readonly self: Instance
  readonly level: number
  /** Fields that are not there read as `undefined`. */
  readonly lenient: boolean
}

/** A value as the code of users sees it. */
export const viewOf = (value: Value): unknown => {
  if (typeof value !== 'object' || value === null) return value
  switch (value.kind) {
    case 'instance':
      value.view ??= proxy({ self: value, level: TOP, lenient: false })
      return value.view
    case 'items':
      value.view ??= arrayOf(value)
      return value.view
    case 'data':
      return value.json
    case 'opaque':
      return value.value
  }
}

/** A view in which a field that is not there is `undefined`, as in JSON. */
export const jsonViewOf = (value: Value): unknown =>
  typeof value === 'object' && value !== null && value.kind === 'instance'
    ? proxy({ self: value, level: TOP, lenient: true })
    : viewOf(value)

/** What the code of `cell` is given. */
export const scopeOf = (cell: Cell): Scope<unknown, unknown> => {
  const { instance: self, level } = cell
  const root = typeof cell.layer.root === 'string' ? self : cell.layer.root
  const made = self.scopes[level]
  if (made !== undefined) return made
  const scope: Scope<unknown, unknown> = {
    get self() {
      return viewOf(self)
    },
    get super() {
      noteSuper(self.run)
      return proxy({ self, level, lenient: false })
    },
    get $() {
      return viewOf(root)
    },
    local: (value: unknown) => {
      const layer: Layer = { ...cell.layer, mode: 'obj' }
      return viewOf(self.run.force(fieldCell(self, layer, level, 'local', value, undefined))) as never // any type
    },
  }
  self.scopes[level] = scope
  return scope
}

const noteSuper = ({ supers, stack }: Run): void => {
  const cell = stack.at(-1)
  if (supers !== undefined && cell !== undefined) supers.add(cell)
}

/** The list behind an array that `viewOf` made. */
export const itemsOf = (array: ReadonlyArray<unknown>): Items | undefined =>
  brandOf(array) === 'items' ? (array as unknown as { readonly [VIEWED]: Items })[VIEWED] : undefined // branded

const TOP = Number.POSITIVE_INFINITY

const proxy = (target: Target): object => new Proxy<Target>(target, handler)

const handler: ProxyHandler<Target> = {
  get: ({ self, level, lenient }, name) => {
    if (typeof name === 'symbol') {
      if (name === DSL) return 'view'
      return name === VIEWED ? (level === TOP ? self : below(self, level)) : undefined
    }
    // JSON.stringify asks every object for a toJSON.
    if ((lenient || name === 'toJSON') && lookup(self, name, level) === undefined) return undefined
    return viewOf(read(self, name, level))
  },
  has: ({ self, level }, name) => typeof name === 'string' && lookup(self, name, level) !== undefined,
  ownKeys: ({ self, level }) => names(self, level, false),
  getOwnPropertyDescriptor: ({ self, level }, name) => {
    const cell = typeof name === 'string' ? lookup(self, name, level) : undefined
    if (cell === undefined) return undefined
    const get = () => viewOf(read(self, String(name), level))
    return { get, enumerable: isVisible(cell), configurable: true }
  },
  set: () => false,
  defineProperty: () => false,
  deleteProperty: () => false,
  preventExtensions: () => false,
}

/** `super` as a value: the layers below `level`, as an object of their own. */
const below = (self: Instance, level: number): Instance => {
  const rope = (self.layers ?? [])
    .slice(0, level)
    .map<Rope>((layer) => ({ layer }))
    .reduce((left, right) => ({ left, right }), NOTHING)
  return instance(self.run, self.place, rope)
}

const NOTHING: Rope = { layer: { literal: {}, origin: undefined, mode: 'obj', root: 'own' } }

/** Items that are code are evaluated when they are read, as in jsonnet. */
const arrayOf = (items: Items): ReadonlyArray<unknown> => {
  const array: Array<unknown> = []
  items.cells.forEach((cell, i) => {
    const force = cell.instance.run.force
    if (cell.state !== 'done' && typeof cell.source === 'function') {
      Object.defineProperty(array, i, { get: () => viewOf(force(cell)), enumerable: true })
    } else {
      array[i] = viewOf(force(cell))
    }
  })
  Object.defineProperty(array, DSL, { value: 'items' })
  Object.defineProperty(array, VIEWED, { value: items })
  return Object.freeze(array)
}
