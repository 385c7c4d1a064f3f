/** The stack: the layers of a build, weakest first, and what is judged on them: slots, conflicts, refused values. */
import * as E from 'fp-ts/lib/Either.js'
import { at, equal, get, isObject, type Json, type JsonObject, nearest, type Path } from './json.js'
import { type Layer, labelOf, type Overlay, type Preset, type Slot } from './overlay.js'
import { placeOf, touches } from './values/decode.js'
import type { Place, ValuesError } from './values/error.js'
import type { Tier, ValuesLayer } from './values/layer.js'
import { expand } from './values/merge.js'
import type { Schema } from './values/schema.js'

/** Two overlays of one tier fill one slot. */
export interface SlotConflict {
  readonly _tag: 'SlotConflict'
  readonly slot: Slot
  readonly overlays: ReadonlyArray<string>
}

/** An overlay is to be taken away that is not there. */
export interface OverlayNotSelected {
  readonly _tag: 'OverlayNotSelected'
  readonly name: string
  readonly nearest: ReadonlyArray<string>
  readonly selected: ReadonlyArray<string>
}

/** Two overlays of one tier write different values to one field of an object. */
export interface EditsConflict {
  readonly _tag: 'EditsConflict'
  /** From the installation: component, object, field. */
  readonly path: Path
  readonly places: readonly [Place, Place]
  readonly values: readonly [Json, Json]
  /** What the second one says where it means it. */
  readonly overrides: string
}

export type StackError = SlotConflict | OverlayNotSelected | EditsConflict

/** A layer of a build, with the tier that it belongs to. */
export interface Stacked {
  readonly tier: Tier
  readonly layer: Layer
}

/** What a stack is made of. */
export interface StackInput {
  readonly preset?: Preset
  readonly overlays: ReadonlyArray<Overlay>
  /** Overlays that are stronger than `overlays`: they replace what fills their slot there. */
  readonly userOverlays: ReadonlyArray<Overlay>
  /** Names of overlays to take away. */
  readonly without: ReadonlyArray<string>
}

/**
 * The stack: a higher tier replaces what fills its slot in a lower one; within a tier a slot is filled once; one and the
 * same layer counts once, in its last place. `without` takes overlays away by name.
 */
export const stack = (input: StackInput): E.Either<ReadonlyArray<StackError>, ReadonlyArray<Stacked>> => {
  const all = unique([
    ...of('preset', input.preset?.overlays ?? []),
    ...of('overlay', input.overlays),
    ...of('user', input.userOverlays),
  ])
  const names = [...new Set(all.flatMap(({ layer }) => namesOf(layer)))]
  const missing: ReadonlyArray<StackError> = input.without
    .filter((name) => !names.includes(name))
    .map((name) => ({ _tag: 'OverlayNotSelected', name, nearest: nearest(name, names), selected: names }))
  const kept = all.filter(({ layer }) => !namesOf(layer).some((name) => input.without.includes(name)))
  const strongest = new Map(kept.map(({ layer, tier }) => [layer.slot, tier]))
  const stacked = kept.filter(({ layer, tier }) => layer.slot === null || strongest.get(layer.slot) === tier)
  const errors = [...missing, ...slotConflicts(stacked)]
  return errors.length > 0 ? E.left(errors) : E.right(stacked)
}

/** What a layer is taken away by. All of a file goes by the name of the file. */
const namesOf = ({ name, source }: Layer): ReadonlyArray<string> =>
  source === null ? [name] : [name, source.name]

const of = (tier: Tier, overlays: ReadonlyArray<Overlay>): ReadonlyArray<Stacked> =>
  overlays.flatMap(({ layers }) => layers.map((layer) => ({ tier, layer })))

const unique = (all: ReadonlyArray<Stacked>): ReadonlyArray<Stacked> =>
  all.filter(({ layer }, i) => !all.slice(i + 1).some((later) => later.layer === layer))

const slotConflicts = (stacked: ReadonlyArray<Stacked>): ReadonlyArray<SlotConflict> => {
  const filled = new Map<Slot, Set<string>>()
  for (const { slot, name } of stacked.map(({ layer }) => layer)) {
    if (slot !== null) filled.set(slot, (filled.get(slot) ?? new Set()).add(name))
  }
  return [...filled]
    .filter(([, names]) => names.size > 1)
    .map(([slot, names]) => ({ _tag: 'SlotConflict', slot, overlays: [...names] }))
}

/** Values that two overlays of one tier set differently, where the later one does not say that it overrides the other. */
export const valuesConflicts = (
  stacked: ReadonlyArray<Stacked>,
  schema: Schema,
): ReadonlyArray<ValuesError> =>
  stacked.flatMap((upper, i) =>
    stacked
      .slice(0, i)
      .filter((lower) => lower.tier === upper.tier && !upper.layer.overrides.includes(lower.layer.name))
      .flatMap((lower) =>
        differences(expand(schema, lower.layer.values), expand(schema, upper.layer.values), []).map(
          ({ path, values }): ValuesError => ({
            _tag: 'ValuesConflict',
            path,
            places: [originOf(lower.layer), originOf(upper.layer)],
            values,
          }),
        ),
      ),
  )

export const originOf = (layer: Layer): Place => ({ origin: `overlay ${labelOf(layer)}` })

interface Difference {
  readonly path: Path
  readonly values: readonly [Json, Json]
}

const differences = (a: Json, b: Json, path: Path): ReadonlyArray<Difference> => {
  if (!isObject(a) || !isObject(b)) return equal(a, b) ? [] : [{ path, values: [a, b] }]
  return Object.entries(b).flatMap(([key, value]) => {
    const other = get(a, key)
    return other === undefined ? [] : differences(other, value, [...path, key])
  })
}

/** Values that were given although a selected overlay says that they mean nothing under it. */
export const refusedValues = (
  stacked: ReadonlyArray<Stacked>,
  layers: ReadonlyArray<ValuesLayer>,
): ReadonlyArray<ValuesError> =>
  stacked.flatMap(({ layer }) =>
    layer.refuses
      .filter(({ path }) => layers.some((one) => gives(one, path)))
      .map(({ path, reason }) => ({
        _tag: 'RefusedValue',
        path,
        overlay: layer.name,
        reason,
        place: placeOf(layers, path),
      })),
  )

const gives = ({ values, assignments = [] }: ValuesLayer, path: Path): boolean =>
  isGiven(at(values, path)) ||
  assignments.some(
    (one) =>
      touches(one.path, path) && one.path.length >= path.length && (one.asString || one.text !== 'null'),
  )

/** `null` and an empty map ask for nothing. */
const isGiven = (value: Json | undefined): boolean =>
  value !== undefined && value !== null && !(isObject(value) && isEmpty(value))

const isEmpty = (value: JsonObject): boolean => Object.keys(value).length === 0
