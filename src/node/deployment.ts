/** `clearml.yaml`: preset, overlays and values of one installation in a file. */
import { dirname, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { get, isObject, type Json, type JsonObject, type Path, showPath } from '../json.js'
import { type Positions, positionOf } from '../position.js'
import { decode } from '../values/decode.js'
import type { Place, ValuesError } from '../values/error.js'
import type { ValuesLayer } from '../values/layer.js'
import { freeForm, group, type Leaf, optionalText } from '../values/schema.js'
import type { CommandErrors } from './commandError.js'
import type { Named } from './names.js'
import { isOverlayPath, overlayFile } from './overlayFile.js'
import { below } from './positions.js'
import { fileName } from './readText.js'
import { readYaml } from './readYaml.js'

/**
 * What a deployment file says. `layers` hold its values, those of single overlays first: they count while `overlay`, a
 * name or the path of a file, is selected.
 */
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
    TE.chainEitherKW(({ data, positions }) => read(data, { file, cwd }, positions)),
  )

const overlayList: Leaf<ReadonlyArray<Json>> = {
  _tag: 'Leaf',
  codec: t.readonlyArray(t.unknown as unknown as t.Type<Json>, 'a list of overlays'), // what is read is JSON
  fallback: { value: [] },
  merges: false,
  fromText: 'guess',
  doc: 'Overlays in their order: names, paths, or maps of `name` or `path` and `values`.',
  example: ['nfs'],
  schema: { type: 'array' },
}

const table = group('One installation.', {
  preset: optionalText('Name of a preset.', 'single-node'),
  overlays: overlayList,
  values: freeForm('Values.', { namespace: 'ml' }),
})

const entryTable = group('An overlay with its values.', {
  name: optionalText('Name of the overlay.', 'nfs'),
  path: optionalText('Path of its file, relative to this one.', './scrape.mjs'),
  values: freeForm('Its own values.', { server: '10.0.0.5' }),
})

interface Entry {
  readonly overlay: Named
  readonly values: JsonObject
  readonly positions: Positions
}

const read = (
  data: JsonObject,
  { file, cwd }: { readonly file: string; readonly cwd: string },
  positions: Positions,
): E.Either<ReadonlyArray<ValuesError>, Deployment> => {
  const origin = fileName(file)
  const folder = file === '-' ? cwd : dirname(resolve(cwd, file))
  const named = (name: string, path: Path): Named => ({ name, place: place(path) })
  const inFile = (text: string, path: Path): Named => ({
    ...named(text, path),
    file: overlayFile(text, folder, cwd),
  })
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
      const overlay = (isOverlayPath(item) ? inFile : named)(item, path)
      return E.right({ overlay, values: {}, positions: new Map() })
    }
    const given = isObject(item) ? ['name', 'path'].filter((key) => get(item, key) != null) : []
    if (!isObject(item) || given.length !== 1) {
      const expected =
        given.length === 0
          ? 'the name of an overlay, or a map such as {name: nfs, values: {…}}'
          : 'a name or a path, not both'
      return E.left([{ _tag: 'InvalidValue', path, expected, actual: item, place: place(path) }])
    }
    return pipe(
      decode(entryTable, item, [layer(item, below(positions, showPath(path), ''))], []),
      E.mapLeft((errors) =>
        errors.map((error) => ('path' in error ? { ...error, path: [...path, ...error.path] } : error)),
      ),
      E.map(({ name, path: inside, values }) => {
        const overlay =
          inside === null ? named(name ?? '', [...path, 'name']) : inFile(inside, [...path, 'path'])
        const under = showPath([overlay.file?.name ?? overlay.name])
        return { overlay, values, positions: below(positions, showPath([...path, 'values']), under) }
      }),
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
          ...right
            .filter(({ values: own }) => Object.keys(own).length > 0) // an overlay may have none at all
            .map(({ overlay, values: own, positions: where }) => ({
              ...layer({ [overlay.file?.name ?? overlay.name]: own }, where),
              overlay: overlay.file?.path ?? overlay.name,
            })),
          layer(values, below(positions, 'values', '')),
        ],
      })
    }),
  )
}
