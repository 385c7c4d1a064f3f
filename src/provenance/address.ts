/** Leaves of a manifest by addresses that stay when items of lists come and go. */
import { get, isArray, isObject, type Json, type Path } from '../json.js'

/** A leaf, and where it is. */
export interface Found {
  readonly path: Path
  readonly value: Json
}

/** The leaves of `json`, in its order, by address: keys, and for items of lists what tells them apart, else the index. */
export const byAddress = (json: Json): ReadonlyMap<string, Found> => {
  const found = new Map<string, Found>()
  const walk = (value: Json, path: Path, address: string): void => {
    if (isArray(value) && value.length > 0) {
      const key = keyOf(value)
      value.forEach((item, i) => {
        const name = key !== undefined && isObject(item) ? `${key}=${String(item[key])}` : i
        walk(item, [...path, i], `${address}\n${name}`)
      })
      return
    }
    const names = isObject(value) ? Object.keys(value) : []
    if (!isObject(value) || names.length === 0) found.set(address, { path, value })
    else for (const name of names) walk(value[name] ?? null, [...path, name], `${address}\n${name}`)
  }
  walk(json, [], '')
  return found
}

/** What most items of Kubernetes' lists are merged by. */
const KEYS = ['name', 'mountPath', 'containerPort', 'port', 'key', 'host', 'path']

const keyOf = (list: ReadonlyArray<Json>): string | undefined =>
  KEYS.find((key) => {
    const names = list.map((item) => (isObject(item) ? get(item, key) : undefined))
    return (
      names.every((name) => typeof name === 'string' || typeof name === 'number') &&
      new Set(names).size === names.length
    )
  })

/** Where what stands at `path` of the canonical form stood in `source`: items that are null are not counted there. */
export const sourcePath = (source: Json, path: Path): Path => {
  const [step, ...rest] = path
  if (step === undefined) return []
  if (!isArray(source)) {
    const below = isObject(source) ? get(source, String(step)) : undefined
    return below === undefined ? path : [step, ...sourcePath(below, rest)]
  }
  const kept = source.flatMap((item, i) => (item === null ? [] : [i]))
  const index = kept[Number(step)] ?? Number(step)
  return [index, ...sourcePath(source[index] ?? null, rest)]
}
