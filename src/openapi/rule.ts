/** Rules of Kubernetes' validation code that its OpenAPI does not say. */
import type { Json, JsonObject, Path } from '../json.js'
import type { Problem } from './finding.js'
import type { KubeVersion } from './version.js'

/** A problem at a path below what was looked at. */
export type Located = Problem & { readonly path: Path; readonly severity?: 'warning' }

/** What a check may know beside the value. */
export interface Scope {
  readonly version: KubeVersion
  /** The whole manifest. */
  readonly manifest: JsonObject
}

/** Looks at one value that has the right type. */
export type Check = (value: Json, scope: Scope) => ReadonlyArray<Located>

/** Looks at one object whose own fields, and all below them, are sound one by one. */
export type ObjectCheck = (object: JsonObject, scope: Scope) => ReadonlyArray<Located>

/** By definition: checks of its fields. */
export type FieldChecks = Readonly<Record<string, Readonly<Record<string, Check>>>>

/** By definition: checks of the object as a whole. */
export type ObjectChecks = Readonly<Record<string, ReadonlyArray<ObjectCheck>>>

/** A problem of the value itself. */
export const problem = (found: Problem): ReadonlyArray<Located> => [{ ...found, path: [] }]

/** A problem of a field. */
export const problemAt = (path: Path, found: Problem): ReadonlyArray<Located> => [{ ...found, path }]

/** The problems of a value, below `path`. */
export const below = (path: Path, found: ReadonlyArray<Located>): ReadonlyArray<Located> =>
  found.map((one) => ({ ...one, path: [...path, ...one.path] }))
