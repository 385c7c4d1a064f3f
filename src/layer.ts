/** One overlay in a stack: what its author says of it, and what that is when it is complete. */
import type { Either } from 'fp-ts/lib/Either.js'
import type { ExternalObject } from './components/external.js'
import type { Config, Installation } from './components/installation.js'
import type { Edit } from './dsl/index.js'
import type { JsonObject, Path } from './json.js'
import type { Resource } from './patch/resource.js'
import type { Place } from './position.js'
import type { Misfit } from './shape.js'
import type { Problem } from './values/check.js'
import { type Fields, type Group, group } from './values/schema.js'

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
  /** Values of other overlays, by their names: they count while those are selected, and are weaker than what those set. */
  readonly beside?: Readonly<Record<string, unknown>>
  /** Changes of DSL objects. */
  readonly edits?: Edit<Installation, Installation>
  /** Manifests that it adds to the stream. */
  readonly objects?: ReadonlyArray<JsonObject>
  /** Changes of finished manifests: manifests that name theirs, or entries of Kustomize's `patches` with data for text. */
  readonly patches?: ReadonlyArray<JsonObject>
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
  /** Whether it may write what another overlay of its tier has written otherwise. */
  readonly allowsConflict?: boolean
  /** Where what it writes to `path` of an object was written, as near as it is known. */
  readonly placeOf?: (path: Path) => Place
}

export interface Patched {
  readonly resources: ReadonlyArray<Resource>
  readonly warnings: ReadonlyArray<string>
}

/** One overlay in a stack: its definition, complete. `faults` is what a build refuses it for. */
export type Layer = Required<Omit<Definition, 'slot' | 'edits' | 'values' | 'beside' | 'patches'>> & {
  readonly values: JsonObject
  readonly beside: JsonObject
  readonly slot: Slot | null
  readonly edits: Edit<Installation, Installation> | null
  readonly source: Source | null
  /** Patches, as code: their engine is loaded by who reads them. */
  readonly patching: Patching | null
  readonly faults: ReadonlyArray<Misfit>
}

/** A layer that does nothing. */
export const emptyLayer: Layer = {
  name: '',
  doc: '',
  example: '',
  slot: null,
  schema: group('', {}),
  values: {},
  beside: {},
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
