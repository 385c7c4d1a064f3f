/**
 * The object model against jsonnet's: one program in both languages, and what it means. Where a `jsonnet` is
 * installed, it has the last word on the meaning.
 */
import { spawnSync } from 'node:child_process'
import t from 'tap'
import { showEvalError } from '../../src/dsl/error.js'
import type { Obj } from '../../src/dsl/index.js'
import { assert, evaluate, forced, hidden, mix, obj, plus } from '../../src/dsl/index.js'

/** Fields of no particular type: the programs are about evaluation. */
interface Loose extends Iterable<unknown> {
  readonly a: Loose & number
  readonly b: Loose & number
  readonly c: Loose & number
  readonly d: Loose & number
  readonly f: Loose & number
  readonly h: Loose & number
  readonly k: Loose & number
  readonly l: Loose & number
  readonly m: Loose & number
  readonly n: Loose & number
  readonly s: Loose & number
  readonly x: Loose & number
  readonly y: Loose & number
  readonly later: Loose & number
  readonly inner: Loose & number
  readonly v: Loose & number
  readonly length: number
  readonly [index: number]: number
}
type Code = (scope: { readonly self: Loose; readonly super: Loose; readonly $: Loose }) => unknown
const of = (literal: { readonly [field: string]: unknown }): Obj<Loose> => obj(literal as never) // untyped on purpose
const fn = (code: Code): Code => code
const has = (view: Loose, name: string): boolean => name in view

/** A `Left` is written as the start of jsonnet's message. */
type Case = readonly [name: string, jsonnet: string, ours: Obj<unknown>, means: unknown]

