/**
 * Other values in the place of those that are: what changes with a value depends on it. They need not be valid, only
 * different, so that what reads them gives something else; what then fails says nothing.
 */
import { at, equal, isArray, isObject, type Json, type JsonObject, leavesOf, type Path } from '../json.js'
import type { Fields, Group, Leaf, Schema } from '../values/schema.js'

/** A value that something may depend on. */
export interface Candidate {
  readonly path: Path
  /** The path of the value in its table: the same, or around it (a key of an open map). */
  readonly owner: Path
  readonly current: Json
  readonly others: ReadonlyArray<Json>
}

/** All values below `schema`, decoded as `values`; those inside of maps and lists one by one. */
export const candidates = (schema: Group<Fields>, values: JsonObject): ReadonlyArray<Candidate> =>
  tableLeaves(schema, values, []).flatMap(({ owner, leaf }) => {
    const current = at(values, owner) ?? null
    const known = [leaf.example, (leaf.fallback?.value ?? null) as Json].filter((one) => one !== null) // tables hold plain data
    return isFilled(current)
      ? leavesOf(current, owner).map(({ path, value }) => candidate(path, owner, value, []))
      : [candidate(owner, owner, current, known)]
  })

/** Leaves of any data, such as the derived config. */
export const changes = (data: Json, below: Path): ReadonlyArray<Candidate> =>
  leavesOf(data, below).map(({ path, value }) => candidate(path, path, value, []))

/** `data` with `value` at `path`, which is there. */
export const put = (data: Json, path: Path, value: Json): Json => {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (isArray(data)) return data.map((item, i) => (i === step ? put(item, rest, value) : item))
  return isObject(data) ? { ...data, [step]: put(data[step] ?? null, rest, value) } : data
}

const candidate = (path: Path, owner: Path, current: Json, known: ReadonlyArray<Json>): Candidate => ({
  path,
  owner,
  current,
  others: [...known, ...different(current)].filter((other) => !equal(other, current)),
})

const isFilled = (value: Json): boolean =>
  typeof value === 'object' && value !== null && Object.keys(value).length > 0

/** A number counts in steps somewhere; a text may be read as a number, a URL, a quantity. */
const different = (value: Json): ReadonlyArray<Json> => {
  if (typeof value === 'boolean') return [!value]
  if (typeof value === 'number') return [value + 1, value * 2 + 11]
  if (typeof value === 'string') {
    return [value.replace(/\d+/, (digits) => String(Number(digits) * 2 + 1)), `${value}x`]
  }
  return value === null ? ['x'] : []
}

interface TableLeaf {
  readonly owner: Path
  readonly leaf: Leaf<unknown>
}

/** A list of groups is the leaves of its items; itself while it is empty. */
const tableLeaves = (schema: Schema, values: JsonObject, path: Path): ReadonlyArray<TableLeaf> => {
  if (schema._tag === 'Group') {
    return Object.entries(schema.fields).flatMap(([key, field]) => tableLeaves(field, values, [...path, key]))
  }
  const { item } = schema
  const list = item === undefined ? null : (at(values, path) ?? null)
  return item !== undefined && isArray(list) && list.length > 0
    ? list.flatMap((_, i) => tableLeaves(item, values, [...path, i]))
    : [{ owner: path, leaf: schema }]
}
