/** Who set a value: the default, and each layer that writes it, weakest first. */
import * as E from 'fp-ts/lib/Either.js'
import { at, isArray, isObject, type Json, type Path } from '../json.js'
import { positionOf } from '../position.js'
import { mergeLayers, touches } from '../values/decode.js'
import type { Place } from '../values/error.js'
import type { ValuesLayer } from '../values/layer.js'
import { type Fields, fieldAt, type Group, type Schema } from '../values/leaf.js'
import { expand } from '../values/merge.js'

/** One layer's setting of a value. `value` is what it is with this layer and those below; absent: nothing. */
export interface Setting {
  readonly place: Place
  readonly value?: Json
}

/** The settings of the value at a path, weakest first. The default comes first, if there is one. */
export const settings = (
  schema: Group<Fields>,
  layers: ReadonlyArray<ValuesLayer>,
): ((path: Path) => ReadonlyArray<Setting>) => {
  const merged = layers.map((_, i) => mergeLayers(schema, layers.slice(0, i + 1)))
  const written = layers.map(({ values }) => expand(schema, values))
  return (path) => {
    const byDefault = defaultAt(schema, path)
    const set = layers.flatMap((layer, i): ReadonlyArray<Setting> => {
      const result = merged[i]
      const isAssigned = layer.assignments?.some((one) => touches(one.path, path)) === true
      if (result === undefined || E.isLeft(result)) return []
      if (!isAssigned && !reaches(written[i] ?? null, path)) return []
      return [setting(placeIn(layer, path, isAssigned), at(result.right, path) ?? byDefault)]
    })
    return byDefault === undefined || byDefault === null
      ? set
      : [setting({ origin: 'by default' }, byDefault), ...set]
  }
}

const setting = (place: Place, value: Json | undefined): Setting =>
  value === undefined ? { place } : { place, value }

const placeIn = (layer: ValuesLayer, path: Path, isAssigned: boolean): Place => {
  const { origin, positions } = layer
  const position = positions === undefined || isAssigned ? undefined : positionOf(positions, path)
  return position === undefined ? { origin } : { origin, position }
}

/** Whether `values` give the value at `path`, or take it away with what is around it. */
const reaches = (values: Json, path: Path): boolean => {
  const [step, ...rest] = path
  if (step === undefined) return true
  if (typeof step === 'number') return !isArray(values) || reaches(values[step] ?? null, rest)
  if (!isObject(values)) return true
  return Object.hasOwn(values, step) && reaches(values[step] ?? null, rest)
}

const defaultAt = (schema: Group<Fields>, path: Path): Json | undefined => {
  let here: Schema = schema
  for (const [depth, step] of path.entries()) {
    const next = fieldAt(here, step)
    if (next === null) return defaultOf(here, path.slice(depth))
    here = next
  }
  return defaultOf(here, [])
}

const defaultOf = (schema: Schema, rest: Path): Json | undefined =>
  schema._tag === 'Leaf' ? at((schema.fallback?.value ?? null) as Json, rest) : undefined // tables hold plain data
