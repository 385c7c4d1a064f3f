/** Formats of names and numbers. Source: k8s.io/apimachinery, pkg/util/validation, and pkg/apis of k8s.io/kubernetes. */
import { isArray, isObject, type Json } from '../../json.js'
import { below, type Check, type Located, problem } from '../rule.js'

const text =
  (expected: string, accepts: (text: string) => boolean): Check =>
  (value) =>
    typeof value === 'string' && !accepts(value)
      ? problem({ _tag: 'InvalidFormat', found: value, expected })
      : []

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/

export const isDnsLabel = (name: string): boolean => name.length <= 63 && LABEL.test(name)

export const isDnsSubdomain = (name: string): boolean =>
  name.length <= 253 && name.split('.').every((part) => LABEL.test(part))

const WORD = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/

/** `app` or `example.com/app`. */
export const isQualifiedName = (name: string): boolean => {
  const [prefix, word, ...more] = name.includes('/') ? name.split('/') : [undefined, name]
  if (more.length > 0 || word === undefined || word.length > 63 || !WORD.test(word)) return false
  return prefix === undefined || isDnsSubdomain(prefix)
}

export const isLabelValue = (value: string): boolean =>
  value === '' || (value.length <= 63 && WORD.test(value))

export const dnsLabel: Check = text(
  'an RFC 1123 label (lower case letters, digits and -, at most 63)',
  isDnsLabel,
)

export const dnsSubdomain: Check = text(
  'an RFC 1123 subdomain (lower case letters, digits, - and .)',
  isDnsSubdomain,
)

/** The same, where an empty text stands for no value. */
export const optional =
  (check: Check): Check =>
  (value, scope) =>
    value === '' ? [] : check(value, scope)

export const dns1035Label: Check = text(
  'an RFC 1035 label (lower case letters, digits and -, starting with a letter, at most 63)',
  (name) => name.length <= 63 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name),
)

export const pathSegment: Check = text(
  'a name without / and %',
  (name) => name !== '.' && name !== '..' && !/[/%]/.test(name),
)

export const qualifiedName: Check = text('a name such as app or example.com/app', isQualifiedName)

export const labelValue: Check = text(
  'a label value (letters, digits, - _ and . between them, at most 63)',
  isLabelValue,
)

/** IANA service names: of container ports, and of what refers to them. */
export const portName: Check = text(
  'a port name (lower case letters, digits and single -, a letter at least, at most 15)',
  (name) => name.length <= 15 && LABEL.test(name) && !name.includes('--') && /[a-z]/.test(name),
)

export const configMapKey: Check = text(
  'a key of letters, digits, - _ and .',
  (key) => key.length <= 253 && /^[-._a-zA-Z0-9]+$/.test(key) && key !== '.' && !key.startsWith('..'),
)

export const absolutePath: Check = text('an absolute path', (path) => path.startsWith('/'))

export const relativePath: Check = text(
  'a relative path without ..',
  (path) => path !== '' && !path.startsWith('/') && !path.split('/').includes('..'),
)

/** What must not be empty. Go cannot tell an empty text from none. */
export const filled: Check = (value) =>
  value === '' ||
  (isArray(value) && value.length === 0) ||
  (isObject(value) && Object.keys(value).length === 0)
    ? problem({ _tag: 'MissingRequired' })
    : []

export const range =
  (minimum: number, maximum?: number): Check =>
  (value) =>
    typeof value === 'number' && (value < minimum || value > (maximum ?? value))
      ? problem({
          _tag: 'OutOfRange',
          found: value,
          minimum,
          ...(maximum === undefined ? {} : { maximum }),
        })
      : []

export const port: Check = range(1, 65535)

/** A number or the name of a port. */
export const portOrName: Check = (value, scope) =>
  typeof value === 'string' ? portName(value, scope) : port(value, scope)

export const nonNegative: Check = range(0)

/** `25%` or a number from 0. */
export const countOrPercent: Check = (value, scope) =>
  typeof value === 'string'
    ? text('a number, or a percentage such as "25%"', (one) => /^\d+%$/.test(one))(value, scope)
    : nonNegative(value, scope)

export const oneOf =
  (...allowed: ReadonlyArray<string>): Check =>
  (value) =>
    typeof value === 'string' && !allowed.includes(value)
      ? problem({ _tag: 'NotAllowed', found: value, allowed })
      : []

export const matching = (expected: string, expression: RegExp): Check =>
  text(expected, (value) => expression.test(value))

/** Every check in turn, up to the first that finds something. */
export const all =
  (...checks: ReadonlyArray<Check>): Check =>
  (value, scope) =>
    checks.reduce<ReadonlyArray<Located>>(
      (found, check) => (found.length > 0 ? found : check(value, scope)),
      [],
    )

export const each =
  (check: Check): Check =>
  (value, scope) =>
    isArray(value) ? value.flatMap((item, index) => below([index], check(item, scope))) : []

/** Keys and values of a map. */
export const entries =
  (key: Check, item: Check = () => []): Check =>
  (value, scope) =>
    isObject(value)
      ? Object.entries(value).flatMap(([name, one]: readonly [string, Json]) =>
          below([name], [...key(name, scope), ...(one === null ? [] : item(one, scope))]),
        )
      : []

/** IPv4 as four numbers, IPv6 roughly: hexadecimal groups with two colons at least. */
export const ipAddress: Check = matching(
  'an IP address',
  /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(25[0-5]|2[0-4]\d|1?\d?\d)){3}|(?=.*:.*:)[0-9a-fA-F:.]+)$/,
)

export const labels: Check = entries(qualifiedName, labelValue)
