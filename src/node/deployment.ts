/** `clearml.yaml`: preset, overlays and values of one installation in a file. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { get, isObject, type Json, type JsonObject, type Path, showPath } from '../json.js'
import { type Position, type Positions, positionOf } from '../position.js'
import { decode } from '../values/decode.js'
import type { Place, ValuesError } from '../values/error.js'
import type { ValuesLayer } from '../values/layer.js'
import { freeForm, group, type Leaf, optionalText, requiredText } from '../values/schema.js'
import type { CommandErrors } from './commandError.js'
import type { Named } from './names.js'
import { fileName } from './readText.js'
import { readYaml } from './readYaml.js'

/** What a deployment file says. `layers` hold its values, those of single overlays first. */
export interface Deployment {
  readonly preset: Named | null
  readonly overlays: ReadonlyArray<Named>
  readonly layers: ReadonlyArray<ValuesLayer>
}

/** Reads a deployment file, relative to `cwd`, strictly. Errors carry their place in it. */
export const loadDeployment = (
  file: string,
  cwd: string = process.cwd(),
): TE.TaskEither<CommandErrors, Deployment> =>
  pipe(
    readYaml(file, cwd),
    TE.mapLeft((errors): CommandErrors => errors),
    TE.chainEitherKW(({ data, positions }) => read(data, fileName(file), positions)),
  )

const overlayList: Leaf<ReadonlyArray<Json>> = {
  _tag: 'Leaf',
  codec: t.readonlyArray(t.unknown as unknown as t.Type<Json>, 'a list of overlays'), // what is read is JSON
  fallback: { value: [] },
  merges: false,
  fromText: 'guess',
  doc: 'Overlays in their order: names, or maps of `name` and `values`.',
  example: ['nfs'],
  schema: { type: 'array' },
}

const table = group('One installation.', {
  preset: optionalText('Name of a preset.', 'single-node'),
  overlays: overlayList,
  values: freeForm('Values.', { namespace: 'ml' }),
})

const entryTable = group('An overlay with its values.', {
  name: requiredText('Name of the overlay.', 'nfs'),
  values: freeForm('Its own values.', { server: '10.0.0.5' }),
})

interface Entry {
  readonly overlay: Named
  readonly values: JsonObject
  readonly positions: Positions
}

const read = (
  data: JsonObject,
  origin: string,
  positions: Positions,
): E.Either<ReadonlyArray<ValuesError>, Deployment> => {
  const place = (path: Path): Place => {
    const position = positionOf(positions, path)
    return position === undefined ? { origin } : { origin, position }
  }
  const layer = (values: JsonObject, where: Positions): ValuesLayer => ({
    origin,
    tier: 'user',
    values,
    positions: where,
  })
  const entry = (item: Json, i: number): E.Either<ReadonlyArray<ValuesError>, Entry> => {
    const path = ['overlays', i]
    if (typeof item === 'string') {
      return E.right({ overlay: { name: item, place: place(path) }, values: {}, positions: new Map() })
    }
    if (!isObject(item) || get(item, 'name') === undefined) {
      const expected = 'the name of an overlay, or a map such as {name: nfs, values: {…}}'
      return E.left([{ _tag: 'InvalidValue', path, expected, actual: item, place: place(path) }])
    }
    return pipe(
      decode(entryTable, item, [layer(item, below(positions, showPath(path), ''))], []),
      E.mapLeft((errors) =>
        errors.map((error) => ('path' in error ? { ...error, path: [...path, ...error.path] } : error)),
      ),
      E.map(({ name, values }) => ({
        overlay: { name, place: place([...path, 'name']) },
        values,
        positions: below(positions, showPath([...path, 'values']), showPath([name])),
      })),
    )
  }
  return pipe(
    decode(table, data, [layer(data, positions)], []),
    E.chain(({ preset, overlays, values }) => {
      const { left, right } = RA.separate(overlays.map(entry))
      if (left.length > 0) return E.left(left.flat())
      return E.right({
        preset: preset === null ? null : { name: preset, place: place(['preset']) },
        overlays: right.map(({ overlay }) => overlay),
        layers: [
          ...right.map((one) => ({
            ...layer({ [one.overlay.name]: one.values }, one.positions),
            overlay: one.overlay.name,
          })),
          layer(values, below(positions, 'values', '')),
        ],
      })
    }),
  )
}

/** The positions below `from`, as seen from there, put below `to`. */
const below = (positions: Positions, from: string, to: string): Positions =>
  new Map(
    [...positions].flatMap(([path, position]): ReadonlyArray<readonly [string, Position]> => {
      if (path === from) return [[to, position]]
      if (!path.startsWith(`${from}.`) && !path.startsWith(`${from}[`)) return []
      const rest = path.slice(from.length)
      return [[to === '' ? rest.replace(/^\./, '') : `${to}${rest}`, position]]
    }),
  )
