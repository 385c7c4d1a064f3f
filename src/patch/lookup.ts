/** The resources that patches run on, found by any id or name that they have had. */
import { nearest } from '../json.js'
import { isLiteral } from './regularExpression.js'
import { idsOf, keyOf, originalIdOf, type ResId, type Resource, resIdOf } from './resource.js'
import type { Target } from './target.js'

/** Filled for one run of patches, and changed by it. Places do not move; a deleted resource leaves `undefined`. */
export interface Lookup {
  readonly resources: Array<Resource | undefined>
  readonly byId: Map<string, number[]>
  readonly byName: Map<string, number[]>
}

export const lookupOf = (resources: ReadonlyArray<Resource>): Lookup => {
  const lookup: Lookup = { resources: [], byId: new Map(), byName: new Map() }
  resources.forEach((resource, i) => {
    put(lookup, i, resource)
  })
  return lookup
}

/** Puts a resource in the place of what it was; the ids that it had stay. */
export const put = (lookup: Lookup, place: number, resource: Resource | undefined): void => {
  lookup.resources[place] = resource
  if (resource === undefined) return
  for (const id of idsOf(resource)) add(lookup.byId, keyOf(id), place)
  for (const id of [originalIdOf(resource), resIdOf(resource.manifest)]) add(lookup.byName, id.name, place)
}

/** Places of the resources that have, or had, this id. */
export const withId = ({ byId, resources }: Lookup, id: ResId): ReadonlyArray<number> => {
  const key = keyOf(id)
  const has = (resource: Resource): boolean => idsOf(resource).some((one) => keyOf(one) === key)
  return (byId.get(key) ?? []).filter((place) => {
    const resource = resources[place]
    return resource !== undefined && has(resource)
  })
}

/** Places of all resources that can match, in their order: those of the name, where the target says a plain one. */
export const candidates = ({ byName, resources }: Lookup, { name = '' }: Target): ReadonlyArray<number> => {
  const places = isLiteral(name) ? (byName.get(name) ?? []).toSorted((a, b) => a - b) : [...resources.keys()]
  return places.filter((place) => resources[place] !== undefined)
}

/** Ids of the resources that are nearest to what was looked for; best first. */
export const nearestIds = (
  { resources }: Lookup,
  { kind = '', name = '' }: Pick<Target, 'kind' | 'name'>,
): ReadonlyArray<ResId> => {
  const said = { kind: isLiteral(kind), name: isLiteral(name) || /^[\w.-]+$/.test(name) }
  const textOf = (id: Pick<ResId, 'kind' | 'name'>): string =>
    [...(said.kind ? [id.kind] : []), ...(said.name ? [id.name] : [])].join('/')
  const known = resources.flatMap((resource) => (resource === undefined ? [] : [resIdOf(resource.manifest)]))
  const wanted = textOf({ kind, name })
  if (wanted === '') return []
  const first = new Map(known.toReversed().map((id) => [textOf(id), id]))
  const same = known.filter((id) => textOf(id) === wanted)
  const names = same.length > 0 ? [] : nearest(wanted, [...first.keys()])
  return [...same.slice(0, 3), ...names.flatMap((text) => first.get(text) ?? [])]
}

const add = (map: Map<string, number[]>, key: string, place: number): void => {
  const places = map.get(key)
  if (places === undefined) map.set(key, [place])
  else if (!places.includes(place)) places.push(place)
}
