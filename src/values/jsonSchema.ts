import type { Json, JsonObject } from '../json.js'
import type { Fields, Group, Schema } from './schema.js'
import { group } from './schema.js'
import { table } from './table.js'

/**
 * JSON Schema (draft 2020-12) of the values, for editors. `owners` are the tables of overlays by name. Required values
 * are not marked, for a file may hold a part of them; those of an item are, for a list is given as a whole.
 */
export const valuesSchema = (owners: Readonly<Record<string, Group<Fields>>> = {}): JsonObject => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Values of clearml-manifests',
  ...schemaOf(group(table.doc, { ...table.fields, ...owners }), false),
})

const schemaOf = (schema: Schema, inItem: boolean): JsonObject => {
  const none = inItem && isRequired(schema) ? [] : ['null'] // null: the default
  if (schema._tag === 'Leaf') {
    const fallback = schema.fallback?.value as Json | undefined // tables hold plain data
    const { enum: names, type } = schema.schema
    return {
      ...schema.schema,
      ...(Array.isArray(names)
        ? { enum: [...names, ...none.map(() => null)] }
        : { type: [type, none].flat() as Json }), // a name or a list of them
      ...(schema.item === undefined ? {} : { items: itemOf(schema.item) }),
      description: schema.doc,
      ...(fallback === undefined || fallback === null ? {} : { default: fallback }),
      examples: [schema.example],
    }
  }
  const required = Object.entries(schema.fields).flatMap(([key, field]) => (isRequired(field) ? [key] : []))
  return {
    type: [...typesOf(schema), ...none],
    description: schema.doc,
    additionalProperties: false,
    ...(inItem && required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(
      Object.entries(schema.fields).map(([key, field]) => [key, schemaOf(field, inItem)]),
    ),
  }
}

/** An item is never `null`. */
const itemOf = (item: Group<Fields>): JsonObject => ({ ...schemaOf(item, true), type: typesOf(item) })

const typesOf = ({ shorthand }: Group<Fields>): ReadonlyArray<string> =>
  shorthand === null ? ['object'] : ['object', 'string']

/** Whether it, or a value in it, has no default. */
const isRequired = (schema: Schema): boolean =>
  schema._tag === 'Leaf' ? schema.fallback === null : Object.values(schema.fields).some(isRequired)
