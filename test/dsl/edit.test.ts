import { isRight } from 'fp-ts/lib/Either.js'
import t from 'tap'
import type { Obj } from '../../src/dsl/index.js'
import {
  add,
  data,
  edit,
  evaluate,
  forced,
  hidden,
  list,
  mix,
  obj,
  plus,
  showEvalError,
} from '../../src/dsl/index.js'

type Open = { readonly [field: string]: unknown }
const of = (literal: unknown): Obj<Open> => obj(literal as never) // programs about evaluation
const change = (literal: unknown, origin = 'mine'): Obj<Open> => edit(literal as never, origin) // as above

const run = (...layers: ReadonlyArray<Obj<Open>>): unknown => {
  const result = evaluate(layers.reduce((a, b) => mix(a, b)))
  return isRight(result) ? result.right : showEvalError(result.left)
}

const base = of({
  apiserver: {
    deployment: ({ $ }: { $: { config: { name: string } } }) => ({
      name: $.config.name,
      spec: { replicas: 1, template: { nodeSelector: { a: 'b' }, args: ['x'] } },
    }),
    ingress: null,
  },
  config: hidden({ name: 'clearml', port: 8008 } as unknown),
})
const deployment = (o: unknown) => (o as { apiserver: { deployment: unknown } }).apiserver.deployment // as in base

t.test('nested literals deepen, leaves replace, code sees the final installation', async (t) => {
  const edited = run(
    base,
    change({
      apiserver: {
        deployment: {
          spec: {
            replicas: ({ super: below }: { super: { replicas: number } }) => below.replicas + 1,
            template: { args: ({ $ }: { $: { config: { port: number } } }) => [`--port=${$.config.port}`] },
          },
        },
      },
    }),
    change({ config: { port: 80 } }),
  )
  t.same(deployment(edited), {
    name: 'clearml',
    spec: { replicas: 2, template: { args: ['--port=80'], nodeSelector: { a: 'b' } } },
  })
})

t.test('a field that does not exist is an error, wherever it is', async (t) => {
  t.equal(
    run(base, change({ apiserver: { deployment: { spec: { template: { nodeSelectr: { a: 'c' } } } } } })),
    'Field does not exist: nodeSelectr at apiserver.deployment.spec.template, in overlay mine; did you mean nodeSelector?',
  )
  t.equal(
    run(base, change({ apiservr: null })),
    'Field does not exist: apiservr at the top, in overlay mine; did you mean apiserver?',
  )
  t.match(
    run(base, change({ apiserver: { deployment: { spec: { template: { nodeSelector: { b: 'c' } } } } } })),
    'Field does not exist: b',
  )
  t.match(
    run(base, change({ apiserver: { deployment: { spec: { replicaz: () => 1 } } } })),
    'Field does not exist: replicaz',
  )
  t.match(
    run(
      base,
      change({ apiserver: hidden({ deploymnt: 1 } as unknown) }),
      of({ x: ({ self }: { self: { apiserver: { ingress: 1 } } }) => self.apiserver.ingress }),
    ),
    'Field does not exist: deploymnt',
  )
})

t.test('in a hidden object too, as soon as any of its fields is used', async (t) => {
  t.equal(
    run(base, change({ config: { prt: 1 } })),
    'Field does not exist: prt at config, in overlay mine; did you mean port?',
  )
})

t.test('two edits with the same misspelling do not vouch for each other', async (t) => {
  t.match(
    run(base, change({ apiservr: 1 }, 'first'), change({ apiservr: 2 }, 'second')),
    'apiservr at the top, in overlay first',
  )
})

