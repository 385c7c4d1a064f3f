/** Two streams side by side: which object of one is which of the other. */
import { at, type JsonObject } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { find, type Stream, type StreamObject, streamOf } from '../lint/stream.js'

/** One object before and after. */
export interface Pair {
  readonly before: StreamObject
  readonly after: StreamObject
}

/** All of it is in the order of the previous stream. */
export interface Comparison {
  readonly before: Stream
  readonly after: Stream
  readonly pairs: ReadonlyArray<Pair>
  /** Objects that are in no namespace which moved, and not in the new stream. */
  readonly gone: ReadonlyArray<StreamObject>
  readonly moves: ReadonlyArray<Move>
}

/** A namespace whose objects are in another one now. */
export interface Move {
  readonly from: string
  readonly to: string
  /** What was in it. */
  readonly objects: ReadonlyArray<StreamObject>
}

/** Pairs objects by group, kind, name and namespace; a namespace that one side does not say can be any. */
export const comparisonOf = (
  previous: ReadonlyArray<JsonObject>,
  manifests: ReadonlyArray<JsonObject>,
): Comparison => {
  const before = streamOf(previous)
  const after = streamOf(manifests)
  const moves = movesOf(before, after)
  const found = before.objects.map((one) => ({ before: one, after: find(after, one.identity) }))
  return {
    before,
    after,
    pairs: found.flatMap((pair) =>
      pair.after === undefined ? [] : [{ before: pair.before, after: pair.after }],
    ),
    gone: found.flatMap((pair) =>
      pair.after === undefined && !moves.some((move) => belongsTo(pair.before, move.from))
        ? [pair.before]
        : [],
    ),
    moves,
  }
}

/** Whether an object is in a namespace, is that namespace, or is a volume that is kept for a claim in it. */
export const belongsTo = ({ identity, manifest }: StreamObject, namespace: string): boolean =>
  identity.namespace === namespace ||
  (isCore(identity, 'Namespace') && identity.name === namespace) ||
  (isCore(identity, 'PersistentVolume') && at(manifest, ['spec', 'claimRef', 'namespace']) === namespace)

/** A kind of the core group. */
export const isCore = ({ group, kind }: Identity, core: string): boolean => group === '' && kind === core

/** A namespace moved if nothing is left in it, and something of it has its like in a namespace that was not there. */
const movesOf = (before: Stream, after: Stream): ReadonlyArray<Move> => {
  const old = namespacesOf(before)
  const now = namespacesOf(after)
  const added = [...now].filter((namespace) => !old.has(namespace))
  return [...old]
    .filter((from) => !now.has(from))
    .flatMap((from) => {
      const objects = before.objects.filter((one) => one.identity.namespace === from)
      const to = added.find((namespace) =>
        objects.some(({ identity }) => find(after, { ...identity, namespace }) !== undefined),
      )
      return to === undefined ? [] : [{ from, to, objects }]
    })
}

const namespacesOf = (stream: Stream): ReadonlySet<string> =>
  new Set(
    stream.objects.flatMap(({ identity: { namespace } }) => (namespace === undefined ? [] : [namespace])),
  )
