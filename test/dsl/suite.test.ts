/**
 * The equalities about objects that jsonnet's own test suite states (`test_suite/object.jsonnet` and `oop.jsonnet` of
 * google/jsonnet), in our DSL. Those of strings, of `==` and of list comprehensions are left to JavaScript.
 */
import t from 'tap'
import type { Obj } from '../../src/dsl/index.js'
import { evaluate, hidden, mix, obj, plus } from '../../src/dsl/index.js'

/** Anything, for the equalities are about evaluation and not about types. */
interface Any {
  (...given: ReadonlyArray<unknown>): Any
  readonly [field: string]: Any
}
interface Scope {
  readonly self: Any
  readonly super: Any
  readonly $: Any
  readonly local: (object: unknown) => Any
}
const of = (literal: { readonly [field: string]: unknown }): Obj<Any> => obj(literal as never) // untyped
const fn = (code: (scope: Scope) => unknown) => code
const more = (value: unknown): unknown => plus(value)
const named = (name: string | null, value: unknown) => (name === null ? {} : { [name]: value })
const unseen = (value: unknown): unknown => hidden(value)

/** What `read` sees of `o`: jsonnet's `(o).read`. */
const seen = (o: Obj<Any>, read: (view: Any) => unknown): unknown => {
  const result = evaluate(of({ result: fn(({ local }) => read(local(o))) }))
  return result._tag === 'Right' ? result.right.result : result.left
}

