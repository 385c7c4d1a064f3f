import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { isArray, isObject, type Json } from '../json.js'
import type { FieldOptions } from './kustomization.js'
import { scalarText } from './scalarText.js'
import { resolved, retyped } from './yamlScalar.js'

/**
 * A value in the place of another: a scalar keeps its type, and takes the text; with a delimiter one part of its text is
 * replaced, or put before (an index below 0) or after all. A scalar that is new is what YAML takes its text for. A map or a
 * list is replaced as a whole. `Left` says what does not fit.
 */
export const withValue = (
  old: Json,
  value: Json,
  isNew: boolean,
  { delimiter = '', index = 0 }: FieldOptions,
): Either<string, Json> => {
  const isScalar = !isArray(old) && !isObject(old)
  if (delimiter !== '' && !isScalar) return E.left('a delimiter is for text only')
  if (!isScalar) return E.right(value)
  const text =
    delimiter === '' ? scalarText(value) : joined(scalarText(old), scalarText(value), delimiter, index)
  if (isNew) return E.right(resolved(text))
  return E.mapLeft((type: string) => `${JSON.stringify(text)} is not ${type}`)(retyped(old, text))
}

const joined = (text: string, part: string, delimiter: string, index: number): string => {
  const parts = text.split(delimiter)
  if (index < 0) return [part, ...parts].join(delimiter)
  return (index >= parts.length ? [...parts, part] : parts.with(index, part)).join(delimiter)
}
