/**
 * Where an expression stands, and what may be read there.
 *
 * The name of a field says its kind, and its rank: a field mostly reads fields of lower rank, so that cycles are
 * rare. What the objects of a program have is tracked (`Shape`), so that what is read is mostly there.
 */
import type { Expr } from './program.js'
import type { Random } from './random.js'

export type Kind = 'number' | 'text' | 'object' | 'list' | 'function' | 'maker'

/** By rank. Of those of `EARLY` the nested objects of a field may read the outermost one. */
export const NAMES: Readonly<Record<string, Kind>> = {
  a: 'number',
  b: 'number',
  s: 'text',
  f: 'function',
  g: 'maker',
  o: 'object',
  p: 'object',
  l: 'list',
  c: 'number',
  d: 'number',
  t: 'text',
}
export const RANKS = Object.keys(NAMES)
export const NOT_TEXT = RANKS.filter((name) => NAMES[name] !== 'text')
export const EARLY = RANKS.indexOf('o')

/** The fields of an object, as far as they are known; of those that hold or make objects, what these have. */
export interface Shape {
  readonly [name: string]: Shape
}
export const NOTHING: Shape = {}

export interface Variable {
  readonly name: string
  readonly kind: Kind
  readonly shape: Shape
}

/** Where an expression stands. */
export interface Site {
  readonly random: Random
  /** Ranks below this one may be read of `self` and `super`. */
  readonly rank: number
  /** And of `$`. */
  readonly outer: number
  readonly self: Shape
  readonly below: Shape
  readonly root: Shape
  readonly variables: ReadonlyArray<Variable>
  /** How many levels of expressions and of objects may follow. */
  readonly depth: number
  readonly nesting: number
  /** Cycles, and reads of what is not there, are welcome. */
  readonly wild: boolean
  /** Makes an object for a field; what lies below the field is `below` of its site. */
  readonly object: (site: Site) => Value
}

export interface Value {
  readonly expr: Expr
  readonly shape: Shape
}

export const variable = (name: string): Expr => ({ is: 'variable', name })

/** The objects that an expression may read. */
export const objects = (site: Site): ReadonlyArray<Value> => {
  const found: Array<Value> = []
  const isRead = (name: string, rank: number): boolean =>
    NAMES[name] === 'object' && RANKS.indexOf(name) < rank
  for (const [name, shape] of Object.entries(site.self)) {
    if (isRead(name, site.rank)) found.push({ expr: { is: 'get', of: { is: 'self' }, name }, shape })
  }
  for (const [name, shape] of Object.entries(site.below)) {
    if (isRead(name, site.rank)) found.push({ expr: { is: 'super', name }, shape })
  }
  for (const of of references(site, 'maker')) {
    const shape = of.is === 'get' || of.is === 'super' ? makerShape(site, of) : NOTHING
    found.push({ expr: { is: 'call', of, argument: { is: 'value', value: site.random.int(0, 9) } }, shape })
  }
  for (const { name, kind, shape } of site.variables) {
    if (kind === 'object' && name.startsWith('mixin')) found.push({ expr: variable(name), shape })
  }
  return found
}

/** What the objects have that this function makes. */
const makerShape = (site: Site, of: Expr & { readonly is: 'get' | 'super' | 'inSuper' }): Shape => {
  if (of.is !== 'get') return site.below[of.name] ?? NOTHING
  return (of.of.is === '$' ? site.root[of.name] : site.self[of.name]) ?? NOTHING
}

/** An object whose fields are looked at and not evaluated. */
export const anyObject = (site: Site): Expr => {
  const known = objects(site)
  return known.length > 0 && site.random.chance(0.4)
    ? site.random.pick(known).expr
    : { is: site.random.pick(['self', '$']) }
}

/** What of this kind may be read. */
export const references = (site: Site, wanted: Kind): ReadonlyArray<Expr> => {
  const found: Array<Expr> = []
  const isRead = (name: string, rank: number): boolean => NAMES[name] === wanted && RANKS.indexOf(name) < rank
  for (const name of Object.keys(site.self)) {
    if (isRead(name, site.rank)) found.push({ is: 'get', of: { is: 'self' }, name })
  }
  for (const name of Object.keys(site.below)) {
    const fits = isRead(name, site.rank + 1)
    if (fits) found.push({ is: 'super', name }, { is: 'super', name })
  }
  for (const name of Object.keys(site.root)) {
    const fits = isRead(name, site.outer)
    if (fits) found.push({ is: 'get', of: { is: '$' }, name }, { is: 'get', of: { is: '$' }, name })
  }
  for (const { name, kind, shape } of site.variables) {
    if (kind === wanted) found.push(variable(name), variable(name))
    if (kind !== 'object' || name.startsWith('mixin')) continue
    for (const key of Object.keys(shape)) {
      if (NAMES[key] === wanted) found.push({ is: 'get', of: variable(name), name: key })
    }
  }
  return found
}
