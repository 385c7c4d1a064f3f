/** What differs between two streams, as data. */
import type { Json, JsonObject, Path } from '../json.js'
import type { Identity } from '../kube/identity.js'

/**
 * One step from an object to a field: a key of a map, a place in a list, or an item of a list by the fields that tell its
 * items apart (`{ name: 'apiserver' }`). An item of a set stands for itself: `{ '': item }`.
 *
 * A place is one in the new list, but for the last step of what is removed: that is one in the old list.
 */
export type Step = string | number | ItemKey
export type ItemKey = JsonObject

/** Where the same field stands in the manifest before and after, by places alone. */
export interface Places {
  readonly before: Path
  readonly after: Path
}

/** One field that differs; values are canonical, their maps sorted. */
export type FieldChange = {
  readonly path: ReadonlyArray<Step>
  readonly places: Places
  /** Why the API server will not change it in place; absent where it will. */
  readonly refused?: string
} & (
  | { readonly _tag: 'Added'; readonly after: Json }
  | { readonly _tag: 'Removed'; readonly before: Json }
  | { readonly _tag: 'Changed'; readonly before: Json; readonly after: Json }
  /** A list whose order means something: its items are the same, and not in the same order. */
  | {
      readonly _tag: 'Order'
      readonly before: ReadonlyArray<ItemKey>
      readonly after: ReadonlyArray<ItemKey>
    }
  /** A value of a Secret, which is not in here. */
  | { readonly _tag: 'Hidden'; readonly change: 'added' | 'removed' | 'changed' }
  /** A change that is refused for how other fields change. */
  | { readonly _tag: 'Refused' }
)

/** One object that differs. Manifests are canonical, their maps sorted; what a Secret holds is not in them. */
export type ObjectChange = { readonly object: Identity } & (
  | { readonly _tag: 'Added'; readonly after: JsonObject }
  | { readonly _tag: 'Removed'; readonly before: JsonObject }
  | {
      readonly _tag: 'Changed'
      readonly before: JsonObject
      readonly after: JsonObject
      /** By their paths; one at least. */
      readonly fields: ReadonlyArray<FieldChange>
    }
)

/** All that differs, in the order in which a cluster wants the objects, and how many objects are the same. */
export interface Difference {
  readonly changes: ReadonlyArray<ObjectChange>
  readonly same: number
}

/** Which of the two streams. */
export type Side = 'before' | 'after'

/**
 * Why a stream cannot be compared. `place` counts its manifests from 0, those of a `List` one by one; `first` is the place
 * of the object that is there again.
 */
export type StreamError = { readonly side: Side; readonly place: number } & (
  | { readonly _tag: 'SameObjectTwice'; readonly object: Identity; readonly first: number }
  /** `missing` is `apiVersion`, `kind` or `metadata.name`. */
  | { readonly _tag: 'NotAnObject'; readonly missing: string }
)
