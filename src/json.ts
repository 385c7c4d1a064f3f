/**
 * JSON data, as every stage of a build hands it on: plain, acyclic, without functions.
 *
 * `JsonObject` is a plain object with own keys only. The key `__proto__` never occurs: it is refused where text
 * or user data comes in.
 */
export type Json = null | boolean | number | string | JsonArray | JsonObject
export type JsonArray = ReadonlyArray<Json>
export interface JsonObject {
  readonly [key: string]: Json
}

/** Where a value stands inside a document: keys of objects, indices of lists. */
export type Path = ReadonlyArray<string | number>

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

export const isArray = (value: unknown): value is JsonArray => Array.isArray(value)

/** Own property only: a key of `Object.prototype` is never found. */
export const get = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined

/** The value at `path`, or `undefined` where a step does not exist. */
export const at = (value: Json, path: Path): Json | undefined => {
  let here: Json | undefined = value
  for (const step of path) {
    if (typeof step === 'number') here = isArray(here) ? here[step] : undefined
    else here = isObject(here) ? get(here, step) : undefined
    if (here === undefined) return undefined
  }
  return here
}

/** The scalars and the empty maps and lists in `json`, in its order; `path` is where `json` stands. */
export const leavesOf = (
  json: Json,
  path: Path = [],
): ReadonlyArray<{ readonly path: Path; readonly value: Json }> => {
  if (isArray(json) && json.length > 0) return json.flatMap((item, i) => leavesOf(item, [...path, i]))
  const entries = isObject(json) ? Object.entries(json) : []
  if (entries.length === 0) return [{ path, value: json }]
  return entries.flatMap(([key, item]) => leavesOf(item, [...path, key]))
}

/** Structural equality; the order of keys does not matter. */
export const equal = (a: Json, b: Json): boolean => {
  if (a === b) return true
  if (isArray(a)) {
    return isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i] as Json)) // same length
  }
  if (!isObject(a) || !isObject(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equal(a[key] as Json, b[key] as Json)) // own keys of both
  )
}

/** Code-point order, the same in every locale (UTF-16 order differs from it beyond the basic plane). */
export const byCodePoint = (a: string, b: string): number => {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) {
      const xSurrogate = x >= 0xd800 && x <= 0xdfff
      const ySurrogate = y >= 0xd800 && y <= 0xdfff
      return xSurrogate === ySurrogate ? x - y : xSurrogate ? 1 : -1
    }
  }
  return a.length - b.length
}

/** `spec.template.spec.containers[0].name`; keys that are not plain words are quoted: `metadata.labels["a/b"]`. */
export const showPath = (path: Path): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${text}[${JSON.stringify(step)}]`
    return text === '' ? step : `${text}.${step}`
  }, '')

/** The names of `known` that are nearest to `name`: at most two edits away, or one third of its length; best first. */
export const nearest = (name: string, known: ReadonlyArray<string>): ReadonlyArray<string> => {
  const limit = Math.max(2, Math.floor(name.length / 3))
  return known
    .map((candidate) => ({ candidate, distance: distance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter((scored) => scored.distance <= limit && scored.distance < Math.max(name.length, 2))
    .sort((a, b) => a.distance - b.distance || byCodePoint(a.candidate, b.candidate))
    .slice(0, 3)
    .map((scored) => scored.candidate)
}

/** Edit distance with transpositions (optimal string alignment). */
const distance = (a: string, b: string): number => {
  if (Math.abs(a.length - b.length) > 12) return 99
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    const above = rows[i - 1] as number[] // written in the step before
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1]
      let best = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        best = Math.min(best, (rows[i - 2]?.[j - 2] ?? 0) + 1)
      }
      row.push(best)
    }
    rows.push(row)
  }
  return rows[a.length]?.[b.length] ?? 99
}
