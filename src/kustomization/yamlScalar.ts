/** Texts that become scalars: what YAML takes them for. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { isArray, isObject, type Json } from '../json.js'

/** A text without quotes, as go-yaml reads it: nothing is null, `010` is 8, `yes` is text, a date is a time. */
export const resolved = (text: string): Json => {
  if (/^(?:~|null|Null|NULL)?$/.test(text)) return null
  if (/^(?:true|True|TRUE)$/.test(text)) return true
  if (/^(?:false|False|FALSE)$/.test(text)) return false
  if (/^\d{4}-\d\d?-\d\d?$/.test(text)) return timeOf(text)
  const plain = text.replaceAll('_', '')
  if (!/^[-+.\d]/.test(text)) return text
  const [, sign = '', digits] = /^([-+]?)(0b[01]+|0o?[0-7]+|0x[\da-fA-F]+|0|[1-9]\d*)$/.exec(plain) ?? []
  if (digits !== undefined) {
    const number = Number(/^0[0-7]/.test(digits) ? `0o${digits.slice(1)}` : digits)
    return sign === '-' ? 0 - number : number
  }
  return /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$/.test(plain) ? Number(plain) : text
}

const timeOf = (text: string): string => {
  const [year = '', month = '', day = ''] = text.split('-')
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return Number.isNaN(Date.parse(date)) ? text : `${date}T00:00:00Z`
}

/** A text in the place of a scalar, which keeps its type. `Left` says what the type would take. */
export const retyped = (old: Json, text: string): Either<string, Json> => {
  if (typeof old === 'string' || isArray(old) || isObject(old)) return E.right(text)
  const value = resolved(text)
  if (old === null) return value === null ? E.right(null) : E.left('null')
  if (typeof old === 'boolean') return typeof value === 'boolean' ? E.right(value) : E.left('true or false')
  const isAsOld = typeof value === 'number' && (Number.isInteger(value) || !Number.isInteger(old))
  return isAsOld ? E.right(value) : E.left(Number.isInteger(old) ? 'an integer' : 'a number')
}
