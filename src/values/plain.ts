/** Data from code, as JSON: what JavaScript lets in and JSON does not hold is found, never dropped. */
import { isObject, type Json, type JsonObject, type Path } from '../json.js'
import { frozen } from './frozen.js'

/** What is no JSON, and where. `found` reads after "got". */
export interface NotPlain {
  readonly path: Path
  readonly found: string
}

/** How deep maps and lists may stand in each other, as in a file. */
const depthLimit = 200

/**
 * A frozen copy of `value` as JSON. Keys that are `undefined` are left out, as optional properties are. What JSON does
 * not hold (functions, class instances, NaN, cycles, properties that throw) is `null` in the copy and reported.
 * Laws: never throws; the argument is not changed; JSON comes back equal.
 */
export const plain = (value: unknown): { readonly data: Json; readonly faults: ReadonlyArray<NotPlain> } => {
  const faults: NotPlain[] = []
  const open = new Set<object>()
  const refuse = (path: Path, found: string): null => {
    faults.push({ path, found })
    return null
  }
  const copy = (from: unknown, path: Path): Json => {
    if (from === null || typeof from === 'string' || typeof from === 'boolean') return from
    if (typeof from === 'number') return Number.isFinite(from) ? from + 0 : refuse(path, String(from)) // -0 is 0
    if (typeof from !== 'object') return refuse(path, kindOf(from))
    if (open.has(from)) return refuse(path, 'an object that contains itself')
    if (open.size >= depthLimit) return refuse(path, `more than ${depthLimit} levels`)
    open.add(from)
    try {
      if (Array.isArray(from)) return Array.from(from, (item, i) => copy(item, [...path, i]))
      if (!isPlain(from)) return refuse(path, kindOf(from))
      const entries = Object.keys(from).flatMap((key): ReadonlyArray<readonly [string, Json]> => {
        const here = [...path, key]
        if (key === '__proto__') return [[key, refuse(here, 'a key that is not allowed')]]
        const item = read(from, key)
        if ('thrown' in item) return [[key, refuse(here, `a property that throws: ${item.thrown}`)]]
        return item.value === undefined ? [] : [[key, copy(item.value, here)]]
      })
      return Object.fromEntries(entries)
    } catch (error) {
      return refuse(path, `an object that throws: ${messageOf(error)}`)
    } finally {
      open.delete(from)
    }
  }
  const data = copy(value, [])
  return { data: frozen(data), faults }
}

/** The same for values, which are a map. */
export const plainMap = (
  value: unknown,
): { readonly data: JsonObject; readonly faults: ReadonlyArray<NotPlain> } => {
  const { data, faults } = plain(value)
  if (isObject(data)) return { data, faults }
  return { data: {}, faults: faults.length > 0 ? faults : [{ path: [], found: kindOf(data) }] }
}

/** What a value of JavaScript is, with its article: `a function`, `a list`, `an instance of Date`. */
export const kindOf = (value: unknown): string => {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value !== 'object') return `a ${typeof value}`
  if (isPlain(value)) return 'an object'
  const made = read(value, 'constructor')
  const name = 'value' in made && typeof made.value === 'function' ? made.value.name : ''
  return name === '' ? 'an object of some class' : `an instance of ${name}`
}

/** An object literal, also of another realm, or one without a prototype. */
const isPlain = (value: object): boolean => {
  try {
    const prototype: unknown = Object.getPrototypeOf(value)
    return prototype === null || Object.getPrototypeOf(prototype) === null
  } catch {
    return false
  }
}

const read = (from: object, key: string): { readonly value: unknown } | { readonly thrown: string } => {
  try {
    return { value: (from as Record<string, unknown>)[key] } // an own key, or one of its class
  } catch (error) {
    return { thrown: messageOf(error) }
  }
}

/** What was thrown, in words. */
export const messageOf = (thrown: unknown): string => {
  try {
    return thrown instanceof Error ? thrown.message : String(thrown)
  } catch {
    return 'something that has no text'
  }
}
