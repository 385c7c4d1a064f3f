/** Layers that write different values to one field, the upper one without a look at what is below. */
import * as E from 'fp-ts/lib/Either.js'
import { equal, type Json, type Path } from '../json.js'
import { jsonOf, topOf } from './evaluate.js'
import { pathOf } from './failure.js'
import { isBranded, isLiteral, type Marked } from './field.js'
import { force } from './force.js'
import { lookup, names } from './instance.js'
import type { Obj } from './literal.js'
import type { Cell, Run, Value } from './model.js'

/** One field, and the two layers by the names given to `obj` or `edit`: first the one below. */
export interface Overwrite {
  readonly path: Path
  readonly origins: readonly [string, string]
  readonly values: readonly [Json, Json]
}

/**
 * Looks below the top-level fields `of` in an object that evaluates. No overwrite: `plus`, a list edit of what is there,
 * code that reads `super`, an equal value.
 */
export const overwrites = (o: Obj<unknown>, of: ReadonlyArray<string>): ReadonlyArray<Overwrite> => {
  const run: Run & { readonly supers: Set<Cell> } = { limit: 500, stack: [], force, supers: new Set() }
  const found = E.tryCatch(() => {
    const top = topOf(o, run)
    return of.flatMap((name) => {
      const cell = lookup(top, name, Number.POSITIVE_INFINITY)
      return cell === undefined ? [] : inCell(cell, run.supers)
    })
  }, E.toError)
  return E.isRight(found) ? found.right : []
}

/** Whether two edits may write to one field. Law: where this is false, `overwrites` finds nothing between them. */
export const mayMeet = (a: unknown, b: unknown): boolean => {
  const [x, y] = [unmarked(a), unmarked(b)]
  if (!isLiteral(x) || !isLiteral(y)) return x !== undefined && y !== undefined && x !== y
  return meeting(x, y).length > 0
}

/** The fields in which two edits may meet. */
export const meeting = (a: object, b: object): ReadonlyArray<string> => {
  const [x, y] = [a as Fields, b as Fields] // read by name
  return Object.keys(x).filter(
    (key) => !key.startsWith('assert ') && Object.hasOwn(y, key) && mayMeet(x[key], y[key]),
  )
}

type Fields = Readonly<Record<string, unknown>>

const unmarked = (given: unknown): unknown =>
  isBranded(given, 'field') ? (given as Marked<unknown>).value : given // branded

const inCell = (cell: Cell, supers: ReadonlySet<Cell>): ReadonlyArray<Overwrite> => {
  const layers: Cell[] = []
  for (let here: Cell | undefined = cell; here !== undefined; here = here.below) layers.push(here)
  return [
    ...layers.flatMap((upper, i) => layers.slice(i + 1).flatMap((lower) => between(lower, upper, supers))),
    ...inside(force(cell), supers),
  ]
}

const inside = (value: Value, supers: ReadonlySet<Cell>): ReadonlyArray<Overwrite> => {
  if (typeof value !== 'object' || value === null) return []
  if (value.kind === 'items') return value.cells.flatMap((item) => inside(force(item), supers))
  if (value.kind !== 'instance') return []
  return names(value, Number.POSITIVE_INFINITY, false).flatMap((name) => {
    const cell = value.cells.get(name)
    return cell === undefined ? [] : inCell(cell, supers)
  })
}

const between = (lower: Cell, upper: Cell, supers: ReadonlySet<Cell>): ReadonlyArray<Overwrite> => {
  const [below, above] = [lower.layer.origin, upper.layer.origin]
  if (below === undefined || above === undefined || below === above) return []
  const old = json(lower)
  const isInert = upper.plus && isLiteral(upper.source) && old === null // an edit of what is switched off below
  if (upper.plus && !isInert) return []
  const now = isInert ? {} : json(upper)
  if (old === undefined || now === undefined || supers.has(upper) || equal(old, now)) return []
  return [{ path: pathOf(upper), origins: [below, above], values: [old, now] }]
}

/** `null` where there is no field; `undefined` for what cannot be evaluated, as what is overwritten may not be. */
const json = (cell: Cell): Json | undefined => {
  try {
    return jsonOf(cell) ?? null
  } catch {
    return undefined
  }
}
