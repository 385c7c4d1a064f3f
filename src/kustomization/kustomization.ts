/** A kustomization.yaml with all that it names: files are read, and directories are kustomizations in turn. */
import type { JsonObject, Path } from '../json.js'
import type { PatchEntry } from '../patch/parsePatches.js'
import type { Allowed } from '../patch/patch.js'
import type { Behavior } from '../patch/resource.js'
import type { Target } from '../patch/target.js'
import type { Place, Positions } from '../position.js'

/** The fields, in Kustomize's words and meaning. Absent is what is not there; empty lists are nothing. */
export interface Kustomization {
  /** A component changes what its parent has gathered so far; a kustomization only what it names itself. */
  readonly kind: 'Kustomization' | 'Component'
  /** Its file. */
  readonly place: Place
  readonly positions?: Positions
  /** Path of its directory from the outermost one, '' there; for `buildMetadata`. */
  readonly directory: string
  /** Name of its file, without the directory. */
  readonly fileName: string
  /** Ours: what is no error. In a file it is the annotation `clearml-manifests/allow` of the kustomization itself. */
  readonly allow?: ReadonlyArray<Allowed>
  readonly resources?: ReadonlyArray<Source>
  readonly components?: ReadonlyArray<Kustomization>
  readonly configMapGenerator?: ReadonlyArray<GeneratorArgs>
  readonly secretGenerator?: ReadonlyArray<GeneratorArgs>
  readonly generatorOptions?: GeneratorOptions
  readonly patchesStrategicMerge?: ReadonlyArray<PatchEntry>
  readonly patches?: ReadonlyArray<PatchEntry>
  readonly patchesJson6902?: ReadonlyArray<PatchEntry>
  readonly namespace?: string
  readonly namePrefix?: string
  readonly nameSuffix?: string
  readonly labels?: ReadonlyArray<Label>
  readonly commonLabels?: Readonly<Record<string, string>>
  readonly commonAnnotations?: Readonly<Record<string, string>>
  readonly replicas?: ReadonlyArray<Replica>
  readonly images?: ReadonlyArray<Image>
  readonly replacements?: ReadonlyArray<Replacement>
  readonly buildMetadata?: ReadonlyArray<BuildMetadata>
  readonly sortOptions?: SortOptions
}

/** An entry of `resources`. */
export type Source =
  | { readonly _tag: 'Manifests'; readonly path: string; readonly manifests: ReadonlyArray<Read> }
  | { readonly _tag: 'Directory'; readonly kustomization: Kustomization }

/** A manifest, and where it stands. */
export interface Read {
  readonly manifest: JsonObject
  readonly place: Place
}

export type BuildMetadata = 'originAnnotations' | 'transformerAnnotations' | 'managedByLabel'

/** The order of the result: `legacy` (the default) by kind, `fifo` as read. */
export interface SortOptions {
  readonly order: 'legacy' | 'fifo'
  readonly legacySortOptions?: {
    readonly orderFirst: ReadonlyArray<string>
    readonly orderLast: ReadonlyArray<string>
  }
}

/** `labels`: on objects; with `includeSelectors` in selectors and templates too, with `includeTemplates` in templates. */
export interface Label {
  readonly pairs?: Readonly<Record<string, string>>
  readonly includeSelectors?: boolean
  readonly includeTemplates?: boolean
  readonly fields?: ReadonlyArray<FieldSpec>
}

/**
 * A field of kinds of objects. `path` has Kustomize's syntax: keys between slashes (`\\/` is a slash in a key), `[]` after
 * the key of a list. What is absent of group, version and kind is any. `create`: where a map on the way is not there.
 */
export interface FieldSpec {
  readonly group?: string
  readonly version?: string
  readonly kind?: string
  readonly path: string
  readonly create?: boolean
}

/** A count that is not said is 0, as in Kustomize. */
export interface Replica {
  readonly name: string
  readonly count?: number
}

export interface Image {
  readonly name: string
  readonly newName?: string
  readonly newTag?: string
  readonly digest?: string
  readonly tagSuffix?: string
}

export interface GeneratorOptions {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
  readonly disableNameSuffixHash?: boolean
  readonly immutable?: boolean
}

/** An entry of `configMapGenerator` or `secretGenerator` (`type`: of a Secret, Opaque by default). */
export interface GeneratorArgs {
  readonly name: string
  readonly namespace?: string
  readonly behavior?: Behavior
  readonly type?: string
  readonly options?: GeneratorOptions
  /** `key=value`, as they are written. */
  readonly literals?: ReadonlyArray<string>
  /** Contents, with the key that each file is to have (its name, where the entry says none). */
  readonly files?: ReadonlyArray<{ readonly key: string; readonly content: Uint8Array }>
  /** Contents of .env files. */
  readonly envs?: ReadonlyArray<{ readonly file: string; readonly content: Uint8Array }>
}

/** An entry of `replacements`: the value of one field of one object, put into fields of others. */
export interface Replacement {
  readonly source?: ReplacementSource
  /** Instead of a source. */
  readonly sourceValue?: string
  readonly targets: ReadonlyArray<ReplacementTarget>
  /** Where it was written; `path` of the messages is counted from it. */
  readonly place?: Place
}

export interface ReplacementSource extends ObjectNamed {
  readonly fieldPath?: string
  readonly options?: FieldOptions
}

/** An object by what is said of it, each literally. */
export interface ObjectNamed {
  readonly group?: string
  readonly version?: string
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string
}

export interface ReplacementTarget {
  readonly select: Target
  readonly reject?: ReadonlyArray<Target>
  readonly fieldPaths?: ReadonlyArray<string>
  readonly options?: FieldOptions
}

export interface FieldOptions {
  readonly delimiter?: string
  readonly index?: number
  readonly encoding?: string
  readonly create?: boolean
}

/** Where the value at `path` of a kustomization.yaml stands. */
export type PlaceAt = (path: Path) => Place
