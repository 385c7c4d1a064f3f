/** Smaller programs, to show a difference by the smallest one. */
import type { Expr } from './program.js'

/** `program` made smaller, step by step, as long as `differs`; at most `attempts` are tried. */
export const shrunk = async (
  program: Expr,
  differs: (program: Expr) => Promise<boolean>,
  attempts: number,
): Promise<Expr> => {
  let best = program
  let left = attempts
  for (let found = true; found && left > 0; ) {
    found = false
    for (const smaller of smallerThan(best)) {
      if (left-- <= 0) break
      if (!(await differs(smaller))) continue
      best = smaller
      found = true
      break
    }
  }
  return best
}

const ZERO: Expr = { is: 'value', value: 0 }

/** Every program that is `e` with one part left out, or replaced by a part of it; the greatest steps first. */
const smallerThan = (e: Expr): ReadonlyArray<Expr> => {
  const parts = Object.values(e).flatMap((part: unknown) =>
    Array.isArray(part) ? part.map(inner) : [inner(part)],
  )
  const here = [...parts.filter((part) => part !== undefined), ...(e.is === 'value' ? [] : [ZERO])]
  const within = Object.entries(e).flatMap(([key, part]) => replaced(part).map((p) => ({ ...e, [key]: p })))
  return [...here, ...within]
}

/** An expression, or the one in a field. */
const inner = (part: unknown): Expr | undefined => {
  if (typeof part !== 'object' || part === null) return undefined
  if ('is' in part) return part as Expr // all that have it are
  if ('value' in part) return part.value as Expr // of fields and locals
  return 'test' in part ? (part.test as Expr) : undefined // of assertions
}

/** One member of an expression made smaller: lists lose items, fields their marks. */
const replaced = (part: unknown): ReadonlyArray<unknown> => {
  if (Array.isArray(part)) {
    const without = part.map((_, i) => part.filter((_, j) => j !== i))
    return [...without, ...part.flatMap((item, i) => replaced(item).map((p) => part.with(i, p)))]
  }
  if (typeof part !== 'object' || part === null) return []
  if ('is' in part) return smallerThan(part as Expr) // as above
  const unmarked =
    'plus' in part
      ? [
          { ...part, plus: false },
          { ...part, seen: ':' },
          { ...part, computed: undefined },
        ]
      : []
  const changed = unmarked.filter((p) => JSON.stringify(p) !== JSON.stringify(part))
  return [
    ...changed,
    ...Object.entries(part).flatMap(([key, p]) => replaced(p).map((q) => ({ ...part, [key]: q }))),
  ]
}
