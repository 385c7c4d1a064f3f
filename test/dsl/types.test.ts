/**
 * What the compiler refuses: what stands under `@ts-expect-error` must not compile, what stands elsewhere must. The
 * compiler checks it (`npm run check`), this file only has to be there and load.
 */
import t from 'tap'
import type { Marked, Obj } from '../../src/dsl/index.js'
import {
  add,
  assert,
  data,
  edit,
  evaluate,
  forced,
  hidden,
  list,
  mix,
  obj,
  plus,
  required,
  std,
} from '../../src/dsl/index.js'

interface Container {
  readonly name: string
  readonly image?: string
  readonly env?: ReadonlyArray<{ readonly name: string; readonly value?: string }>
}

interface Installation {
  readonly config: {
    readonly name: string
    readonly replicas: number
    readonly labels: { readonly [label: string]: string }
    readonly limits?: { readonly cpu?: string; readonly memory?: string }
  }
  readonly api: {
    readonly kind: 'Deployment' | 'StatefulSet'
    readonly containers: ReadonlyArray<Container>
  } | null
  readonly port: (offset: number) => number
}

const base = obj<Installation>({
  config: hidden({ name: 'x', replicas: 1, labels: {} }),
  api: { kind: 'Deployment', containers: [{ name: 'api' }] },
  port: hidden(() => (offset: number) => 8000 + offset),
})

