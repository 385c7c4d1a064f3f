import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import {
  add,
  edit,
  evaluate,
  evaluateWithProvenance,
  hidden,
  list,
  mix,
  type Obj,
  obj,
  plus,
} from '../../src/dsl/index.js'
import { overwrites } from '../../src/dsl/overwrites.js'
import { at, type Json, leavesOf, showPath } from '../../src/json.js'

/** `path: origin=value …` of each leaf. */
const chains = (o: Obj<unknown>): Readonly<Record<string, string>> => {
  const result = evaluateWithProvenance(o)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return Object.fromEntries(
    result.right.leaves.map(({ path, writers }) => [
      showPath(path),
      writers.map(({ origin, value }) => `${origin ?? '?'}=${JSON.stringify(value)}`).join(' '),
    ]),
  )
}

const base = obj(
  {
    name: 'web',
    replicas: ({ self }: { self: { config: { replicas: number } } }) => self.config.replicas,
    labels: { app: 'web' },
    empty: {},
    containers: [
      { name: 'main', image: 'a:1' },
      { name: 'side', image: 'b:1' },
    ],
    config: hidden({ replicas: 1 }),
  } as const as never,
  'base',
) as Obj<{ config: { replicas: number } }>
const change = (edits: Record<string, unknown>, origin = 'overlay'): Obj<never> =>
  edit(edits as never, origin)

t.test('each leaf knows its writers, base first', async (t) => {
  t.strictSame(chains(mix(base, change({ name: 'shop', labels: { tier: add('front') } }))), {
    'containers[0].image': 'base="a:1"',
    'containers[0].name': 'base="main"',
    'containers[1].image': 'base="b:1"',
    'containers[1].name': 'base="side"',
    empty: 'base={}',
    'labels.app': 'base="web"',
    'labels.tier': 'overlay="front"',
    name: 'base="web" overlay="shop"',
    replicas: 'base=1',
  })
})

t.test('three layers on one field are all there, with what the field was with each', async (t) => {
  const more = mix(
    base,
    change({ name: plus('-') }, 'one'),
    change({ name: ({ super: below }: { super: { name: string } }) => `${below.name}x` }, 'two'),
  )
  t.equal(chains(more).name, 'base="web" one="web-" two="web-x"')
})

t.test('what an object around a field replaces counts where the field became another', async (t) => {
  const replaced = mix(base, change({ labels: () => ({ app: 'web', team: 'a' }) }))
  t.equal(chains(replaced)['labels.app'], 'base="web"')
  t.equal(chains(replaced)['labels.team'], 'overlay="a"')
  const other = mix(base, change({ labels: () => ({ app: 'shop' }) }))
  t.equal(chains(other)['labels.app'], 'base="web" overlay="shop"')
})

t.test('items of lists are followed by their key', async (t) => {
  const merged = chains(
    mix(
      base,
      change({ containers: list.prepend({ name: 'first', image: 'c:1' }) }, 'one'),
      change({ containers: list.merge('name', [{ name: 'main', image: 'a:2' }]) }, 'two'),
    ),
  )
  t.equal(merged['containers[0].image'], 'one="c:1"')
  t.equal(merged['containers[1].image'], 'base="a:1" two="a:2"')
  t.equal(merged['containers[2].image'], 'base="b:1"')
  const late = chains(
    mix(base, change({ containers: () => list.merge('name', [{ name: 'side', image: 'b:2' }]) })),
  )
  t.equal(late['containers[0].image'], 'base="a:1"')
  t.equal(late['containers[1].image'], 'base="b:1" overlay="b:2"')
  const whole = chains(mix(base, change({ containers: list.replace([{ name: 'side', image: 'b:3' }]) })))
  t.equal(whole['containers[0].image'], 'base="b:1" overlay="b:3"', 'also in a list that is replaced')
})

t.test('what lies below need not be evaluable', async (t) => {
  const broken = obj(
    {
      a: () => {
        throw new Error('no')
      },
    } as never,
    'base',
  )
  t.equal(chains(mix(broken, obj({ a: 1 }, 'above') as never)).a, 'base=undefined above=1')
})

