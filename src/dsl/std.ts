/**
 * The functions of jsonnet's standard library that manifests need and TypeScript does not have. They take what code is
 * given (views: `self`, `super`, `$`, `local(…)`) and plain objects; of a DSL object, read it with `local` first.
 *
 * What TypeScript has is not here: `Object.values(self)`, `Object.entries(self)`, `JSON.stringify(self)`, `.map`,
 * `.filter` and template strings do with views what `std.objectValues`, `std.manifestJsonMinified`, `std.map`,
 * `std.filter` and `std.format` do in jsonnet.
 */
import { brandOf, type DSL, VIEWED } from './field.js'
import { names } from './instance.js'
import type { Instance } from './model.js'
import { sorted } from './plain.js'

/** Anything with fields but a DSL object. */
type Fields = object & { readonly [DSL]?: never }

/** What `mergePatch` changes of a `T`: `null` takes a field away, objects deepen, all else replaces. */
export type MergePatch<T> = T extends ReadonlyArray<unknown>
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: MergePatch<T[K]> | null }
    : T

/** Each throws a `TypeError` when it is given a DSL object or what has no fields: in code, a `Threw` of its field. */
export const std: {
  /** Is there a visible field of this name? (`name in object` asks for any field.) */
  readonly objectHas: (object: Fields, name: string) => boolean
  /** Is there a field of this name, hidden ones included? */
  readonly objectHasAll: (object: Fields, name: string) => boolean
  /** The names of the visible fields, by code point. No field is evaluated. */
  readonly objectFields: (object: Fields) => ReadonlyArray<string>
  /** The names of all fields, by code point. No field is evaluated. */
  readonly objectFieldsAll: (object: Fields) => ReadonlyArray<string>
  /** The field of this name, hidden or not, or `otherwise` where there is none; a view fails when it is read. */
  readonly get: <T extends Fields, K extends keyof T & string, D = null>(
    object: T,
    name: K,
    otherwise?: D,
  ) => T[K] | D
  /** An object with the same visible names, and for each what `change` makes of name and value. */
  readonly mapWithKey: <V, W>(
    change: (name: string, value: V) => W,
    object: { readonly [name: string]: V },
  ) => { readonly [name: string]: W }
  /** `target` after the JSON merge patch `patch` (RFC 7396). */
  readonly mergePatch: <T>(target: T, patch: MergePatch<NoInfer<T>>) => T
  /** Without nulls, empty lists and empty objects, from the leaves up: what becomes empty goes too. */
  readonly prune: <T>(value: T) => T
} = {
  objectHas: (object, name) => Object.prototype.propertyIsEnumerable.call(checked(object), name),
  objectHasAll: (object, name) => has(checked(object), name),
  objectFields: (object) => sorted(Object.keys(checked(object))),
  objectFieldsAll: (object) => {
    const instance = instanceOf(checked(object))
    return instance === undefined
      ? sorted(Object.keys(object))
      : names(instance, Number.POSITIVE_INFINITY, true)
  },
  get: (object, name, otherwise) =>
    (has(checked(object), name) ? object[name] : (otherwise ?? null)) as never, // T[K] | D
  mapWithKey: (change, object) =>
    Object.fromEntries(entries(checked(object)).map(([name, value]) => [name, change(name, value)])),
  mergePatch: (target, patch) => patched(target, patch) as never, // a patch keeps the type
  prune: (value) => pruned(value) as never, // of the same type but for what may be absent
}

const patched = (target: unknown, patch: unknown): unknown => {
  if (!isFields(patch)) return patch
  const base = isFields(target) ? target : {}
  const result = new Map<string, unknown>(entries(base))
  for (const [name, change] of entries(patch)) {
    if (change === null) result.delete(name)
    else result.set(name, patched(result.get(name), change))
  }
  return Object.fromEntries(result)
}

const pruned = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(pruned).filter(hasContent)
  if (!isFields(value)) return value
  return Object.fromEntries(
    entries(value)
      .map(([name, field]) => [name, pruned(field)] as const)
      .filter(([, field]) => hasContent(field)),
  )
}

const hasContent = (value: unknown): boolean => {
  if (value === null || value === undefined) return false
  if (Array.isArray(value)) return value.length > 0
  return !isFields(value) || Object.keys(value).length > 0
}

/** The visible fields, evaluated. */
const entries = <V>(object: { readonly [name: string]: V }): ReadonlyArray<readonly [string, V]> =>
  sorted(Object.keys(object)).map((name) => [name, object[name] as V]) // a key of it

const has = (object: object, name: string): boolean =>
  brandOf(object) === 'view' ? name in object : Object.hasOwn(object, name)

const instanceOf = (object: object): Instance | undefined =>
  brandOf(object) === 'view' ? (object as { readonly [VIEWED]: Instance })[VIEWED] : undefined // branded

const isFields = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const checked = <T>(object: T): T => {
  if (!isFields(object)) throw new TypeError(`an object is needed, not ${typeof object}`)
  const brand = brandOf(object)
  if (brand !== undefined && brand !== 'view')
    throw new TypeError('a DSL object has no fields yet: local(object)')
  return object
}
