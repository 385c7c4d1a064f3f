/** The directives of a strategic merge patch: keys that start with `$`, and say how the rest is merged. */
import { get, isArray, isObject, type Json, type JsonArray, type JsonObject, type Path } from '../json.js'

export type Shape = 'map' | 'list' | 'scalar'

/** What is wrong with a strategic merge patch. `path` is in the patch. */
export type MergeFault = { readonly path: Path } & (
  | { readonly _tag: 'OtherShape'; readonly has: Shape; readonly found: Shape }
  /** `path` is of the directive. */
  | { readonly _tag: 'InvalidDirective'; readonly expected: string; readonly found: Json }
  /** A list beside its own `$patch: delete`. */
  | { readonly _tag: 'DeletedList' }
  /** `$retainKeys` does not have a key of the patch. */
  | { readonly _tag: 'NotRetained'; readonly retained: ReadonlyArray<string> }
  /** A directive in an item of a list that is replaced as a whole. */
  | { readonly _tag: 'ReplacedList' }
  | { readonly _tag: 'MissingMergeKey'; readonly key: string }
  /** `first` names the same item. */
  | { readonly _tag: 'RepeatedItem'; readonly first: Path }
  /** Several items of the object could be meant; `matches` are their indices. */
  | { readonly _tag: 'AmbiguousItem'; readonly keys: JsonObject; readonly matches: ReadonlyArray<number> }
)

export type Directive = 'merge' | 'replace' | 'delete'

/** `$patch` of a map; `merge` where there is none. */
export const directiveOf = (patch: JsonObject, path: Path, faults: MergeFault[]): Directive => {
  const found = get(patch, '$patch')
  if (found === undefined || found === 'merge') return 'merge'
  if (found === 'replace' || found === 'delete') return found
  const expected = 'merge, replace or delete'
  faults.push({ _tag: 'InvalidDirective', path: [...path, '$patch'], expected, found })
  return 'merge'
}

/** What the other directives of a map ask for. */
export interface Directives {
  /** `$retainKeys`: keys of the map that may stay. */
  readonly retain: ReadonlyArray<string> | undefined
  /** `$deleteFromPrimitiveList/<list>`: the values that go, by the key of the list. */
  readonly deletions: ReadonlyArray<readonly [key: string, values: JsonArray]>
  /** `$setElementOrder/<list>`: values, or maps of the keys of items. */
  readonly orders: ReadonlyArray<readonly [key: string, order: JsonArray]>
}

export const directivesOf = (patch: JsonObject, path: Path, faults: MergeFault[]): Directives => {
  const listOf = (key: string): JsonArray => {
    const found = get(patch, key) ?? null
    if (isArray(found)) return found
    faults.push({ _tag: 'InvalidDirective', path: [...path, key], expected: 'a list', found })
    return []
  }
  const ofLists = (prefix: string): ReadonlyArray<readonly [string, JsonArray]> =>
    Object.keys(patch)
      .filter((key) => key.startsWith(prefix))
      .map((key) => [key.slice(prefix.length), listOf(key)])
  const retain = get(patch, '$retainKeys') === undefined ? undefined : listOf('$retainKeys').map(String)
  for (const key of Object.keys(patch)) {
    if (retain !== undefined && !isDirective(key) && get(patch, key) !== null && !retain.includes(key))
      faults.push({ _tag: 'NotRetained', path: [...path, key], retained: retain })
  }
  return { retain, deletions: ofLists(DELETE_FROM), orders: ofLists(SET_ORDER) }
}

/** Of a key of a map in a patch. Other keys that start with `$` are fields. */
export const isDirective = (key: string): boolean =>
  key === '$patch' || key === '$retainKeys' || key.startsWith(DELETE_FROM) || key.startsWith(SET_ORDER)

/** An item of a list in a patch. */
export interface PatchItem {
  readonly item: Json
  readonly path: Path
}

/** The items of a list in a patch, without the `- $patch: replace` that is for the list itself. */
export const itemsOf = (
  list: JsonArray,
  path: Path,
  faults: MergeFault[],
): { readonly directive: Directive; readonly items: ReadonlyArray<PatchItem> } => {
  const all = list.map((item, i): PatchItem => ({ item, path: [...path, i] }))
  const ofList = all.find(({ item }) => isOfList(item))
  if (ofList === undefined || !isObject(ofList.item)) return { directive: 'merge', items: all }
  const items = all.filter(({ item }) => !isOfList(item))
  const directive = directiveOf(ofList.item, ofList.path, faults)
  if (directive === 'delete' && items.length > 0) faults.push({ _tag: 'DeletedList', path: ofList.path })
  return { directive, items }
}

const isOfList = (item: Json): boolean =>
  isObject(item) && get(item, '$patch') !== undefined && Object.keys(item).length === 1

const DELETE_FROM = '$deleteFromPrimitiveList/'
const SET_ORDER = '$setElementOrder/'

export const shapeOf = (value: Json): Shape => (isObject(value) ? 'map' : isArray(value) ? 'list' : 'scalar')
