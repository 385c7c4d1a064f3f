/** What the patches of overlays write, on top of what the objects are before them. */
import * as E from 'fp-ts/lib/Either.js'
import { equal, type JsonObject, showPath } from '../json.js'
import { canonical } from '../kube/canonical.js'
import { originalIdOf, placedIn, type ResId, type Resource } from '../patch/resource.js'
import { originOf, type Stacked } from '../stack.js'
import { byAddress, type Found } from './address.js'
import type { LeafProvenance, Step, Trace } from './provenance.js'

/** An object before its namespace and its canonical form, and where it comes from. */
export interface Source {
  readonly object: JsonObject
  readonly trace: () => Trace
}

/** What the patches of a build were told of it, and what the stream makes of an object. */
interface Surroundings {
  readonly namespace: string
  readonly off: ReadonlyArray<string>
  readonly finished: (object: JsonObject) => JsonObject
}

/** The objects after all patches, as the build has run them. */
export const patchedSources = (
  sources: ReadonlyArray<Source>,
  stack: ReadonlyArray<Stacked>,
  { namespace, off, finished }: Surroundings,
): ReadonlyArray<Source> => {
  const patching = stack.flatMap(({ layer }) =>
    layer.patching === null ? [] : [{ origin: originOf(layer).origin, patching: layer.patching }],
  )
  const last = patching.at(-1)
  if (last === undefined) return sources
  let now: ReadonlyArray<Traced> = sources.map((source) => ({
    source,
    resource: { manifest: canonical(source.object), previous: [] },
  }))
  for (const { origin, patching: one } of patching) {
    const result = one.change(
      now.map(({ resource }) => resource),
      off,
    )
    // A build that succeeded has run them.
    if (E.isRight(result)) now = after(now, result.right.resources, origin, finished)
  }
  const placed = now.map(({ source, resource }) => ({ source, resource: placedIn(namespace)(resource) }))
  const end = last.patching.finish(placed.map(({ resource }) => resource))
  return (E.isRight(end) ? after(placed, end.right, 'what was renamed', finished) : placed).map(
    ({ source }) => source,
  )
}

interface Traced {
  readonly source: Source
  readonly resource: Resource
}

const after = (
  before: ReadonlyArray<Traced>,
  resources: ReadonlyArray<Resource>,
  origin: string,
  finished: (object: JsonObject) => JsonObject,
): ReadonlyArray<Traced> => {
  const known = new Map(before.map((traced) => [textOf(originalIdOf(traced.resource)), traced]))
  return resources.map((resource) => {
    const { source, resource: old } = known.get(textOf(originalIdOf(resource))) ?? {}
    const { manifest: object } = resource
    if (source !== undefined && old?.manifest === object) return { source, resource }
    const then = byAddress(finished(source?.object ?? {}))
    const now = byAddress(finished(object))
    const trace = (): Trace => onTop(source?.trace() ?? { leaves: [], absent: [] }, then, now, origin)
    return { source: { object, trace }, resource }
  })
}

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

const textOf = ({ group, kind, name, namespace = '' }: ResId): string =>
  [group, kind, namespace, name].join('/')
