/** Patches of two overlays of one tier that write different values to one field. */
import { equal, type Json, type Path, showPath } from './json.js'
import { labelOf } from './overlay.js'
import { originalIdOf, type Resource, resIdOf } from './patch/resource.js'
import { showPlace } from './position.js'
import { byAddress } from './provenance/address.js'
import type { Stacked } from './stack.js'

/** What overlays have written so far: by object and field, the last writer. */
export type Writes = ReadonlyMap<string, { readonly by: Stacked; readonly path: Path; readonly value: Json }>

/** What one overlay has written, laid over what was; and where it meets another one, in words. */
export interface Written {
  readonly writes: Writes
  readonly conflicts: ReadonlyArray<string>
}

/**
 * Names are left out: each prefix is laid over the one before. One that says that it overrides the other, or allows a
 * conflict, is the last word; so are patches in a file of their own, which stand last.
 */
export const written = (
  before: ReadonlyArray<Resource>,
  after: ReadonlyArray<Resource>,
  by: Stacked,
  writes: Writes,
): Written => {
  const known = new Map(before.map((resource) => [keyOf(resource), resource.manifest]))
  const now = new Map(writes)
  const conflicts: string[] = []
  for (const resource of after) {
    const old = known.get(keyOf(resource))
    if (old === undefined || old === resource.manifest) continue
    const then = byAddress(old)
    for (const [address, { path, value }] of byAddress(resource.manifest)) {
      const was = then.get(address)
      if ((was !== undefined && equal(was.value, value)) || isName(path)) continue
      const key = `${keyOf(resource)}${address}`
      const other = writes.get(key)
      now.set(key, { by, path, value })
      if (other === undefined || !mayConflict(other.by, by)) continue
      const { kind, name } = resIdOf(resource.manifest)
      const [first, second] = [placed(other.by, path), placed(by, path)]
      conflicts.push(
        `${kind}/${name} ${showPath(path)}: ${first} writes ${show(other.value)}, ${second} writes ${show(value)}; ` +
          `drop one of them, or let the second one say so (allow: [conflict], or overrides: ['${other.by.layer.name}'])`,
      )
    }
  }
  return { writes: now, conflicts }
}

const keyOf = (resource: Resource): string => {
  const { group, kind, name, namespace = '' } = originalIdOf(resource)
  return [group, kind, namespace, name].join('/')
}

const isName = (path: Path): boolean =>
  path[0] === 'metadata' && (path[1] === 'name' || path[1] === 'namespace' || path[1] === undefined)

const mayConflict = (lower: Stacked, upper: Stacked): boolean =>
  lower.layer !== upper.layer &&
  lower.tier === upper.tier &&
  upper.layer.patching?.allowsConflict !== true &&
  !upper.layer.overrides.includes(lower.layer.name)

const placed = ({ layer }: Stacked, path: Path): string => {
  const place = layer.patching?.placeOf?.(path)
  return place === undefined ? `overlay ${labelOf(layer)}` : showPlace(place)
}

const show = (value: Json): string => {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
