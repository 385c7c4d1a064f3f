/** Writing into a value that stays as it is: what leads to the place is new, all else shared. */
import { isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'

/** An object with another value at `path`, which is there and is not the object itself. */
export const put = (object: JsonObject, path: Path, value: Json): JsonObject => {
  const result = putIn(object, path, value)
  return isObject(result) ? result : object
}

const putIn = (json: Json, [step, ...rest]: Path, value: Json): Json => {
  if (step === undefined) return value
  if (isArray(json)) return json.map((item, i) => (i === step ? putIn(item, rest, value) : item))
  return isObject(json) ? { ...json, [step]: putIn(json[step] ?? null, rest, value) } : json
}
