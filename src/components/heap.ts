import * as E from 'fp-ts/lib/Either.js'
import { bytes } from '../kube/quantity.js'
import type { Values } from '../values/table.js'

/** The Java heap: what was asked for, or half of the memory that the container may use, in MiB. */
export const heapOf = (elasticsearch: Values['elasticsearch']): string => {
  if (elasticsearch.heap !== null) return elasticsearch.heap
  const memory = elasticsearch.resources.limits.memory ?? elasticsearch.resources.requests.memory ?? '4Gi'
  const size = bytes(memory)
  return E.isRight(size) ? `${size.right / 2n / 1024n ** 2n}m` : '2048m'
}
