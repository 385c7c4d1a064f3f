/**
 * Codecs of single values (io-ts). The name of a codec is what an error says was expected, so it reads after
 * "expected".
 */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as t from 'io-ts'
import { isObject, type JsonObject } from '../json.js'
import { bytes, canonicalQuantity, parseQuantity } from '../kube/quantity.js'
import { failure } from './withheld.js'

/** Narrows `codec` by `holds`; `name` is what an error says was expected. */
export const such = <A>(codec: t.Type<A>, name: string, holds: (value: A) => boolean): t.Type<A> =>
  new t.Type<A>(
    name,
    (value): value is A => codec.is(value) && holds(value),
    (value, context) =>
      pipe(
        codec.validate(value, context),
        E.chain((decoded) => (holds(decoded) ? t.success(decoded) : t.failure(value, context))),
      ),
    t.identity,
  )

/** An RFC 1123 subdomain. */
export const isDnsName = (value: string): boolean =>
  value.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(value)

/** `URL` knows that 999.1.1.1 is no address, and 99999 no port. */
const isHost = (value: string): boolean =>
  isDnsName(value.toLowerCase()) ? URL.canParse(`http://${value}`) : isIPv6(value)

/** RFC 4291, 2.2: eight groups, one run of them as `::`, the last two as an IPv4 address if one likes. */
const isIPv6 = (value: string): boolean => {
  const halves = value.replace(/(?<=:)(\d{1,3}\.){3}\d{1,3}$/, '0:0').split('::')
  const groups = halves.flatMap((half) => (half === '' ? [] : half.split(':')))
  const few = halves.length === 2 ? groups.length < 8 : groups.length === 8
  return halves.length <= 2 && few && groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))
}

export const text: t.Type<string> = such(t.string, 'a string', () => true)

export const nonEmptyText: t.Type<string> = such(t.string, 'a non-empty string', (value) => value !== '')

export const boolean: t.Type<boolean> = such(t.boolean, 'true or false', () => true)

export const integer = (minimum: number, maximum: number): t.Type<number> =>
  such(
    t.number,
    maximum === Number.MAX_SAFE_INTEGER
      ? `an integer of at least ${minimum}`
      : `an integer from ${minimum} to ${maximum}`,
    (value) => Number.isInteger(value) && value >= minimum && value <= maximum,
  )

const quantitySuch = (name: string, holds: (text: string) => boolean): t.Type<string> =>
  new t.Type<string>(
    name,
    t.string.is,
    (value, context) =>
      typeof value === 'string' || typeof value === 'number'
        ? pipe(
            canonicalQuantity(value),
            E.filterOrElseW(holds, () => null),
            E.orElse(() => t.failure(value, context)),
          )
        : t.failure(value, context),
    t.identity,
  )

/** A Kubernetes quantity above zero such as `500m` or `4Gi`; a bare number counts as its decimal text. */
export const quantity: t.Type<string> = quantitySuch('a quantity above zero such as 500m or 4Gi', (text) => {
  const parsed = parseQuantity(text)
  return E.isRight(parsed) && parsed.right.units > 0n
})

/** The size of a volume. Less than 1Mi is a unit forgotten. */
export const size: t.Type<string> = quantitySuch('a size such as 50Gi, at least 1Mi', (text) => {
  const parsed = bytes(text)
  return E.isRight(parsed) && parsed.right >= 1024n ** 2n
})

export const oneOf = <A extends string>(names: ReadonlyArray<A>): t.Type<A> =>
  such(t.string as unknown as t.Type<A>, `one of ${names.join(', ')}`, (value) => names.includes(value)) // narrowed by the list

/** An RFC 1123 label: names of namespaces, Services, Secrets' first part. */
export const dnsLabel: t.Type<string> = such(
  t.string,
  'a name of lower-case letters, digits and "-", at most 63 characters',
  (value) => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(value),
)

/** An RFC 1123 subdomain: names of most Kubernetes objects, and domains. */
export const dnsName: t.Type<string> = such(
  t.string,
  'a name of lower-case letters, digits, "-" and ".", at most 253 characters',
  isDnsName,
)

/** A host that clients use: a DNS name, an IPv4 or an IPv6 address, without scheme, port or path. */
export const host: t.Type<string> = new t.Type<string>(
  'a host name or IP address, without scheme, port or path',
  (value): value is string => t.string.is(value) && isHost(value),
  (value, context) => (t.string.is(value) && isHost(value) ? t.success(value) : failure(value, context)),
  t.identity,
)

const urlForm = /^https?:\/\/(\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+)(?::[0-9]{1,5})?(?:\/[^\s?#"\\]*)?$/

/**
 * A URL with scheme http or https and a host, without a user; a trailing slash is dropped, for ClearML compares prefixes
 * by text. `name`: what an error expects.
 */
export const urlNamed = (name: string): t.Type<string> =>
  new t.Type<string>(
    name,
    t.string.is,
    (value, context) =>
      typeof value === 'string' &&
      URL.canParse(value) &&
      isHost(urlForm.exec(value)?.[1]?.replace(/^\[(.*:.*)\]$/, '$1') ?? '')
        ? t.success(value.replace(/\/+$/, ''))
        : failure(value, context),
    t.identity,
  )

/** A URL that users and clients reach something by. */
export const url: t.Type<string> = urlNamed('a URL such as https://files.example.com')

/** An absolute path of a file system; doubled slashes and those at its end go. */
export const absolutePath: t.Type<string> = new t.Type<string>(
  'an absolute path without "..", ":" or spaces at its ends',
  t.string.is,
  (value, context) => {
    if (typeof value !== 'string') return t.failure(value, context)
    const path = value.replace(/\/+/g, '/').replace(/(.)\/$/, '$1')
    return /^\/\S?(.*\S)?$/.test(path) && !path.split('/').includes('..') && !path.includes(':')
      ? t.success(path)
      : t.failure(value, context)
  },
  t.identity,
)

export const mapOf = <A>(codec: t.Type<A>): t.Type<Readonly<Record<string, A>>> =>
  t.readonly(t.record(t.string, codec), `a map, each value ${codec.name}`)

export const listOf = <A>(codec: t.Type<A>): t.Type<ReadonlyArray<A>> =>
  t.readonlyArray(codec, `a list, each item ${codec.name}`)

/** A Kubernetes object of the given type. Its fields are not looked at here: the Kubernetes schema judges them. */
export const object = <A>(kind: string): t.Type<A> =>
  new t.Type<A>(
    `a ${kind}`,
    (value): value is A => isObject(value),
    (value, context) => (isObject(value) ? t.success(value as A) : t.failure(value, context)), // see above: the type is a promise of the schema
    t.identity,
  )

/** Any JSON object. */
export const anyObject: t.Type<JsonObject> = object<JsonObject>('JSON object')
