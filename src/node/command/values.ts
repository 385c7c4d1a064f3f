/** `clearml-manifests values`: what can be set. */
import * as E from 'fp-ts/lib/Either.js'
import { overlays } from '../../../overlays/index.js'
import { nearest } from '../../json.js'
import { toYamlDocument } from '../../kube/yaml.js'
import { defaultsOf } from '../../values/defaults.js'
import { valuesSchema } from '../../values/jsonSchema.js'
import { type Fields, group, type Schema } from '../../values/schema.js'
import { table } from '../../values/table.js'
import type { CommandError } from '../commandError.js'
import { documented } from '../valuesText.js'

export interface ValuesFlags {
  readonly defaults?: boolean
  readonly schema?: boolean
}

const tables: Fields = Object.fromEntries(
  Object.values(overlays)
    .flatMap((make) => make().layers)
    .filter(({ schema }) => Object.keys(schema.fields).length > 0)
    .map(({ name, schema }) => [
      name,
      { ...schema, doc: `${schema.doc} Only with --overlay ${name}, or a preset that has it.` },
    ]),
)

export const values = (path: string | undefined, flags: ValuesFlags): E.Either<CommandError, string> => {
  const all = group(table.doc, { ...table.fields, ...tables })
  const steps = path === undefined || path === '' ? [] : path.split('.')
  let here: Schema = all
  for (const [depth, step] of steps.entries()) {
    const fields: Fields = here._tag === 'Group' ? here.fields : {}
    const next = Object.hasOwn(fields, step) ? fields[step] : undefined
    if (next === undefined) {
      const before = steps
        .slice(0, depth)
        .map((one) => `${one}.`)
        .join('')
      const known = Object.keys(fields)
      if (known.length === 0) {
        const message = `${before.slice(0, -1)} is one value; it has no ${JSON.stringify(step)}`
        return E.left({ _tag: 'Usage', message })
      }
      return E.left({
        _tag: 'UnknownName',
        kind: 'value',
        name: `${before}${step}`,
        nearest: nearest(step, known).map((name) => `${before}${name}`),
        known: known.map((name) => `${before}${name}`),
      })
    }
    here = next
  }
  if (flags.schema === true) return E.right(`${JSON.stringify(schemaAt(steps), null, 2)}\n`)
  if (flags.defaults === true) return E.right(toYamlDocument(defaultsOf(here)))
  const name = steps.at(-1)
  return E.right(name === undefined ? wholePage(all.fields) : documented({ [name]: here }))
}

const wholePage = (fields: Fields): string => {
  const blocks = Object.entries(fields).map(([key, field]) => documented({ [key]: field }))
  return [head, ...blocks].join('\n')
}

const head = `# Everything that can be set, with its default. One part: clearml-manifests values redis.storage
# A file of your own (build -f values.yaml) holds what differs; null means the default again.
`

/** The JSON Schema of a part is the part of the JSON Schema. */
const schemaAt = (steps: ReadonlyArray<string>): unknown =>
  steps.reduce<unknown>(
    (schema, step) => (schema as { properties: Record<string, unknown> }).properties[step], // the path was found in the table
    valuesSchema(groups),
  )

const groups = Object.fromEntries(
  Object.entries(tables).flatMap(([name, schema]) => (schema._tag === 'Group' ? [[name, schema]] : [])),
)
