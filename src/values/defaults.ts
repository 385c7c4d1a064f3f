import type { Json } from '../json.js'
import { frozen } from './frozen.js'
import type { Schema } from './schema.js'
import { table, type Values } from './table.js'

/** The defaults of a table. A required value is `null`. */
export const defaultsOf = (schema: Schema): Json =>
  schema._tag === 'Leaf'
    ? ((schema.fallback?.value ?? null) as Json) // tables hold plain data
    : Object.fromEntries(
        Object.entries(schema.fields).map(([key, field]): [string, Json] => [key, defaultsOf(field)]),
      )

/** The core's values when nothing is given; frozen. */
export const defaultValues: Values = frozen(defaultsOf(table)) as unknown as Values // the table of Values has no required leaf
