import fc from 'fast-check'
import { isLeft, isRight } from 'fp-ts/lib/Either.js'
import t from 'tap'
import type { EvalError as Failure, Obj } from '../../src/dsl/index.js'
import {
  assert,
  data,
  edit,
  evaluate,
  forced,
  hidden,
  mix,
  obj,
  plus,
  required,
  showEvalError,
} from '../../src/dsl/index.js'

type Open = { readonly [field: string]: unknown }
const of = (literal: unknown, origin?: string): Obj<Open> => obj(literal as never, origin) // programs about evaluation

/** The JSON of an object, or the line of its error. */
const run = (o: Obj<unknown>, options?: Parameters<typeof evaluate>[1]): unknown => {
  const result = evaluate(o, options)
  return isRight(result) ? result.right : showEvalError(result.left)
}
const failure = (o: Obj<unknown>, options?: Parameters<typeof evaluate>[1]): Failure | undefined => {
  const result = evaluate(o, options)
  return isLeft(result) ? result.left : undefined
}
interface Numbers {
  readonly [field: string]: number
}
const num = (code: (scope: { self: Numbers; super: Numbers; $: Numbers }) => unknown) => code

t.test('output', async (t) => {
  t.test('undefined fields are left out, null stays', async (t) => {
    t.same(run(of({ a: undefined, b: () => undefined, c: null, d: { e: undefined } })), { c: null, d: {} })
  })
  t.test('a field given as undefined is no field: what is below shows', async (t) => {
    t.same(
      run(mix(of({ a: 1, k: ({ self }: { self: object }) => Object.keys(self) }), of({ a: undefined }))),
      {
        a: 1,
        k: ['a', 'k'],
      },
    )
  })
  t.test('hidden fields can be revealed at the top', async (t) => {
    t.same(run(of({ b: 1, a: hidden({ x: 1 } as unknown) }), { reveal: ['a'] }), { a: { x: 1 }, b: 1 })
    t.equal(
      run(of({ config: hidden(1 as unknown) }), { reveal: ['confg'] }),
      'Field does not exist: confg at the top; did you mean config?',
    )
  })
  t.test('what JSON cannot say is refused where it stands', async (t) => {
    class Thing {}
    t.equal(run(of({ a: { b: [1, Number.NaN] } })), "Couldn't manifest NaN as JSON at a.b[1]")
    t.equal(run(of({ a: () => 1n })), "Couldn't manifest a bigint as JSON at a")
    t.equal(run(of({ a: Symbol('x') })), "Couldn't manifest a symbol as JSON at a")
    t.equal(run(of({ a: [new Date(0)] })), "Couldn't manifest an instance of Date as JSON at a[0]")
    t.equal(
      run(of({ a: () => ({ b: new Thing() }) })),
      "Couldn't manifest an instance of Thing as JSON at a.b",
    )
    t.equal(run(of({ a: [undefined] })), "Couldn't manifest undefined as JSON at a[0]")
    t.equal(run(of({ a: data({ b: [() => 1] }) })), "Couldn't manifest function in output at a.b[0]")
    t.equal(
      run(of({ a: JSON.parse('{"__proto__": 1}') })),
      "Couldn't manifest a field of this name as JSON at a.__proto__",
    )
    t.equal(
      run(of({ a: { ...of({ b: 1 }), c: 1 } })),
      "Couldn't manifest the spread of a DSL object (use mix) as JSON at a",
    )
    t.match(run(of({ a: () => hidden(1 as unknown) })), /^Couldn't manifest a marked value .* as JSON at a$/)
    t.equal(run(1 as never), "Couldn't manifest a number as JSON at the top")
  })
  t.test('the result shares nothing with the input', async (t) => {
    const list = Object.freeze([Object.freeze({ a: 1 })])
    const result = run(of({ x: list, y: data(list) })) as { x: unknown; y: unknown } // as built
    t.same(result, { x: [{ a: 1 }], y: [{ a: 1 }] })
    t.not(result.x, list)
    t.not(result.y, list)
  })
})

t.test('views', async (t) => {
  t.test('spread copies visible fields, JSON.stringify and lists work, nothing can be written', async (t) => {
    const seen = ({ self }: { self: { o: object; l: ReadonlyArray<number> } }) => ({
      spread: { ...self.o, z: 1 },
      text: JSON.stringify(self.o),
      mapped: self.l.map((x) => x * 2).concat(self.l),
      isList: Array.isArray(self.l),
      frozen: Object.isFrozen(self.l),
    })
    t.same(
      run(of({ o: hidden({ b: 1, a: () => 2, h: hidden(3 as unknown) } as unknown), l: [1, () => 2], seen })),
      {
        l: [1, 2],
        seen: {
          frozen: true,
          isList: true,
          mapped: [2, 4, 1, 2],
          spread: { a: 2, b: 1, z: 1 },
          text: '{"a":2,"b":1}',
        },
      },
    )
    t.match(
      run(
        of({ o: {}, w: ({ self }: { self: { o: { x?: number } } }) => Object.assign(self.o, { x: 1 }) }, 'x'),
      ),
      /^Evaluation failed at w, in overlay x: /,
    )
  })
  t.test('data is handed out raw and can still be mixed', async (t) => {
    const json = { a: { b: 1 }, l: [1] }
    const raw = ({ self }: { self: { d: typeof json & { no?: 1 } } }) => [
      self.d === json,
      self.d.no === undefined,
    ]
    t.same(run(of({ d: data(json), raw })), { d: json, raw: [true, true] })
    t.same(run(mix(of({ d: data(json) }), edit<Open>({ d: { a: { b: 2 }, l: plus([2]) } } as never, 'x'))), {
      d: { a: { b: 2 }, l: [1, 2] },
    })
  })
  t.test('code runs once for an instance', async (t) => {
    let calls = 0
    const o = of({ a: () => ++calls, b: num(({ self }) => self.a), c: { d: num(({ $ }) => $.a) } })
    t.same(run(o), { a: 1, b: 1, c: { d: 1 } })
    t.same(run(o), { a: 2, b: 2, c: { d: 2 } }, 'and again in the next evaluation')
  })
})

t.test('local', async (t) => {
  const pod = of({ name: 'x', url: num(({ self }) => `http://${self.name}`), at: num(({ $ }) => $.name) })
  type Local = { readonly local: (o: unknown) => { readonly [field: string]: unknown } }
  t.test('reads an object that is no field', async (t) => {
    t.same(run(of({ a: ({ local }: Local) => local(mix(pod, of({ name: 'y' }))).url })), { a: 'http://y' })
    t.same(run(of({ a: { b: ({ local }: Local) => local(pod) } })), {
      a: { b: { at: 'x', name: 'x', url: 'http://x' } },
    })
  })
  t.test('the $ of a literal in it is the outer one', async (t) => {
    const local = ({ local }: Local) => local({ name: 'y', at: num(({ $ }) => $.name) }).at
    t.same(run(of({ name: 'x', a: { b: local } })), { a: { b: 'x' }, name: 'x' })
  })
  t.test('an error in it says where it was read', async (t) => {
    t.equal(
      run(of({ a: { b: ({ local }: Local) => local(pod).nam } }, 'mine')),
      'Field does not exist: nam at a.local, in overlay mine; did you mean name or at?',
    )
  })
})

t.test('errors', async (t) => {
  t.test('a cycle shows its fields', async (t) => {
    t.same(failure(of({ a: num(({ self }) => self.b), b: num(({ self }) => self.a) })), {
      _tag: 'InfiniteRecursion',
      path: ['a'],
      cycle: [['a'], ['b'], ['a']],
    })
    const nested = of({ a: ({ $ }: { $: { b: Numbers } }) => $.b.c, b: { c: num(({ $ }) => $.a) } })
    t.equal(run(nested), 'Infinite recursion at a: a -> b.c -> a')
    t.match(run(of({ a: ({ self }: { self: object }) => [self] })), 'Infinite recursion at the top')
  })
  t.test('a field that is not there names its neighbours and the overlay that asked', async (t) => {
    t.same(
      failure(
        mix(
          of({ config: { name: 'x' } }),
          of({ a: ({ $ }: never) => ($ as { config: { nam: 1 } }).config.nam }, 'mine'),
        ),
      ),
      {
        _tag: 'FieldDoesNotExist',
        path: ['config'],
        field: 'nam',
        nearest: ['name'],
        origin: 'mine',
      },
    )
  })
  t.test('required fields fail when they are used, and only then', async (t) => {
    const base = of({ name: required('set values.name'), url: num(({ self }) => `http://${self.name}`) })
    t.equal(run(base), 'Must provide name: set values.name')
    t.same(run(mix(base, of({ name: 'x' }))), { name: 'x', url: 'http://x' })
    t.equal(
      run(of({ a: { b: hidden(required('this') as unknown), c: num(({ self }) => self.b) } })),
      'Must provide a.b: this',
    )
  })
  t.test('every failure names the layer that makes the mistake', async (t) => {
    const base = of({ a: { n: 1, l: [1], s: 'x' } }, 'base')
    const broken = (fields: unknown) => run(mix(base, of({ a: plus(fields) }, 'mine')))
    t.equal(broken({ n: plus([1]) }), 'Cannot add array to number at a.n, in overlay mine')
    t.equal(broken({ f: () => () => 1 }), "Couldn't manifest function in output at a.f, in overlay mine")
    t.equal(broken({ n: [0, Number.NaN] }), "Couldn't manifest NaN as JSON at a.n[1], in overlay mine")
    t.equal(broken({ n: required('say n') }), 'Must provide a.n, in overlay mine: say n')
    t.equal(
      broken({ n: num(({ self }) => self.m), m: num(({ self }) => self.n) }),
      'Infinite recursion at a.m, in overlay mine: a.m -> a.n -> a.m',
    )
    t.equal(broken({ n: num(({ self }) => self.mm) }), 'Field does not exist: mm at a, in overlay mine')
    t.equal(
      broken({ l: { b: data({ c: () => 1 }) } }),
      "Couldn't manifest function in output at a.l.b.c, in overlay mine",
    )
  })
  t.test('a long cycle shows its head and its tail', async (t) => {
    const ring = Array.from({ length: 30 }, (_, i) => [`f${i}`, num(({ self }) => self[`f${(i + 1) % 30}`])])
    t.equal(
      run(of(Object.fromEntries(ring))),
      'Infinite recursion at f0: f0 -> f1 -> f2 -> f3 -> … -> f28 -> f29 -> f0',
    )
  })
  t.test('an object that is added to itself again and again ends with an error', async (t) => {
    let o = of({ a: plus(1 as unknown) })
    for (let i = 0; i < 21; i++) o = mix(o, o)
    t.same(failure(o), { _tag: 'LimitExceeded', path: [], limit: 2 ** 20, of: 'layers' })
    t.equal(run(o), 'Max stack frames exceeded at the top: more than 1048576 layers')
  })
  t.test('code that throws is named by path and overlay', async (t) => {
    const boom = () => {
      throw new TypeError('boom')
    }
    t.same(failure(of({ a: { b: boom } }, 'x')), {
      _tag: 'Threw',
      path: ['a', 'b'],
      message: 'boom',
      origin: 'x',
    })
    t.equal(run(of({ a: [boom] })), 'Evaluation failed at a[0]: boom')
  })
  t.test('assertions of upper layers come first, as in jsonnet', async (t) => {
    const no = (message: string) => of({ 'assert it': assert(() => false, message) })
    t.equal(run(mix(no('lower'), no('upper'))), 'Assertion failed at the top: upper')
  })
  t.test('an assertion says its computed message and its place', async (t) => {
    const positive = assert<Numbers, Numbers>(
      ({ self }) => (self.n ?? 0) > 0,
      ({ self }) => `n is ${self.n}`,
    )
    const base = of({ a: { n: 1, 'assert n': positive } }, 'base')
    t.same(run(base), { a: { n: 1 } })
    t.equal(
      run(mix(base, of({ a: plus({ n: -1 } as unknown) }))),
      'Assertion failed at a, in overlay base: n is -1',
    )
  })
  t.test('errors of code may be caught by code', async (t) => {
    const tried = ({ self }: { self: Numbers }) => {
      try {
        return self.bad
      } catch (thrown) {
        return (thrown as Error).message // an Error
      }
    }
    t.same(run(of({ bad: hidden(required('x') as unknown), a: tried, b: tried })), {
      a: 'Must provide bad: x',
      b: 'Must provide bad: x',
    })
  })
})

t.test('depth', async (t) => {
  const chain = (n: number) =>
    of(
      Object.fromEntries(
        Array.from({ length: n }, (_, i) => [
          `f${i}`,
          i === 0 ? 0 : num(({ self }) => (self[`f${i - 1}`] ?? 0) + 1),
        ]),
      ),
    ) // prettier than a loop
  t.test('500 fields may need each other, 501 may not, and the limit is an option', async (t) => {
    const last = (n: number, options?: { limit: number }) =>
      run(
        of({
          x: ({ self }: { self: { c: Numbers } }) => self.c[`f${n - 1}`],
          c: hidden(chain(n) as unknown),
        }),
        options,
      )
    t.same(last(498), { x: 497 })
    t.match(last(502), /^Max stack frames exceeded at c\.f\d+: more than 500 nested fields$/)
    t.same(last(700, { limit: 1000 }), { x: 699 })
  })
  t.test('objects in objects count too', async (t) => {
    const deep = (n: number): unknown => (n === 0 ? 1 : { a: deep(n - 1) })
    t.same(run(of(deep(400))), deep(400))
    t.match(run(of(deep(3000))), /^Max stack frames exceeded at a\.a\.a\.a\.a\.a\["…"\]/)
    t.match(run(of({ d: data(deep(3000)) })), /^Max stack frames exceeded/)
    t.match(
      run(of({ l: ({ self }: { self: { l: unknown } }) => [() => self.l] })),
      /^Max stack frames exceeded/,
    )
  })
  t.test("a user's own recursion is an error, not a crash", async (t) => {
    const forever = (n: number): number => forever(n + 1) + 1
    t.same(failure(of({ a: () => forever(0) })), { _tag: 'LimitExceeded', path: ['a'], limit: 500 })
  })
  t.test('100,000 mixes evaluate, leaning left or right', async (t) => {
    let left = of({})
    let right = of({})
    for (let i = 0; i < 100_000; i++) {
      const one = of({ [`f${i}`]: i })
      left = mix(left, one)
      right = mix(one, right)
    }
    const a = run(left) as object
    t.equal(Object.keys(a).length, 100_000)
    t.same(JSON.stringify(run(right)), JSON.stringify(a))
  })
  t.test('100,000 layers on one field evaluate', async (t) => {
    let o = of({ n: 0, a: {} })
    for (let i = 0; i < 100_000; i++) o = mix(o, of({ n: plus(1 as unknown), a: plus({ x: i } as unknown) }))
    t.same(run(o), { a: { x: 99_999 }, n: 100_000 })
  })
})

/** Objects over three fields, with all that jsonnet has. */
const objects: fc.Arbitrary<unknown> = fc.letrec<{ field: unknown; object: unknown }>((tie) => ({
  field: fc.oneof(
    { maxDepth: 2 },
    fc.integer({ min: 0, max: 9 }),
    fc.constantFrom(
      num(({ self }) => self.a),
      num(({ super: below }) => ('b' in below ? below.b : 'none')),
      num(({ $ }) => ('c' in $ ? $.c : 'none')),
      num(({ self }) => Object.keys(self)),
    ),
    tie('object'),
    tie('object').map((x) => plus(x)),
    fc.integer({ min: 0, max: 9 }).map((x) => hidden(x as unknown)),
    fc.integer({ min: 0, max: 9 }).map((x) => plus(x as unknown)),
    fc.constant(plus(hidden([1] as unknown))),
    fc.constant({ 'assert a': assert<Numbers, Numbers>(({ self }) => 'a' in self, 'has a') }),
  ),
  object: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('field'), { maxKeys: 3 }),
})).object

