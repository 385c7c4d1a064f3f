/** Random programs that mostly succeed: local objects, sums of object literals, and their fields. */

import { condition, ofKind, withNumber } from './expressions.js'
import type { Expr, Field, ObjectExpr } from './program.js'
import type { Random } from './random.js'
import type { Kind, Shape, Site, Value, Variable } from './site.js'
import { EARLY, NAMES, NOTHING, objects, RANKS, variable } from './site.js'

/** A program: local objects, and a sum of layers. */
export const generate = (random: Random): Expr => {
  const wild = random.chance(0.06)
  const locals: Array<{ readonly name: string; readonly value: Expr }> = []
  let below = NOTHING
  let sum: Expr | undefined
  const count = random.pick([1, 2, 2, 3, 3, 4])
  let variables: ReadonlyArray<Variable> = []
  for (let i = 0; i < count; i++) {
    const again = random.chance(0.15) ? locals.at(-1) : undefined
    if (again !== undefined) {
      sum = added(sum, variable(again.name))
      continue
    }
    const hoisted = random.chance(0.3)
    const standsAlone = hoisted && (i === 0 || random.chance(0.6))
    const under = standsAlone ? NOTHING : below
    const made = object(
      { ...START, random, self: under, below: under, variables, wild, object: objectValue },
      i === 0 ? 6 : random.int(2, 5),
    )
    below = { ...below, ...made.shape }
    const name = `mixin${i}`
    if (hoisted) locals.push({ name, value: made.expr })
    if (standsAlone) variables = [...variables, { name, kind: 'object', shape: made.shape }]
    const layer: Expr = hoisted ? variable(name) : made.expr
    sum = random.chance(0.3) && sum?.is === '+' ? rotated(sum, layer) : added(sum, layer)
  }
  const body: Expr = sum ?? { is: 'object', locals: [], asserts: [], fields: [] }
  return locals.reduceRight<Expr>(
    (inner, { name, value }) => ({ is: 'local', name, value, body: inner }),
    body,
  )
}

/** The site of a layer. */
const START = { rank: 0, outer: 0, root: NOTHING, depth: 4, nesting: 2 }

const added = (left: Expr | undefined, right: Expr): Expr =>
  left === undefined ? right : { is: '+', left, right }

/** `a + (b + c)` instead of `(a + b) + c`. */
const rotated = (sum: Expr & { readonly is: '+' | '-' | '==' | '<' }, right: Expr): Expr => ({
  ...sum,
  right: { is: '+', left: sum.right, right },
})

interface Made {
  readonly expr: ObjectExpr
  /** What it has on top of what is below. */
  readonly shape: Shape
}

/** An object literal of about `size` fields; `site` is that of the literal, with what lies below it. */
const object = (site: Site, size: number): Made => {
  const { random, below } = site
  const isOutermost = site.root === NOTHING
  const chosen = RANKS.filter((name) => random.chance(size / RANKS.length) && allowed(site, name))
  let own: Shape = Object.fromEntries(chosen.map((name) => [name, below[name] ?? NOTHING]))
  const self: Shape = { ...below, ...own }
  const inside: Site = { ...site, self, root: isOutermost ? self : site.root, outer: site.outer }
  const locals = random.chance(0.25) ? [objectLocal(inside)] : []
  const variables = [...site.variables, ...locals.map(({ variable }) => variable)]
  const fields: Array<Field> = []
  for (const name of chosen) {
    const rank = RANKS.indexOf(name)
    const at: Site = {
      ...inside,
      variables: rank < 2 ? site.variables : variables,
      rank,
      outer: isOutermost ? rank : site.outer,
    }
    const { field, shape } = oneField(at, site, name)
    fields.push(field)
    own = { ...own, [name]: shape }
  }
  const asserts = random.chance(0.12) ? [assertion({ ...inside, variables })] : []
  return {
    expr: { is: 'object', locals: locals.map(({ name, value }) => ({ name, value })), asserts, fields },
    shape: { ...below, ...own },
  }
}

/** Objects end somewhere. */
const allowed = ({ nesting }: Site, name: string): boolean =>
  nesting > 0 || (NAMES[name] !== 'object' && NAMES[name] !== 'maker')

const objectLocal = (site: Site) => {
  const { random } = site
  const name = `local${site.nesting}`
  if (random.chance(0.4)) {
    const me: Variable = { name, kind: 'object', shape: early(site.self) }
    return { name, value: { is: 'self' } as const, variable: me }
  }
  const kind = random.pick<Kind>(['number', 'text'])
  const value = ofKind({ ...site, rank: 2, outer: 0, depth: 2 }, kind)
  return { name, value, variable: { name, kind, shape: NOTHING } }
}

/** The part of a shape that may be read from inside. */
const early = (shape: Shape): Shape =>
  Object.fromEntries(Object.entries(shape).filter(([name]) => RANKS.indexOf(name) < 2))

