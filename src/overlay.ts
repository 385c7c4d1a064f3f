/**
 * Overlays: what one is, and how two compose.
 *
 * An overlay is a list of layers and composing is concatenation, so it is associative and the empty list is its
 * identity. All strictness is judged on the flat list of a build (see `stack.ts`), never when two overlays are composed.
 */
import type { Either } from 'fp-ts/lib/Either.js'
import type { ExternalObject } from './components/external.js'
import type { Config, Installation } from './components/installation.js'
import type { Edit } from './dsl/index.js'
import { isObject, type JsonObject, type Path } from './json.js'
import type { Resource } from './patch/resource.js'
import {
  aName,
  anObject,
  anything,
  aText,
  aTextList,
  code,
  type Forms,
  type Misfit,
  misfits,
} from './shape.js'
import type { Problem } from './values/check.js'
import { plain, plainMap } from './values/plain.js'
import type { Fields, Group, ValueOf } from './values/schema.js'
import { group } from './values/schema.js'

/** What can be filled once. */
export const slots = ['storage', 'expose', 'profile'] as const
export type Slot = (typeof slots)[number]

/** What one overlay is. Only `name` is required. */
export interface Definition {
  readonly name: string
  /** One sentence: what it does. */
  readonly doc?: string
  /** The flags that it needs beside its name, with example values. Default: its own required values. */
  readonly example?: string
  readonly slot?: Slot
  /** The table of the overlay's own values, which live under its name. */
  readonly schema?: Group<Fields>
  /** Values that it sets: its own and the core's. */
  readonly values?: Readonly<Record<string, unknown>>
  /** Changes of DSL objects. */
  readonly edits?: Edit<Installation, Installation>
  /** Manifests that it adds to the stream. */
  readonly objects?: ReadonlyArray<JsonObject>
  /** Names of overlays of the same tier whose values it may overwrite. */
  readonly overrides?: ReadonlyArray<string>
  /** Values that mean nothing under it, with the reason. */
  readonly refuses?: ReadonlyArray<{ readonly path: Path; readonly reason: string }>
  readonly check?: (values: Installation['values']) => ReadonlyArray<Problem>
  /** The same, of what only the derived config shows. */
  readonly checkConfig?: (values: Installation['values'], config: Config) => ReadonlyArray<Problem>
  /** What its objects name without the stream making it: Secrets of the user, Services of somebody else. */
  readonly external?: (values: Installation['values']) => ReadonlyArray<ExternalObject>
  /** What will not work as the installation stands. */
  readonly warnings?: (values: Installation['values'], config: Config) => ReadonlyArray<string>
  /** What is to be done by hand. */
  readonly notes?: (values: Installation['values'], config: Config) => ReadonlyArray<string>
}

/** The file that an overlay was loaded from: its name in messages, and the one that it is addressed by. */
export interface Source {
  readonly file: string
  readonly name: string
}

/**
 * Changes finished manifests, which have no namespace yet; what is wrong is said in lines of text. `change` is run for one
 * overlay after the other; `finish` once after all of them, and lets references follow what was renamed.
 */
export interface Patching {
  /** `off`: names of objects that values have switched off. What is for one of them is left out, with a warning. */
  readonly change: (
    resources: ReadonlyArray<Resource>,
    off: ReadonlyArray<string>,
  ) => Either<ReadonlyArray<string>, Patched>
  readonly finish: (
    resources: ReadonlyArray<Resource>,
  ) => Either<ReadonlyArray<string>, ReadonlyArray<Resource>>
}

export interface Patched {
  readonly resources: ReadonlyArray<Resource>
  readonly warnings: ReadonlyArray<string>
}

/** One overlay in a stack: its definition, complete. `faults` is what a build refuses it for. */
export type Layer = Required<Omit<Definition, 'slot' | 'edits' | 'values'>> & {
  readonly values: JsonObject
  readonly slot: Slot | null
  readonly edits: Edit<Installation, Installation> | null
  readonly source: Source | null
  /** Patches, as code: their engine is loaded by who reads them. */
  readonly patching: Patching | null
  readonly faults: ReadonlyArray<Misfit>
}

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
    return { layers: [{ ...empty, name: unnamed ? 'without a name' : definition.name, faults: wrong }] }
  }
  const { data, faults } = plainMap(definition.values ?? {})
  const objects = plain(definition.objects ?? [])
  const layer: Layer = {
    name: definition.name,
    doc: definition.doc ?? empty.doc,
    example: definition.example ?? empty.example,
    slot: definition.slot ?? empty.slot,
    schema: definition.schema ?? empty.schema,
    values: data,
    edits: definition.edits ?? empty.edits,
    objects: objects.data as ReadonlyArray<JsonObject>, // of this form, see `forms`
    source: null,
    patching: null,
    overrides: definition.overrides ?? empty.overrides,
    refuses: definition.refuses ?? empty.refuses,
    check: definition.check ?? empty.check,
    checkConfig: definition.checkConfig ?? empty.checkConfig,
    external: definition.external ?? empty.external,
    warnings: definition.warnings ?? empty.warnings,
    notes: definition.notes ?? empty.notes,
    faults: [
      ...faults.map(({ path, found }) => ({
        path: ['values', ...path],
        expected: path.length === 0 ? 'a map of values' : 'plain data',
        found,
      })),
      ...objects.faults.map(({ path, found }) => ({
        path: ['objects', ...path],
        expected: 'plain data',
        found,
      })),
    ],
  }
  return { layers: [layer] }
}

const empty: Layer = {
  name: '',
  doc: '',
  example: '',
  slot: null,
  schema: group('', {}),
  values: {},
  edits: null,
  objects: [],
  source: null,
  patching: null,
  overrides: [],
  refuses: [],
  check: () => [],
  checkConfig: () => [],
  external: () => [],
  warnings: () => [],
  notes: () => [],
  faults: [],
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
  edits: anObject('an object of edits'),
  objects: {
    expected: 'a list of manifests',
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

/** The overlay as one that was loaded from a file: errors name it. What a layer of another release lacks is empty. */
export const fromFile = ({ layers }: Overlay, { file, name }: Source): Overlay => ({
  layers: layers.map((layer) => ({ ...empty, ...layer, source: { file, name } })),
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
