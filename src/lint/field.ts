/** Fields of objects of unknown shape. What is not of the expected shape is as good as absent: no rule looks at it. */
import { get, isArray, isObject, type JsonObject } from '../json.js'

/** A text that is not empty. */
export const text = (object: JsonObject, key: string): string | undefined => {
  const value = get(object, key)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** A number. */
export const number = (object: JsonObject, key: string): number | undefined => {
  const value = get(object, key)
  return typeof value === 'number' ? value : undefined
}

/** Kubernetes' IntOrString, as ports are written. */
export const textOrNumber = (object: JsonObject, key: string): string | number | undefined =>
  text(object, key) ?? number(object, key)

/** An object, which may be empty. */
export const object = (of: JsonObject, key: string): JsonObject | undefined => {
  const value = get(of, key)
  return isObject(value) ? value : undefined
}

/** The texts in a list, with their indices. */
export const texts = (of: JsonObject, key: string): ReadonlyArray<readonly [number, string]> => {
  const value = get(of, key)
  if (!isArray(value)) return []
  const found: Array<readonly [number, string]> = []
  for (let index = 0; index < value.length; index++) {
    const item = value[index]
    if (typeof item === 'string') found.push([index, item])
  }
  return found
}

/** The objects in a list, with their indices. */
export const objects = (of: JsonObject, key: string): ReadonlyArray<readonly [number, JsonObject]> => {
  const value = get(of, key)
  if (!isArray(value)) return []
  const found: Array<readonly [number, JsonObject]> = []
  for (let index = 0; index < value.length; index++) {
    const item = value[index]
    if (isObject(item)) found.push([index, item])
  }
  return found
}

/** The keys of the objects at `keys`, together: what a ConfigMap or a Secret holds. */
export const keysIn = (of: JsonObject, keys: ReadonlyArray<string>): ReadonlyArray<string> =>
  keys.flatMap((key) => Object.keys(object(of, key) ?? {}))
