import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { overlays } from '../../overlays/index.js'
import {
  at,
  equal,
  get,
  isArray,
  isObject,
  type Json,
  type JsonObject,
  type Path,
  showPath,
} from '../../src/json.js'
import { decode } from '../../src/values/decode.js'
import { defaultsOf, defaultValues } from '../../src/values/defaults.js'
import { valuesSchema } from '../../src/values/jsonSchema.js'
import { type Fields, type Group, group, type Leaf, type Schema } from '../../src/values/schema.js'
import { table } from '../../src/values/table.js'

const owners: Readonly<Record<string, Group<Fields>>> = Object.fromEntries(
  Object.values(overlays).flatMap((make) => make().layers.map(({ name, schema }) => [name, schema])),
)
const whole = group(table.doc, { ...table.fields, ...owners })
const json = valuesSchema(owners)

const leaves = (schema: Schema, path: Path = []): ReadonlyArray<readonly [Path, Leaf<unknown>]> =>
  schema._tag === 'Leaf'
    ? [[path, schema]]
    : Object.entries(schema.fields).flatMap(([key, field]) => leaves(field, [...path, key]))

/** Those of the items of lists too: an index stands for them. */
const allLeaves = (schema: Schema, path: Path = []): ReadonlyArray<readonly [Path, Leaf<unknown>]> =>
  leaves(schema, path).flatMap(([at, leaf]) => [
    [at, leaf] as const,
    ...(leaf.item === undefined ? [] : allLeaves(leaf.item, [...at, 0])),
  ])

/** The part of JSON Schema (draft 2020-12) that is used here; what it does not know makes the test fail. */
const faults = (schema: Json, value: Json, path: Path = []): ReadonlyArray<string> => {
  if (!isObject(schema)) return schema === true ? [] : [`${showPath(path)}: not allowed`]
  const known = [
    '$schema',
    'title',
    'description',
    'default',
    'examples',
    'type',
    'enum',
    'minimum',
    'maximum',
    'items',
    'properties',
    'required',
    'additionalProperties',
  ]
  const unknown = Object.keys(schema).filter((key) => !known.includes(key))
  const type = value === null ? 'null' : isArray(value) ? 'array' : typeof value
  const types = [get(schema, 'type') ?? []].flat()
  const { enum: names, minimum, maximum } = schema
  const additional = get(schema, 'additionalProperties') ?? true
  const required = (get(schema, 'required') ?? []) as ReadonlyArray<string> // a list of names, by JSON Schema
  return [
    ...unknown.map((key) => `${showPath(path)}: the keyword ${key} is not known to this test`),
    ...(types.length === 0 || types.includes(type) || (types.includes('integer') && Number.isInteger(value))
      ? []
      : [`${showPath(path)}: ${type}`]),
    ...(isArray(names ?? null) && !(names as Json[]).some((name) => equal(name, value))
      ? [`${showPath(path)}: enum`]
      : []), // a list, see before
    ...(typeof minimum === 'number' && typeof value === 'number' && value < minimum
      ? [`${showPath(path)}: minimum`]
      : []),
    ...(typeof maximum === 'number' && typeof value === 'number' && value > maximum
      ? [`${showPath(path)}: maximum`]
      : []),
    ...(isArray(value)
      ? value.flatMap((item, i) => faults(get(schema, 'items') ?? true, item, [...path, i]))
      : []),
    ...(isObject(value)
      ? required
          .filter((key) => !Object.hasOwn(value, key))
          .map((key) => `${showPath([...path, key])}: required`)
      : []),
    ...(isObject(value)
      ? Object.entries(value).flatMap(([key, item]) =>
          faults(at(schema, ['properties', key]) ?? additional, item, [...path, key]),
        )
      : []),
  ]
}

const nested = (path: Path, value: Json): JsonObject =>
  path.reduceRight<Json>((inner, key) => ({ [key]: inner }), value) as JsonObject // a path is never empty

t.test(
  'every value is documented by a sentence, with an example that is valid and not the default',
  async (t) => {
    for (const [path, leaf] of allLeaves(whole)) {
      const { doc, example, fallback } = leaf
      const one = decode(group('', { one: leaf }), { one: example }, [], [])
      t.match(doc, /^[A-Z`].*\.$/s, `${showPath(path)} has a sentence`)
      t.ok(E.isRight(one), `the example of ${showPath(path)} is valid`)
      t.notOk(
        equal(example, (fallback?.value ?? null) as Json),
        `the example of ${showPath(path)} is no default`,
      )
    }
  },
)

t.test('every group is documented by a sentence', async (t) => {
  const visit = (schema: Schema, path: Path): void => {
    if (schema._tag === 'Leaf') {
      if (schema.item !== undefined) visit(schema.item, [...path, 0])
      return
    }
    if (Object.keys(schema.fields).length > 0)
      t.match(schema.doc, /^[A-Z].*\.$/s, `${showPath(path)} has a sentence`)
    for (const [key, field] of Object.entries(schema.fields)) visit(field, [...path, key])
  }
  visit(whole, [])
})

t.test('defaults are valid values', async (t) => {
  for (const [path, { codec, fallback }] of allLeaves(whole)) {
    if (fallback !== null && fallback.value !== null)
      t.strictSame(E.toUnion(codec.decode(fallback.value)), fallback.value, `${showPath(path)} is canonical`)
  }
  t.strictSame(E.toUnion(decode(table, defaultsOf(table) as JsonObject, [], [])), defaultValues)
})

t.test('the JSON Schema takes defaults, examples, null and shorthands', async (t) => {
  t.strictSame(faults(json, defaultsOf(whole)), [])
  for (const [path, { example }] of leaves(whole)) {
    t.strictSame(faults(json, nested(path, example)), [], `the example of ${showPath(path)}`)
    t.strictSame(faults(json, nested(path, null)), [], `null for ${showPath(path)}`)
  }
  t.strictSame(faults(json, { namespace: 'ml' }), [])
  t.strictSame(faults(json, { labels: { a: null } }), [], 'an entry of an open map may be taken away')
})

t.test('the JSON Schema refuses what the decoder refuses', async (t) => {
  t.strictSame(faults(json, { rediss: {} }), ['rediss: not allowed'])
  t.strictSame(faults(json, { redis: { replicas: 1 } }), ['redis.replicas: not allowed'])
  t.strictSame(faults(json, { redis: 5 }), ['redis: number'])
  t.strictSame(faults(json, { apiserver: { replicas: '2', startupSeconds: 1 } }), [
    'apiserver.replicas: string',
    'apiserver.startupSeconds: minimum',
  ])
  t.strictSame(faults(json, { version: '9.9.9' }), ['version: enum'])
  t.strictSame(faults(json, { labels: { a: 5 } }), ['labels.a: number'])
  t.strictSame(faults(json, { redis: { extraEnv: ['x'] } }), ['redis.extraEnv[0]: string'])
})

t.test('every part of the JSON Schema has a description', async (t) => {
  for (const [path] of allLeaves(whole)) {
    const steps = path.flatMap((key) => (typeof key === 'number' ? ['items'] : ['properties', key]))
    t.type(at(json, [...steps, 'description']), 'string', showPath(path))
  }
  t.type(valuesSchema().properties, 'object')
  t.notOk(at(valuesSchema(), ['properties', 'nfs']), 'without owners it is that of the core')
})

t.test('the default values cannot be changed', async (t) => {
  t.throws(() => Object.assign(defaultValues.redis, { storage: null }), TypeError)
  t.throws(() => Object.assign(defaultValues.redis.resources.limits, { cpu: '1' }), TypeError)
})