const cases: ReadonlyArray<Case> = [
  [
    'the right field wins, and self is the final object',
    '{a: 1, b: self.a} + {a: 2}',
    mix(of({ a: 1, b: fn(({ self }) => self.a) }), of({ a: 2 })),
    { a: 2, b: 2 },
  ],
  [
    'super is what lies below the layer, self stays final',
    '{a: 1, f: self.a} + {a: 10, f: super.f + super.a + self.a} + {a: 100}',
    mix(
      of({ a: 1, f: fn(({ self }) => self.a) }),
      of({ a: 10, f: fn(({ self, super: below }) => below.f + below.a + self.a) }),
      of({ a: 100 }),
    ),
    { a: 100, f: 201 },
  ],
  [
    'a field of the second of three layers sees layer one as super',
    '{x: 1} + {x: 2, y: super.x, z: self.x} + {x: 3}',
    mix(of({ x: 1 }), of({ x: 2, y: fn((s) => s.super.x), z: fn((s) => s.self.x) }), of({ x: 3 })),
    { x: 3, y: 1, z: 3 },
  ],
  [
    'super passes a layer that does not have the field',
    '{x: 1} + {q: 0} + {x: super.x + 1} + {r: super.x}',
    mix(of({ x: 1 }), of({ q: 0 }), of({ x: fn((s) => s.super.x + 1) }), of({ r: fn((s) => s.super.x) })),
    { q: 0, r: 2, x: 2 },
  ],
  [
    '$ in a nested literal is the outermost object of its literal',
    '{n: "a", inner: {n: "b", s: self.n, d: $.n, deep: {d: $.inner.n}}} + {n: "c"}',
    mix(
      of({
        n: 'a',
        inner: { n: 'b', s: fn((s) => s.self.n), d: fn((s) => s.$.n), deep: { d: fn((s) => s.$.inner.n) } },
      }),
      of({ n: 'c' }),
    ),
    { inner: { d: 'c', deep: { d: 'b' }, n: 'b', s: 'b' }, n: 'c' },
  ],
  [
    '$ of an overlay is the final object',
    '{a: {x: 1}, n: 1} + {a+: {y: $.n, z: $.later}} + {n: 2, later: 3}',
    mix(
      of({ a: { x: 1 }, n: 1 }),
      of({ a: plus({ y: fn((s) => s.$.n), z: fn((s) => s.$.later) } as unknown) }),
      of({ n: 2, later: 3 }),
    ),
    { a: { x: 1, y: 2, z: 3 }, later: 3, n: 2 },
  ],
  [
    '$ of an object in a variable is that object',
    'local x = {v: 1, d: $.v}; {v: 2, inner: x, more: x + {v: 3}}',
    (() => {
      const x = of({ v: 1, d: fn((s) => s.$.v) })
      return of({ v: 2, inner: x, more: mix(x, of({ v: 3 })) })
    })(),
    { inner: { d: 1, v: 1 }, more: { d: 3, v: 3 }, v: 2 },
  ],
  [
    'self and $ of an object that code returns',
    '{a: 1, mk: (if true then {a: 2, s: self.a, d: $.a})}',
    of({ a: 1, mk: fn(() => ({ a: 2, s: fn((s) => s.self.a), d: fn((s) => s.$.a) })) }),
    { a: 1, mk: { a: 2, d: 1, s: 2 } },
  ],
  [
    'a nested +: deepens, a nested : replaces',
    '{a: {x: 1, y: {z: 1, w: 1}}} + {a+: {y+: {z: 2}}} + {b: 1} + {a+: {y: {q: 1}}}',
    mix(
      of({ a: { x: 1, y: { z: 1, w: 1 } } }),
      of({ a: plus({ y: plus({ z: 2 } as unknown) } as unknown) }),
      of({ b: 1 }),
      of({ a: plus({ y: { q: 1 } } as unknown) }),
    ),
    { a: { x: 1, y: { q: 1 } }, b: 1 },
  ],
  [
    'super inside nested +: goes through the layers',
    '{a: {x: 1, s: self.x}} + {a+: {x: super.x + 1}} + {a+: {x: super.x * 10, t: super.s}}',
    mix(
      of({ a: { x: 1, s: fn((s) => s.self.x) } }),
      of({ a: plus({ x: fn((s) => s.super.x + 1) } as unknown) }),
      of({ a: plus({ x: fn((s) => s.super.x * 10), t: fn((s) => s.super.s) } as unknown) }),
    ),
    { a: { s: 20, t: 20, x: 20 } },
  ],
  [
    '+: on an absent field is the plain field',
    '{} + {a+: 1, b+: "x", c+: [1], d+: {e+: {f: 1}}}',
    mix(
      of({}),
      of({
        a: plus(1 as unknown),
        b: plus('x' as unknown),
        c: plus([1] as unknown),
        d: plus({ e: plus({ f: 1 } as unknown) } as unknown),
      }),
    ),
    { a: 1, b: 'x', c: [1], d: { e: { f: 1 } } },
  ],
  [
    '+: adds numbers, strings, lists, and anything to a string',
    '{a: 1, b: "x", c: [1], d: "n", e: 1} + {a+: 2, b+: "y", c+: [2], d+: null, e+: "s"}',
    mix(
      of({ a: 1, b: 'x', c: [1], d: 'n', e: 1 }),
      of({
        a: plus(2 as unknown),
        b: plus('y' as unknown),
        c: plus([2] as unknown),
        d: plus(null as unknown),
        e: plus('s' as unknown),
      }),
    ),
    { a: 3, b: 'xy', c: [1, 2], d: 'nnull', e: '1s' },
  ],
  [
    'plain : after +: replaces',
    '{a: [1]} + {a+: [2]} + {a: [3]} + {a+: [4]}',
    mix(of({ a: [1] }), of({ a: plus([2] as unknown) }), of({ a: [3] }), of({ a: plus([4] as unknown) })),
    { a: [3, 4] },
  ],
  [
    'a hidden field stays hidden under : and +:, and ::: shows it',
    '{a:: 1, b:: 1, c:: 1, d: 1} + {a: 2, b+: 2, c: 2, d:: 3} + {a: 3, c::: super.c + 1, d: 4}',
    mix(
      of({ a: hidden(1 as unknown), b: hidden(1 as unknown), c: hidden(1 as unknown), d: 1 }),
      of({ a: 2, b: plus(2 as unknown), c: 2, d: hidden(3 as unknown) }),
      of({ a: 3, c: forced(fn((s) => s.super.c + 1) as unknown), d: 4 }),
    ),
    { c: 3 },
  ],
  [
    'visibility comes from the topmost mark',
    '{f:: 1} + {f::: 2} + {f: 3} + {g::: 1} + {g:: 2} + {h::: 1} + {h: 2}',
    mix(
      of({ f: hidden(1 as unknown) }),
      of({ f: forced(2 as unknown) }),
      of({ f: 3 }),
      of({ g: forced(1 as unknown) }),
      of({ g: hidden(2 as unknown) }),
      of({ h: forced(1 as unknown) }),
      of({ h: 2 }),
    ),
    { f: 3, h: 2 },
  ],
  [
    'in and keys: in knows hidden fields, keys and super only what they see',
    '{a:: 1, b: 1, k: std.objectFields(self), i: std.objectHasAll(self, "a"), n: "zz" in self} + {c: "a" in super, d: "e" in super, e: 1}',
    mix(
      of({
        a: hidden(1 as unknown),
        b: 1,
        k: fn(({ self }) => Object.keys(self)),
        i: fn(({ self }) => has(self, 'a')),
        n: fn(({ self }) => has(self, 'zz')),
      }),
      of({ c: fn((s) => has(s.super, 'a')), d: fn((s) => has(s.super, 'e')), e: 1 }),
    ),
    { b: 1, c: true, d: false, e: 1, i: true, k: ['b', 'c', 'd', 'e', 'i', 'k', 'n'], n: false },
  ],
  [
    'fields are lazy: an unused hidden error never happens, keys can be read while a field is evaluated',
    '{bad:: error "x", a: std.length(self)}',
    of({
      bad: hidden(
        fn(() => {
          throw new Error('x')
        }) as unknown,
      ),
      a: fn(({ self }) => Object.keys(self).length),
    }),
    { a: 1 },
  ],
  [
    'items of a list are lazy',
    '{a: [1, self.a[0] + 1, self.a[1] + 1]}',
    of({ a: [1, fn(({ self }) => (self.a[0] ?? 0) + 1), fn(({ self }) => (self.a[1] ?? 0) + 1)] } as never),
    { a: [1, 2, 3] },
  ],
  [
    'code in objects in a list sees its own self and the outer $',
    '{n: 1, l: [{n: 2, s: self.n, d: $.n}, self.n]} + {n: 3}',
    mix(
      of({ n: 1, l: [{ n: 2, s: fn((s) => s.self.n), d: fn((s) => s.$.n) }, fn((s) => s.self.n)] }),
      of({ n: 3 }),
    ),
    { l: [{ d: 3, n: 2, s: 2 }, 3], n: 3 },
  ],
  [
    'an object taken from self can be mixed: its self is the mixture',
    '{a: {x: 1, y: self.x}, b: self.a + {x: 2}, c: self.b + {z: super.y}}',
    of({
      a: { x: 1, y: fn((s) => s.self.x) },
      b: fn(({ self }) => mix(self.a as unknown, of({ x: 2 }))),
      c: fn(({ self }) => mix(self.b as unknown, { z: fn((s) => s.super.y) } as unknown)),
    }),
    { a: { x: 1, y: 1 }, b: { x: 2, y: 2 }, c: { x: 2, y: 2, z: 2 } },
  ],
  [
    '$ of a literal that is mixed in a field is the outer object',
    '{n: 1, a: {x: 1}, b: self.a + {n: 2, y: $.n, z: self.n}}',
    of({
      n: 1,
      a: { x: 1 },
      b: fn(({ self }) =>
        mix(self.a as unknown, { n: 2, y: fn((s) => s.$.n), z: fn((s) => s.self.n) } as unknown),
      ),
    }),
    { a: { x: 1 }, b: { n: 2, x: 1, y: 1, z: 2 }, n: 1 },
  ],
  [
    'a diamond: two mixins on one field see each other through super only',
    'local a = {v+: ["a"]}, b = {v+: ["b"]}; {x: {v: []} + a + b, y: {v: []} + b + a, z: {v: []} + (a + b) + a}',
    (() => {
      const v = of({ v: [] })
      const a = of({ v: plus(['a'] as unknown) })
      const b = of({ v: plus(['b'] as unknown) })
      return of({ x: mix(v, a, b), y: mix(v, b, a), z: mix(v, mix(a, b), a) })
    })(),
    { x: { v: ['a', 'b'] }, y: { v: ['b', 'a'] }, z: { v: ['a', 'b', 'a'] } },
  ],
  [
    '+: of a computed object',
    '{k: "n", a: {x: 1}} + {a+: {[k]: $.k for k in ["p", "q"]}}',
    mix(
      of({ k: 'n', a: { x: 1 } }),
      of({ a: plus(fn(() => ({ p: fn((s) => s.$.k), q: fn((s) => s.$.k) })) as unknown) }),
    ),
    { a: { p: 'n', q: 'n', x: 1 }, k: 'n' },
  ],
  [
    'self in +: code is the final object, super the one below',
    '{l: [1]} + {l+: [std.length(self.m)], m: super.l + [0]} + {m+: [9]}',
    mix(
      of({ l: [1] }),
      of({ l: plus(fn((s) => [s.self.m.length]) as unknown), m: fn((s) => [...s.super.l, 0]) }),
      of({ m: plus([9] as unknown) }),
    ),
    { l: [1, 3], m: [1, 0, 9] },
  ],
  [
    'null is a value, and keys sort by code point',
    '{"\u{1f600}": 1, "\uff61": 2, b: null, B: 3, a: {}}',
    of({ '\u{1f600}': 1, '\uff61': 2, b: null, B: 3, a: {} }),
    { B: 3, a: {}, b: null, '\uff61': 2, '\u{1f600}': 1 },
  ],
  [
    'an assertion runs against the final object',
    '{n: 1, assert self.n > 0 : "positive"} + {n: -1}',
    mix(of({ n: 1, 'assert n': assert<Loose, Loose>(({ self }) => self.n > 0, 'positive') }), of({ n: -1 })),
    'Assertion failed: positive',
  ],
  [
    'an assertion may be false in the middle',
    '{n: 1, assert self.n > 0} + {n: -1} + {n: 5}',
    mix(
      of({ n: 1, 'assert n': assert<Loose, Loose>(({ self }) => self.n > 0, 'positive') }),
      of({ n: -1 }),
      of({ n: 5 }),
    ),
    { n: 5 },
  ],
  [
    'a hidden object asserts when one of its fields is read, not when it is mixed or unused',
    '{h:: {n: -1, assert self.n > 0 : "positive"}, ok: self.h + {n: 1}, k: std.objectFields(self.h)}',
    of({
      h: hidden({ n: -1, 'assert n': assert<Loose, Loose>(({ self }) => self.n > 0, 'positive') } as unknown),
      ok: fn(({ self }) => mix(self.h as unknown, { n: 1 })),
      k: fn(({ self }) => Object.keys(self.h)),
    }),
    { k: ['n'], ok: { n: 1 } },
  ],
  [
    'and when it is read',
    '{h:: {n: -1, m: 1, assert self.n > 0 : "positive"}, a: self.h.m}',
    of({
      h: hidden({
        n: -1,
        m: 1,
        'assert n': assert<Loose, Loose>(({ self }) => self.n > 0, 'positive'),
      } as unknown),
      a: fn(({ self }) => self.h.m),
    }),
    'Assertion failed: positive',
  ],
  [
    'an assertion may use super',
    '{n: 1} + {n: 2, assert self.n > super.n : "grows"} + {n: 0}',
    mix(
      of({ n: 1 }),
      of({ n: 2, 'assert n': assert<Loose, Loose>((s) => s.self.n > s.super.n, 'grows') }),
      of({ n: 0 }),
    ),
    'Assertion failed: grows',
  ],
  [
    'an object with a false assertion and no fields fails',
    '{a: {assert false : "no"}}',
    of({ a: { 'assert it': assert(() => false, 'no') } }),
    'Assertion failed: no',
  ],
  [
    'a field that is not there fails',
    '{a: self.b}',
    of({ a: fn(({ self }) => self.b) }),
    'Field does not exist: b',
  ],
  [
    'super without the field fails',
    '{a: 1} + {b: super.c}',
    mix(of({ a: 1 }), of({ b: fn((s) => s.super.c) })),
    'Field does not exist: c',
  ],
  [
    'a field that needs itself fails',
    '{a: self.b, b: self.a}',
    of({ a: fn(({ self }) => self.b), b: fn(({ self }) => self.a) }),
    'Infinite recursion',
  ],
  [
    'an object that contains itself fails',
    '{a: self}',
    of({ a: fn(({ self }) => self) }),
    'Infinite recursion',
  ],
  [
    'types that do not add up fail',
    '{a: 1} + {a+: [1]}',
    mix(of({ a: 1 }), of({ a: plus([1] as unknown) })),
    'Cannot add',
  ],
  [
    'null is not an empty object',
    '{a: null} + {a+: {}}',
    mix(of({ a: null }), of({ a: plus({} as unknown) })),
    'Cannot add',
  ],
  [
    'a function cannot be put out',
    '{a: function(x) x}',
    of({ a: fn(() => (x: number) => x) }),
    "Couldn't manifest function",
  ],
]

const jsonnet = spawnSync('jsonnet', ['--version']).error === undefined
const skip = jsonnet || process.env.CI === 'true' ? false : 'jsonnet is not installed'

for (const [name, , ours, means] of cases) {
  t.test(name, async (t) => {
    const result = evaluate(ours)
    if (typeof means === 'string') {
      t.equal(result._tag, 'Left')
      const words = means.split(':')
      if (result._tag === 'Left') for (const word of words) t.match(showEvalError(result.left), word.trim())
    } else {
      t.same(result, { _tag: 'Right', right: means })
      if (result._tag === 'Right')
        t.equal(JSON.stringify(result.right), JSON.stringify(means), 'same order of keys')
    }
  })
}

t.test('jsonnet means the same', { skip }, async (t) => {
  for (const [name, program, , means] of cases) {
    const { status, stdout } = spawnSync('jsonnet', ['-e', program], { encoding: 'utf8' })
    if (typeof means === 'string') t.equal(status, 1, name)
    else t.same(JSON.parse(stdout), means, name)
  }
})
