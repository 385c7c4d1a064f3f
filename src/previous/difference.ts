/** Where two values differ, by what they mean to the API server. */
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'

/**
 * What the API server fills in where a field is absent: `parent` is the field that holds the object (of a list's items:
 * the list's), `of` the object.
 */
export type Standard = (parent: string, key: string, of: JsonObject) => Json | undefined

/** Fills in nothing. */
export const noStandard: Standard = () => undefined

/**
 * The path of the narrowest place that holds all that differs; `undefined` where nothing does. A field that is absent on
 * one side counts as its standard value. Lists differ as a whole if their lengths do; their order counts.
 *
 * Law: `difference(a, a)` is `undefined`.
 */
export const difference = (
  before: Json | undefined,
  after: Json | undefined,
  standard: Standard = noStandard,
  path: Path = [],
): Path | undefined => {
  if (before === after) return undefined
  if (isObject(before) && isObject(after)) {
    const parent = String(path.findLast((step) => typeof step === 'string') ?? '')
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])]
    return narrowest(
      path,
      keys.map((key) =>
        difference(
          get(before, key) ?? standard(parent, key, before),
          get(after, key) ?? standard(parent, key, after),
          standard,
          [...path, key],
        ),
      ),
    )
  }
  if (isArray(before) && isArray(after) && before.length === after.length) {
    return narrowest(
      path,
      before.map((item, index) => difference(item, after[index], standard, [...path, index])),
    )
  }
  return path
}

const narrowest = (path: Path, below: ReadonlyArray<Path | undefined>): Path | undefined => {
  const found = below.filter((one) => one !== undefined)
  return found.length > 1 ? path : found[0]
}
