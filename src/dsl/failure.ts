/** How an `EvalError` travels from where it happens to `evaluate`: thrown, and caught there. Never seen outside. */
import type { Path } from '../json.js'
import type { EvalError as Failure } from './error.js'
import { showEvalError } from './error.js'
import type { Cell, Place } from './model.js'

const FAILURE = Symbol.for('clearml-manifests.dsl.failure')

/** Throws `error` (an `Error` for the code of users that it passes through). */
export const fail = (error: Failure): never => {
  throw Object.assign(new Error(showEvalError(error)), { [FAILURE]: error })
}

/** What a thrown thing means at `place`: an `EvalError` stays; a stack overflow is `LimitExceeded`; else `Threw`. */
export const failureOf = (
  thrown: unknown,
  place: Place | undefined,
  limit: number,
  origin?: string,
): Failure => {
  const known = carried(thrown)
  if (known !== undefined) return known
  const message = thrown instanceof Error ? thrown.message : String(thrown)
  const path = pathOf(place)
  if (/call stack|too much recursion/i.test(message)) return { _tag: 'LimitExceeded', path, limit }
  return { _tag: 'Threw', path, message, ...originOf(origin) }
}

/** Throws on: a failure as it is, anything else as what it means at `cell`. */
export const raise = (thrown: unknown, cell: Cell): never => {
  if (carried(thrown) !== undefined) throw thrown
  return fail(failureOf(thrown, cell, cell.instance.run.limit, cell.layer.origin))
}

const carried = (thrown: unknown): Failure | undefined =>
  typeof thrown === 'object' && thrown !== null
    ? (thrown as { readonly [FAILURE]?: Failure })[FAILURE] // set by `fail` only
    : undefined

/** The origin as an optional field. */
export const originOf = (origin: string | undefined): { readonly origin?: string } =>
  origin === undefined ? {} : { origin }

/** Path and layer of `cell`, or of what stands at `place` and is said by the layer of `cell`. */
export const whereOf = (
  cell: Cell,
  place: Place = cell,
): { readonly path: Path; readonly origin?: string } => ({
  path: pathOf(place),
  ...originOf(cell.layer.origin),
})

/** The path that a chain of places spells. */
export const pathOf = (place: Place | undefined): Path => {
  const path: Array<string | number> = []
  for (let here = place; here !== undefined; here = here.up) path.push(here.key)
  return path.reverse()
}

/** From the first time `cell` is on the stack to the second. */
export const cycleTo = (cell: Cell): ReadonlyArray<Path> => {
  const { stack } = cell.instance.run
  return [...stack.slice(Math.max(0, stack.indexOf(cell))), cell].map(pathOf)
}
