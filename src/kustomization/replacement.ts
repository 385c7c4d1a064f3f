/** An entry of `replacements`, read strictly. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import type { Leniency } from '../patch/leniency.js'
import { parseTarget, type Target } from '../patch/target.js'
import { placeIn } from '../position.js'
import type { KustomizationError } from './error.js'
import { replacementShape, shapeErrors, type Written } from './fields.js'
import type { Replacement, ReplacementTarget } from './kustomization.js'

/** `at` is the path of the entry in what was written. */
export const replacementOf = (
  value: Json,
  written: Written,
  at: Path,
  leniency: Leniency,
): Either<ReadonlyArray<KustomizationError>, Replacement> => {
  const errors: KustomizationError[] = [...shapeErrors(value, replacementShape, at, written, leniency)]
  if (errors.length > 0 || !isObject(value)) return E.left(errors)
  const placeAt = (path: Path) => placeIn(written.place, written.positions, path)
  const selector = (one: Json, path: Path): Target => {
    const parsed = parseTarget(one)
    if (E.isRight(parsed)) return parsed.right
    errors.push(
      ...parsed.left.map((fault) => ({ _tag: 'InvalidTarget' as const, place: placeAt(path), fault })),
    )
    return {}
  }
  const targets = itemsIn(value, 'targets').map((item, i): ReplacementTarget => {
    const path = [...at, 'targets', i]
    const target = isObject(item) ? item : {}
    const select = get(target, 'select') ?? null
    if (select === null) {
      const here = [...path, 'select']
      const expected = 'what the value is for'
      errors.push({ _tag: 'InvalidField', place: placeAt(path), path: here, expected, found: null })
    }
    return {
      ...(target as Partial<ReplacementTarget>), // of the right shape, see replacementShape
      select: select === null ? {} : selector(select, [...path, 'select']),
      reject: itemsIn(target, 'reject').map((one, n) => selector(one, [...path, 'reject', n])),
    }
  })
  const replacement: Replacement = { ...(value as Partial<Replacement>), targets, place: placeAt(at) } // likewise
  return errors.length > 0 ? E.left(errors) : E.right(replacement)
}

const itemsIn = (map: JsonObject, key: string): ReadonlyArray<Json> => {
  const value = get(map, key) ?? null
  return isArray(value) ? value : []
}