t.test('an object that does not evaluate gives its error', async (t) => {
  const result = evaluateWithProvenance(mix(base, change({ nmae: 1 })))
  t.match(result, { left: { _tag: 'FieldDoesNotExist', field: 'nmae', nearest: ['name'] } })
})

const scalar = fc.oneof(fc.integer(), fc.string(), fc.boolean(), fc.constant(null))
const tree = fc.letrec<{ node: Json }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 3 },
    scalar,
    fc.array(tie('node'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c', 'name'), tie('node'), { maxKeys: 3 }),
  ),
})).node
const layers = fc.array(fc.dictionary(fc.constantFrom('a', 'b', 'c'), tree, { maxKeys: 3 }), {
  minLength: 1,
  maxLength: 4,
})

t.test('the last writer of each leaf wrote its value, and every leaf has one', async (t) => {
  fc.assert(
    fc.property(layers, fc.boolean(), (all, isDeep) => {
      const [first = {}, ...rest] = all.map((one, i) =>
        obj(
          (isDeep
            ? Object.fromEntries(
                Object.entries(one).map(([key, value]) => [
                  key,
                  typeof value === 'object' && value !== null && !Array.isArray(value) && i > 0
                    ? () => value
                    : value,
                ]),
              )
            : one) as never,
          String(i),
        ),
      )
      const mixed = rest.reduce<Obj<never>>((a, b) => mix(a, b) as never, first as never)
      const result = evaluateWithProvenance(mixed)
      const plain = evaluate(mixed)
      t.ok(E.isRight(result) && E.isRight(plain))
      if (E.isLeft(result) || E.isLeft(plain)) return
      t.strictSame(result.right.json, plain.right)
      t.strictSame(
        result.right.leaves.map(({ path }) => path),
        leavesOf(plain.right).map(({ path }) => path),
      )
      for (const { path, value, writers } of result.right.leaves) {
        if (path.length === 0) continue
        t.strictSame(writers.at(-1)?.value, value)
        t.strictSame(at(plain.right, path), value)
      }
    }),
    { numRuns: 200 },
  )
})

t.test('overwrites are what layers write differently, without super', async (t) => {
  const found = (...all: ReadonlyArray<Obj<never>>): ReadonlyArray<string> =>
    overwrites(
      all.reduce<Obj<never>>((a, b) => mix(a, b) as never, base as never),
      ['name', 'labels', 'containers', 'replicas'],
    ).map(
      ({ path, origins, values }) =>
        `${showPath(path)} ${origins.join('<')} ${values.map((one) => JSON.stringify(one)).join(' ')}`,
    )
  const one = (edits: Record<string, unknown>): Obj<never> => change(edits, 'one')
  const two = (edits: Record<string, unknown>): Obj<never> => change(edits, 'two')
  t.strictSame(
    found(one({ labels: { app: 'x' } }), two({ labels: { app: 'y' } })).filter(
      (text) => !text.includes('base'),
    ),
    ['labels.app one<two "x" "y"'],
  )
  t.strictSame(found(one({ labels: { x: add('x') } }), two({ labels: { y: add('y') } })), [])
  t.strictSame(
    found(one({ labels: { x: add('x') } }), two({ labels: { x: add('x') } })),
    [],
    'the same value',
  )
  t.strictSame(found(one({ name: plus('x') }), two({ name: plus('y') })), [])
  t.strictSame(
    found(
      one({ replicas: () => 2 }),
      two({ replicas: ({ super: below }: { super: { replicas: number } }) => below.replicas + 1 }),
    ).filter((text) => !text.includes('base')),
    [],
    'it builds on what is there',
  )
  const merge = (image: string) => ({ containers: list.merge('name', [{ name: 'main', image }]) })
  t.strictSame(
    found(one(merge('a:2')), two(merge('a:3'))).filter((text) => !text.includes('base')),
    ['containers[0].image one<two "a:2" "a:3"'],
  )
  t.strictSame(
    found(one(merge('a:2')), two({ containers: list.append({ name: 'more', image: 'd' }) })).filter(
      (text) => !text.includes('base'),
    ),
    [],
  )
})
