/** The fast path: most of what is evaluated is plain JSON that needs no objects, only a copy with sorted keys. */
import type { Json } from '../json.js'
import { byCodePoint } from '../json.js'
import { brandOf, hasPlainPrototype } from './field.js'

/**
 * A copy of `value` with keys in code-point order and without `undefined` fields, or `undefined` if there is
 * anything in it that is not JSON, code and marks of the DSL included, or more than `depth` levels.
 */
export const plainJson = (value: unknown, depth: number): Json | undefined => {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return Number.isFinite(value) ? value : undefined
    case 'object':
      if (value === null) return null
      if (depth < 0) return undefined
      return Array.isArray(value) ? plainArray(value, depth) : plainObject(value, depth)
    default:
      return undefined
  }
}

const plainArray = (value: ReadonlyArray<unknown>, depth: number): Json | undefined => {
  const copy: Array<Json> = []
  for (let i = 0; i < value.length; i++) {
    const given: unknown = value[i]
    const item = typeof given === 'string' ? given : plainJson(given, depth - 1)
    if (item === undefined) return undefined
    copy.push(item)
  }
  return copy
}

const plainObject = (value: object, depth: number): Json | undefined => {
  if (brandOf(value) !== undefined || !hasPlainPrototype(value)) return undefined
  const fields = value as Readonly<Record<string, unknown>> // a plain object
  const copy: Record<string, Json> = {}
  for (const key of sorted(Object.keys(fields))) {
    const field = fields[key]
    if (field === undefined) continue
    if (key === '__proto__') return undefined
    const item = typeof field === 'string' ? field : plainJson(field, depth - 1)
    if (item === undefined) return undefined
    copy[key] = item
  }
  return copy
}

/** Sorts in place, by code point: the native order is the same unless there are surrogates, and much faster. */
export const sorted = (keys: Array<string>): Array<string> => {
  if (keys.length < 2) return keys
  let isSorted = true
  let before = ''
  for (const key of keys) {
    if (SURROGATE.test(key)) return keys.sort(byCodePoint)
    if (key < before) isSorted = false
    before = key
  }
  return isSorted ? keys : keys.sort()
}

const SURROGATE = /[\ud800-\udfff]/
