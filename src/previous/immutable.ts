/** Fields that the API server does not change, as a table reads them. */
import { at, type Json, type Path } from '../json.js'
import type { Comparison, Pair } from './comparison.js'
import { difference, noStandard, type Standard } from './difference.js'
import type { PreviousFault } from './finding.js'

/** What one kind refuses, of an object before and after, both in canonical form. */
export type Check = (pair: Pair, all: Comparison) => ReadonlyArray<PreviousFault>

export interface ImmutableField {
  readonly path: Path
  /** What the server fills in where it is absent. */
  readonly standard?: Json
  /** Likewise inside of it. */
  readonly standards?: Standard
}

/** The fault of one field of a pair, if it differs: at the narrowest place that does. */
export const immutable =
  ({ path, standard, standards = noStandard }: ImmutableField) =>
  (pair: Pair): ReadonlyArray<PreviousFault> => {
    const was = at(pair.before.manifest, path) ?? standard
    const would = at(pair.after.manifest, path) ?? standard
    const found = difference(was, would, standards, path)
    return found === undefined
      ? []
      : [changed(pair, found, valueAt(was, path, found), valueAt(would, path, found))]
  }

/** A field that would change. Texts of environments may be secrets, and are not in it. */
export const changed = (
  pair: Pair,
  path: Path,
  was: Json | undefined,
  would: Json | undefined,
): PreviousFault => ({
  _tag: 'ImmutableField',
  object: pair.before.identity,
  path,
  ...(was === undefined || path.includes('env') ? {} : { was }),
  ...(would === undefined || path.includes('env') ? {} : { would }),
})

/** All checks of a kind, one after the other. */
export const every =
  (...checks: ReadonlyArray<Check>): Check =>
  (pair, all) =>
    checks.flatMap((check) => check(pair, all))

const valueAt = (value: Json | undefined, of: Path, path: Path): Json | undefined =>
  value === undefined ? undefined : at(value, path.slice(of.length))
