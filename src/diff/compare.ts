/** Two streams, object by object. */
import * as E from 'fp-ts/lib/Either.js'
import { byCodePoint, equal, get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import { canonical } from '../kube/canonical.js'
import { type Identity, identity } from '../kube/identity.js'
import { order } from '../kube/order.js'
import { flat } from '../openapi/index.js'
import { comparisonOf } from '../previous/comparison.js'
import type { Difference, FieldChange, ObjectChange, Side, StreamError } from './change.js'
import { fieldChanges } from './fields.js'
import { withRefusals } from './refusal.js'
import { concealed, hidden } from './secret.js'
import { knownOf, newestSchema } from './shape.js'

/**
 * What applying `after` where `before` is applied would change. Objects are told apart by group, kind, namespace and name, as
 * they are said; items of lists by Kubernetes' schema. A `List` of any kind counts as the objects in it. Values are compared
 * in canonical form, so that `1000m` is `1`; a field that is left out is not taken for its default.
 *
 * Fails for an object that is in one stream twice, and for what is no object with a name: all of them, `before` first.
 *
 * Laws: pure; never throws; nothing differs between a stream and itself; the order of the objects, of the keys of maps, of
 * sets and of lists with keys does not matter, but for variables and init containers; no value of a Secret is in the result.
 */
export const compare = (
  before: ReadonlyArray<JsonObject>,
  after: ReadonlyArray<JsonObject>,
): E.Either<ReadonlyArray<StreamError>, Difference> => {
  const [old, now] = [streamOf(before, 'before'), streamOf(after, 'after')]
  const errors = [...old.errors, ...now.errors]
  if (errors.length > 0) return E.left(errors)
  const all = comparisonOf(
    old.objects.map(({ manifest }) => manifest),
    now.objects.map(({ manifest }) => manifest),
  )
  const known = knownOf(newestSchema())
  const refused = withRefusals(all)
  const changes: ObjectChange[] = []
  let same = 0
  for (const { key, place, manifest, object } of old.objects) {
    const other = now.byKey.get(key)
    if (other === undefined) {
      changes.push({ _tag: 'Removed', object, before: shown({ before: canonical(manifest) }).before })
      continue
    }
    const [was, would] = [canonical(manifest), canonical(other.manifest)]
    const pair = { before: all.before.objects[place], after: all.after.objects[other.place] }
    if (equal(was, would) || pair.before === undefined || pair.after === undefined) {
      same++
      continue
    }
    const sides = shown({ before: was, after: would })
    const found = fieldChanges(known(sides.after), sides.before, sides.after)
    const fields: ReadonlyArray<FieldChange> = refused(
      { before: pair.before, after: pair.after },
      found.flatMap((change) => hidden(object.kind, change)),
    )
    if (fields.length === 0) same++
    else changes.push({ _tag: 'Changed', object, ...sides, fields })
  }
  for (const { key, manifest, object } of now.objects) {
    if (!old.byKey.has(key)) {
      changes.push({ _tag: 'Added', object, after: shown({ after: canonical(manifest) }).after })
    }
  }
  return E.right({ changes: ordered(changes), same })
}

interface Named {
  readonly manifest: JsonObject
  readonly object: Identity
  readonly key: string
  readonly place: number
}

const streamOf = (
  manifests: ReadonlyArray<JsonObject>,
  side: Side,
): {
  readonly objects: ReadonlyArray<Named>
  readonly byKey: ReadonlyMap<string, Named>
  readonly errors: ReadonlyArray<StreamError>
} => {
  const objects: Named[] = []
  const byKey = new Map<string, Named>()
  const errors: StreamError[] = []
  manifests
    .flatMap((manifest) => flat({ manifest }))
    .forEach(({ manifest }, place) => {
      const object = identity(manifest)
      const key = JSON.stringify([object.group, object.kind, object.namespace ?? null, object.name])
      const one = { manifest, object, key, place }
      const missing = missingOf(manifest, object)
      const first = byKey.get(key)
      if (missing !== undefined) errors.push({ _tag: 'NotAnObject', side, place, missing })
      else if (first !== undefined) {
        errors.push({ _tag: 'SameObjectTwice', side, place, object, first: first.place })
      } else byKey.set(key, one)
      objects.push(one)
    })
  return { objects, byKey, errors }
}

const missingOf = (manifest: JsonObject, { kind, name }: Identity): string | undefined => {
  const apiVersion = get(manifest, 'apiVersion')
  if (typeof apiVersion !== 'string' || apiVersion === '') return 'apiVersion'
  return kind === '' ? 'kind' : name === '' ? 'metadata.name' : undefined
}

/** Canonical manifests as outputs may show them: their maps sorted, without what a Secret holds. */
const shown = <S extends { readonly before?: JsonObject; readonly after?: JsonObject }>(
  sides: S,
): { readonly [K in keyof S]: JsonObject } => {
  const { before, after } = concealed({ before: sides.before, after: sides.after })
  const made = {
    ...(before === undefined ? {} : { before: sortedMap(before) }),
    ...(after === undefined ? {} : { after: sortedMap(after) }),
  }
  return made as { readonly [K in keyof S]: JsonObject } // a side is there where it was
}

const sortedMap = (map: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.keys(map)
      .sort(byCodePoint)
      .map((key) => [key, sorted(map[key] as Json)]), // an own key
  )

const sorted = (json: Json): Json =>
  isArray(json) ? json.map(sorted) : isObject(json) ? sortedMap(json) : json

/** As a cluster wants them. */
const ordered = (changes: ReadonlyArray<ObjectChange>): ReadonlyArray<ObjectChange> => {
  const byManifest = new Map(changes.map((change) => [manifestOf(change), change]))
  return order([...byManifest.keys()]).flatMap((manifest) => byManifest.get(manifest) ?? [])
}

const manifestOf = (change: ObjectChange): JsonObject =>
  change._tag === 'Removed' ? change.before : change.after
