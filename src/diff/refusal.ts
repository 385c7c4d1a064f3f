/** Which of the changes the API server refuses, and why. */
import { at, isArray, isObject, type Json, type JsonArray, type JsonObject, type Path } from '../json.js'
import { canonical } from '../kube/canonical.js'
import { type Comparison, comparisonOf, type Pair } from '../previous/comparison.js'
import type { PreviousFault } from '../previous/finding.js'
import { immutableFields } from '../previous/immutableFields.js'
import type { FieldChange } from './change.js'

/**
 * The changes of one object, those that the API server refuses with the reason. Where several changes lie below a field that
 * it refuses, each is tried alone. What only all of them together bring about is a change of its own, without values.
 */
export const withRefusals =
  (all: Comparison) =>
  (pair: Pair, changes: ReadonlyArray<FieldChange>): ReadonlyArray<FieldChange> => {
    const faults = faultsOf(all, pair)
    if (faults.length === 0) return changes
    const reasons = new Map<FieldChange, string>()
    const alone: FieldChange[] = []
    for (const fault of faults) {
      const path = fault._tag === 'Leftover' ? fault.beside : fault.path
      const near = changes.filter((change) => isNear(change, path))
      const guilty = near.length === 1 ? near : near.filter((change) => isRefusedAlone(all, pair, change))
      const refused = reasonOf(fault)
      for (const change of guilty) reasons.set(change, refused)
      if (guilty.length === 0) {
        alone.push({ _tag: 'Refused', path, places: { before: path, after: path }, refused })
      }
    }
    const marked = changes.map((change) => {
      const refused = reasons.get(change)
      return refused === undefined ? change : { ...change, refused }
    })
    return [...marked, ...alone]
  }

const faultsOf = (all: Comparison, pair: Pair): ReadonlyArray<PreviousFault> =>
  immutableFields({ ...all, pairs: [pair] })

const isNear = ({ places }: FieldChange, path: Path): boolean =>
  overlap(stored(places.before), path) || overlap(stored(places.after), path)

/** A Secret keeps its `stringData` in `data`; no other kind has such a field. */
const stored = (path: Path): Path => (path[0] === 'stringData' ? ['data', ...path.slice(1)] : path)

const overlap = (a: Path, b: Path): boolean => {
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  return short.every((step, i) => step === long[i])
}

/** Whether the object before, with this change and no other, is refused. */
const isRefusedAlone = (all: Comparison, { before, after }: Pair, change: FieldChange): boolean => {
  if (change._tag === 'Order' || change._tag === 'Refused') return false
  const [old, now] = [canonical(before.manifest), canonical(after.manifest)]
  const value = isRemoved(change) ? undefined : at(now, change.places.after)
  const tried = withValue(old, change._tag === 'Added' ? newPlace(old, change) : change.places.before, value)
  const [pair] = isObject(tried) ? comparisonOf([old], [tried]).pairs : []
  return pair !== undefined && faultsOf(all, pair).length > 0
}

/** A new item of a list comes last. */
const newPlace = (old: JsonObject, { places }: FieldChange): Path => {
  const parent = places.before.slice(0, -1)
  const list = at(old, parent)
  return isArray(list) ? [...parent, list.length] : places.before
}

const isRemoved = (change: FieldChange): boolean =>
  change._tag === 'Removed' || (change._tag === 'Hidden' && change.change === 'removed')

/** With the value at a path set, or taken away with `undefined`. */
const withValue = (json: Json | undefined, path: Path, value: Json | undefined): Json | undefined => {
  const [step, ...rest] = path
  if (step === undefined) return value
  if (typeof step === 'number') {
    const list: JsonArray = isArray(json) ? json : []
    const item = withValue(list[step], rest, value)
    return [...list.slice(0, step), ...(item === undefined ? [] : [item]), ...list.slice(step + 1)]
  }
  const { [step]: below, ...others }: JsonObject = isObject(json) ? json : {}
  const field = withValue(below, rest, value)
  return field === undefined ? others : { ...others, [step]: field }
}

const reasonOf = (fault: PreviousFault): string => {
  switch (fault._tag) {
    case 'ChosenByCluster':
      return 'the cluster has chosen a value, and only that one is taken'
    case 'Leftover':
      return 'what the API server has filled in stays, and is refused beside it; delete the object first'
    case 'ClaimShrinks':
      return 'a claim cannot shrink'
    case 'ClaimCannotGrow':
      return 'the storage class does not let claims grow'
    default:
      return IMMUTABLE.get(fault.object.kind) ?? 'immutable; delete the object first'
  }
}

/** What to do about an immutable field, where deleting the object would take more away than it. */
const IMMUTABLE: ReadonlyMap<string, string> = new Map([
  ['PersistentVolumeClaim', 'immutable; copy the data to a claim of another name'],
  ['PersistentVolume', 'immutable; copy the data to another volume'],
  ['StatefulSet', 'immutable; delete the StatefulSet first, its claims stay'],
  ['ConfigMap', 'it says immutable: true; give it another name'],
  ['Secret', 'immutable; give it another name'],
  ['Job', 'immutable; delete the Job first, and it runs again'],
  ['Pod', 'immutable; delete the Pod first, and it runs again'],
  ['CustomResourceDefinition', 'immutable; deleting it would delete all objects of its kind'],
])
