/** What is in a Secret leaves this file only as whether it differs. */
import { at, equal, get, isObject, type Json, type JsonObject } from '../json.js'
import type { FieldChange, Step } from './change.js'

const SHOWN_SAME = '(not shown)'
const SHOWN_CHANGED = '(changed, not shown)'

/** What `kubectl apply` writes down of the whole manifest. */
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration'
const FIELDS: ReadonlyArray<string> = ['data', 'stringData']

/** A manifest before and after; an object that is added or removed has one of them. */
export interface Sides {
  readonly before: JsonObject | undefined
  readonly after: JsonObject | undefined
}

/**
 * Both without what a Secret holds, and differing where they did. Other kinds come back as they are.
 *
 * Law: no value of a Secret is in the result, wherever it stood in `data`, `stringData` and the last applied configuration.
 */
export const concealed = ({ before, after }: Sides): Sides => ({
  before: before === undefined ? undefined : conceal(before, undefined),
  after: after === undefined ? undefined : conceal(after, before),
})

/** `old` is what the values are compared with; without it, they are taken for the same. */
const conceal = (manifest: JsonObject, old: JsonObject | undefined): JsonObject => {
  if (get(manifest, 'kind') !== 'Secret') return manifest
  const kept = Object.entries(manifest).map(([key, value]): readonly [string, Json] => {
    if (FIELDS.includes(key)) return [key, concealedValue(value, old === undefined ? value : get(old, key))]
    return key === 'metadata' ? [key, metadata(value, old)] : [key, value]
  })
  return Object.fromEntries(kept)
}

/** Key by key where it is a map. A key that is new has nothing to be compared with. */
const concealedValue = (value: Json, old: Json | undefined): Json => {
  if (!isObject(value)) return token(value, old)
  const before = isObject(old) ? old : {}
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, token(item, get(before, key) ?? item)]),
  )
}

const metadata = (value: Json, old: JsonObject | undefined): Json => {
  const annotations = isObject(value) ? get(value, 'annotations') : undefined
  const applied = isObject(annotations) ? get(annotations, LAST_APPLIED) : undefined
  if (!isObject(value) || !isObject(annotations) || applied === undefined) return value
  const before = old === undefined ? undefined : at(old, ['metadata', 'annotations', LAST_APPLIED])
  return { ...value, annotations: { ...annotations, [LAST_APPLIED]: token(applied, before ?? applied) } }
}

const token = (value: Json, old: Json | undefined): Json =>
  old === undefined || equal(value, old) ? SHOWN_SAME : SHOWN_CHANGED

/** A change of concealed manifests of a kind, without the words that stand for values; `data` as a whole is key by key. */
export const hidden = (kind: string, change: FieldChange): ReadonlyArray<FieldChange> => {
  if (kind !== 'Secret' || !isHidden(change.path)) return [change]
  const { path, places } = change
  if (change._tag === 'Order' || change._tag === 'Refused' || change._tag === 'Hidden') return [change]
  const how = change._tag === 'Added' ? 'added' : change._tag === 'Removed' ? 'removed' : 'changed'
  const whole = change._tag === 'Added' ? change.after : change._tag === 'Removed' ? change.before : null
  const keys = path.length === 1 && isObject(whole) ? Object.keys(whole) : []
  if (keys.length === 0) return [{ _tag: 'Hidden', path, places, change: how }]
  return keys.map((key) => ({
    _tag: 'Hidden',
    path: [...path, key],
    places: { before: [...places.before, key], after: [...places.after, key] },
    change: how,
  }))
}

const isHidden = ([field, second, third]: ReadonlyArray<Step>): boolean =>
  (typeof field === 'string' && FIELDS.includes(field)) ||
  (field === 'metadata' && second === 'annotations' && third === LAST_APPLIED)
