import type { Json, JsonObject } from '../json.js'
import type { Fields, Group, Schema } from './schema.js'
import { group } from './schema.js'
import { table } from './table.js'

/**
 * JSON Schema (draft 2020-12) of the values, for editors. `owners` are the tables of overlays by name. Required values
 * are not marked: a file may hold a part of them.
 */
export const valuesSchema = (owners: Readonly<Record<string, Group<Fields>>> = {}): JsonObject => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Values of clearml-manifests',
  ...(schemaOf(group(table.doc, { ...table.fields, ...owners })) as JsonObject), // a group gives an object
})

const schemaOf = (schema: Schema): Json => {
  if (schema._tag === 'Leaf') {
    const fallback = schema.fallback?.value as Json | undefined // tables hold plain data
    const { enum: names, type } = schema.schema
    return {
      ...schema.schema,
      ...(Array.isArray(names) ? { enum: [...names, null] } : { type: [type, 'null'].flat() as Json }), // null: the default
      description: schema.doc,
      ...(fallback === undefined || fallback === null ? {} : { default: fallback }),
      examples: [schema.example],
    }
  }
  const map: JsonObject = {
    type: schema.shorthand === null ? ['object', 'null'] : ['object', 'string', 'null'],
    description: schema.doc,
    additionalProperties: false,
    properties: Object.fromEntries(
      Object.entries(schema.fields).map(([key, field]) => [key, schemaOf(field)]),
    ),
  }
  return map
}
