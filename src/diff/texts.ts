/** The objects that differ as texts, for a diff of lines. */
import { equal, get, isArray, isObject, type Json, type JsonArray, type JsonObject } from '../json.js'
import { toYamlDocument } from '../kube/yaml.js'
import type { Difference, ObjectChange } from './change.js'
import { namesOf } from './name.js'
import { pairs } from './pairs.js'
import { inList, inMap, type Known, knownOf, listRule, newestSchema } from './shape.js'
import { showRefused } from './showTree.js'
import { showSteps } from './text.js'

/** One object as YAML before and after; '' where it is not there. */
export interface Texts {
  /** `Deployment/ml/web`. */
  readonly name: string
  readonly change: ObjectChange['_tag']
  readonly before: string
  readonly after: string
  /** What cannot be changed in place, a line for each field. */
  readonly refused: ReadonlyArray<string>
}

/**
 * In the order of the difference. Items of lists with keys stand in the order of the new manifest, so that lines differ only
 * where a field does.
 */
export const textsOf = (difference: Difference): ReadonlyArray<Texts> => {
  const nameOf = namesOf(difference)
  const known = knownOf(newestSchema())
  return difference.changes.map((change) => ({
    name: nameOf(change),
    change: change._tag,
    before: change._tag === 'Added' ? '' : toYamlDocument(beforeOf(known, change)),
    after: change._tag === 'Removed' ? '' : toYamlDocument(change.after),
    refused: refusedOf(change),
  }))
}

const beforeOf = (
  known: (manifest: JsonObject) => Known,
  change: Exclude<ObjectChange, { readonly _tag: 'Added' }>,
): Json =>
  change._tag === 'Removed' ? change.before : inOrderOf(known(change.after), change.before, change.after)

const refusedOf = (change: ObjectChange): ReadonlyArray<string> =>
  (change._tag === 'Changed' ? change.fields : []).flatMap(({ path, refused }) =>
    refused === undefined ? [] : [`${showSteps(path)}: ${showRefused(refused)}`],
  )

/** The old value, its items where those of the new one stand if their order means nothing; what is gone follows its neighbour. */
const inOrderOf = (known: Known, before: Json, after: Json): Json => {
  if (equal(before, after)) return after
  if (isObject(before) && isObject(after)) {
    return Object.fromEntries(
      Object.entries(before).map(([key, value]) => {
        const now = get(after, key)
        return [key, now === undefined ? value : inOrderOf(inMap(known, key), value, now)]
      }),
    )
  }
  return isArray(before) && isArray(after) ? listInOrderOf(known, before, after) : before
}

const listInOrderOf = (known: Known, before: JsonArray, after: JsonArray): JsonArray => {
  const rule = listRule(known, [before, after])
  const item = inList(known)
  const found = pairs(rule, before, after)
  const placeNow = new Map(
    found.flatMap((pair) =>
      pair.before === undefined || pair.after === undefined ? [] : [[pair.before, pair.after] as const],
    ),
  )
  const items = before.map((value, place) => {
    const now = placeNow.get(place)
    return now === undefined ? value : inOrderOf(item, value, after[now] as Json) // a place in it
  })
  if (rule._tag === 'Places' || (rule._tag === 'Keyed' && rule.ordered)) return items
  let neighbour = -1
  return items
    .map((value, place) => {
      neighbour = placeNow.get(place) ?? neighbour
      return { value, neighbour }
    })
    .toSorted((a, b) => a.neighbour - b.neighbour)
    .map(({ value }) => value)
}
