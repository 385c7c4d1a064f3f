/** `clearml.yaml`: preset, overlays and values of one installation in a file. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import * as t from 'io-ts'
import { isObject, type JsonObject } from '../json.js'
import type { Position, Positions } from '../position.js'
import { decode } from '../values/decode.js'
import type { ValuesLayer } from '../values/layer.js'
import { freeForm, group, type Leaf, optionalText } from '../values/schema.js'
import type { CommandErrors } from './commandError.js'
import { readYaml } from './readYaml.js'

/** What a deployment file says. `layers` hold its values, those of single overlays first. */
export interface Deployment {
  readonly preset: string | null
  readonly overlays: ReadonlyArray<string>
  readonly layers: ReadonlyArray<ValuesLayer>
}

interface NamedOverlay {
  readonly name: string
  readonly values?: JsonObject
}

const isNamedOverlay = (value: unknown): value is NamedOverlay =>
  isObject(value) &&
  typeof value.name === 'string' &&
  Object.keys(value).every((key) => key === 'name' || key === 'values') &&
  (value.values === undefined || isObject(value.values))

const entry = new t.Type<string | NamedOverlay>(
  'the name of an overlay, or a map of name and values',
  (value): value is string | NamedOverlay => typeof value === 'string' || isNamedOverlay(value),
  (value, context) =>
    typeof value === 'string' || isNamedOverlay(value) ? t.success(value) : t.failure(value, context),
  t.identity,
)

const overlayList: Leaf<ReadonlyArray<string | NamedOverlay>> = {
  _tag: 'Leaf',
  codec: t.readonlyArray(entry, 'a list of overlays'),
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

/** Reads a deployment file, strictly. Errors carry their place in it. */
export const loadDeployment = (file: string): TE.TaskEither<CommandErrors, Deployment> =>
  pipe(
    readYaml(file),
    TE.mapLeft((errors): CommandErrors => errors),
    TE.chainEitherKW(({ data, positions }) =>
      pipe(
        decode(table, data, [{ origin: file, tier: 'user', values: data, positions }], []),
        E.map(({ preset, overlays, values }) => ({
          preset,
          overlays: overlays.map((overlay) => (typeof overlay === 'string' ? overlay : overlay.name)),
          layers: [
            ...overlays.flatMap(
              (overlay, i): ReadonlyArray<ValuesLayer> =>
                typeof overlay === 'string' || overlay.values === undefined
                  ? []
                  : [
                      {
                        origin: file,
                        tier: 'overlay',
                        values: { [overlay.name]: overlay.values },
                        positions: moved(positions, `overlays[${i}].values`, overlay.name),
                      },
                    ],
            ),
            { origin: file, tier: 'user', values, positions: moved(positions, 'values', '') },
          ],
        })),
      ),
    ),
  )

/** The positions below `from`, as seen from there, put below `to`. */
const moved = (positions: Positions, from: string, to: string): Positions =>
  new Map(
    [...positions].flatMap(([path, position]): ReadonlyArray<readonly [string, Position]> => {
      if (path === from) return [[to, position]]
      if (!path.startsWith(`${from}.`) && !path.startsWith(`${from}[`)) return []
      const below = path.slice(from.length)
      return [[to === '' ? below.replace(/^\./, '') : `${to}${below}`, position]]
    }),
  )
