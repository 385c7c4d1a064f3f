import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'

/** Not a Kubernetes quantity, such as `1 GB`, `1gi` or the empty text. */
export interface InvalidQuantity {
  readonly _tag: 'InvalidQuantity'
  readonly text: string
}

/**
 * An amount: `units` × 10^`exponent`, rounded away from zero to whole nanos, `units` without trailing zeros.
 * The format is the one in which it was written: `1.5Gi`, `1500m` or `15e2`.
 */
export interface Quantity {
  readonly units: bigint
  readonly exponent: number
  readonly format: 'BinarySI' | 'DecimalSI' | 'DecimalExponent'
}

const BINARY: ReadonlyArray<string> = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei']
const DECIMAL: ReadonlyArray<string> = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E']
const NANO = -9
const MAX_BINARY = 2n ** 63n - 1n
/** Most amounts as people write them: too few units for the next suffix. */
const CANONICAL = /^[1-9]\d{0,2}(?:[numkMGTP]|[KMGTP]i)?$/
const SYNTAX = /^([+-]?)(\d*)\.?(\d*)([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?$/

/**
 * Reads a quantity as `resource.ParseQuantity` of k8s.io/apimachinery does: amounts below a nano are rounded up to
 * one, binary amounts end at 2^63-1. Stricter than Go, which takes a text without digits for zero and lets
 * exponents of ten digits wrap around: both are invalid here (the limit is ±999).
 */
export const parseQuantity = (text: string | number): Either<InvalidQuantity, Quantity> => {
  const invalid: Either<InvalidQuantity, Quantity> = E.left({ _tag: 'InvalidQuantity', text: String(text) })
  const match = SYNTAX.exec(String(text).replace(/^ +| +$/g, ''))
  if (match === null) return invalid
  const [, sign, whole = '', fraction = '', suffix = ''] = match
  if (whole + fraction === '') return invalid
  const size = BigInt(whole + fraction)
  const binary = suffix === '' ? -1 : BINARY.indexOf(suffix)
  const decimal = DECIMAL.indexOf(suffix)
  const power = binary >= 0 ? 0 : decimal >= 0 ? 3 * decimal + NANO : Number(suffix.slice(1))
  if (Math.abs(power) > 999) return invalid
  const exact = binary >= 0 ? size << BigInt(10 * binary) : size
  const [units, exponent] = atLeastNano(exact, power - fraction.length)
  const capped = binary >= 0 && units > MAX_BINARY * 10n ** BigInt(-exponent)
  const [digits, zeros] = capped ? [MAX_BINARY, 0] : [units, exponent]
  return E.right({
    ...withoutZeros(sign === '-' ? -digits : digits, zeros),
    format: binary >= 0 ? 'BinarySI' : decimal >= 0 ? 'DecimalSI' : 'DecimalExponent',
  })
}

/**
 * The one spelling of this amount that the API server answers with: `1000m` is `1`, `0.5` is `500m`, `1024Mi` is
 * `1Gi`, `1.5Gi` is `1536Mi`. Binary amounts that are below 1024 or not whole are written decimally (`0.1Ki` is
 * `102400m`). Decimal amounts from 10^21 on get an exponent (`1e21`): Go drops the suffix that it does not have.
 *
 * Law: idempotent.
 */
export const canonicalQuantity = (text: string | number): Either<InvalidQuantity, string> => {
  const given = String(text)
  if (CANONICAL.test(given)) return E.right(given)
  const parsed = parseQuantity(text)
  return E.isLeft(parsed) ? parsed : E.right(show(parsed.right))
}

/** The number of bytes that a quantity of memory or storage means: whole, rounded away from zero. */
export const bytes = (text: string | number): Either<InvalidQuantity, bigint> => {
  const parsed = parseQuantity(text)
  if (E.isLeft(parsed)) return parsed
  const { units, exponent } = parsed.right
  return E.right(exponent >= 0 ? units * 10n ** BigInt(exponent) : divideUp(units, 10n ** BigInt(-exponent)))
}

const show = ({ units, exponent, format }: Quantity): string => {
  if (units === 0n) return '0'
  if (format === 'BinarySI' && exponent >= 0) {
    const whole = units * 10n ** BigInt(exponent)
    if (whole >= 1024n || whole <= -1024n) return showBinary(whole)
  }
  const shift = ((exponent % 3) + 3) % 3
  const power = exponent - shift
  const digits = String(units * 10n ** BigInt(shift))
  const suffix = format === 'DecimalExponent' ? undefined : DECIMAL[(power - NANO) / 3]
  return `${digits}${suffix ?? (power === 0 ? '' : `e${power}`)}`
}

const showBinary = (whole: bigint): string => {
  let rest = whole
  let step = 0
  while (rest % 1024n === 0n) {
    rest /= 1024n
    step++
  }
  return `${rest}${BINARY[step]}`
}

const atLeastNano = (units: bigint, exponent: number): readonly [bigint, number] =>
  exponent >= NANO ? [units, exponent] : [divideUp(units, 10n ** BigInt(NANO - exponent)), NANO]

const divideUp = (units: bigint, divisor: bigint): bigint => {
  const rest = units % divisor
  return units / divisor + (rest > 0n ? 1n : rest < 0n ? -1n : 0n)
}

const withoutZeros = (
  units: bigint,
  exponent: number,
): { readonly units: bigint; readonly exponent: number } => {
  const digits = String(units)
  const kept = digits.replace(/(?<=[1-9])0+$/, '')
  return units === 0n
    ? { units, exponent: 0 }
    : { units: BigInt(kept), exponent: exponent + digits.length - kept.length }
}
