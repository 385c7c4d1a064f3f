/** What callers without types hand to the public API: objects with known keys, each of a known form. */
import { isObject, nearest, type Path } from './json.js'
import { kindOf, messageOf } from './values/plain.js'

/** Something is not what is asked for. `expected` and `found` read after "expected" and "got". */
export interface Misfit {
  readonly path: Path
  readonly expected: string
  readonly found: string
}

/** What may stand under a key. */
export interface Form {
  readonly expected: string
  readonly holds: (value: unknown) => boolean
  readonly required?: boolean
}

export type Forms<K extends string = string> = Readonly<Record<K, Form>>

/** `what` says what such an object is, with its article. Never throws. */
export const misfits = (value: unknown, what: string, forms: Forms): ReadonlyArray<Misfit> => {
  if (!isObject(value)) return [{ path: [], expected: what, found: kindOf(value) }]
  try {
    const known = Object.keys(forms)
    return [
      ...Object.keys(value)
        .filter((key) => !Object.hasOwn(forms, key))
        .map((key) => {
          const near = nearest(key, known)
          return { path: [key], expected: `a key such as ${(near.length > 0 ? near : known).join(', ')}` }
        })
        .map((misfit) => ({ ...misfit, found: 'one that is not known' })),
      ...Object.entries(forms).flatMap(([key, { expected, holds, required }]): ReadonlyArray<Misfit> => {
        const given: unknown = value[key]
        if (given === undefined ? required !== true : holds(given)) return []
        return [{ path: [key], expected, found: kindOf(given) }]
      }),
    ]
  } catch (error) {
    return [{ path: [], expected: what, found: `an object that throws: ${messageOf(error)}` }]
  }
}

const isText = (value: unknown): boolean => typeof value === 'string'

export const aText: Form = { expected: 'a string', holds: isText }
export const aName: Form = {
  expected: 'a name of letters, digits, "-" and "_"',
  holds: (value) => typeof value === 'string' && /^[\w-]+$/.test(value) && value !== '__proto__',
  required: true,
}
export const code: Form = { expected: 'a function', holds: (value) => typeof value === 'function' }
export const anything: Form = { expected: 'anything', holds: () => true }
export const anObject = (expected: string): Form => ({ expected, holds: isObject })
export const aTextList = (expected: string): Form => ({
  expected,
  holds: (value) => Array.isArray(value) && value.every(isText),
})