t.test('add makes new fields; later edits may touch them', async (t) => {
  t.same(run(of({ a: {} }), change({ a: { b: add({ c: 1 }) } }), change({ a: { b: { c: 2 } } })), {
    a: { b: { c: 2 } },
  })
  t.same(
    run(of({ a: { b: { x: 1 } } }), change({ a: { b: add({ y: { z: 1 } }) } })),
    { a: { b: { x: 1, y: { z: 1 } } } },
    'merges',
  )
  t.same(
    run(of({ a: { b: null } }), change({ a: { b: add({ c: 1 }) } })),
    { a: { b: { c: 1 } } },
    'null is nothing',
  )
  t.same(run(of({}), change({ n: add(1), f: add(() => ({ g: 1 })) })), { f: { g: 1 }, n: 1 })
})

t.test('an edit of what is switched off is inert', async (t) => {
  t.same(run(of({ a: null, b: () => null }), change({ a: { x: { y: 1 } }, b: { deployment: add({}) } })), {
    a: null,
    b: null,
  })
  t.match(
    run(of({ a: {}, b: undefined }), change({ b: { x: 1 } })),
    'Field does not exist: b',
    'but absent is not off',
  )
  t.match(
    run(of({ b: () => undefined }), change({ b: { x: 1 } })),
    'Field does not exist: x at b',
    'nor is left out',
  )
})

t.test('code that returns an object replaces, plus(code) merges and stays strict', async (t) => {
  t.same(run(of({ a: { x: 1 } }), change({ a: () => ({ y: 1 }) })), { a: { y: 1 } })
  t.same(
    run(of({ a: { x: 1 } }), change({ a: obj<unknown>({ y: 1 } as never) })),
    { a: { y: 1 } },
    'and so does an object',
  )
  t.same(run(of({ a: { x: { u: 1 }, z: 1 } }), change({ a: plus(() => ({ x: { u: 2 } })) })), {
    a: { x: { u: 2 }, z: 1 },
  })
  t.match(run(of({ a: { x: 1 } }), change({ a: plus(() => ({ y: 1 })) })), 'Field does not exist: y at a')
  t.same(run(of({ a: { x: 1 } }), change({ a: add(plus(() => ({ y: 1 }))) })), { a: { x: 1, y: 1 } })
})

t.test('an edit keeps what is hidden hidden, unless it says otherwise', async (t) => {
  t.same(run(base, change({ apiserver: hidden({} as unknown) })), {})
  t.same(run(of({ c: hidden({ x: 1 } as unknown) }), change({ c: { x: 2 } })), {})
  t.same(run(of({ c: hidden({ x: 1 } as unknown) }), change({ c: forced({ x: 2 } as unknown) })), {
    c: { x: 2 },
  })
})

t.test('an edit does not fit what is no object', async (t) => {
  t.equal(
    run(of({ a: 'text' }), change({ a: { x: 1 } })),
    'Cannot add object to string at a, in overlay mine',
  )
})

t.test('a stack of edits says the same however it is put together', async (t) => {
  const a = change({ apiserver: { deployment: { spec: { fresh: add({ x: 1 }) } } } }, 'a')
  const b = change({ apiserver: { deployment: { spec: { fresh: { x: 2 } } } } }, 'b')
  t.same(run(mix(mix(base, a), b)), run(mix(base, mix(a, b))))
  t.match(run(base, b, a), 'Field does not exist: fresh at apiserver.deployment.spec, in overlay b')
})