/**
 * About early fields; in the outermost object at times about all. The assertion of a nested object never needs that
 * object: whether it ends then depends on whether fields are evaluated once, as in Go's jsonnet and here, or each time,
 * as in C++'s.
 */
const assertion = (around: Site) => {
  const { random, wild } = around
  const all = around.root === around.self && random.chance(0.3)
  const site: Site = {
    ...around,
    rank: all ? RANKS.length : EARLY,
    outer: all ? RANKS.length : wild ? 0 : EARLY,
    variables: wild ? [] : around.variables,
    wild: false,
  }
  const test: Expr = site.random.chance(0.92) ? holding(site) : condition({ ...site, depth: 2 })
  return { test, message: 'assert-1' }
}

/** A condition that mostly holds. */
const holding = (site: Site): Expr => ({
  is: '<',
  left: { is: 'value', value: -1000 },
  right: ofKind({ ...site, depth: 2 }, 'number'),
})

const oneField = (
  site: Site,
  literal: Site,
  name: string,
): { readonly field: Field; readonly shape: Shape } => {
  const { random, below } = site
  const kind = NAMES[name] ?? 'number'
  const isBelow = name in below
  const isCode = kind === 'function' || kind === 'maker'
  const plus = !isCode && random.chance(isBelow ? (kind === 'object' || kind === 'list' ? 0.6 : 0.3) : 0.06)
  const seen = isCode
    ? isBelow || random.chance(0.01)
      ? ':'
      : '::'
    : random.weighted<Field['seen']>([
        [':', 75],
        ['::', 14],
        [':::', 9],
      ])
  const computed = random.chance(0.06) ? nameExpr(literal, name) : undefined
  if (kind === 'maker') {
    const made = literalBelow(withNumber(site, 'y'), NOTHING)
    const value: Expr = { is: 'function', parameter: 'y', body: made.expr }
    return { field: { name, computed, plus, seen, value }, shape: made.shape }
  }
  if (kind === 'object') {
    const made = objectValue(plus ? { ...site, below: below[name] ?? NOTHING } : { ...site, below: NOTHING })
    const shape = plus ? { ...below[name], ...made.shape } : made.shape
    return { field: { name, computed, plus, seen, value: made.expr }, shape }
  }
  return { field: { name, computed, plus, seen, value: ofKind(site, kind) }, shape: NOTHING }
}

/** An expression for a known name. It stands outside of the object. */
const nameExpr = (site: Site, name: string): Expr => {
  const text: Expr = { is: 'value', value: name }
  const isInside = site.root !== NOTHING
  if (!isInside || site.random.chance(0.4)) return { is: '+', left: text, right: { is: 'value', value: '' } }
  return { is: 'if', test: condition({ ...site, depth: 1 }), yes: text, no: text }
}

/** The object of a field. `site.below` is what lies below the field. */
const objectValue = (site: Site): Value => {
  const { random } = site
  const nested = (below: Shape): Made => literalBelow(site, below)
  const literal = (): Value => {
    const made = nested(site.below)
    return { expr: made.expr, shape: made.shape }
  }
  const known = objects(site)
  if (random.chance(0.01)) return { expr: { is: 'value', value: null }, shape: NOTHING }
  if (known.length === 0 || random.chance(0.5)) return literal()
  const base = random.pick(known)
  switch (random.int(0, 5)) {
    case 0:
      return base
    case 1: {
      const other = nested(NOTHING)
      return {
        expr: { is: 'if', test: condition({ ...site, depth: 2 }), yes: base.expr, no: other.expr },
        shape: common(base.shape, other.shape),
      }
    }
    case 2: {
      const name = `it${site.nesting}`
      const it: Variable = { name, kind: 'object', shape: base.shape }
      const made = literalBelow({ ...site, variables: [...site.variables, it] }, base.shape)
      const body: Expr = { is: '+', left: variable(name), right: made.expr }
      return { expr: { is: 'local', name, value: base.expr, body }, shape: made.shape }
    }
    case 3: {
      const other = random.pick(known)
      return {
        expr: { is: '+', left: base.expr, right: other.expr },
        shape: { ...base.shape, ...other.shape },
      }
    }
    default: {
      const made = nested(base.shape)
      return { expr: { is: '+', left: base.expr, right: made.expr }, shape: made.shape }
    }
  }
}

/** A nested literal on top of what has the fields `below`. */
const literalBelow = (site: Site, below: Shape): Made =>
  object(
    {
      ...site,
      self: below,
      below,
      rank: 0,
      outer: Math.min(site.outer, EARLY),
      nesting: site.nesting - 1,
      depth: 3,
    },
    3.5,
  )

const common = (a: Shape, b: Shape): Shape =>
  Object.fromEntries(Object.entries(a).filter(([name]) => name in b))
