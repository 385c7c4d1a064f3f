/** Parameters of overlays in files: values that stand under the name of the file. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { get, type Json, type JsonObject } from '../json.js'
import { andThen, fromFile, type Overlay, overlay } from '../overlay.js'
import { decode, mergeLayers } from '../values/decode.js'
import type { ValuesError } from '../values/error.js'
import { frozen } from '../values/frozen.js'
import type { ValuesLayer } from '../values/layer.js'
import { freeForm, group, type Leaf } from '../values/schema.js'
import type { OverlayFile } from './overlayFile.js'

/** What `layers` give under `name`, merged. Fails as values do: they are a map, and an index exists. */
export const parametersIn = (
  layers: ReadonlyArray<ValuesLayer>,
  name: string,
): E.Either<ReadonlyArray<ValuesError>, JsonObject> => {
  const own = layers.map(({ values, assignments = [], ...rest }): ValuesLayer => {
    const given = get(values, name)
    return {
      ...rest,
      values: given === undefined ? {} : { [name]: given },
      assignments: assignments.filter(({ path }) => path[0] === name),
    }
  })
  const schema = group('', { [name]: freeForm('Parameters.', {}) })
  return pipe(
    mergeLayers(schema, own),
    E.chain((merged) => decode(schema, merged, own, [])),
    E.map((decoded) => (decoded[name] as JsonObject | undefined) ?? {}), // decoded as such
  )
}

/** `parameters` for a function to read, and the names that it has read so far. To list them is to read all of them. */
export const recorded = (
  parameters: JsonObject,
): { readonly seen: JsonObject; readonly read: () => ReadonlyArray<string> } => {
  const names = new Set<string>()
  const note = (key: string | symbol): void => {
    if (typeof key === 'string' && !(key in Object.prototype)) names.add(key)
  }
  const seen = new Proxy<JsonObject>(frozen(parameters), {
    get: (target, key) => {
      note(key)
      return Reflect.get(target, key)
    },
    has: (target, key) => {
      note(key)
      return Reflect.has(target, key)
    },
    ownKeys: (target) => {
      Object.keys(target).forEach(note)
      return Reflect.ownKeys(target)
    },
  })
  return { seen, read: () => [...names] }
}

/** Whether the overlay has values of its own under `name`. Their table then judges what is given. */
export const hasTable = ({ layers }: Overlay, name: string): boolean =>
  layers.some((layer) => layer.name === name && Object.keys(layer.schema.fields).length > 0)

/** The overlay of a function together with the table of the parameters that the function knows, and with `values` for them. */
export const withParameters = (
  made: Overlay,
  file: OverlayFile,
  known: ReadonlyArray<string>,
  values: JsonObject = {},
): Overlay => {
  if (known.length === 0 && Object.keys(values).length === 0) return made
  const schema = group(
    `Parameters of ${file.file}.`,
    Object.fromEntries(known.map((name) => [name, anything])),
  )
  const parameters = overlay({
    name: file.name,
    ...(hasTable(made, file.name) ? {} : { schema }),
    ...(Object.keys(values).length === 0 ? {} : { values: { [file.name]: values } }),
  })
  return andThen(made, fromFile(parameters, file))
}

const anything: Leaf<Json> = {
  _tag: 'Leaf',
  codec: t.unknown as unknown as t.Type<Json>, // what is given is JSON
  fallback: { value: null },
  merges: false,
  fromText: 'guess',
  doc: 'A parameter.',
  example: null,
  schema: {},
}
