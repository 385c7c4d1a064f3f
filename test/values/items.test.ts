import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { showError } from '../../src/error.js'
import { at, type Json, type JsonObject } from '../../src/json.js'
import type { EnvVar, Toleration } from '../../src/kube/types.js'
import type { Positions } from '../../src/position.js'
import { candidates } from '../../src/provenance/alternatives.js'
import { settings } from '../../src/provenance/settings.js'
import { parseAssignments } from '../../src/values/assignment.js'
import { decode, mergeLayers } from '../../src/values/decode.js'
import { defaultsOf } from '../../src/values/defaults.js'
import { items } from '../../src/values/items.js'
import { valuesSchema } from '../../src/values/jsonSchema.js'
import type { ValuesLayer } from '../../src/values/layer.js'
import {
  type Fields,
  type Group,
  group,
  type InputOf,
  integer,
  kubernetesList,
  optionalText,
  requiredText,
  text,
  texts,
  type ValueOf,
} from '../../src/values/schema.js'

const glue = group('One agent.', {
  queue: requiredText('The queue.', 'gpu'),
  gpus: integer(0, 'GPUs of a task.', 1),
  image: group('Its image.', { name: text('ubuntu', '', 'debian'), tag: optionalText('', '24.04') }, 'name'),
  nodeSelector: texts({ arch: 'amd64' }, 'Nodes.', { disk: 'ssd' }),
  tolerations: kubernetesList<Toleration>('Toleration', '', [{ key: 'gpu' }]),
  mounts: items(group('A mount.', { path: requiredText('Where.', '/mnt'), size: integer(1, '', 2) }), '', [
    { path: '/mnt' },
  ]),
})
const schema = group('All.', {
  agents: group('Agents.', { glue: items(glue, 'The agents.', [{ queue: 'gpu', gpus: 1 }]) }),
})
const defaults = {
  gpus: 0,
  image: { name: 'ubuntu', tag: null },
  nodeSelector: { arch: 'amd64' },
  tolerations: [],
  mounts: [],
}

const layer = (values: JsonObject, more: Partial<ValuesLayer> = {}): ValuesLayer => ({
  origin: 'values',
  tier: 'user',
  values,
  ...more,
})
const set = (argument: string): ValuesLayer => {
  const read = parseAssignments(argument, false)
  if (E.isLeft(read)) throw new Error(read.left.reason)
  return layer({}, { origin: '--set', assignments: read.right })
}
const list = (...glue: ReadonlyArray<Json>): ValuesLayer => layer({ agents: { glue } })

const read = <S extends Group<Fields>>(table: S, layers: ReadonlyArray<ValuesLayer>) => {
  const merged = mergeLayers(table, layers)
  return E.isLeft(merged) ? merged : decode(table, merged.right, layers, [])
}
/** The list that the layers give, or the errors in words. */
const given = (...layers: ReadonlyArray<ValuesLayer>): unknown => {
  const result = read(schema, layers)
  return E.isLeft(result) ? result.left.map(showError) : result.right.agents.glue
}

t.test('the default is the empty list', async (t) => {
  t.strictSame(given(), [])
  t.strictSame(defaultsOf(schema), { agents: { glue: [] } })
  t.strictSame(given(list({ queue: 'a' }), layer({ agents: { glue: null } })), [])
})

t.test(
  'an item has the defaults of its table, its keys in the order of the table, and is frozen',
  async (t) => {
    const result = given(
      list({ gpus: 2, queue: 'a' }, { queue: 'b', mounts: [{ path: '/x' }] }),
    ) as JsonObject[]
    t.strictSame(result, [
      { ...defaults, queue: 'a', gpus: 2 },
      { ...defaults, queue: 'b', mounts: [{ path: '/x', size: 1 }] },
    ])
    t.strictSame(Object.keys(result[0] ?? {}), Object.keys(glue.fields))
    t.throws(() => result.push({}), TypeError)
    t.throws(() => Object.assign(result[0] ?? {}, { gpus: 3 }), TypeError)
    t.throws(() => (at(result, [1, 'mounts']) as Json[]).push(1), TypeError)
  },
)

