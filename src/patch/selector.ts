/** Label selectors in Kubernetes' syntax: `a=b,c!=d,e in (x,y),!f`. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'

/** What a selector asks for: all of its requirements. */
export type Requirement =
  | { readonly _tag: 'Exists' | 'NotExists'; readonly key: string }
  | { readonly _tag: 'In' | 'NotIn'; readonly key: string; readonly values: ReadonlyArray<string> }
  | { readonly _tag: 'GreaterThan' | 'LessThan'; readonly key: string; readonly value: bigint }

/**
 * Reads a selector as the API server does (labels.Parse of k8s.io/apimachinery). Empty text has no requirement. `Left`
 * says what is wrong, to be read after the selector.
 */
export const parseSelector = (selector: string): Either<string, ReadonlyArray<Requirement>> => {
  const tokens = selector.match(TOKEN) ?? []
  const requirements: Requirement[] = []
  let here = 0
  while (here < tokens.length) {
    const read = requirementAt(tokens, here)
    if (E.isLeft(read)) return read
    requirements.push(read.right.requirement)
    here = read.right.next
    if (here === tokens.length) break
    if (tokens[here] !== ',') return E.left(`found ${quoted(tokens[here])}, expected ","`)
    here++
    if (here === tokens.length) return E.left('expected a key after ","')
  }
  return E.right(requirements)
}

/** Whether labels, or annotations, meet all requirements. `!=` and `notin` hold where the key is missing. */
export const selects = (
  requirements: ReadonlyArray<Requirement>,
  labels: ReadonlyMap<string, string>,
): boolean =>
  requirements.every((one) => {
    const value = labels.get(one.key)
    switch (one._tag) {
      case 'Exists':
        return value !== undefined
      case 'NotExists':
        return value === undefined
      case 'In':
        return value !== undefined && one.values.includes(value)
      case 'NotIn':
        return value === undefined || !one.values.includes(value)
      default: {
        if (value === undefined || !INTEGER.test(value)) return false
        return one._tag === 'GreaterThan' ? BigInt(value) > one.value : BigInt(value) < one.value
      }
    }
  })

interface Read {
  readonly requirement: Requirement
  readonly next: number
}

const TOKEN = /==|!=|[!(),=<>]|[^\s!(),=<>]+/g
const SIGN = /^(?:==|!=|[!(),=<>])$/
const INTEGER = /^-?\d+$/

const requirementAt = (tokens: ReadonlyArray<string>, start: number): Either<string, Read> => {
  const negated = tokens[start] === '!'
  const at = negated ? start + 1 : start
  const key = tokens[at]
  if (key === undefined || SIGN.test(key)) return E.left(`found ${quoted(key)}, expected a key`)
  if (!isKey(key)) return E.left(`${quoted(key)} is no label key`)
  const operator = tokens[at + 1]
  if (negated) return E.right({ requirement: { _tag: 'NotExists', key }, next: at + 1 })
  if (operator === undefined || operator === ',')
    return E.right({ requirement: { _tag: 'Exists', key }, next: at + 1 })
  if (operator === 'in' || operator === 'notin') {
    return E.map(({ values, next }: Values) => ({
      requirement: { _tag: operator === 'in' ? ('In' as const) : ('NotIn' as const), key, values },
      next,
    }))(valuesAt(tokens, at + 2))
  }
  if (!['=', '==', '!=', '<', '>'].includes(operator))
    return E.left(`found ${quoted(operator)}, expected =, ==, !=, in, notin, < or >`)
  const value = tokens[at + 2] ?? ','
  if (value !== ',' && SIGN.test(value)) return E.left(`found ${quoted(value)}, expected a value`)
  const text = value === ',' ? '' : value
  const next = value === ',' ? at + 2 : at + 3
  if (!isValue(text)) return E.left(`${quoted(text)} is no label value`)
  if (operator === '<' || operator === '>') {
    if (!INTEGER.test(text)) return E.left(`${quoted(text)} is no integer`)
    const _tag = operator === '>' ? 'GreaterThan' : 'LessThan'
    return E.right({ requirement: { _tag, key, value: BigInt(text) }, next })
  }
  return E.right({ requirement: { _tag: operator === '!=' ? 'NotIn' : 'In', key, values: [text] }, next })
}

interface Values {
  readonly values: ReadonlyArray<string>
  readonly next: number
}

const valuesAt = (tokens: ReadonlyArray<string>, open: number): Either<string, Values> => {
  if (tokens[open] !== '(') return E.left(`found ${quoted(tokens[open])}, expected "("`)
  const close = tokens.indexOf(')', open)
  if (close < 0) return E.left('expected ")"')
  const between = tokens.slice(open + 1, close)
  const values: string[] = ['']
  for (const token of between) {
    const last = values[values.length - 1] ?? ''
    if (token === ',') values.push('')
    else if (SIGN.test(token) || last !== '') return E.left(`found ${quoted(token)}, expected "," or ")"`)
    else values[values.length - 1] = token
  }
  const wrong = values.find((value) => !isValue(value))
  return wrong === undefined
    ? E.right({ values, next: close + 1 })
    : E.left(`${quoted(wrong)} is no label value`)
}

const NAME = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?$/
const PREFIX = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/

const isKey = (text: string): boolean => {
  const slash = text.indexOf('/')
  const [prefix, name] = slash < 0 ? [undefined, text] : [text.slice(0, slash), text.slice(slash + 1)]
  return (
    NAME.test(name) &&
    name.length <= 63 &&
    (prefix === undefined || (PREFIX.test(prefix) && prefix.length <= 253))
  )
}

const isValue = (text: string): boolean => text === '' || (NAME.test(text) && text.length <= 63)

const quoted = (token: string | undefined): string =>
  token === undefined ? 'the end' : JSON.stringify(token)
