/** Amounts of resources that add up. */
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from '../json.js'
import { canonicalQuantity, parseQuantity } from '../kube/quantity.js'

/** In nanos of what the resource is counted in: cores, bytes, or pieces. */
export type Amount = bigint

/** By name of the resource, such as `cpu`, `memory` or `nvidia.com/gpu`. */
export type Amounts = ReadonlyMap<string, Amount>

const NANO_EXPONENT = 9

/** The amount of a quantity; `undefined` for what is none. */
export const amountOf = (value: Json | undefined): Amount | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const parsed = parseQuantity(value)
  if (E.isLeft(parsed)) return undefined
  const { units, exponent } = parsed.right
  return units * 10n ** BigInt(exponent + NANO_EXPONENT) // parseQuantity gives no part of a nano
}

/** The canonical quantity: bytes in Ki, Mi, … where they are whole ones, everything else in powers of 1000. */
export const showAmount = (resource: string, amount: Amount): string => {
  const bytes = amount / 10n ** BigInt(NANO_EXPONENT)
  const text = isBytes(resource) && bytes % 1024n === 0n ? `${bytes / 1024n}Ki` : `${amount}n`
  return E.getOrElse(() => text)(canonicalQuantity(text))
}

const isBytes = (resource: string): boolean =>
  /^(memory|storage|ephemeral-storage|hugepages-.*)$/.test(resource)

/** Law: commutative and associative; nothing is lost. */
export const sum = (all: ReadonlyArray<Amounts>): Amounts => combined(all, (a, b) => a + b)

/** Of each resource the larger one. */
export const larger = (all: ReadonlyArray<Amounts>): Amounts => combined(all, (a, b) => (a > b ? a : b))

export const times = (count: number, amounts: Amounts): Amounts =>
  new Map([...amounts].map(([name, amount]) => [name, amount * BigInt(count)]))

const combined = (all: ReadonlyArray<Amounts>, by: (a: Amount, b: Amount) => Amount): Amounts => {
  const result = new Map<string, Amount>()
  for (const amounts of all) {
    for (const [name, amount] of amounts) {
      const before = result.get(name)
      result.set(name, before === undefined ? amount : by(before, amount))
    }
  }
  return result
}