t.test(
  'null in an item is the default; an open map is laid over its default; a shorthand is written out',
  async (t) => {
    t.strictSame(
      given(
        list({ queue: 'a', gpus: null, image: null, nodeSelector: null, tolerations: null, mounts: null }),
      ),
      [{ ...defaults, queue: 'a' }],
    )
    t.match(given(list({ queue: 'a', nodeSelector: { disk: 'ssd' } })), [
      { nodeSelector: { arch: 'amd64', disk: 'ssd' } },
    ])
    t.strictSame(
      at(given(list({ queue: 'a', nodeSelector: { arch: null } })) as Json, [0, 'nodeSelector']),
      {},
    )
    t.match(given(list({ queue: 'a', image: 'debian' })), [{ image: { name: 'debian', tag: null } }])
    t.match(given(list({ queue: 'a', tolerations: [{ key: 'x', value: null }] })), [
      { tolerations: [{ key: 'x', value: null }] },
    ])
  },
)

t.test('a list replaces the list below it as a whole', async (t) => {
  t.strictSame(given(list({ queue: 'a', gpus: 1 }, { queue: 'b' }), list({ queue: 'c' })), [
    { ...defaults, queue: 'c' },
  ])
})

t.test('what is wrong in items is said with the whole path, all of it together', async (t) => {
  t.strictSame(
    given(list({ queue: 'a', gpuss: 1 }, { gpus: 'x' }, 'gpu', { queue: 5, mounts: [{ pth: 1 }] })),
    [
      'values: agents.glue[0].gpuss: no such value; did you mean gpus?',
      'agents.glue[1].queue is required: The queue. For example: --set agents.glue[1].queue=gpu',
      'values: agents.glue[1].gpus: expected an integer of at least 0, got string "x"',
      'values: agents.glue[2]: expected a map of gpus, image, mounts, nodeSelector, queue, tolerations, got string "gpu"',
      'values: agents.glue[3].queue: expected a non-empty string, got number 5',
      'values: agents.glue[3].mounts[0].pth: no such value; did you mean path?',
      'agents.glue[3].mounts[0].path is required: Where. For example: --set agents.glue[3].mounts[0].path=/mnt',
    ],
  )
  t.match(given(list(null)), [/agents.glue\[0\]: expected a map of .*, got nothing/])
  t.match(given(layer({ agents: { glue: { queue: 'a' } } })), [/agents.glue: expected a list.*, got a map/])
  t.match(given(layer({ agents: { glue: 'a' } })), [/agents.glue: expected a list.*, got string "a"/])
})

t.test('an unknown key in an item is an error in whatever layer, also where it is gone', async (t) => {
  t.strictSame(given(list({ queue: 'a', gpuss: null, image: { nmae: null } })), [
    'values: agents.glue[0].gpuss: no such value; did you mean gpus?',
    'values: agents.glue[0].image.nmae: no such value; did you mean name?',
  ])
  t.strictSame(given(list({ queue: 'a', mounts: [{ pth: 1 }] }), list({ queue: 'b' })), [
    'values: agents.glue[0].mounts[0].pth: no such value; did you mean path?',
  ])
  t.strictSame(given(list({ queue: 'a' }), set('agents.glue[0].gpuss=null')), [
    '--set: agents.glue[0].gpuss: no such value; did you mean gpus?',
  ])
  t.match(given(list({ queue: 'a', constructor: null, toString: 1 })), [/constructor: no/, /toString: no/])
})

