/** `std` against the real jsonnet, on the same inputs: as plain data, and as what code is given. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { evaluate, forced, hidden, list, mix, obj, plus, showEvalError, std } from '../../src/dsl/index.js'
import { needs } from '../support/which.js'

/** What code computes from the object `of`. */
const seen = (of: unknown, read: (view: never) => unknown): unknown => {
  const program = {
    of: hidden(() => of),
    result: ({ self }: { self: { of: unknown } }) => read(self.of as never),
  } // untyped
  const result = evaluate(obj<{ of: unknown; result: unknown }>(program as never))
  return result._tag === 'Right' ? result.right.result : showEvalError(result.left)
}

const key = fc.constantFrom('a', 'b', 'B', 'c', '\u{1f600}', '\uff61', '')
const values: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom<unknown>(null, true, 0, -3, '', 'x', [], {}),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
})).value
const objects = fc.dictionary(key, values, { maxKeys: 5 })

t.test('jsonnet gives the same', needs('jsonnet'), async (t) => {
  const seed = Number(process.env.CLEARML_MANIFESTS_SEED ?? Date.now() % 1_000_000)
  t.comment(`CLEARML_MANIFESTS_SEED=${seed}`)
  const pairs = fc.sample(fc.tuple(values, values, objects), { numRuns: 300, seed })
  const file = join(t.testdir({}), 'std.jsonnet')
  const inputs = join(t.testdirName, 'inputs.json')
  writeFileSync(inputs, JSON.stringify(pairs))
  writeFileSync(
    file,
    `[{
      local x = pair[0], local y = pair[1], local o = pair[2], local h = o + { a:: 1, c:: 1 },
      mergePatch: std.mergePatch(x, y),
      prune: std.prune(x),
      objectFields: std.objectFields(h), objectFieldsAll: std.objectFieldsAll(h),
      objectHas: std.objectHas(h, 'a'), objectHasAll: std.objectHasAll(h, 'a'),
      get: [std.get(o, 'b'), std.get(o, 'b', 7), std.get(h, 'a', 7)],
      mapWithKey: std.mapWithKey(function(k, v) [k, v], o),
    } for pair in import 'inputs.json']`,
  )
  const theirs = JSON.parse(execFileSync('jsonnet', [file], { encoding: 'utf8', maxBuffer: 2 ** 27 }))
  type Fields = { readonly [name: string]: unknown }
  const ours = (x: unknown, y: unknown, o: Fields, h: Fields) => ({
    mergePatch: std.mergePatch(x, y as never), // untyped here
    prune: std.prune(x),
    objectFields: std.objectFields(h),
    objectFieldsAll: std.objectFieldsAll(h),
    objectHas: std.objectHas(h, 'a'),
    objectHasAll: std.objectHasAll(h, 'a'),
    get: [std.get(o, 'b'), std.get(o, 'b', 7), std.get(h, 'a', 7)],
    mapWithKey: std.mapWithKey((k, v) => [k, v], o),
  })
  const hiding = obj<Fields>({ a: hidden(1 as unknown), c: hidden(1 as unknown) } as never) // untyped too
  for (const [i, [x, y, o]] of pairs.entries()) {
    const inCode = seen(
      { x, y, o, h: mix(obj<Fields>(o as never), hiding) },
      (of: { x: 1; y: 1; o: Fields; h: Fields }) => ours(of.x, of.y, of.o, of.h),
    )
    t.strictSame(inCode, theirs[i], JSON.stringify([x, y, o]))
    const { mergePatch, prune, mapWithKey } = theirs[i]
    const plain = JSON.parse(JSON.stringify(ours(x, y, o, o)))
    t.strictSame({ ...plain, mergePatch, prune, mapWithKey }, { ...plain }, 'and of plain data')
  }
})

t.test('names of fields are those of the final object', async (t) => {
  const names = ({ self }: { self: object }) => [
    std.objectFields(self),
    std.objectFieldsAll(self),
    std.objectHas(self, 'h'),
    std.objectHasAll(self, 'h'),
    std.objectHasAll(self, 'no'),
  ]
  const base = obj<{ names: unknown; h: number; f: number }>({ names, h: hidden(1), f: hidden(2) })
  t.strictSame(evaluate(mix(base, { h: 3 })), {
    _tag: 'Right',
    right: { names: [['names'], ['f', 'h', 'names'], false, true, false] },
  })
  const shown = evaluate(mix(base, obj<{ f: number }>({ f: forced(3) })))
  t.match(shown, {
    right: {
      f: 3,
      names: [
        ['f', 'names'],
        ['f', 'h', 'names'],
      ],
    },
  })
})

t.test('a patch takes away, deepens and replaces; what it does not name stays late-bound', async (t) => {
  interface Config {
    readonly name: string
    readonly url: string
    readonly limits: { readonly cpu?: string; readonly memory?: string }
  }
  const config = obj<Config>({
    name: 'x',
    url: ({ self }) => `http://${self.name}`,
    limits: { cpu: '1', memory: '1Gi' },
  })
  const read = ({ local }: { local: (o: typeof config) => Config }) =>
    std.mergePatch(local(mix(config, { name: 'y' })), { limits: { cpu: null, memory: '2Gi' } })
  t.strictSame(evaluate(obj<{ c: Config }>({ c: read })), {
    _tag: 'Right',
    right: { c: { limits: { memory: '2Gi' }, name: 'y', url: 'http://y' } },
  })
  // @ts-expect-error a patch has the fields of what it changes
  std.mergePatch({ a: 1 }, { b: 1 })
  // @ts-expect-error of their types
  std.mergePatch({ a: 1 }, { a: 'x' })
})

t.test('what has no fields is refused', async (t) => {
  t.equal(
    seen(1, (one) => std.objectFields(one)),
    'Evaluation failed at result: an object is needed, not number',
  )
  const o = obj<{ a: number }>({ a: 1 })
  t.equal(
    // @ts-expect-error a DSL object has to be read
    seen(0, () => std.objectHas(o, 'a')),
    'Evaluation failed at result: a DSL object has no fields yet: local(object)',
  )
})

t.test('std works inside lists and marks', async (t) => {
  const base = obj<{ l: ReadonlyArray<number>; o: { readonly [name: string]: number } }>({
    l: [],
    o: { b: 1 },
  })
  const changed = mix(base, {
    l: list.append(...[1, 2]),
    o: plus(({ super: below }: { super: { o: { readonly [name: string]: number } } }) =>
      std.mapWithKey((name, n) => n + name.length, below.o),
    ),
  } as never) // untyped
  t.strictSame(evaluate(changed), { _tag: 'Right', right: { l: [1, 2], o: { b: 2 } } })
})