t.test('edits of lists', async (t) => {
  const containers = [
    { name: 'api', image: 'a', env: [{ name: 'A', value: '1' }] },
    { name: 'log', image: 'l' },
  ]
  const pod = of({ n: 'x', containers })
  const edited = (e: unknown) => run(pod, change({ containers: e }))

  t.test('merge deepens items by key and appends unknown ones', async (t) => {
    const items = [
      { name: 'log', image: ({ $ }: { $: { n: string } }) => $.n, resources: { limits: { cpu: 1 } } },
      ({ self }: { self: { n: string } }) => ({ name: `new-${self.n}` }),
      { name: 'api', env: list.merge('name', [{ name: 'A', value: '2' }, { name: 'B' }]) },
    ]
    t.same(edited(list.merge('name', items)), {
      containers: [
        { env: [{ name: 'A', value: '2' }, { name: 'B' }], image: 'a', name: 'api' },
        { image: 'x', name: 'log', resources: { limits: { cpu: 1 } } },
        { name: 'new-x' },
      ],
      n: 'x',
    })
  })
  t.test('the list may be data, the key a function that sees absent fields as undefined', async (t) => {
    const key = (port: { readonly [field: string]: unknown }) => `${port.port}/${port.protocol ?? 'TCP'}`
    t.same(
      run(
        of({ ports: data([{ port: 1 }, { port: 1, protocol: 'UDP' }]) }),
        change({ ports: list.merge(key as never, [{ port: 1, protocol: 'TCP', name: 'a' }]) }),
      ),
      {
        ports: [
          { name: 'a', port: 1, protocol: 'TCP' },
          { port: 1, protocol: 'UDP' },
        ],
      },
    )
  })
  t.test('append, prepend, replace, remove; numbers are names too', async (t) => {
    const nums = of({ l: [{ p: 1 }, { p: 2 }] })
    t.same(run(nums, change({ l: list.append({ p: 3 }, { p: 4 }) })), {
      l: [{ p: 1 }, { p: 2 }, { p: 3 }, { p: 4 }],
    })
    t.same(run(nums, change({ l: list.prepend({ p: 0 }) })), { l: [{ p: 0 }, { p: 1 }, { p: 2 }] })
    t.same(run(nums, change({ l: list.replace([{ p: 9 }]) })), { l: [{ p: 9 }] })
    t.same(run(nums, change({ l: list.remove('p', 1) })), { l: [{ p: 2 }] })
  })
  t.test('edits come out of code, stand in obj, and stack', async (t) => {
    const code = ({ self }: { self: { n: string } }) => list.append({ name: self.n })
    t.same(
      run(of({ n: 'y', l: [{ name: 'a' }] }), change({ l: code }), of({ l: list.remove('name', 'a') })),
      {
        l: [{ name: 'y' }],
        n: 'y',
      },
    )
  })
  t.test('a list must be there, except inside add', async (t) => {
    t.equal(
      run(pod, change({ volumes: list.append(1) })),
      'Field does not exist: volumes at the top, in overlay mine',
    )
    t.match(run(pod, of({ volumes: list.append(1) })), 'Field does not exist: volumes')
    t.equal(
      run(of({ l: null }), change({ l: list.append(1) })),
      'Cannot add an edit of a list to null at l, in overlay mine',
    )
    t.same(
      run(of({ l: null }), change({ l: add(list.append(1)), v: add(list.merge('name', [{ name: 'v' }])) })),
      {
        l: [1],
        v: [{ name: 'v' }],
      },
    )
    t.same(run(of({}), change({ spec: add({ v: list.append(1) }) })), { spec: { v: [1] } })
  })
  t.test('two items with one key, and a name that is not there, are errors', async (t) => {
    t.equal(
      edited(list.merge('name', [{ name: 'q' }, { name: 'q' }])),
      'Duplicate list item: two items have name "q" at containers, in overlay mine',
    )
    t.equal(
      edited(list.remove('image', 'nginx')),
      'List item does not exist: image "nginx" at containers, in overlay mine',
    )
    t.equal(
      edited(list.remove('name', 'logg')),
      'List item does not exist: name "logg" at containers, in overlay mine; did you mean log?',
    )
    t.match(
      run(of({ l: [{ k: 1 }, { k: 1 }] }), change({ l: list.remove('k', 1) })),
      'Duplicate list item: two items have k "1" at l',
    )
    t.equal(
      edited(list.merge('name', [{ image: 'x' }])),
      'Field does not exist: name at containers[0], in overlay mine',
    )
    t.equal(
      run(of({ l: [1] }), change({ l: list.remove('k', 1) })),
      'Cannot add an edit of a list by key to number at l[0], in overlay mine',
    )
  })
})
