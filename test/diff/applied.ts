/** A difference applied to the stream before, as a reader of its lines would: by paths and values alone. */
import type { Difference, FieldChange, Step } from '../../src/diff/index.js'
import { isArray, isObject, type Json, type JsonArray, type JsonObject } from '../../src/json.js'
import { canonical } from '../../src/kube/canonical.js'
import { identity } from '../../src/kube/identity.js'

/** What is left to go of a path, and the change at its end. */
interface Rest {
  readonly path: ReadonlyArray<Step>
  readonly change: FieldChange
}

/** In any order. Manifests come canonical, lists with keys sorted by them: where a new item stands is not said. */
export const applied = (
  before: ReadonlyArray<JsonObject>,
  { changes }: Difference,
): ReadonlyArray<JsonObject> => {
  const named = new Map(
    changes.map((change) => [
      keyOf(identity(change._tag === 'Removed' ? change.before : change.after)),
      change,
    ]),
  )
  const kept = before.flatMap((manifest): ReadonlyArray<JsonObject> => {
    const change = named.get(keyOf(identity(manifest)))
    if (change === undefined) return [canonical(manifest)]
    if (change._tag !== 'Changed') return []
    const rests = change.fields.map((field) => ({ path: field.path, change: field }))
    return [apply(canonical(manifest), rests) as JsonObject] // a map stays one
  })
  const added = changes.flatMap((change) => (change._tag === 'Added' ? [change.after] : []))
  return normal([...kept, ...added])
}

/** By identity, lists with keys by their keys. */
export const normal = (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<JsonObject> =>
  manifests
    .map((manifest) => sorted(canonical(manifest)) as JsonObject) // a map stays one
    .toSorted((a, b) => (keyOf(identity(a)) < keyOf(identity(b)) ? -1 : 1))

const keyOf = (of: object): string => JSON.stringify(of)

const sorted = (value: Json, key = ''): Json => {
  if (isArray(value)) {
    const items = value.map((item) => sorted(item))
    return LISTS.includes(key) ? items.toSorted((a, b) => (sortText(a) < sortText(b) ? -1 : 1)) : items
  }
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((name) => [name, sorted(value[name] ?? null, name)]),
  )
}
const LISTS = ['containers', 'initContainers', 'volumes', 'env', 'ports', 'finalizers']
const sortText = (value: Json): string => JSON.stringify(value)

const apply = (value: Json | undefined, rests: ReadonlyArray<Rest>): Json | undefined => {
  const [first] = rests.filter(({ path }) => path.length === 0)
  if (first !== undefined && first.change._tag !== 'Order') {
    return first.change._tag === 'Added' || first.change._tag === 'Changed' ? first.change.after : undefined
  }
  const below = rests.filter(({ path }) => path.length > 0)
  return isArray(value) ? applyToList(value, below) : applyToMap(isObject(value) ? value : {}, below)
}

const next = ({ path, change }: Rest): Rest => ({ path: path.slice(1), change })

const applyToMap = (map: JsonObject, rests: ReadonlyArray<Rest>): Json => {
  const keys = new Set([...Object.keys(map), ...rests.map(({ path }) => String(path[0]))])
  return Object.fromEntries(
    [...keys].flatMap((key) => {
      const mine = rests.filter(({ path }) => path[0] === key).map(next)
      const value = mine.length === 0 ? map[key] : apply(map[key], mine)
      return value === undefined ? [] : [[key, value]]
    }),
  )
}

const applyToList = (list: JsonArray, rests: ReadonlyArray<Rest>): Json => {
  const isHere =
    (tag: string) =>
    ({ path, change }: Rest) =>
      path.length === 1 && change._tag === tag
  const removed = rests.filter(isHere('Removed'))
  const result: Json[] = list.filter((item, i) => !removed.some(({ path }) => isMeant(path[0], item, i)))
  for (const { path, change } of rests.filter(isHere('Added'))) {
    const after = change._tag === 'Added' ? change.after : null
    if (typeof path[0] === 'number') result.splice(path[0], 0, after)
    else result.push(after)
  }
  const others = rests.filter((rest) => !isHere('Removed')(rest) && !isHere('Added')(rest))
  return result.map((item, i) => {
    const mine = others.filter(({ path }) => isMeant(path[0], item, i)).map(next)
    return mine.length === 0 ? item : (apply(item, mine) ?? null)
  })
}

const isMeant = (step: Step | undefined, item: Json, place: number): boolean => {
  if (!isObject(step)) return step === place
  if (Object.hasOwn(step, '')) return step[''] === item
  return (
    isObject(item) &&
    Object.entries(step).every(
      ([key, value]) => (item[key] ?? (key === 'protocol' ? 'TCP' : undefined)) === value,
    )
  )
}
