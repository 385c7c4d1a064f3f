/** What the patches of overlays write, on top of what the objects are before them. */
import * as E from 'fp-ts/lib/Either.js'
import { equal, type JsonObject, showPath } from '../json.js'
import { identity } from '../kube/identity.js'
import { originOf, type Stacked } from '../stack.js'
import { byAddress, type Found } from './address.js'
import type { LeafProvenance, Step, Trace } from './provenance.js'

/** An object before its namespace and its canonical form, and where it comes from. */
export interface Source {
  readonly object: JsonObject
  readonly trace: () => Trace
}

/** The objects after all patches; `finished` is what the stream makes of one. */
export const patchedSources = (
  sources: ReadonlyArray<Source>,
  stack: ReadonlyArray<Stacked>,
  finished: (object: JsonObject) => JsonObject,
): ReadonlyArray<Source> =>
  stack.reduce((before, { layer }) => {
    const objects = before.map(({ object }) => object)
    const result = layer.patching?.(objects) ?? E.right(objects)
    if (E.isLeft(result) || result.right === objects) return before // a build that succeeded has run them
    const byName = new Map(before.map((source) => [nameOf(source.object), source]))
    return result.right.map((object, i) => {
      const source =
        byName.get(nameOf(object)) ?? (objects.length === result.right.length ? before[i] : undefined)
      if (source?.object === object) return source
      const { origin } = originOf(layer)
      const then = byAddress(finished(source?.object ?? {}))
      const now = byAddress(finished(object))
      return { object, trace: () => onTop(source?.trace() ?? { leaves: [], absent: [] }, then, now, origin) }
    })
  }, sources)

type Leaves = ReadonlyMap<string, Found>

const onTop = (before: Trace, then: Leaves, now: Leaves, origin: string): Trace => {
  const byPath = new Map(before.leaves.map((leaf) => [showPath(leaf.path), leaf]))
  const leaves = [...now].map(([address, { path, value }]): LeafProvenance => {
    const old = then.get(address)
    const known = old === undefined ? undefined : byPath.get(showPath(old.path))
    const chain = known?.chain ?? []
    if (old !== undefined && equal(old.value, value)) return { path, value, chain, unset: known?.unset ?? [] }
    const step: Step = { of: 'object', origin, path, value }
    return { path, value, chain: [...chain, step], unset: [] }
  })
  return { ...before, leaves }
}

/** Two objects of one name are told apart by their place in the list, if at all. */
const nameOf = (object: JsonObject): string => {
  const { group, kind, name, namespace = '' } = identity(object)
  return [group, kind, namespace, name].join('/')
}
