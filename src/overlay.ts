/**
 * Overlays: what one is, and how two compose.
 *
 * An overlay is a list of layers and composing is concatenation, so it is associative and the empty list is its
 * identity. All strictness is judged on the flat list of a build (see `stack.ts`), never when two overlays are composed.
 */
import type { Installation } from './components/installation.js'
import { isObject, type JsonObject } from './json.js'
import { patchEntryOf } from './kustomization/data.js'
import { patchesOver } from './kustomization/patching.js'
import { type Definition, emptyLayer, type Layer, type Patching, type Source, slots } from './layer.js'
import { aName, anObject, anything, aText, aTextList, code, type Forms, misfits } from './shape.js'
import { plain, plainMap } from './values/plain.js'
import type { Fields, Group, ValueOf } from './values/schema.js'

export type { Definition, Layer, Patched, Patching, Slot, Source } from './layer.js'

export interface Overlay {
  readonly layers: ReadonlyArray<Layer>
}

/**
 * Defines an overlay. Never fails: what is wrong with the definition, such as a misspelt key or values that are no data,
 * is an error (InvalidInput) of the builds that it is part of.
 */
export const overlay = (definition: Definition): Overlay => {
  const wrong = misfits(definition, 'the definition of an overlay', forms)
  if (wrong.length > 0) {
    const unnamed = wrong.some(({ path: [key] }) => key === undefined || key === 'name')
    return { layers: [{ ...emptyLayer, name: unnamed ? 'without a name' : definition.name, faults: wrong }] }
  }
  const { data, faults } = plainMap(definition.values ?? {})
  const beside = plainMap(definition.beside ?? {})
  const objects = plain(definition.objects ?? [])
  const patches = plain(definition.patches ?? [])
  const layer: Layer = {
    name: definition.name,
    doc: definition.doc ?? emptyLayer.doc,
    example: definition.example ?? emptyLayer.example,
    slot: definition.slot ?? emptyLayer.slot,
    schema: definition.schema ?? emptyLayer.schema,
    values: data,
    beside: beside.data,
    edits: definition.edits ?? emptyLayer.edits,
    objects: objects.data as ReadonlyArray<JsonObject>, // of this form, see `forms`
    source: null,
    patching: patchingOf(definition.name, patches.data as ReadonlyArray<JsonObject>), // of this form, see `forms`
    overrides: definition.overrides ?? emptyLayer.overrides,
    refuses: definition.refuses ?? emptyLayer.refuses,
    check: definition.check ?? emptyLayer.check,
    checkConfig: definition.checkConfig ?? emptyLayer.checkConfig,
    external: definition.external ?? emptyLayer.external,
    warnings: definition.warnings ?? emptyLayer.warnings,
    notes: definition.notes ?? emptyLayer.notes,
    faults: [
      ...faults.map(({ path, found }) => ({
        path: ['values', ...path],
        expected: path.length === 0 ? 'a map of values' : 'plain data',
        found,
      })),
      ...beside.faults.map(({ path, found }) => ({
        path: ['beside', ...path],
        expected: path.length === 0 ? 'a map of values' : 'plain data',
        found,
      })),
      ...objects.faults.map(({ path, found }) => ({
        path: ['objects', ...path],
        expected: 'plain data',
        found,
      })),
      ...patches.faults.map(({ path, found }) => ({
        path: ['patches', ...path],
        expected: 'plain data',
        found,
      })),
    ],
  }
  return { layers: [layer] }
}

const patchingOf = (name: string, patches: ReadonlyArray<JsonObject>): Patching | null => {
  if (patches.length === 0) return null
  const entries = patches.map((patch, i) =>
    patchEntryOf(patch, { place: { origin: `overlay ${name}: patches[${i}]` } }),
  )
  return patchesOver(entries, `overlay ${name}`)
}

const forms: Forms<keyof Definition> = {
  name: aName,
  doc: aText,
  example: aText,
  slot: { expected: `one of ${slots.join(', ')}`, holds: (value) => slots.some((slot) => slot === value) },
  schema: {
    expected: 'a table made with schema.group',
    holds: (value) => isObject(value) && value._tag === 'Group' && isObject(value.fields),
  },
  values: anything,
  beside: anything,
  edits: anObject('an object of edits'),
  objects: {
    expected: 'a list of manifests',
    holds: (value) => Array.isArray(value) && value.every(isObject),
  },
  patches: {
    expected: 'a list of patches',
    holds: (value) => Array.isArray(value) && value.every(isObject),
  },
  overrides: aTextList('a list of names of overlays'),
  refuses: {
    expected: 'a list of {path, reason}',
    holds: (value) =>
      Array.isArray(value) &&
      value.every((one) => isObject(one) && Array.isArray(one.path) && typeof one.reason === 'string'),
  },
  check: code,
  checkConfig: code,
  external: code,
  warnings: code,
  notes: code,
}

/** Whether `value` is an overlay, made by any copy of the package: known by its form, not by who made it. */
export const isOverlay = (value: unknown): value is Overlay =>
  isObject(value) &&
  Array.isArray(value.layers) &&
  value.layers.every(
    (layer) => isObject(layer) && typeof layer.name === 'string' && Array.isArray(layer.faults),
  )

/** The overlay as one that was loaded from a file: errors name it. What a layer of another release lacks is emptyLayer. */
export const fromFile = ({ layers }: Overlay, { file, name }: Source): Overlay => ({
  layers: layers.map((layer) => ({ ...emptyLayer, ...layer, source: { file, name } })),
})

/** The overlay with patches after all that it does to objects. */
export const withPatches = ({ layers }: Overlay, patching: Patching): Overlay => ({
  layers: layers.map((layer, i) => (i === layers.length - 1 ? { ...layer, patching } : layer)),
})

/** What messages call a layer. */
export const labelOf = ({ name, source }: Layer): string =>
  source === null ? name : `${name} (${source.file})`

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
