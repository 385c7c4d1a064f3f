/** Evaluation of one cell: lazy, once, and in bounded depth. */
import { cycleTo, fail, pathOf, raise, whereOf } from './failure.js'
import type { Assertion, ListEdit } from './field.js'
import { isBranded } from './field.js'
import { editedList } from './listEdit.js'
import type { Cell, Value } from './model.js'
import { added, typeName, valueFrom } from './value.js'
import { scopeOf } from './view.js'

/** The value of `cell`, evaluated at the first call. Fails with `InfiniteRecursion` and `LimitExceeded`. */
export const force = (cell: Cell): Value =>
  cell.state === 'done' ? cell.value : running(cell, () => fold(cell))

/** Does `work` as the evaluation of `cell`. */
const running = (cell: Cell, work: () => Value): Value => {
  const { run } = cell.instance
  if (cell.state === 'running') {
    return fail({ _tag: 'InfiniteRecursion', ...whereOf(cell), cycle: cycleTo(cell) })
  }
  if (run.stack.length >= run.limit) fail({ _tag: 'LimitExceeded', ...whereOf(cell), limit: run.limit })
  cell.state = 'running'
  run.stack.push(cell)
  try {
    cell.value = work()
    cell.state = 'done'
    return cell.value
  } catch (thrown) {
    cell.state = 'idle'
    return raise(thrown, cell)
  } finally {
    run.stack.pop()
  }
}

/** Adds up what lies below, from the first cell that stands alone; iterative, as stacks may be high. */
const fold = (cell: Cell): Value => {
  if (!cell.plus || cell.below === undefined) return apply(cell, undefined)
  const pending: Array<Cell> = []
  let base: Cell | undefined = cell.below
  while (base?.plus === true && base.state === 'idle') {
    pending.push(base)
    base = base.below
  }
  let value = base === undefined ? undefined : force(base)
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const here = next
    const left = value
    value = running(here, () => apply(here, left))
  }
  return apply(cell, value)
}

/** The value of `cell` on top of the value below, which is `undefined` when there is none. */
const apply = (cell: Cell, below: Value): Value => {
  const { source } = cell
  if (!cell.plus) return own(cell)
  if (isListEdit(source)) return editedList(source, below, cell)
  // An edit of what is switched off.
  if (below === null && cell.nested === 'edit' && typeof source === 'object') return null
  const right = own(cell)
  if (below === undefined) return right
  if (right === undefined) return below
  if (below === null && cell.nested === 'edit' && typeName(right) === 'object') return null
  if (below === null && cell.nested === 'add') return right
  return added(below, right, cell)
}

/** The value that `cell` itself gives. */
const own = (cell: Cell): Value => {
  const { source } = cell
  if (typeof source !== 'function') {
    return isBranded(source, 'assert')
      ? assertion(cell, source as Assertion<unknown, unknown>)
      : valueFrom(source, cell, cell.nested) // branded
  }
  const result: unknown = source(scopeOf(cell))
  if (!isListEdit(result)) return valueFrom(result, cell, cell.nested)
  cell.instance.run.supers?.add(cell)
  return editedList(result, cell.below === undefined ? undefined : force(cell.below), cell)
}

const assertion = (cell: Cell, { condition, message }: Assertion<unknown, unknown>): Value => {
  const scope = scopeOf(cell)
  if (condition(scope)) return true
  const text = typeof message === 'function' ? message(scope) : message
  return fail({ _tag: 'AssertionFailed', message: text, ...whereOf(cell), path: pathOf(cell.up) })
}

const isListEdit = (value: unknown): value is ListEdit<unknown> => isBranded(value, 'list')