type Equality = readonly [name: string, left: unknown, right: unknown]
const equalities: ReadonlyArray<Equality> = [
  ['the empty object', json(of({})), {}],
  ['a field', seen(of({ x: 1, y: 2 }), (o) => o.y), 2],
  ['a field by a computed name', seen(of({ x: 1, y: 2 }), (o) => o[String('y')]), 2],
  ['an unused error', seen(of({ x: fn(() => fail('foo')), y: 2 }), (o) => o.y), 2],
  ['+ unites', json(mix(of({ x: 1, y: 2 }), of({ z: 3 }))), { x: 1, y: 2, z: 3 }],
  ['+ replaces', json(mix(of({ x: 1, y: 2 }), of({ y: 3 }))), { x: 1, y: 3 }],
  ['+: adds', json(mix(of({ x: 1, y: 2 }), of({ y: more(3) }))), { x: 1, y: 5 }],
  [
    '+: deepens where : replaces',
    json(mix(of({ a: { x: 1 }, b: { x: 2 } }), of({ a: more({ y: 3 }), b: { x: 3 } }))),
    { a: { x: 1, y: 3 }, b: { x: 3 } },
  ],

  // Functions as fields
  [
    'a method of three parameters',
    seen(
      of({
        f: fn(() => (x: number, _y: number, _z: number) => x),
        y: fn(({ self }) => self.f?.(1, 2, 3)),
      }),
      (o) => o.y,
    ),
    1,
  ],
  [
    'a method that calls a hidden method',
    seen(
      of({
        f: unseen(fn(() => (x: number, _y: number, _z: number) => x)),
        y: fn(
          ({ self }) =>
            (x: number) =>
              self.f?.(x, 2, 3),
        ),
        z: fn(({ self }) => self.y?.(4)),
      }),
      (o) => o.z,
    ),
    4,
  ],

  // Object locals
  [
    'locals are constants around the literal',
    (() => {
      const foo = 3
      const bar = (n: number) => foo + n
      return json(of({ x: foo, y: foo + bar(1) }))
    })(),
    { x: 3, y: 7 },
  ],
  [
    'locals that need each other',
    (() => {
      const bar = (n: number): ReadonlyArray<unknown> => [() => foo(), n]
      const foo = (): unknown => bar(3)[1]
      return json(of({ x: foo, y: fn(() => [foo, ...bar(3)]) }))
    })(),
    { x: 3, y: [3, 3, 3] },
  ],

  // Computed names
  ['a computed name', json(of(named('x', 1))), { x: 1 }],
  [
    'names and values out of pairs',
    json(
      of(
        Object.fromEntries([
          ['x', 1],
          ['y', 2],
        ]),
      ),
    ),
    { x: 1, y: 2 },
  ],
  [
    'a comprehension whose values read the final object',
    json(
      of(Object.fromEntries([1, 2, 3].map((x) => [`n${x}`, x === 1 ? 1 : fn(({ $ }) => x + Number($.n1))]))),
    ),
    { n1: 1, n2: 3, n3: 4 },
  ],
  [
    'a name out of the object around',
    json(of({ f: 'foo', g: fn(({ self }) => ({ [String(self.f)]: 7 })) })),
    { f: 'foo', g: { foo: 7 } },
  ],
  ['a comprehension over nothing', json(of(Object.fromEntries([]))), {}],
  ['a name that is null is no field', json(of(named(null, 'test'))), {}],
  [
    'self in a computed name is the object around',
    json(
      of({
        name: unseen('bar'),
        f: fn(({ self }) => mix({ foo: 7, bar: 1 }, { [String(self.name)]: more(3), name: unseen('foo') })),
      }),
    ),
    { f: { foo: 7, bar: 4 } },
  ],
  [
    'and so is super',
    json(
      mix(
        of({ name: unseen('supername') }),
        of({
          name: unseen('selfname'),
          f: fn((scope) =>
            mix(
              { wrongname: 7, supername: 1, name: unseen('wrongname') },
              { [String(scope.super.name)]: more(3) },
            ),
          ),
        }),
      ),
    ),
    { f: { wrongname: 7, supername: 4 } },
  ],

  // +: with nothing below
  ['+: on an empty object', json(mix(of({}), of({ f: more(3) }))), { f: 3 }],
  ['+: in +:', json(mix(of({}), of({ f: more({ g: more('foo') }) }))), { f: { g: 'foo' } }],
  ['+: of a list', json(mix(of({}), of({ f: more([3]) }))), { f: [3] }],
  ['+: without any layer below', json(of({ f: more(3) })), { f: 3 }],
  ['and in +:', json(of({ f: more({ g: more('foo') }) })), { f: { g: 'foo' } }],
  ['and of a list', json(of({ f: more([3]) })), { f: [3] }],

  // in
  [
    'in super inside +: is about the layer that has the +:',
    json(
      mix(
        of({ opt: unseen(true), f: { y: 5 } }),
        of({ f: more(fn((scope) => ({ ['opt' in scope.super ? 'x' : 'y']: more(3) }))) }),
      ),
    ),
    { f: { x: 3, y: 5 } },
  ],
  [
    'in super',
    json(mix(of({ x: 1 }), of({ a: fn((s) => 'x' in s.super), b: fn((s) => 'y' in s.super) }))),
    { x: 1, a: true, b: false },
  ],
  [
    'in super of a hidden field',
    json(mix(of({ x: unseen(1) }), of({ a: fn((s) => 'x' in s.super), b: fn((s) => 'y' in s.super) }))),
    { a: true, b: false },
  ],
  ['in an object', seen(of({ x: 3 }), (o) => ['x' in o, 'y' in o]), [true, false]],
  [
    'in self',
    json(of({ x: 1, a: fn(({ self }) => 'x' in self), b: fn(({ self }) => 'y' in self) })),
    { x: 1, a: true, b: false },
  ],
  [
    'in self of a hidden field',
    json(of({ x: unseen(1), a: fn(({ self }) => 'x' in self), b: fn(({ self }) => 'y' in self) })),
    { a: true, b: false },
  ],
  ['in self of the field itself', json(of({ f: fn(({ self }) => 'f' in self) })), { f: true }],

  // self
  ['self', seen(of({ x: 1, y: fn(({ self }) => self.x) }), (o) => o.y), 1],
  ['self, mixed with nothing', seen(mix(of({ x: 1, y: fn(({ self }) => self.x) }), of({})), (o) => o.y), 1],
  ['self as a value', seen(of({ x: 1, y: fn(({ self }) => self) }), (o) => o.y?.y?.x), 1],
  ['self as a value, mixed', seen(mix(of({ x: 1, y: fn(({ self }) => self) }), of({})), (o) => o.y?.y?.x), 1],
  [
    'self of a layer below',
    seen(mix(of({ x: 1, y: fn(({ self }) => self.x) }), of({ x: 2 })), (o) => o.y),
    2,
  ],

  // super
  [
    'super',
    json(
      mix(
        of({ x: 1, y: fn(({ self }) => self.x) }),
        of({ x: 2, y: fn((s) => Number(s.super.y) + 1), z: fn((s) => s.super.y) }),
      ),
    ),
    { x: 2, y: 3, z: 2 },
  ],
  [
    'self is the final object when it is reached through super',
    seen(mix(of({ x: fn(({ self }) => self.x) }), of({ x: 2, y: fn((s) => s.super.x) })), (o) => o.y),
    2,
  ],
  [
    'super two levels up',
    json(
      mix(mix(of({ x: 1 }), of({ x: 2, y: fn((s) => s.super.x) })), of({ x: 3, z: fn((s) => s.super.x) })),
    ),
    { x: 3, y: 1, z: 2 },
  ],
  [
    'variables are those of the place where they stand',
    json(
      mix(
        (() => {
          const z = 3
          return of({ x: fn(() => z) })
        })(),
        (() => {
          const z = 4
          return of({ x: fn(() => z), y: fn((s) => s.super.x) })
        })(),
      ),
    ),
    { x: 4, y: 3 },
  ],
  [
    'an object by its name is not the one that it becomes part of',
    (() => {
      const A: Obj<Any> = of({
        a1: 1,
        a2: fn(({ self }) => self.a1),
        a3: fn(({ local }) => local(A).a2),
      })
      const B = of({
        a1: 2,
        a2: fn((s) => Number(s.super.a2) + 1),
        b1: fn((s) => s.super.a2),
        b2: fn((s) => s.super.a3),
      })
      return json(mix(A, B))
    })(),
    { a1: 2, a2: 3, a3: 1, b1: 2, b2: 1 },
  ],
  [
    'a sum on the right',
    json(
      mix(
        of({ x: 1, y: fn(({ self }) => self.x) }),
        mix(of({ x: 2 }), of({ x: 3, y: 5, z: fn((s) => s.super.y) })),
      ),
    ),
    { x: 3, y: 5, z: 3 },
  ],
  [
    'a sum with an empty middle',
    json(mix(of({ x: 1 }), mix(of({}), of({ y: fn((s) => s.super.x) })))),
    { x: 1, y: 1 },
  ],
  [
    'super visits all leaves of two sums',
    (() => {
      const A = of({ name: 'A' })
      const B = of({ name: 'B', sB: fn((s) => s.super.name) })
      const C = of({ name: 'C', sC: fn((s) => s.super.name) })
      const D = of({ name: 'D', sD: fn((s) => s.super.name) })
      return json(mix(mix(A, B), mix(C, D)))
    })(),
    { name: 'D', sB: 'A', sC: 'B', sD: 'C' },
  ],
  [
    'a local that is the object around, and a name that is another',
    (() => {
      const a: Obj<Any> = of({
        d: 0,
        b: fn(({ self: outer }) => ({
          c: fn(() => Number(outer.d) + 1),
          c2: fn(({ local }) => Number(local(a).d) + 1),
        })),
      })
      const e = fn(({ local }) => mix(local(a).b ?? {}, { d: 4 }))
      const e2 = fn(({ local }) => local(mix(a, of({ d: 4 }))).b)
      return json(of({ e, e2 }))
    })(),
    { e: { c: 1, c2: 1, d: 4 }, e2: { c: 5, c2: 1 } },
  ],
  ['$ is late-bound', seen(mix(of({ x: 1, y: { a: fn(({ $ }) => $.x) } }), of({ x: 2 })), (o) => o.y?.a), 2],
  [
    'one object twice in a sum',
    (() => {
      const A = of({ x: fn((s) => s.super.y), y: fn((s) => s.super.x) })
      return json(mix(of({ x: 1, y: 2 }), mix(A, A)))
    })(),
    { x: 1, y: 2 },
  ],
  ['a computed name over a field', json(mix(of({ x: 2 }), of(named('x', 1)))), { x: 1 }],
  [
    'a comprehension over fields',
    json(mix(of({ x: 3, z: 4 }), of(Object.fromEntries([1, 2].map((n) => [n === 1 ? 'x' : 'y', n]))))),
    { x: 1, y: 2, z: 4 },
  ],
  [
    'a comprehension over nothing else',
    json(mix(of({}), of(Object.fromEntries(['x', 'y', 'foo', 'foobar'].map((k) => [k, `${k}_`]))))),
    { x: 'x_', y: 'y_', foo: 'foo_', foobar: 'foobar_' },
  ],
]

function json(o: Obj<unknown>): unknown {
  const result = evaluate(o)
  return result._tag === 'Right' ? result.right : result.left
}

function fail(message: string): never {
  throw new Error(message)
}

for (const [name, left, right] of equalities) t.test(name, async (t) => void t.strictSame(left, right))