t.test('an error stands where the field of the item was written', async (t) => {
  const file = { file: 'v.yaml', column: 5 }
  const positions: Positions = new Map([
    ['', { ...file, line: 1 }],
    ['agents.glue', { ...file, line: 2 }],
    ['agents.glue[1]', { ...file, line: 4 }],
    ['agents.glue[1].gpus', { ...file, line: 5 }],
    ['agents.glue[1].nodeSelector', { ...file, line: 6 }],
  ])
  const glue = [{ queue: 'a' }, { queue: 'b', gpus: 'x', nodeSelector: { disk: 1 }, image: [] }]
  t.match(given(layer({ agents: { glue } }, { origin: 'v.yaml', positions })), [
    /^v.yaml:5:5: agents.glue\[1\].gpus: /,
    /^v.yaml:4:5: agents.glue\[1\].image: /,
    /^v.yaml:6:5: agents.glue\[1\].nodeSelector.disk: /,
  ])
})

t.test("--set reads its text by the item's table", async (t) => {
  t.strictSame(given(set('agents.glue[0].queue=1,agents.glue[0].gpus=1')), [
    { ...defaults, queue: '1', gpus: 1 },
  ])
  t.match(
    given(set('agents.glue[0].queue=a,agents.glue[0].mounts[0].path=1,agents.glue[0].mounts[0].size=7')),
    [{ mounts: [{ path: '1', size: 7 }] }],
  )
  t.match(given(set('agents.glue[0].queue=a,agents.glue[0].image=1,agents.glue[0].image.tag=2')), [
    { image: { name: '1', tag: '2' } },
  ])
  t.match(given(set('agents.glue[0].queue=a,agents.glue[0].gpus=many')), [
    /^--set: agents.glue\[0\].gpus: expected an integer of at least 0, got string "many"$/,
  ])
  t.match(given(set('agents.glue[0].queue=a,agents.glue[0].tolerations[0].tolerationSeconds=60')), [
    { tolerations: [{ tolerationSeconds: 60 }] },
  ])
  t.match(given(set('agents.glue.queue=a')), [/agents.glue: expected a list.*, got a map/])
})

t.test('--set changes an item that is there, or adds the next one', async (t) => {
  const below = list({ queue: 'a', gpus: 2 })
  t.strictSame(given(below, set('agents.glue[0].queue=b,agents.glue[1].queue=c')), [
    { ...defaults, queue: 'b', gpus: 2 },
    { ...defaults, queue: 'c' },
  ])
  t.strictSame(given(below, set('agents.glue[2].queue=b')), [
    '--set: agents.glue[2]: expected an index up to 1, the next free one',
  ])
  t.strictSame(given(below, set('agents.glue[0].gpus=null')), [{ ...defaults, queue: 'a' }])
  t.strictSame(given(below, set('agents.glue={}')), [])
})

