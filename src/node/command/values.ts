/** `clearml-manifests values`: what can be set. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { overlays } from '../../../overlays/index.js'
import { at, type Json, nearest, type Path, showPath } from '../../json.js'
import { toYamlDocument } from '../../kube/yaml.js'
import { parsePath } from '../../values/assignment.js'
import { defaultsOf } from '../../values/defaults.js'
import { valuesSchema } from '../../values/jsonSchema.js'
import { fieldAt } from '../../values/leaf.js'
import { type Fields, type Group, group, type Schema } from '../../values/schema.js'
import { table } from '../../values/table.js'
import type { CommandError } from '../commandError.js'
import { documented } from '../valuesText.js'

export interface ValuesFlags {
  readonly defaults?: boolean
  readonly schema?: boolean
}

type Tables = Readonly<Record<string, Group<Fields>>>

const tables: Tables = Object.fromEntries(
  Object.values(overlays)
    .flatMap((make) => make().layers)
    .filter(({ schema }) => Object.keys(schema.fields).length > 0)
    .map(({ name, schema }) => [
      name,
      { ...schema, doc: `${schema.doc} Only with --overlay ${name}, or a preset that has it.` },
    ]),
)

export const values = (path: string | undefined, flags: ValuesFlags): E.Either<CommandError, string> =>
  valuesOf(tables, path ?? '', flags)

/** The values of the core and of `owners`, or the part of them at `text`, a path as `--set` has it. */
export const valuesOf = (
  owners: Tables,
  text: string,
  flags: ValuesFlags,
): E.Either<CommandError, string> => {
  const all = group(table.doc, { ...table.fields, ...owners })
  const path = text === '' ? [] : parsePath(text)
  if (path === null) {
    return E.left({ _tag: 'Usage', message: `"${text}" is no path of a value, such as redis.storage` })
  }
  return pipe(
    find(all, path),
    E.map((here) => {
      if (flags.schema === true) return `${JSON.stringify(schemaAt(owners, path), null, 2)}\n`
      if (flags.defaults === true) return toYamlDocument(defaultsOf(here))
      const name = path.at(-1)
      if (name === undefined) return wholePage(all.fields)
      return here._tag === 'Group' && typeof name === 'number'
        ? documented(here.fields)
        : documented({ [name]: here })
    }),
  )
}

const find = (schema: Schema, path: Path): E.Either<CommandError, Schema> => {
  let here = schema
  for (const [depth, step] of path.entries()) {
    const next = fieldAt(here, step)
    if (next === null) return E.left(notFound(here, path.slice(0, depth), step))
    here = next
  }
  return E.right(here)
}

const notFound = (here: Schema, path: Path, step: string | number): CommandError => {
  const item = fieldAt(here, 0)
  const fields = here._tag === 'Group' ? here.fields : item?._tag === 'Group' ? item.fields : {}
  const before = item === null ? path : [...path, 0]
  const known = Object.keys(fields)
  if (known.length === 0) {
    const name = typeof step === 'number' ? `[${step}]` : step
    return { _tag: 'Usage', message: `${showPath(path)} is one value; it has no ${JSON.stringify(name)}` }
  }
  return {
    _tag: 'UnknownName',
    kind: 'value',
    name: showPath([...path, step]),
    nearest: nearest(String(step), known).map((name) => showPath([...before, name])),
    known: known.map((name) => showPath([...before, name])),
  }
}

const wholePage = (fields: Fields): string => {
  const blocks = Object.entries(fields).map(([key, field]) => documented({ [key]: field }))
  return [head, ...blocks].join('\n')
}

const head = `# Everything that can be set, with its default. One part: clearml-manifests values redis.storage
# A file of your own (build -f values.yaml) holds what differs; null means the default again.
`

/** The JSON Schema of a part is the part of the JSON Schema. */
const schemaAt = (owners: Tables, path: Path): Json | undefined =>
  at(
    valuesSchema(owners),
    path.flatMap((step) => (typeof step === 'number' ? ['items'] : ['properties', step])),
  )
