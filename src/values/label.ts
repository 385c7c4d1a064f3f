/**
 * Labels and annotations, by Kubernetes' syntax. Source: "Labels and Selectors" and "Annotations" of the Kubernetes
 * documentation.
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { isDnsName, such, text } from './codec.js'

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

const small = (type: t.Type<Texts>): t.Type<Texts> =>
  new t.Type<Texts>(
    'a map of at most 256 KiB of text',
    type.is,
    (value, context) => (sizeOf(value) > LIMIT ? t.failure(value, context) : renamed(type, value, context)),
    t.identity,
  )

/** An error about the map itself is that of `type`. */
const renamed = (type: t.Type<Texts>, value: unknown, context: t.Context): t.Validation<Texts> =>
  pipe(
    type.validate(value, context),
    E.mapLeft((errors) =>
      errors.map((error) =>
        error.context.length > context.length
          ? error
          : { ...error, context: [...context.slice(0, -1), { key: context.at(-1)?.key ?? '', type }] },
      ),
    ),
  )

const sizeOf = (value: unknown): number =>
  typeof value !== 'object' || value === null
    ? 0
    : Object.entries(value).reduce(
        (sum, [key, item]) => sum + key.length + (typeof item === 'string' ? item.length : 0),
        0,
      )

const mapOf = (key: t.Type<string>, value: t.Type<string>): t.Type<Texts> =>
  small(t.readonly(t.record(key, value), `a map, each value ${value.name}`))

export const labels: t.Type<Texts> = mapOf(labelKey, labelValue)

export const annotations: t.Type<Texts> = mapOf(annotationKey, text)
