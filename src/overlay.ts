/**
 * Overlays: what one is, how two compose, and how a stack of them is put together.
 *
 * An overlay is a list of layers; composing is concatenation, so it is associative and the empty list is its
 * identity. All strictness is judged on the flat list of a build, never when two overlays are composed.
 */
import * as E from 'fp-ts/lib/Either.js'
import type { Config, Installation } from './components/installation.js'
import type { Edit } from './dsl/index.js'
import { at, defined, equal, isObject, type Json, type JsonObject, type Path } from './json.js'
import type { Problem } from './values/check.js'
import { placeOf } from './values/decode.js'
import type { Place, ValuesError } from './values/error.js'
import type { ValuesLayer } from './values/layer.js'
import type { Fields, Group, ValueOf } from './values/schema.js'
import { group } from './values/schema.js'

/** What can be filled once. */
export type Slot = 'storage' | 'expose' | 'profile'

/** What one overlay is. Only `name` is required. */
export interface Definition {
  readonly name: string
  /** One sentence: what it does. */
  readonly doc?: string
  readonly slot?: Slot
  /** The table of the overlay's own values, which live under its name. */
  readonly schema?: Group<Fields>
  /** Values that it sets: its own and the core's. */
  readonly values?: Readonly<Record<string, unknown>>
  /** Changes of DSL objects. */
  readonly edits?: Edit<Installation, Installation>
  /** Names of overlays of the same tier whose values it may overwrite. */
  readonly overrides?: ReadonlyArray<string>
  /** Values that mean nothing under it, with the reason. */
  readonly refuses?: ReadonlyArray<{ readonly path: Path; readonly reason: string }>
  readonly check?: (values: Installation['values']) => ReadonlyArray<Problem>
  /** What will not work as the installation stands. */
  readonly warnings?: (values: Installation['values'], config: Config) => ReadonlyArray<string>
  /** What is to be done by hand. */
  readonly notes?: (values: Installation['values'], config: Config) => ReadonlyArray<string>
}

export type Layer = Required<Omit<Definition, 'slot' | 'edits' | 'values'>> & {
  readonly values: JsonObject
  readonly slot: Slot | null
  readonly edits: Edit<Installation, Installation> | null
}

export interface Overlay {
  readonly layers: ReadonlyArray<Layer>
}

/** Defines an overlay. */
export const overlay = (definition: Definition): Overlay => ({
  layers: [
    {
      doc: '',
      schema: group('', {}),
      overrides: [],
      refuses: [],
      check: () => [],
      warnings: () => [],
      notes: () => [],
      ...definition,
      values: defined(definition.values ?? {}) as JsonObject, // a map stays a map
      slot: definition.slot ?? null,
      edits: definition.edits ?? null,
    },
  ],
})

/** `second` after `first`. Laws: associative; `{layers: []}` is the identity on both sides. */
export const andThen = (first: Overlay, second: Overlay): Overlay => ({
  layers: [...first.layers, ...second.layers],
})

/** The decoded values of an overlay, inside a thunk of its edits: `const nfs = ownValues('nfs', schema)`. */
export const ownValues =
  <S extends Group<Fields>>(name: string, _schema: S) =>
  (values: Installation['values']): ValueOf<S> =>
    (values as unknown as Readonly<Record<string, ValueOf<S>>>)[name] as ValueOf<S> // decoded by this very table

/** A named starting point for a kind of user: values and overlays, nothing else. */
export interface Preset {
  readonly name: string
  /** One sentence: for whom, and what it gives. */
  readonly doc: string
  /** The flags that it needs beside its name, with example values. */
  readonly example: string
  readonly values: JsonObject
  readonly overlays: ReadonlyArray<Overlay>
}

export type StackError =
  | { readonly _tag: 'SlotConflict'; readonly slot: Slot; readonly overlays: ReadonlyArray<string> }
  | { readonly _tag: 'OverlayNotSelected'; readonly name: string; readonly selected: ReadonlyArray<string> }

/** The layers of a build, each with the tier that it belongs to; weakest first. */
export interface Stacked {
  readonly tier: 'preset' | 'overlay'
  readonly layer: Layer
}

/**
 * The stack: a higher tier replaces what fills its slot in a lower one; within a tier a slot is filled once; an overlay
 * named twice counts once, with the values of both. `without` takes overlays away by name.
 */
export const stack = (
  preset: Preset | undefined,
  overlays: ReadonlyArray<Overlay>,
  without: ReadonlyArray<string>,
): E.Either<ReadonlyArray<StackError>, ReadonlyArray<Stacked>> => {
  const layersOf = (list: ReadonlyArray<Overlay>): ReadonlyArray<Layer> =>
    list.flatMap(({ layers }) => layers)
  const chosen = layersOf(overlays)
  const filled = new Set(chosen.flatMap(({ slot }) => (slot === null ? [] : [slot])))
  const below = layersOf(preset?.overlays ?? []).filter(({ slot }) => slot === null || !filled.has(slot))
  const all: ReadonlyArray<Stacked> = [
    ...below.map((layer) => ({ tier: 'preset' as const, layer })),
    ...chosen.map((layer) => ({ tier: 'overlay' as const, layer })),
  ]
  const names = all.map(({ layer }) => layer.name)
  const missing: ReadonlyArray<StackError> = without
    .filter((name) => !names.includes(name))
    .map((name) => ({ _tag: 'OverlayNotSelected', name, selected: names }))
  const stacked = all.filter(({ layer }) => !without.includes(layer.name))
  const errors = [...missing, ...slotConflicts(stacked)]
  return errors.length > 0 ? E.left(errors) : E.right(stacked)
}

const slotConflicts = (stacked: ReadonlyArray<Stacked>): ReadonlyArray<StackError> => {
  const slots = new Set(stacked.map(({ layer }) => layer.slot))
  return [...slots].flatMap((slot) => {
    const fillers = [
      ...new Set(stacked.filter(({ layer }) => layer.slot === slot).map(({ layer }) => layer.name)),
    ]
    return slot === null || fillers.length < 2
      ? []
      : [{ _tag: 'SlotConflict' as const, slot, overlays: fillers }]
  })
}

/** Values that two overlays of one tier set differently, where neither says that it overrides the other. */
export const valuesConflicts = (stacked: ReadonlyArray<Stacked>): ReadonlyArray<ValuesError> =>
  stacked.flatMap((upper, i) =>
    stacked
      .slice(0, i)
      .filter((lower) => lower.tier === upper.tier && !upper.layer.overrides.includes(lower.layer.name))
      .flatMap((lower) => {
        const below = new Map(
          leaves(lower.layer.values).map(([path, value]) => [JSON.stringify(path), value]),
        )
        const places: readonly [Place, Place] = [originOf(lower), originOf(upper)]
        return leaves(upper.layer.values).flatMap(([path, value]): ReadonlyArray<ValuesError> => {
          const other = below.get(JSON.stringify(path))
          if (other === undefined || equal(other, value)) return []
          return [{ _tag: 'ValuesConflict', path, places, values: [other, value] }]
        })
      }),
  )

const originOf = ({ layer }: Stacked): Place => ({ origin: `overlay ${layer.name}` })

const leaves = (value: Json, path: Path = []): ReadonlyArray<readonly [Path, Json]> =>
  isObject(value)
    ? Object.entries(value).flatMap(([key, below]) => leaves(below, [...path, key]))
    : [[path, value]]

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
  (at(values, path) ?? null) !== null || assignments.some((one) => one.path.join('.') === path.join('.'))
