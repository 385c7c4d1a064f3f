/** Which values are read. */
import { isArray, isObject, type Json, type JsonObject, type Path, showPath } from '../json.js'

/** `values` as they are, frozen, and the paths that have been read of them so far, as `showPath` says them. */
export const reading = (
  values: JsonObject,
): { readonly values: JsonObject; readonly read: ReadonlySet<string> } => {
  const read = new Set<string>()
  return { values: view(values, [], read) as JsonObject, read } // a map stays a map
}

/** Each entry is a getter: unlike a Proxy of frozen data, it may give a view again. */
const view = (value: Json, path: Path, read: Set<string>): Json => {
  if (!isArray(value) && !isObject(value)) return value
  const copy: object = isArray(value) ? [] : {}
  for (const [key, item] of Object.entries(value) as ReadonlyArray<[string, Json]>) {
    const here = [...path, isArray(value) ? Number(key) : key]
    const get = (): Json => {
      read.add(showPath(here))
      return view(item, here, read)
    }
    Object.defineProperty(copy, key, { get, enumerable: true })
  }
  return Object.freeze(copy) as Json // of the same form
}
