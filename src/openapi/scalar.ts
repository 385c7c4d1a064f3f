/** Single values: type, format, range. */
import * as E from 'fp-ts/lib/Either.js'
import { isArray, isObject, type Json } from '../json.js'
import { parseQuantity } from '../kube/quantity.js'
import type { Problem } from './finding.js'
import type { Limits, Scalar, ScalarType } from './shape.js'

/** What is wrong with a value, `undefined` if nothing is. `mayBeEmpty`: an empty text stands for no value. */
export const scalarProblem = (shape: Scalar, value: Json, mayBeEmpty: boolean): Problem | undefined => {
  const { expected, accepts } = TYPES[shape.type]
  if (!accepts(value)) return { _tag: 'WrongType', expected, found: value }
  const { allowed } = shape
  if (allowed !== undefined && !allowed.includes(value) && !(mayBeEmpty && value === '')) {
    return { _tag: 'NotAllowed', found: value, allowed }
  }
  return formatProblem(shape.type, value) ?? limitsProblem(shape.limits ?? {}, value)
}

interface Type {
  readonly expected: string
  readonly accepts: (value: Json) => boolean
}

const isText = (value: Json): boolean => typeof value === 'string'
const isWhole = (value: Json): boolean => typeof value === 'number' && Number.isInteger(value)

const TYPES: Readonly<Record<ScalarType, Type>> = {
  string: { expected: 'a string', accepts: isText },
  boolean: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  int32: { expected: 'an integer', accepts: isWhole },
  int64: { expected: 'an integer', accepts: isWhole },
  integer: { expected: 'an integer', accepts: isWhole },
  number: { expected: 'a number', accepts: (value) => typeof value === 'number' },
  quantity: {
    expected: 'a quantity such as 500m or 2Gi',
    accepts: (value) => isText(value) || typeof value === 'number',
  },
  'date-time': { expected: 'a time such as "2030-01-31T12:00:00Z"', accepts: isText },
  byte: { expected: 'a string of base64', accepts: isText },
  'int-or-string': {
    expected: 'an integer or a string',
    accepts: (value) => isText(value) || isWhole(value),
  },
}

/** Go's RFC 3339 layouts, as metav1.Time and MicroTime read them. */
const TIME =
  /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\d:[0-5]\d([.,]\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/

/** Go's standard encoding: with padding, line ends are left out. */
const BASE64 = /^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

const formatProblem = (type: ScalarType, value: Json): Problem | undefined => {
  switch (type) {
    case 'int32':
    case 'int-or-string':
      return typeof value === 'number' && (value < -(2 ** 31) || value > 2 ** 31 - 1)
        ? { _tag: 'OutOfRange', found: value, minimum: -(2 ** 31), maximum: 2 ** 31 - 1 }
        : undefined
    case 'quantity':
      return E.isLeft(parseQuantity(String(value)))
        ? { _tag: 'InvalidFormat', found: value, expected: 'a quantity such as 500m, 2Gi or 1.5' }
        : undefined
    case 'date-time':
      return TIME.test(String(value))
        ? undefined
        : { _tag: 'InvalidFormat', found: value, expected: 'a time such as "2030-01-31T12:00:00Z"' }
    case 'byte':
      return BASE64.test(String(value).replace(/[\r\n]/g, ''))
        ? undefined
        : { _tag: 'InvalidFormat', found: value, expected: 'base64 (plain text goes into stringData)' }
    default:
      return undefined
  }
}

/** What a CRD's limits say of a value, a list or a map. A pattern that JavaScript does not read is not judged. */
export const limitsProblem = (limits: Limits, value: Json): Problem | undefined => {
  const size = isArray(value) ? value.length : isObject(value) ? Object.keys(value).length : undefined
  if (typeof value === 'number') {
    const { minimum, maximum, exclusiveMinimum = false, exclusiveMaximum = false } = limits
    const low = minimum !== undefined && (exclusiveMinimum ? value <= minimum : value < minimum)
    const high = maximum !== undefined && (exclusiveMaximum ? value >= maximum : value > maximum)
    if (!low && !high) return undefined
    if ((low && exclusiveMinimum) || (high && exclusiveMaximum)) {
      return {
        _tag: 'InvalidFormat',
        found: value,
        expected: low ? `more than ${minimum}` : `less than ${maximum}`,
      }
    }
    return { _tag: 'OutOfRange', found: value, ...bounds(minimum, maximum) }
  }
  if (typeof value === 'string') {
    const length = [...value].length
    const { minLength, maxLength, pattern } = limits
    if (length < (minLength ?? 0) || length > (maxLength ?? length)) {
      return { _tag: 'InvalidFormat', found: value, expected: sizeWords(minLength, maxLength, 'characters') }
    }
    const expression = pattern === undefined ? undefined : regExp(pattern)
    return expression === undefined || expression.test(value)
      ? undefined
      : { _tag: 'InvalidFormat', found: value, expected: `text that matches ${pattern}` }
  }
  if (size === undefined) return undefined
  const [least, most] = isArray(value)
    ? [limits.minItems, limits.maxItems]
    : [limits.minProperties, limits.maxProperties]
  return size < (least ?? 0) || size > (most ?? size)
    ? {
        _tag: 'InvalidFormat',
        found: value,
        expected: sizeWords(least, most, isArray(value) ? 'items' : 'keys'),
      }
    : undefined
}

const bounds = (minimum?: number, maximum?: number) => ({
  ...(minimum === undefined ? {} : { minimum }),
  ...(maximum === undefined ? {} : { maximum }),
})

const sizeWords = (least: number | undefined, most: number | undefined, what: string): string =>
  [least === undefined ? '' : `at least ${least}`, most === undefined ? '' : `at most ${most}`]
    .filter((words) => words !== '')
    .join(' and ')
    .concat(` ${what}`)

const regExp = (pattern: string): RegExp | undefined => {
  try {
    return new RegExp(pattern, 'u')
  } catch {
    return undefined
  }
}
