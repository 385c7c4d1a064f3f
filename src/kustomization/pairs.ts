/** Labels and annotations: pairs of text that are set in maps of objects. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { byCodePoint, get, isObject, type Json, type Path } from '../json.js'
import type { Leniency } from '../patch/leniency.js'
import type { Resource } from '../patch/resource.js'
import { changed, type Shared } from '../patch/shared.js'
import { type FieldFault, fieldsFor, setField } from './fieldSpec.js'
import type { FieldSpec } from './kustomization.js'

/**
 * Sets all pairs in all fields of a table that an object has, or that are made. Where Kustomize is followed in all it
 * does, the maps share their values from then on.
 */
export const setPairs = (
  pairs: Readonly<Record<string, string>>,
  table: ReadonlyArray<FieldSpec>,
  leniency: Leniency,
): ((resource: Resource) => Either<FieldFault, Resource>) => {
  const fieldsOf = fieldsFor(table)
  const entries = Object.entries(pairs).sort(([a], [b]) => byCodePoint(a, b))
  return (resource) => {
    const made = new Map<string, Path[]>()
    const set = (map: Json, path: Path): Either<string, Json> => {
      // Null where a field is not made stays null: there is nothing to set a key in.
      if (map === null) return E.right(map)
      if (!isObject(map)) return E.left(`${path.join('/')} is no map`)
      const others = entries.filter(([key, value]) => get(map, key) !== value)
      if (others.length === 0) return E.right(map)
      for (const [key] of others) {
        if (get(map, key) === undefined) made.set(key, [...(made.get(key) ?? []), path])
      }
      return E.right({ ...map, ...Object.fromEntries(others) })
    }
    let { manifest } = resource
    // Without pairs nothing is looked for, and nothing is made.
    for (const field of entries.length === 0 ? [] : fieldsOf(manifest)) {
      const next = setField(manifest, field, set, {})
      if (E.isLeft(next)) return next
      manifest = next.right
    }
    const added = [...made].flatMap(
      ([key, maps]): ReadonlyArray<Shared> =>
        leniency === 'kustomize' && maps.length > 1 ? [{ key, maps }] : [],
    )
    return E.right(manifest === resource.manifest ? resource : changed(resource, manifest, added))
  }
}
