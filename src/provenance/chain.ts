/** The chain of one leaf: from what it depends on, and who wrote it. */
import type { Writer } from '../dsl/index.js'
import { equal, type Json, type Path, showPath } from '../json.js'
import type { Dependency } from './dependencies.js'
import type { LeafProvenance, Step } from './provenance.js'
import type { Setting } from './settings.js'

/** What is known of a leaf. */
export interface Known {
  readonly path: Path
  readonly value: Json
  readonly writers: ReadonlyArray<Writer>
  readonly values: ReadonlyArray<Dependency>
  readonly config: ReadonlyArray<{ readonly path: Path; readonly writers: ReadonlyArray<Writer> }>
}

/** What the base installation is called as an origin. */
export const BASE = 'clearml-manifests'

export const leafProvenance = (
  { path, value, writers, values, config }: Known,
  settings: (path: Path) => ReadonlyArray<Setting>,
): LeafProvenance => {
  const of = nearestLast(values, value).map((one) => ({ one, set: settings(one.path) }))
  const given = of.filter(({ one, set }) => set.length > 1 || (set.length === 1 && !isNothing(one.current)))
  const open = of.filter((one) => !given.includes(one) && one.one.makes)
  const object = writers.length === 0 ? [{ value }] : writers // the namespace, which no object says of itself
  return {
    path,
    value,
    chain: [
      ...given.flatMap(({ one, set }) => set.map((step) => stepOf('values', one.path, step))),
      ...nearestConfig(config, value).flatMap((one) =>
        one.writers.map((writer) => stepOf('config', one.path, writer)),
      ),
      ...object.map((writer) => stepOf('object', path, writer)),
    ],
    unset: open.map(({ one }) => one.owner),
  }
}

const stepOf = (of: Step['of'], path: Path, from: Writer | Setting): Step => ({
  of,
  path,
  ...('place' in from ? from.place : { origin: from.origin ?? BASE }),
  ...(from.value === undefined ? {} : { value: from.value }),
})

/** Where the overlay has changed something. What the leaf shows as it is says all. */
const nearestConfig = (all: Known['config'], value: Json): Known['config'] => {
  const last = ({ writers }: Known['config'][number]): Json => writers.at(-1)?.value ?? null
  const changed = all.filter(
    (one) => one.writers.length === 1 || !equal(one.writers[0]?.value ?? null, last(one)),
  )
  const exact = changed.filter((one) => equal(last(one), value))
  return exact.length > 0 ? exact : changed
}

/**
 * What the leaf shows comes last, next to the leaf; what only decides whether it is there comes first. Where a part of one map or list is what the leaf shows, the other
 * parts of it (the `name` beside a `value`) say nothing more.
 */
const nearestLast = (all: ReadonlyArray<Dependency>, value: Json): ReadonlyArray<Dependency> => {
  const exact = new Set(
    all.filter(({ current }) => equal(current, value)).map(({ owner }) => showPath(owner)),
  )
  return all
    .filter(({ owner, current }) => !exact.has(showPath(owner)) || equal(current, value))
    .map((one) => ({ one, rank: one.makes ? rankOf(one.current, value) : -1 }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ one }) => one)
}

const rankOf = (current: Json, value: Json): number => {
  if (equal(current, value)) return 2
  const isText = typeof current === 'string' || typeof current === 'number'
  return isText && String(value).includes(String(current)) ? 1 : 0
}

/** A default that asks for nothing. */
const isNothing = (value: Json): boolean =>
  value === null || (typeof value === 'object' && Object.keys(value).length === 0)
