/**
 * What the leaves of an object depend on, found by trial: the object is evaluated with each value that it reads changed
 * to another one. That sees through any code, of components and overlays alike.
 */
import type { Installation } from '../components/installation.js'
import { edit, mix, type Obj, type Writer } from '../dsl/index.js'
import { at, equal, type Json, type JsonObject, type Path, showPath } from '../json.js'
import type { Fields, Group } from '../values/schema.js'
import type { Values } from '../values/table.js'
import { type Candidate, candidates, changes, put } from './alternatives.js'
import type { Absent } from './provenance.js'
import { reading } from './reads.js'
import { type Snapshot, snapshot } from './snapshot.js'

/** A value that changes a leaf. */
export interface Dependency extends Candidate {
  /** Whether it can make it another one; else it only decides whether it is there. */
  readonly makes: boolean
}

/** Of each leaf, by its address: the values, and the leaves of the derived config, that change it. */
export interface Dependencies {
  readonly values: ReadonlyMap<string, ReadonlyArray<Dependency>>
  readonly config: ReadonlyMap<string, ReadonlyArray<Dependency>>
  /** Leaves that are not there, and are with another value of what stands at `owner`. */
  readonly absent: ReadonlyArray<Absent>
}

interface Effect {
  readonly address: string
  readonly makes: boolean
}

interface Asked {
  readonly make: (values: Values) => Obj<Installation>
  readonly schema: Group<Fields>
  readonly values: Values
  /** Component and object. */
  readonly at: Path
  readonly config: Json
  /** The leaves of the config that are tried. */
  readonly tried: ReadonlyArray<Path>
}

export const dependencies = ({ make, schema, values, at: object, config, tried }: Asked): Dependencies => {
  const base = snapshot(make(values), object, values.namespace.name)
  if (base === undefined) return { values: new Map(), config: new Map(), absent: [] }
  const shared = new Set(
    [...base.leaves].flatMap(([address, { path }]) => (base.writers(path).length > 1 ? [address] : [])),
  )
  const effects = (other: Snapshot): ReadonlyArray<Effect> =>
    [...base.leaves].flatMap(([address, leaf]): ReadonlyArray<Effect> => {
      const there = other.leaves.get(address)
      if (there === undefined) return [{ address, makes: false }]
      const isWritten = shared.has(address) && !isSame(base.writers(leaf.path), other.writers(there.path))
      return isWritten || !equal(there.value, leaf.value) ? [{ address, makes: true }] : []
    })
  const trials = (
    all: ReadonlyArray<Candidate>,
    shot: (candidate: Candidate, value: Json) => Snapshot | undefined,
  ): ReadonlyMap<string, ReadonlyArray<Dependency>> => {
    const found = new Map<string, ReadonlyArray<Dependency>>()
    for (const candidate of all) {
      const shots = candidate.others.map((other) => shot(candidate, other))
      const seen = shots.flatMap((one) => (one === undefined ? [] : effects(one)))
      const makes = new Map<string, boolean>()
      for (const one of seen) makes.set(one.address, one.makes || makes.get(one.address) === true)
      for (const [address, isMade] of makes) {
        found.set(address, [...(found.get(address) ?? []), { ...candidate, makes: isMade }])
      }
    }
    return found
  }
  const absent: Absent[] = []
  const withValue =
    (owner: Path) =>
    (other: Snapshot | undefined): Snapshot | undefined => {
      for (const [address, { path }] of other?.leaves ?? [])
        if (!base.leaves.has(address)) absent.push({ path, owner })
      return other
    }
  return {
    absent,
    values: trials(read(make, schema, values, object), ({ path, owner }, value) => {
      const other = put(values as unknown as JsonObject, path, value) as unknown as Values // of the same form
      return withValue(owner)(snapshot(make(other), object, other.namespace.name))
    }),
    config: trials(
      tried.flatMap((path) => changes(at(config, path) ?? null, path)),
      ({ path }, value) => {
        const edited = edit<Installation>({ config: change(config, path, value) } as never, '') // of the form of the config
        return snapshot(mix(make(values), edited), object, values.namespace.name)
      },
    ),
  }
}

/** The values that the object reads. The namespace is put in later. */
const read = (
  make: Asked['make'],
  schema: Group<Fields>,
  values: Values,
  object: Path,
): ReadonlyArray<Candidate> => {
  const watched = reading(values as unknown as JsonObject) // decoded values are plain data
  const all = candidates(schema, values as unknown as JsonObject) // as above
  snapshot(make(watched.values as unknown as Values), object, values.namespace.name) // reads as the values do
  return all.filter(({ owner }) => watched.read.has(showPath(owner)) || owner[0] === 'namespace')
}

/** An edit: `{a: {b: value}}`. A list is changed as a whole. */
const change = (config: Json, path: Path, value: Json): Json => {
  const index = path.findIndex((step) => typeof step === 'number')
  const around = index === -1 ? path : path.slice(0, index)
  const whole = put(at(config, around) ?? null, path.slice(around.length), value)
  return around.reduceRight<Json>((below, step) => ({ [step]: below }), whole)
}

const isSame = (a: ReadonlyArray<Writer>, b: ReadonlyArray<Writer>): boolean =>
  a.length === b.length && a.every((one, i) => equal(one.value ?? null, b[i]?.value ?? null))