t.test('--set into an open map of an item: over its default, each dot of a key escaped', async (t) => {
  const os = 'agents.glue[0].nodeSelector.kubernetes'
  const selector = (...layers: ReadonlyArray<ValuesLayer>): unknown =>
    at(given(list({ queue: 'a' }), ...layers) as Json, [0, 'nodeSelector'])
  t.strictSame(selector(set(`${os}\\.io/os=linux`)), { arch: 'amd64', 'kubernetes.io/os': 'linux' })
  t.strictSame(selector(set('agents.glue[0].nodeSelector.arch=null')), {})
  t.strictSame(
    selector(set('agents.glue[0].nodeSelector.arch=null'), set('agents.glue[0].nodeSelector.disk=1')),
    { disk: '1' },
    'an entry that is taken away stays away',
  )
  t.match(given(list({ queue: 'a' }), set(`${os}.io/os=linux`)), [
    /agents.glue\[0\].nodeSelector.kubernetes: expected a string \(write kubernetes\\.io\/os: a dot/,
  ])
})

t.test('a bare text stands for an item whose group has a shorthand', async (t) => {
  const short = group('', {
    glue: items(group('', { queue: requiredText('', 'a'), gpus: integer(0, '', 1) }, 'queue'), '', []),
  })
  const glueOf = (one: ValuesLayer): unknown => {
    const result = read(short, [one])
    return E.isLeft(result) ? result.left.map(showError) : result.right.glue
  }
  t.strictSame(glueOf(layer({ glue: ['a', { gpus: 1, queue: 'b' }] })), [
    { queue: 'a', gpus: 0 },
    { queue: 'b', gpus: 1 },
  ])
  t.strictSame(glueOf(set('glue={1,b}')), [
    { queue: '1', gpus: 0 },
    { queue: 'b', gpus: 0 },
  ])
  t.strictSame(glueOf(set('glue[0]=1,glue[0].gpus=2')), [{ queue: '1', gpus: 2 }])
  t.match(valuesSchema({ short }), {
    properties: { short: { properties: { glue: { items: { type: ['object', 'string'] } } } } },
  })
})

const names = fc.constantFrom('a', 'b', 'arch', 'disk')
const item = fc.record(
  {
    queue: fc.constantFrom<Json>('a', 'b', 5, null),
    gpus: fc.constantFrom<Json>(0, 3, null, 'x'),
    image: fc.constantFrom<Json>('debian', { tag: '1' }, { name: null }, null, { nam: 1 }),
    nodeSelector: fc.oneof(fc.constant(null), fc.dictionary(names, fc.constantFrom<Json>('x', null, 1))),
    tolerations: fc.array(fc.constant<Json>({ key: 'x', value: null }), { maxLength: 2 }),
    mounts: fc.array(fc.constantFrom<Json>({ path: '/x' }, { path: '/y', size: null }, {}), { maxLength: 2 }),
    gpuss: fc.constantFrom<Json>(1, null),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<JsonObject> // a record of JSON
/** Half of the items are right. */
const anItem = fc.oneof(
  item,
  item.map(({ gpuss: _, ...one }) => ({
    ...one,
    queue: 'a',
    gpus: 1,
    image: 'x',
    nodeSelector: {},
    mounts: [],
  })),
)

t.test('an item decodes as its group alone would, and so do its errors', async (t) => {
  let right = 0
  fc.assert(
    fc.property(fc.array(anItem, { maxLength: 3 }), (glues) => {
      const together = read(schema, [list(...glues)])
      const alone = glues.map((one) => read(glue, [layer(one)]))
      const errors = alone.flatMap((one, i) =>
        E.isLeft(one)
          ? one.left.map((error) => ({
              ...error,
              ...('path' in error && { path: ['agents', 'glue', i, ...error.path] }),
            }))
          : [],
      )
      const texts = (all: ReadonlyArray<unknown>) => all.map((one) => JSON.stringify(one)).sort()
      if (E.isLeft(together)) t.strictSame(texts(together.left), texts(errors))
      else {
        right += 1
        t.strictSame(together.right.agents.glue, alone.map(E.toUnion))
      }
      t.equal(E.isLeft(together), errors.length > 0)
    }),
    { numRuns: 200, seed: 1 },
  )
  t.ok(right > 20 && right < 180, 'both are seen')
})

t.test('what is decoded decodes as itself', async (t) => {
  fc.assert(
    fc.property(fc.array(anItem, { maxLength: 3 }), (glues) => {
      const once = read(schema, [list(...glues)])
      if (E.isRight(once)) {
        const data = once.right as unknown as JsonObject // decoded values are plain data
        t.strictSame(decode(schema, data, [], []), once)
      }
    }),
    { numRuns: 100 },
  )
})

t.test('the layers are not changed', async (t) => {
  const layers = [list({ queue: 'a', nodeSelector: { arch: null }, image: 'x', mounts: [{ path: null }] })]
  const before = JSON.stringify(layers)
  read(schema, [...layers, set('agents.glue[0].mounts[0].path=/y,agents.glue[0].gpus=null')])
  t.equal(JSON.stringify(layers), before)
})

t.test('the JSON Schema has the table of an item, with what is required in it', async (t) => {
  const json = at(valuesSchema({ agents: schema.fields.agents }), [
    'properties',
    'agents',
    'properties',
    'glue',
  ])
  t.match(json, {
    type: ['array', 'null'],
    description: 'The agents.',
    default: [],
    examples: [[{ queue: 'gpu', gpus: 1 }]],
    items: {
      type: ['object'],
      description: 'One agent.',
      additionalProperties: false,
      required: ['queue'],
      properties: {
        queue: { type: ['string'], description: 'The queue.' },
        gpus: { type: ['integer', 'null'], default: 0 },
        image: { type: ['object', 'string', 'null'] },
        mounts: { type: ['array', 'null'], items: { required: ['path'] } },
      },
    },
  })
  t.notOk(at(json ?? null, ['items', 'properties', 'image', 'required']))
})

t.test('who set a field of an item: its default, the file, --set', async (t) => {
  const layers = [list({ queue: 'a', image: 'x' }), set('agents.glue[0].gpus=4')]
  const of = settings(schema, layers)
  const said = (...path: ReadonlyArray<string | number>): ReadonlyArray<string> =>
    of(['agents', 'glue', ...path]).map(({ place, value }) => `${place.origin}: ${JSON.stringify(value)}`)
  t.strictSame(said(0, 'gpus'), ['by default: 0', '--set: 4'])
  t.strictSame(said(0, 'queue'), ['values: "a"'])
  t.strictSame(said(0, 'image', 'name'), ['by default: "ubuntu"', 'values: "x"'])
  t.strictSame(said(0, 'nodeSelector', 'arch'), ['by default: "amd64"'])
})

t.test('each field of each item is one that something may depend on', async (t) => {
  const values = E.toUnion(
    read(schema, [list({ queue: 'a', mounts: [{ path: '/x' }] })]),
  ) as unknown as JsonObject // legal
  const found = candidates(schema, values).map(({ owner, others }) => [owner.slice(2).join('.'), others[0]])
  t.strictSame(found, [
    ['0.queue', 'gpu'],
    ['0.gpus', 1],
    ['0.image.name', 'debian'],
    ['0.image.tag', '24.04'],
    ['0.nodeSelector', 'amd129'],
    ['0.tolerations', [{ key: 'gpu' }]],
    ['0.mounts.0.path', '/mnt'],
    ['0.mounts.0.size', 2],
  ])
  t.strictSame(
    candidates(schema, { agents: { glue: [] } }).map(({ others }) => others[0]),
    [[{ queue: 'gpu', gpus: 1 }]],
  )
})

t.test('the type of what a user writes lets fields of an item out, and knows their names', async (t) => {
  interface Item {
    readonly queue: string
    readonly gpus: number
    readonly env: ReadonlyArray<EnvVar>
    readonly names: ReadonlyArray<string>
  }
  type Input = InputOf<{ readonly glue: ReadonlyArray<Item> }>
  const right: ReadonlyArray<Input> = [
    {},
    { glue: null },
    { glue: [] },
    { glue: [{}, { queue: 'a' }, { gpus: null, env: [{ name: 'A' }], names: ['x'] }] },
  ]
  const decoded: InputOf<ValueOf<typeof schema>> = { agents: { glue: [{ ...defaults, queue: 'a' }] } }
  const nested: InputOf<ValueOf<typeof schema>> = {
    agents: { glue: [{ image: null, mounts: [{ size: 1 }] }] },
  }
  // @ts-expect-error a misspelt field
  const misspelt: Input = { glue: [{ queu: 'a' }] }
  // @ts-expect-error of another type
  const wrong: Input = { glue: [{ gpus: '1' }] }
  // @ts-expect-error an item is never null
  const none: Input = { glue: [null] }
  // @ts-expect-error an object of Kubernetes keeps what Kubernetes requires
  const env: Input = { glue: [{ env: [{ value: 'x' }] }] }
  // @ts-expect-error nor is null in a list of texts
  const names: Input = { glue: [{ names: [null] }] }
  t.equal([...right, decoded, nested, misspelt, wrong, none, env, names].length, 11)
})