/** As evaluated: the JSON, or the error without its words about place. */
const meaning = (o: Obj<unknown>): unknown => {
  const result = evaluate(o, { limit: 60 })
  return isRight(result) ? result.right : result.left._tag
}

t.test('laws', async (t) => {
  const holds = (property: fc.IProperty<[unknown, unknown, unknown]>) =>
    fc.assert(property, { numRuns: 400, seed: 7 })
  t.test('mix is associative, {} its identity', async (t) => {
    holds(
      fc.property(objects, objects, objects, (x, y, z) => {
        const [a, b, c] = [of(x), of(y), of(z)]
        t.strictSame(meaning(mix(mix(a, b), c)), meaning(mix(a, mix(b, c))))
        t.strictSame(meaning(mix(a, of({}))), meaning(a))
        t.strictSame(meaning(mix(of({}), a)), meaning(a))
      }),
    )
  })
  t.test('evaluation is total and the same each time, and leaves frozen input alone', async (t) => {
    const freeze = (x: unknown): unknown => {
      if (typeof x === 'object' && x !== null) Object.values(Object.freeze(x)).forEach(freeze)
      return x
    }
    holds(
      fc.property(objects, objects, objects, (x, y, z) => {
        const o = mix(of(freeze(x)), of(freeze(y)), of(freeze(z)))
        t.strictSame(meaning(o), meaning(o))
      }),
    )
  })
  t.test('a later plain field wins, + on an absent field is the field, hidden stays hidden', async (t) => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (x, y) => {
        const [a, b] = [JSON.parse(JSON.stringify(x)), JSON.parse(JSON.stringify(y))]
        t.same(run(mix(of({ f: a }), of({ f: b }))), run(of({ f: b })))
        t.same(run(mix(of({}), of({ f: plus(b) }))), run(of({ f: b })))
        t.same(run(mix(of({ f: hidden(a) }), of({ f: b }))), {})
      }),
    )
  })
  t.test('an empty edit changes nothing, and mix takes any number of objects', async (t) => {
    holds(
      fc.property(objects, objects, objects, (x, y, z) => {
        const [a, b, c] = [of(x), of(y), of(z)]
        t.strictSame(meaning(mix(a, edit<Open>({}, 'none'))), meaning(a))
        t.strictSame(meaning(mix(a, b, c)), meaning(mix(mix(a, b), c)))
      }),
    )
  })
  t.test('objects without a common field commute', async (t) => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 2 }), fc.jsonValue({ maxDepth: 2 }), (x, y) => {
        const [a, b] = [of({ a: x, c: num(({ self }) => 'b' in self) }), of({ b: plus(y as unknown) })]
        t.strictSame(meaning(mix(a, b)), meaning(mix(b, a)))
      }),
      { seed: 7 },
    )
  })
  t.test('marks compose in any order', async (t) => {
    holds(
      fc.property(objects, objects, objects, (x, y, z) => {
        const base = of({ f: hidden(x), g: z })
        const shown = of({ f: forced(plus(y)), g: hidden(plus(y)) })
        const turned = of({ f: plus(forced(y)), g: plus(hidden(y)) })
        t.strictSame(meaning(mix(base, shown)), meaning(mix(base, turned)))
      }),
    )
  })
  t.test('+: twice is +: of the sum', async (t) => {
    holds(
      fc.property(objects, objects, objects, (x, y, z) => {
        const twice = mix(of({ f: x }), of({ f: plus(y) }), of({ f: plus(z) }))
        t.strictSame(meaning(twice), meaning(mix(of({ f: x }), mix(of({ f: plus(y) }), of({ f: plus(z) })))))
        const once = of({ f: mix(of(x), of(y), of(z)) })
        const apart = mix(of({ f: of(x) }), of({ f: plus(of(y)) }), of({ f: plus(of(z)) }))
        t.strictSame(meaning(apart), meaning(once), 'for objects whose $ is their own')
      }),
    )
  })
})
