/** `clearml.yaml`: preset, overlays and values of one installation in a file. */
import { dirname, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { get, isObject, type Json, type JsonObject, type Path, showPath } from '../json.js'
import { type Allowed, allowedWords } from '../patch/patch.js'
import { below, type Positions, positionOf } from '../position.js'
import { decode } from '../values/decode.js'
import type { Place, ValuesError } from '../values/error.js'
import type { ValuesLayer } from '../values/layer.js'
import { freeForm, group, type Leaf, optionalText } from '../values/schema.js'
import type { CommandErrors } from './commandError.js'
import type { Named } from './names.js'
import { isOverlayPath, type OverlayFile, overlayFile } from './overlayFile.js'
import { fileName } from './readText.js'
import { readYaml } from './readYaml.js'

/**
 * What a deployment file says. `layers` hold its values, those of single overlays first: they count while `overlay`, a
 * name or the path of a file, is selected.
 */
export interface Deployment {
  readonly preset: Named | null
  readonly overlays: ReadonlyArray<Named>
  readonly patches: ReadonlyArray<Patches>
  readonly layers: ReadonlyArray<ValuesLayer>
}

/** Patches that stand beside overlays: in a file, or as an entry of Kustomize's `patches`. */
export type Patches =
  | { readonly _tag: 'File'; readonly file: OverlayFile }
  | {
      readonly _tag: 'Entry'
      readonly file: OverlayFile
      readonly item: Json
      readonly place: Place
      readonly positions: Positions
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

const patchList: Leaf<ReadonlyArray<Json>> = {
  ...overlayList,
  codec: t.readonlyArray(t.unknown as unknown as t.Type<Json>, 'a list of patches'), // what is read is JSON
  doc: "Patches after all overlays: files, or entries of Kustomize's `patches`.",
  example: ['./patches.yaml'],
}

const allowList: Leaf<ReadonlyArray<Json>> = {
  ...overlayList,
  codec: t.readonlyArray(t.unknown as unknown as t.Type<Json>, `a list of ${allowedWords.join(', ')}`), // likewise
  doc: 'What is no error of its patches.',
  example: ['unmatched'],
}

const table = group('One installation.', {
  preset: optionalText('Name of a preset.', 'single-node'),
  overlays: overlayList,
  patches: patchList,
  values: freeForm('Values.', { namespace: 'ml' }),
})

const entryTable = group('An overlay with its values.', {
  name: optionalText('Name of the overlay.', 'nfs'),
  path: optionalText('Path of its file, relative to this one.', './scrape.mjs'),
  values: freeForm('Its own values.', { server: '10.0.0.5' }),
  allow: allowList,
})

const isAllowed = (word: Json): word is Allowed => allowedWords.some((one) => one === word)

const inside = ({ path }: { readonly path: string | null }): boolean => path !== null

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
      E.chain((one) => {
        const wrong = one.allow.filter((word) => !isAllowed(word))
        const at = [...path, 'allow']
        const expected = inside(one)
          ? `a list of ${allowedWords.join(', ')}`
          : 'none: allow is for patches, which an overlay with a path can have'
        return wrong.length > 0 || (one.allow.length > 0 && !inside(one))
          ? E.left([
              { _tag: 'InvalidValue' as const, path: at, expected, actual: one.allow, place: place(at) },
            ])
          : E.right(one)
      }),
      E.map(({ name, path: inside, values, allow }) => {
        const found =
          inside === null ? named(name ?? '', [...path, 'name']) : inFile(inside, [...path, 'path'])
        const overlay: Named =
          found.file === undefined || allow.length === 0
            ? found
            : { ...found, file: { ...found.file, allow: allow.filter(isAllowed) } }
        const under = showPath([overlay.file?.name ?? overlay.name])
        return { overlay, values, positions: below(positions, showPath([...path, 'values']), under) }
      }),
    )
  }
  const patch = (item: Json, i: number): Patches => {
    const path = ['patches', i]
    if (typeof item === 'string') return { _tag: 'File', file: overlayFile(item, folder, cwd) }
    const inItem = below(positions, showPath(path), '')
    return {
      _tag: 'Entry',
      file: { path: `${file}#patches[${i}]`, file: origin, name: `patches-${i}` },
      item,
      place: place(path),
      positions: inItem,
    }
  }
  return pipe(
    decode(table, data, [layer(data, positions)], []),
    E.chain(({ preset, overlays, patches, values }) => {
      const { left, right } = RA.separate(overlays.map(entry))
      if (left.length > 0) return E.left(left.flat())
      return E.right({
        preset: preset === null ? null : { name: preset, place: place(['preset']) },
        overlays: right.map(({ overlay }) => overlay),
        patches: patches.map(patch),
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
