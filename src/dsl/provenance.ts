/**
 * Where the fields of a DSL object come from. It looks at the cells that evaluation leaves behind, so `evaluate` knows
 * nothing of it and pays nothing for it.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { at, equal, type Json, type JsonObject, leavesOf, type Path } from '../json.js'
import type { EvalError as Failure } from './error.js'
import { type EvaluateOptions, evaluate, jsonOf, topOf } from './evaluate.js'
import { failureOf, originOf } from './failure.js'
import { force } from './force.js'
import { check, lookup } from './instance.js'
import type { Obj } from './literal.js'
import type { Cell, Instance, Value } from './model.js'
import { sameItem } from './sameItem.js'

/** One layer's part in a field. */
export interface Writer {
  /** The name given to `obj` or `edit`; absent where there is none. */
  readonly origin?: string
  /** The field as it is with this layer and those below; absent where there is none, or it cannot be evaluated. */
  readonly value?: Json
}

/** A DSL object that is evaluated part by part, each at most once. Nothing throws. */
export interface Inspected {
  /** The JSON of the field at `path`, hidden ones included; `undefined`: there is none. Fails as `evaluate` does. */
  readonly json: (path: Path) => E.Either<Failure, Json | undefined>
  /**
   * Who wrote the field at `path`, base first: the last one made its value. One that replaced what is around it counts
   * where the field became another. Items of lists are followed by their `name`, else by their index.
   */
  readonly writers: (path: Path) => ReadonlyArray<Writer>
}

/** Looks into `o`. Law: the last of `writers(path)` has the value of `json(path)`. */
export const inspected = (o: Obj<unknown>, { limit = 500 }: EvaluateOptions = {}): Inspected => {
  const total = <A>(work: () => A): E.Either<Failure, A> =>
    E.tryCatch(work, (thrown) => failureOf(thrown, undefined, limit))
  const top = total(() => topOf(o, { limit, stack: [], force }))
  return {
    json: (path) =>
      path.length === 0
        ? evaluate(o, { limit })
        : E.chain((self: Instance) => total(() => partOf(self, path)))(top),
    writers: (path) =>
      pipe(
        top,
        E.chain((self) => total(() => inside(self, path, undefined))),
        E.getOrElse((): ReadonlyArray<Writer> => []),
      ),
  }
}

/** A field of the output, with those who wrote it. */
export interface Origin {
  readonly path: Path
  readonly value: Json
  readonly writers: ReadonlyArray<Writer>
}

/** What `evaluate` gives, and for each leaf of it (a scalar, or what is empty) its writers, in the order of the output. */
export const evaluateWithProvenance = (
  o: Obj<unknown>,
  options: EvaluateOptions = {},
): E.Either<Failure, { readonly json: JsonObject; readonly leaves: ReadonlyArray<Origin> }> =>
  pipe(
    evaluate(o, options),
    E.map((json) => {
      const { writers } = inspected(o, options)
      return { json, leaves: leavesOf(json).map((leaf) => ({ ...leaf, writers: writers(leaf.path) })) }
    }),
  )

const TOP = Number.POSITIVE_INFINITY

const partOf = (self: Instance, path: Path): Json | undefined => {
  const [step, ...rest] = path
  if (step === undefined) return undefined
  check(self)
  const cell = lookup(self, String(step), TOP)
  return cell === undefined ? undefined : jsonBelow(cell, rest)
}

/** What `path` means below `cell`; only what is asked for is evaluated. */
const jsonBelow = (cell: Cell, path: Path): Json | undefined => {
  const [step, ...rest] = path
  if (step === undefined) return jsonOf(cell)
  const value = force(cell)
  if (typeof value !== 'object' || value === null) return undefined
  if (value.kind === 'instance') return partOf(value, path)
  if (value.kind === 'data') return at(value.json, path)
  if (value.kind !== 'items') return undefined
  const item = value.cells[Number(step)]
  return item === undefined ? undefined : jsonBelow(item, rest)
}

/** The writers of `path` below `cell`. `around`: the layer of what `cell` is in. */
const writersOf = (cell: Cell, path: Path, around: string | undefined): ReadonlyArray<Writer> => {
  const layers = addedUp(cell)
  if (path.length === 0) {
    const lowest = layers[0]?.below
    return [
      ...(lowest === undefined ? [] : writersOf(lowest, path, around)),
      ...layers.map((layer) => writer(layer.layer.origin ?? around, json(layer))),
    ]
  }
  const value = force(cell)
  const isList = typeof value === 'object' && value?.kind === 'items'
  const earlier = isList ? cell.below : layers[0]?.below
  const then = earlier === undefined ? path : sameItem(path, json(earlier), json(cell), cell.plus)
  const before = earlier === undefined ? [] : writersOf(earlier, then, around)
  return joined(before, inside(value, path, cell.layer.origin ?? around))
}

/** The writers of `path` inside `value`. */
const inside = (value: Value, path: Path, origin: string | undefined): ReadonlyArray<Writer> => {
  const [step, ...rest] = path
  if (step === undefined || typeof value !== 'object' || value === null) return []
  if (value.kind === 'instance') {
    const cell = lookup(value, String(step), TOP)
    return cell === undefined ? [] : writersOf(cell, rest, origin)
  }
  if (value.kind === 'items') {
    const cell = value.cells[Number(step)]
    return cell === undefined ? [] : writersOf(cell, rest, origin)
  }
  const found = value.kind === 'data' ? at(value.json, path) : undefined
  return found === undefined ? [] : [writer(origin, found)]
}

/** `cell` and what it is added to, from the one that stands alone. */
const addedUp = (cell: Cell): ReadonlyArray<Cell> => {
  const layers = [cell]
  for (let here = cell; here.plus && here.below !== undefined; here = here.below) layers.push(here.below)
  return layers.reverse()
}

/** What is written again from further out counts where it differs; a list edit holds what it took from below. */
const joined = (before: ReadonlyArray<Writer>, here: ReadonlyArray<Writer>): ReadonlyArray<Writer> => {
  const isSame = (a: Writer, b: Writer): boolean => equal(a.value ?? null, b.value ?? null)
  const fresh = here.filter(
    (one, i) =>
      i === here.length - 1 || !before.some((other) => other.origin === one.origin && isSame(other, one)),
  )
  const last = before.at(-1)
  const [first, ...more] = fresh
  return last !== undefined && first !== undefined && isSame(last, first)
    ? [...before, ...more]
    : [...before, ...fresh]
}

const writer = (origin: string | undefined, value: Json | undefined): Writer => ({
  ...originOf(origin),
  ...(value === undefined ? {} : { value }),
})

/** What lies below need not be evaluable. */
const json = (cell: Cell): Json | undefined => {
  try {
    return jsonOf(cell)
  } catch {
    return undefined
  }
}