/** All of these are wrong in one place. They are never run. */
export const refused = {
  'a misspelt field': (): ReadonlyArray<Obj<Installation>> => [
    // @ts-expect-error at the top, beside a correct one
    edit<Installation>({ config: {}, confg: {} }, 'x'),
    // @ts-expect-error alone
    edit<Installation>({ confg: {} }, 'x'),
    // @ts-expect-error in a nested literal, beside a correct one
    edit<Installation>({ config: { replicas: 2, replicaz: 2 } }, 'x'),
    // @ts-expect-error in an object whose fields are all optional
    edit<Installation>({ config: { limits: { cpu: '1', memroy: '1Gi' } } }, 'x'),
    // @ts-expect-error in an object that may be null
    edit<Installation>({ api: { knd: 'Deployment' } }, 'x'),
    // @ts-expect-error in plus, beside a correct one
    edit<Installation>({ config: plus({ replicas: 2, replicaz: 2 }) }, 'x'),
    // @ts-expect-error in plus, alone
    edit<Installation>({ config: plus({ replicaz: 2 }) }, 'x'),
    // @ts-expect-error in what code adds
    edit<Installation>({ config: plus(() => ({ replicaz: 2 })) }, 'x'),
    // @ts-expect-error in hidden
    edit<Installation>({ config: hidden({ replicaz: 2 }) }, 'x'),
    // @ts-expect-error in forced
    edit<Installation>({ config: forced({ name: 'x', naem: 'x' }) }, 'x'),
    // @ts-expect-error in marks of marks
    edit<Installation>({ config: hidden(plus({ replicaz: 2 })) }, 'x'),
    // @ts-expect-error in add
    edit<Installation>({ config: { limits: add({ cpu: '1', gpu: '1' }) } }, 'x'),
    // @ts-expect-error add is for fields that the type has: it is the object that may lack them
    edit<Installation>({ conf: add({ name: 'x' }) }, 'x'),
    // @ts-expect-error in an item of a merge
    edit<Installation>({ api: { containers: list.merge('name', [{ name: 'api', imag: 'x' }]) } }, 'x'),
    // @ts-expect-error in an item of an item
    edit<Installation>({ api: { containers: list.append({ name: 'a', env: [{ nam: 'A' }] }) } }, 'x'),
    obj<Installation>({
      // @ts-expect-error in a literal
      config: { name: '', replicas: 1, labels: {}, replicaz: 1 },
      api: null,
      port: hidden(() => () => 1),
    }),
  ],

  'a value of another type': (): ReadonlyArray<Obj<Installation>> => [
    // @ts-expect-error a text for a number, beside a correct field
    edit<Installation>({ config: { name: 'x', replicas: '2' } }, 'x'),
    // @ts-expect-error out of code
    edit<Installation>({ config: { replicas: () => '2' } }, 'x'),
    // @ts-expect-error in plus
    edit<Installation>({ config: { replicas: plus('2') } }, 'x'),
    // @ts-expect-error in hidden
    edit<Installation>({ config: { replicas: hidden('2') } }, 'x'),
    // @ts-expect-error a word that is none of the known ones
    edit<Installation>({ api: { kind: 'DaemonSet' } }, 'x'),
    // @ts-expect-error null where nothing may be switched off
    edit<Installation>({ config: null }, 'x'),
    // @ts-expect-error a list for an object
    edit<Installation>({ config: { labels: ['x'] } }, 'x'),
    // @ts-expect-error the values of a map
    edit<Installation>({ config: { labels: { app: 1 } } }, 'x'),
    // @ts-expect-error an item of another type
    edit<Installation>({ api: { containers: plus([{ name: 1 }]) } }, 'x'),
    // @ts-expect-error an edit of a list for what is no list
    edit<Installation>({ config: { name: list.append('x') } }, 'x'),
    // @ts-expect-error data of another type
    edit<Installation>({ config: { labels: data([1]) } }, 'x'),
    // @ts-expect-error an object of another type
    edit<Installation>({ config: obj<{ name: number }>({ name: 1 }) }, 'x'),
    // @ts-expect-error a function as a field is code: it must come out of code
    edit<Installation>({ port: (offset: number) => offset }, 'x'),
    // @ts-expect-error and out of it comes a function of the right type
    edit<Installation>({ port: () => (offset: string) => offset }, 'x'),
  ],

  'what code reads': (): ReadonlyArray<Obj<Installation>> => [
    // @ts-expect-error a field that self does not have
    edit<Installation>({ config: { name: ({ self }) => self.nam } }, 'x'),
    // @ts-expect-error a field that super does not have
    edit<Installation>({ config: { name: ({ super: below }) => below.nam } }, 'x'),
    // @ts-expect-error a field that the installation does not have
    edit<Installation>({ config: { name: ({ $ }) => $.confg.name } }, 'x'),
    // @ts-expect-error self is the object of the field, not the installation
    edit<Installation>({ config: { name: ({ self }) => self.config.name } }, 'x'),
    // @ts-expect-error the installation may lack what may be null
    edit<Installation>({ config: { name: ({ $ }) => $.api.kind } }, 'x'),
    // @ts-expect-error a part of the scope that there is not
    edit<Installation>({ config: { name: ({ root }) => root.config.name } }, 'x'),
    // @ts-expect-error super is of the type of self
    edit<Installation>({ config: { replicas: ({ super: below }) => below.name } }, 'x'),
    // @ts-expect-error a method with another argument
    edit<Installation>({ config: { replicas: ({ $ }) => $.port('1') } }, 'x'),
    // @ts-expect-error an assertion reads what is there
    edit<Installation>({ 'assert x': assert(({ self }) => self.config.replicaz > 0, 'x') }, 'x'),
    // @ts-expect-error and it gives true or false
    edit<Installation>({ 'assert x': assert(({ self }) => self.config.replicas, 'x') }, 'x'),
    edit<Installation>(
      {
        'assert x': assert(({ self }) => {
          // @ts-expect-error views cannot be written
          self.config = { name: '', replicas: 1, labels: {} }
          return true
        }, 'x'),
      },
      'x',
    ),
    // @ts-expect-error local reads DSL objects; what is plain can be read as it is
    edit<Installation>({ config: { name: ({ local }) => local({ name: 'x' }).name } }, 'x'),
    // @ts-expect-error and knows their fields
    edit<Installation>({ config: { name: ({ local }) => local(base).config.nam } }, 'x'),
  ],

  'a function of the DSL': (): ReadonlyArray<unknown> => [
    // @ts-expect-error an edit has a name
    edit<Installation>({}),
    // @ts-expect-error an object gives every field that is not optional
    obj<Installation>({ api: null }),
    // @ts-expect-error only DSL objects are evaluated
    evaluate({ a: 1 }),
    // @ts-expect-error a required field says why
    required(),
    // @ts-expect-error names are texts or numbers
    list.remove('name', true),
    // @ts-expect-error a key is a name or a function of the item
    list.merge(1, []),
    // @ts-expect-error the name of a field is a text
    std.objectHas({}, 1),
  ],

  'the type of a mixture': (): ReadonlyArray<unknown> => {
    const a = obj<{ readonly x: number }>({ x: 1 })
    const b = obj<{ readonly x: string; readonly y: number }>({ x: '', y: 1 })
    const wider = obj<{ readonly x: number; readonly z: boolean }>({ x: 1, z: true })
    const both: Obj<{ readonly x: string; readonly y: number }> = mix(a, b)
    const more: Obj<{ readonly x: number; readonly z: boolean }> = mix(a, wider)
    const same: Obj<Installation> = mix(base, edit<Installation>({ api: null }, 'x'))
    const three: Obj<{ readonly x: string; readonly y: number; readonly z: boolean }> = mix(mix(wider, b), {})
    return [
      both,
      more,
      same,
      three,
      // @ts-expect-error the right one says what x is
      mix(a, b) satisfies Obj<{ readonly x: number }>,
      // @ts-expect-error nobody gives q
      mix(a, b) satisfies Obj<{ readonly q: number }>,
      // @ts-expect-error a change of the first one does not change its types
      mix(a, { x: 2 }) satisfies Obj<{ readonly x: string }>,
      // @ts-expect-error y is not lost
      mix(a, b) satisfies Obj<{ readonly y: string }>,
    ]
  },

  'the type of a mark': (): ReadonlyArray<Marked<unknown>> => [
    // @ts-expect-error a mark of a number is no mark of a text
    hidden<number>(1) satisfies Marked<string>,
    // @ts-expect-error whatever it is
    plus<number>('1'),
  ],
}

t.test('what is refused is written down', async (t) => {
  t.equal(Object.keys(refused).length, 6)
  t.equal(evaluate(base)._tag, 'Right')
})
