/** Requests and limits of every component: names that Kubernetes knows, and requests that fit. */
import * as E from 'fp-ts/lib/Either.js'
import { at, get, isObject, type JsonObject, nearest, type Path } from '../json.js'
import { bytes, parseQuantity } from '../kube/quantity.js'
import { ownersIn } from './owned.js'
import type { Problem } from './problem.js'
import type { Values } from './table.js'

export const resourceProblems = (values: Values): ReadonlyArray<Problem> => {
  const data = values as unknown as JsonObject // decoded values are plain data
  return [
    ...ownersIn(data).flatMap((owner) => {
      const here = [...owner, 'resources']
      const { requests, limits } = {
        requests: map(data, [...here, 'requests']),
        limits: map(data, [...here, 'limits']),
      }
      return [
        ...unknownNames([...here, 'requests'], requests),
        ...unknownNames([...here, 'limits'], limits),
        ...aboveLimits([...here, 'requests'], requests, limits),
      ]
    }),
    ...memoryOfElasticsearch(values),
  ]
}

const map = (data: JsonObject, path: Path): JsonObject => {
  const found = at(data, path)
  return isObject(found) ? found : {}
}

const resources: ReadonlyArray<string> = ['cpu', 'memory', 'ephemeral-storage']

/** Source: "Resource Management for Pods and Containers" of the Kubernetes documentation. */
const unknownNames = (path: Path, given: JsonObject): ReadonlyArray<Problem> =>
  Object.keys(given)
    .filter((name) => !resources.includes(name) && !/^hugepages-.|.\/./.test(name))
    .map((name) => {
      const near = nearest(name, resources)
      const hint = near.length === 0 ? '' : ` (did you mean ${near.join(' or ')}?)`
      const expected = `${resources.join(', ')}, hugepages-SIZE or a name with "/" such as nvidia.com/gpu${hint}`
      return { path: [...path, name], expected, found: name }
    })

const aboveLimits = (path: Path, requests: JsonObject, limits: JsonObject): ReadonlyArray<Problem> =>
  Object.keys(requests).flatMap((name) => {
    const limit = get(limits, name)
    return typeof limit === 'string' && nanos(requests[name]) > nanos(limit)
      ? [{ path: [...path, name], expected: `at most ${limit}, the limit` }]
      : []
  })

/** A quantity has whole nanos. */
const nanos = (quantity: unknown): bigint => {
  const parsed = typeof quantity === 'string' ? parseQuantity(quantity) : null
  return parsed !== null && E.isRight(parsed)
    ? parsed.right.units * 10n ** BigInt(parsed.right.exponent + 9)
    : 0n
}

/** Source: the JVM's option `-Xmx`. */
const HEAP = /^([1-9]\d*)([kmg])$/i
const UNITS: Readonly<Record<string, bigint>> = { k: 1024n, m: 1024n ** 2n, g: 1024n ** 3n }

const memoryOfElasticsearch = ({ elasticsearch }: Values): ReadonlyArray<Problem> => {
  const memory = elasticsearch.resources.limits.memory
  const size = memory === undefined ? null : bytes(memory)
  const limit = size !== null && E.isRight(size) ? size.right : null
  const path = ['elasticsearch', 'heap']
  const [, digits = '', unit = ''] = HEAP.exec(elasticsearch.heap ?? '') ?? []
  const heap = BigInt(digits) * (UNITS[unit.toLowerCase()] ?? 0n)
  return [
    ...(elasticsearch.heap !== null && heap === 0n
      ? [{ path, expected: 'a Java heap size such as 2g or 1536m' }]
      : []),
    ...(limit !== null && heap >= limit ? [{ path, expected: `less than ${memory}, the memory limit` }] : []),
    ...(limit !== null && limit < 512n * 1024n ** 2n
      ? [{ path: ['elasticsearch', 'resources', 'limits', 'memory'], expected: 'at least 512Mi' }]
      : []),
  ]
}
