/**
 * Labels and annotations, by Kubernetes' syntax. Source: "Labels and Selectors" and "Annotations" of the Kubernetes
 * documentation.
 */
import * as E from 'fp-ts/lib/Either.js'
import * as t from 'io-ts'
import { isObject } from '../json.js'
import { mapOf as codecMapOf, isDnsName, such, text } from './codec.js'

const isName = (value: string): boolean => /^[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/.test(value)

/** `prefix/name`; the prefix, a DNS name, may be absent. */
const isKey = (value: string): boolean => {
  const slash = value.indexOf('/')
  return isName(value.slice(slash + 1)) && (slash < 0 || isDnsName(value.slice(0, slash)))
}

const keyForm =
  'a key such as team or example.com/team: letters, digits, "-", "_" and ".", at most 63 characters, after a DNS name and "/" if one likes'

const labelKey = such(t.string, keyForm, isKey)
/** The API server looks at it in lower case. */
const annotationKey = such(t.string, keyForm, (value) => isKey(value.toLowerCase()))

const labelValue = such(
  t.string,
  'a string of letters, digits, "-", "_" and ".", at most 63 characters, a letter or digit at its ends',
  (value) => value === '' || isName(value),
)

/** Characters of a map: Kubernetes' limit of annotations; no object could hold more labels, which have none. */
const LIMIT = 256 * 1024

type Texts = Readonly<Record<string, string>>

const sizeOf = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Object.entries(value).reduce(
        (sum, [key, item]) => sum + key.length + (typeof item === 'string' ? item.length : 0),
        0,
      )

const tooLarge = such(t.UnknownRecord, 'a map of at most 256 KiB of text', () => false)

/** io-ts' own record leaves keys out that are not of their type: here they are errors. */
const mapOf = (key: t.Type<string>, value: t.Type<string>): t.Type<Texts> => {
  const type = codecMapOf(value)
  return new t.Type<Texts>(
    type.name,
    type.is,
    (given, context) => {
      if (sizeOf(given) > LIMIT) return tooLarge.validate(given, at(context, tooLarge)) as t.Validation<Texts> // always an error
      const values = type.validate(given, context)
      const keys = isObject(given) ? Object.keys(given) : []
      const errors = [
        ...keys.flatMap((name) => lefts(key.validate(name, t.appendContext(context, name, key, name)))),
        ...lefts(values),
      ]
      return errors.length > 0 ? t.failures(errors) : values
    },
    t.identity,
  )
}

const lefts = (result: t.Validation<unknown>): t.Errors => (E.isLeft(result) ? result.left : [])

/** `context` with another type in its last place: an error is named after that. */
const at = (context: t.Context, type: t.Decoder<unknown, unknown>): t.Context => [
  ...context.slice(0, -1),
  ...context.slice(-1).map((entry) => ({ ...entry, type })),
]

export const labels: t.Type<Texts> = mapOf(labelKey, labelValue)

export const annotations: t.Type<Texts> = mapOf(annotationKey, text)
