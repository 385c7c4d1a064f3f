/** Requests and limits. Source: ValidateResourceRequirements of pkg/apis/core/validation. */
import * as E from 'fp-ts/lib/Either.js'
import { get, isObject, type Json, type JsonObject } from '../../json.js'
import { parseQuantity } from '../../kube/quantity.js'
import { below, type Check, type Located, type ObjectChecks, problem, problemAt } from '../rule.js'
import { isQualifiedName } from './format.js'

/** An amount that can be compared with others; `undefined` for what is none. */
const nanos = (value: Json | undefined): bigint | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const parsed = parseQuantity(String(value))
  return E.isLeft(parsed) ? undefined : parsed.right.units * 10n ** BigInt(parsed.right.exponent + 9)
}

/** No amount is below zero. */
export const quantities: Check = (value) =>
  isObject(value)
    ? Object.entries(value).flatMap(([name, amount]) =>
        (nanos(amount) ?? 0n) < 0n
          ? problemAt([name], {
              _tag: 'InvalidFormat',
              found: amount,
              expected: 'a quantity that is not below 0',
            })
          : [],
      )
    : []

const STANDARD = ['cpu', 'memory', 'ephemeral-storage']

/** Names of resources that a container can have: standard ones, huge pages, and names with a domain. */
const resourceName = (name: string): ReadonlyArray<Located> => {
  if (STANDARD.includes(name) || /^hugepages-.+/.test(name)) return []
  if (!name.includes('/'))
    return problemAt([name], { _tag: 'UnknownName', what: 'resource', name, known: STANDARD })
  return isQualifiedName(name)
    ? []
    : problemAt([name], { _tag: 'InvalidFormat', found: name, expected: 'a name such as nvidia.com/gpu' })
}

/** Extended resources and huge pages cannot be overcommitted: their request is their limit. */
const isWhole = (name: string): boolean => name.includes('/') || name.startsWith('hugepages-')

const requestsWithinLimits = (resources: JsonObject): ReadonlyArray<Located> => {
  const limits = mapOf(resources, 'limits')
  return Object.entries(mapOf(resources, 'requests')).flatMap(([name, request]) => {
    const limit = get(limits, name)
    const [asked, most] = [nanos(request), nanos(limit)]
    const path = ['requests', name]
    if (asked === undefined || (most ?? 0n) < 0n) return []
    if (most === undefined) {
      return isWhole(name)
        ? problemAt(path, { _tag: 'Contradiction', expected: 'needs a limit that is equal' })
        : []
    }
    if (asked > most) {
      return problemAt(path, {
        _tag: 'Contradiction',
        expected: `is more than its limit ${JSON.stringify(limit)}`,
      })
    }
    return isWhole(name) && asked !== most
      ? problemAt(path, {
          _tag: 'Contradiction',
          expected: `must be equal to its limit ${JSON.stringify(limit)}`,
        })
      : []
  })
}

const mapOf = (object: JsonObject, key: string): JsonObject => {
  const value = get(object, key)
  return isObject(value) ? value : {}
}

const named = (resources: JsonObject): ReadonlyArray<Located> =>
  ['requests', 'limits'].flatMap((of) => below([of], Object.keys(mapOf(resources, of)).flatMap(resourceName)))

const amounts = (resources: JsonObject): ReadonlyArray<Located> =>
  ['requests', 'limits'].flatMap((of) => below([of], quantities(mapOf(resources, of), NOTHING)))

const NOTHING = { version: '', manifest: {} }

/** A smaller amount than another, by resource: `min` and `max` of a LimitRange. */
const ordered =
  (less: string, more: string) =>
  (item: JsonObject): ReadonlyArray<Located> =>
    Object.entries(mapOf(item, less)).flatMap(([name, amount]) => {
      const [a, b] = [nanos(amount), nanos(get(mapOf(item, more), name))]
      return a !== undefined && b !== undefined && a > b
        ? problemAt([less, name], { _tag: 'Contradiction', expected: `is more than ${more}.${name}` })
        : []
    })

const storageRequest = (spec: JsonObject): ReadonlyArray<Located> => {
  const amount = nanos(get(mapOf(mapOf(spec, 'resources'), 'requests'), 'storage'))
  const path = ['resources', 'requests', 'storage']
  if (amount === undefined) return problemAt(path, { _tag: 'MissingRequired' })
  return amount > 0n ? [] : problemAt(path, { _tag: 'Contradiction', expected: 'must be more than 0' })
}

const storageCapacity = (spec: JsonObject): ReadonlyArray<Located> => {
  const amount = nanos(get(mapOf(spec, 'capacity'), 'storage'))
  if (amount === undefined) return problemAt(['capacity', 'storage'], { _tag: 'MissingRequired' })
  return amount > 0n
    ? []
    : problemAt(['capacity', 'storage'], { _tag: 'Contradiction', expected: 'must be more than 0' })
}

const sizeLimit: (source: JsonObject) => ReadonlyArray<Located> = (source) =>
  (nanos(get(source, 'sizeLimit')) ?? 0n) < 0n
    ? below(['sizeLimit'], problem({ _tag: 'Contradiction', expected: 'must not be below 0' }))
    : []

export const resources: ObjectChecks = {
  'core.v1.ResourceRequirements': [named, amounts, requestsWithinLimits],
  'core.v1.VolumeResourceRequirements': [amounts, requestsWithinLimits],
  'core.v1.PersistentVolumeClaimSpec': [storageRequest],
  'core.v1.PersistentVolumeSpec': [storageCapacity],
  'core.v1.EmptyDirVolumeSource': [sizeLimit],
  'core.v1.LimitRangeItem': [
    ordered('min', 'max'),
    ordered('default', 'max'),
    ordered('defaultRequest', 'default'),
    ordered('min', 'default'),
  ],
}
