/** Random expressions of each kind of value. */
import type { Expr } from './program.js'
import type { Kind, Site } from './site.js'
import { anyObject, NAMES, NOT_TEXT, NOTHING, objects, RANKS, references } from './site.js'

export const ofKind = (site: Site, kind: Kind): Expr => {
  switch (kind) {
    case 'number':
      return number(site)
    case 'text':
      return text(site)
    case 'list':
      return list(site)
    case 'function':
      return { is: 'function', parameter: 'x', body: number(withNumber(site, 'x')) }
    case 'maker':
    case 'object':
      return site.object(site).expr
  }
}

export const withNumber = (site: Site, name: string): Site => ({
  ...site,
  variables: [...site.variables, { name, kind: 'number', shape: NOTHING }],
})

type Choice = readonly [make: () => Expr, weight: number]

const choose = (site: Site, leaf: () => Expr, choices: ReadonlyArray<Choice>): Expr => {
  const all: ReadonlyArray<Choice> = site.depth <= 0 ? choices.slice(0, 2) : choices
  const sum = all.reduce((total, [, weight]) => total + weight, 0)
  return sum === 0 ? leaf() : site.random.weighted(all)()
}

export const number = (site: Site): Expr => {
  const { random } = site
  const deeper: Site = { ...site, depth: site.depth - 1 }
  const leaf = (): Expr => ({ is: 'value', value: random.int(0, 9) })
  const known = references(site, 'number')
  const ofObjects = objects(site).flatMap(({ expr, shape }) =>
    Object.keys(shape)
      .filter((name) => NAMES[name] === 'number')
      .map<Expr>((name) => ({ is: 'get', of: expr, name })),
  )
  const functions = references(site, 'function')
  return choose(site, leaf, [
    [leaf, 3],
    [() => random.pick(known), known.length > 0 ? 6 : 0],
    [() => random.pick(ofObjects), ofObjects.length > 0 ? 3 : 0],
    [() => ({ is: random.pick(['+', '-']), left: number(deeper), right: number(deeper) }), 4],
    [() => conditional(deeper, number), 1.5],
    [
      () => ({ is: 'call', of: random.pick(functions), argument: number(deeper) }),
      functions.length > 0 ? 4 : 0,
    ],
    [() => bound(deeper, number), 0.7],
    [() => element(deeper), 0.5],
    [() => fieldOfLiteral(deeper), site.nesting > 0 ? 0.4 : 0],
    [() => ({ is: 'error', message: 'error-1' }), 0.012],
    [() => ({ is: '+', left: list(deeper), right: number(deeper) }), site.wild ? 0.2 : 0.02],
    [
      () => ({ is: 'get', of: { is: random.pick(['self', '$']) }, name: random.pick(NOT_TEXT) }),
      site.wild ? 1 : 0,
    ],
  ])
}

const text = (site: Site): Expr => {
  const { random } = site
  const deeper: Site = { ...site, depth: site.depth - 1 }
  const leaf = (): Expr => ({ is: 'value', value: random.pick(['', 'x', 'y', 'zz', '\u{1f600}']) })
  const known = references(site, 'text')
  return choose(site, leaf, [
    [leaf, 3],
    [() => random.pick(known), known.length > 0 ? 5 : 0],
    [() => ({ is: '+', left: text(deeper), right: text(deeper) }), 4],
    [() => ({ is: '+', left: text(deeper), right: number({ ...deeper, wild: false }) }), 1],
    [() => conditional(deeper, text), 1.5],
    [() => bound(deeper, text), 0.5],
  ])
}

const list = (site: Site): Expr => {
  const { random } = site
  const deeper: Site = { ...site, depth: site.depth - 1 }
  const items = (): Expr => ({
    is: 'array',
    items: Array.from({ length: random.int(0, 3) }, () =>
      random.chance(0.15) && site.nesting > 0
        ? site.object({ ...deeper, below: NOTHING }).expr
        : number(deeper),
    ),
  })
  const known = references(site, 'list')
  const seen = (): Expr => ({
    is: 'fields',
    std: random.pick(['objectFields', 'objectFieldsAll']),
    of: anyObject(site),
  })
  return choose(site, items, [
    [items, 3],
    [() => random.pick(known), known.length > 0 ? 3 : 0],
    [seen, 5],
    [() => ({ is: '+', left: list(deeper), right: list(deeper) }), 2],
    [() => conditional(deeper, list), 1],
  ])
}

export const conditional = (site: Site, make: (site: Site) => Expr): Expr => ({
  is: 'if',
  test: condition(site),
  yes: make(site),
  no: make(site),
})

/** `local x = …; …` */
const bound = (site: Site, make: (site: Site) => Expr): Expr => {
  const name = `x${site.random.int(0, 999)}`
  return { is: 'local', name, value: number(site), body: make(withNumber(site, name)) }
}

/** An item of a list that has it. */
const element = (site: Site): Expr => {
  const items = Array.from({ length: site.random.int(1, 3) }, () => number(site))
  return {
    is: 'at',
    of: { is: 'array', items },
    index: site.random.int(0, items.length - (site.wild ? 0 : 1)),
  }
}

const fieldOfLiteral = (site: Site): Expr => {
  const { expr, shape } = site.object({ ...site, below: NOTHING })
  const name = Object.keys(shape).find((key) => NAMES[key] === 'number')
  return name === undefined ? number(site) : { is: 'get', of: expr, name }
}

export const condition = (site: Site): Expr => {
  const { random } = site
  const deeper: Site = { ...site, depth: site.depth - 1 }
  const name = random.pick(RANKS)
  return random.weighted<() => Expr>([
    [() => ({ is: random.pick(['==', '<']), left: number(deeper), right: number(deeper) }), 3],
    [() => ({ is: 'inSuper', name }), 3],
    [() => ({ is: 'in', of: anyObject(site), name }), 2],
    [() => ({ is: 'has', std: random.pick(['objectHas', 'objectHasAll']), of: anyObject(site), name }), 4.5],
  ])()
}
