/** From a DSL object to plain JSON. */
import * as E from 'fp-ts/lib/Either.js'
import type { Json, JsonObject } from '../json.js'
import type { EvalError as Failure } from './error.js'
import { fail, failureOf, pathOf, whereOf } from './failure.js'
import { describe, isBranded, isLiteral } from './field.js'
import { force } from './force.js'
import { check, instance, lookup, missing, names } from './instance.js'
import type { Obj } from './literal.js'
import type { Cell, Instance, Place, Run, Value } from './model.js'
import { ropeOf } from './object.js'
import { plainJson, sorted } from './plain.js'

export interface EvaluateOptions {
  /** How deep fields may need fields, and objects may hold objects; 500 by default. */
  readonly limit?: number
  /** Top-level hidden fields that are put out too. One that does not exist is `FieldDoesNotExist`. */
  readonly reveal?: ReadonlyArray<string>
}

/**
 * The JSON that an object means: visible fields, late-bound, keys in code-point order (but for keys that are whole
 * numbers, which JavaScript puts first). Fields that evaluate to `undefined` are left out. Total: it never throws
 * and never overflows the stack. The result shares nothing with the input.
 */
export const evaluate = (o: Obj<unknown>, options: EvaluateOptions = {}): E.Either<Failure, JsonObject> => {
  const { limit = 500, reveal = [] } = options
  try {
    const top = topOf(o, { limit, stack: [], force })
    for (const name of reveal) if (lookup(top, name, TOP) === undefined) missing(top, name, TOP)
    return E.right(manifestObject(top, reveal, 0))
  } catch (thrown) {
    return E.left(failureOf(thrown, undefined, limit))
  }
}

/** The object `o` under evaluation; nothing of it is evaluated yet. Fails with `NotJson` for what is no object. */
export const topOf = (o: Obj<unknown>, run: Run): Instance =>
  isBranded(o, 'obj') || isBranded(o, 'view') || isLiteral(o)
    ? instance(run, undefined, ropeOf(o))
    : fail({ _tag: 'NotJson', path: [], found: describe(o) })

const TOP = Number.POSITIVE_INFINITY

const manifestObject = (self: Instance, reveal: ReadonlyArray<string>, depth: number): JsonObject => {
  if (self.manifesting) {
    const path = pathOf(self.place)
    return fail({ _tag: 'InfiniteRecursion', path, cycle: [path, path] })
  }
  check(self)
  self.manifesting = true
  const json: Record<string, Json> = {}
  const visible = names(self, TOP, false)
  const shown = reveal.length === 0 ? visible : sorted([...new Set([...visible, ...reveal])])
  for (const name of shown) {
    const cell = self.cells.get(name) as Cell // listed
    if (name === '__proto__') fail({ _tag: 'NotJson', ...whereOf(cell), found: 'a field of this name' })
    const value = manifestCell(cell, depth + 1)
    if (value !== undefined) json[name] = value
  }
  self.manifesting = false
  return json
}

const manifestCell = (cell: Cell, depth: number): Json | undefined => {
  if (cell.state === 'idle' && !cell.plus) {
    const json = plainJson(cell.source, limitOf(cell) - depth)
    if (json !== undefined) return json
  }
  return manifest(force(cell), cell, depth)
}

/** The JSON of what `cell` holds, `undefined` for no field. Fails as `evaluate` does. */
export const jsonOf = (cell: Cell): Json | undefined => manifest(force(cell), cell, 0)

const limitOf = (cell: Cell): number => cell.instance.run.limit

/** `cell` is where the value stands in the output; it may have been made elsewhere. */
const manifest = (value: Value, cell: Cell, depth: number): Json | undefined => {
  if (value === null || value === undefined || typeof value === 'string' || typeof value === 'boolean')
    return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : notJson(cell, value)
  const limit = limitOf(cell)
  if (depth > limit) return fail({ _tag: 'LimitExceeded', ...whereOf(cell), limit })
  switch (value.kind) {
    case 'instance':
      return plainObject(value, limit - depth) ?? manifestObject(value, [], depth)
    case 'items':
      return value.cells.map((item) => {
        const json = manifestCell(item, depth + 1)
        return json === undefined ? notJson(item, undefined) : json
      })
    case 'data':
      return plainJson(value.json, limit - depth) ?? fail(whyNotJson(value.json, cell, cell, limit - depth))
    case 'opaque':
      return notJson(cell, value.value)
  }
}

/** Most objects that code returns are plain literals. */
const plainObject = (self: Instance, depth: number): Json | undefined => {
  if (self.layers !== undefined || !('layer' in self.rope)) return undefined
  const { literal, mode } = self.rope.layer
  return mode === 'obj' ? plainJson(literal, depth) : undefined
}

const notJson = (cell: Cell, value: unknown): never => fail(refusal(cell, cell, value))

const refusal = (cell: Cell, place: Place, value: unknown): Failure =>
  typeof value === 'function'
    ? { _tag: 'FunctionInOutput', ...whereOf(cell, place) }
    : { _tag: 'NotJson', ...whereOf(cell, place), found: describe(value) }

/** The first thing in `value`, at `place` below `cell`, that `plainJson` refuses. */
const whyNotJson = (value: unknown, cell: Cell, place: Place, depth: number): Failure => {
  if (depth < 0) return { _tag: 'LimitExceeded', ...whereOf(cell, place), limit: limitOf(cell) }
  const isContainer = Array.isArray(value) || isLiteral(value)
  if (!isContainer) return refusal(cell, place, value)
  for (const [key, item] of Object.entries(value)) {
    const here: Place = { up: place, key: Array.isArray(value) ? Number(key) : key }
    if (key === '__proto__') return { _tag: 'NotJson', ...whereOf(cell, here), found: 'a field of this name' }
    const absent = item === undefined && !Array.isArray(value)
    if (!absent && plainJson(item, depth - 1) === undefined) return whyNotJson(item, cell, here, depth - 1)
  }
  return refusal(cell, place, undefined)
}
