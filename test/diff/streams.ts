/** Streams for laws, whose objects are often the same ones, and streams as short texts. */

import * as fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import { parseAllDocuments } from 'yaml'
import { compare, type Difference, showTree } from '../../src/diff/index.js'
import type { Json, JsonObject } from '../../src/json.js'

export type Manifests = ReadonlyArray<JsonObject>

/** The documents of a YAML text. */
export const yaml = (text: string): Manifests =>
  parseAllDocuments(text)
    .map((document) => document.toJS() as JsonObject | null) // plain data
    .filter((manifest) => manifest !== null)

/** Of streams that can be compared. */
export const difference = (before: Manifests, after: Manifests): Difference => {
  const result = compare(before, after)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

/** The lines of the tree for two YAML texts. */
export const tree = (before: string, after: string): ReadonlyArray<string> =>
  showTree(difference(yaml(before), yaml(after)))
    .split('\n')
    .filter((line) => line !== '')

const word = fc.constantFrom('a', 'b', 'c')
const text = fc.oneof(word, fc.string({ maxLength: 6 }))
const cpu = fc.constantFrom<Json>('1', 1, '1000m', '500m', 0.5)

/** Sometimes with a field, sometimes without it. */
const fields = <T>(of: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<JsonObject> =>
  fc.record<T>(of, { requiredKeys: [] }) as unknown as fc.Arbitrary<JsonObject> // fields that are not there are absent

/** Most have names of their own; some have not, as can come from a slip. */
const named = <A extends JsonObject>(item: fc.Arbitrary<A>): fc.Arbitrary<ReadonlyArray<A>> =>
  fc.oneof(
    { weight: 5, arbitrary: fc.uniqueArray(item, { maxLength: 3, selector: ({ name }) => name }) },
    { weight: 1, arbitrary: fc.array(item, { maxLength: 3 }) },
  )

const variable = fc.record({ name: word, value: text })
const port = fc
  .tuple(fc.constantFrom(80, 443), fields({ protocol: fc.constantFrom('TCP', 'UDP'), name: word }))
  .map(([containerPort, more]): JsonObject => ({ containerPort, ...more }))
const container = fc
  .tuple(
    word,
    fields({
      image: word,
      args: fc.array(word, { maxLength: 5 }),
      env: named(variable),
      ports: fc.array(port, { maxLength: 2 }),
      resources: fields({ limits: fields({ cpu }) }),
    }),
  )
  .map(([name, more]): JsonObject => ({ name, ...more }))

const template = fields({
  containers: named(container),
  initContainers: named(container),
  nodeSelector: fc.dictionary(word, word, { maxKeys: 2 }),
  tolerations: fc.array(fields({ key: word, operator: word }), { maxLength: 3 }),
  volumes: named(fc.record({ name: word, emptyDir: fc.constant({}) })),
})

const object = (apiVersion: string, kind: string, body: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(
      word,
      body,
      fields({
        labels: fc.dictionary(word, word, { maxKeys: 2 }),
        finalizers: fc.uniqueArray(word, { maxLength: 3 }),
      }),
    )
    .map(([name, fields, more]) => ({
      apiVersion,
      kind,
      metadata: { ...more, name, namespace: 'ml' },
      ...fields,
    }))

/** JSON without the key that never comes in. */
const json = fc
  .jsonValue({ maxDepth: 3 })
  .filter((value) => !JSON.stringify(value).includes('__proto__')) as fc.Arbitrary<Json> // JSON

const keyOf = ({ kind, metadata }: JsonObject): string =>
  JSON.stringify([kind, (metadata as JsonObject).name]) // has one

/** One of each name and kind. */
const stream = (...objects: ReadonlyArray<fc.Arbitrary<JsonObject>>): fc.Arbitrary<Manifests> =>
  fc.uniqueArray(fc.oneof(...objects), { selector: keyOf, maxLength: 6 })

export const openStream: fc.Arbitrary<Manifests> = stream(
  object(
    'apps/v1',
    'Deployment',
    template.map((spec) => ({ spec: { template: { spec } } })),
  ),
  object('v1', 'ConfigMap', fields({ data: fc.dictionary(word, text, { maxKeys: 3 }) })),
  object('example.com/v1', 'Thing', fields({ spec: json })),
)

/** Secrets alone: their values start with `s3cret`, and are not what else is in them. */
export const secretStream: fc.Arbitrary<Manifests> = stream(
  object(
    'v1',
    'Secret',
    fc
      .tuple(
        fields({
          data: fc.oneof(
            fc.dictionary(word, secretText(), { maxKeys: 3 }),
            secretText(),
            fc.array(secretText(), { maxLength: 2 }),
          ),
          stringData: fc.dictionary(word, fc.oneof(secretText(), fc.record({ a: secretText() })), {
            maxKeys: 3,
          }),
          immutable: fc.boolean(),
          type: word,
        }),
        fc.option(secretText()),
      )
      .map(([body, applied]) => ({ body, applied }) as unknown as JsonObject), // taken apart below
  ).map(({ body, applied, metadata, ...rest }) => {
    const annotations =
      applied === null ? {} : { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': applied } }
    return {
      ...rest,
      ...(body as JsonObject),
      metadata: { ...(metadata as JsonObject), ...annotations },
    } as JsonObject // as it was made
  }),
)

function secretText(): fc.Arbitrary<string> {
  return fc.integer({ min: 0, max: 3 }).map((n) => `s3cret${n}`)
}

/** With the keys of all maps in another order. */
export const shuffled = (
  value: Json,
  order: (keys: ReadonlyArray<string>) => ReadonlyArray<string>,
): Json => {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, order))
  if (typeof value !== 'object' || value === null) return value
  const map = value as JsonObject // neither a list nor a scalar
  return Object.fromEntries(order(Object.keys(map)).map((key) => [key, shuffled(map[key] ?? null, order)]))
}
