/**
 * Edits of the list below. They stand where the field's value would, or come out of its thunk; the list must exist,
 * except inside `add`, where an absent or null one counts as empty.
 */

import type { ListEdit, ListKey } from './field.js'
import { DSL } from './field.js'

/** A change of the list below. */
export const list: {
  /**
   * Merges items by key: an item that is there is merged with the given fields (nested literals deepen, new fields
   * are allowed), an unknown one is appended. Two items with one key, in either list, fail with `DuplicateListKey`.
   */
  readonly merge: <I>(key: ListKey, items: ReadonlyArray<NoInfer<I>>) => ListEdit<I>
  /** The given items after those that are there. */
  readonly append: <I>(...items: ReadonlyArray<NoInfer<I>>) => ListEdit<I>
  /** The given items before those that are there. */
  readonly prepend: <I>(...items: ReadonlyArray<NoInfer<I>>) => ListEdit<I>
  /** Without the items of these names. A name that is not there fails with `ListItemNotFound`. */
  readonly remove: (key: ListKey, ...names: ReadonlyArray<string | number>) => ListEdit<never>
  /** The given items instead of those that are there. */
  readonly replace: <I>(items: ReadonlyArray<NoInfer<I>>) => ListEdit<I>
} = {
  merge: (key, items) => change('merge', items, key),
  append: (...items) => change('append', items),
  prepend: (...items) => change('prepend', items),
  remove: (key, ...names) => change('remove', [], key, names),
  replace: (items) => change('replace', items),
}

const change = <I>(
  op: ListEdit<I>['op'],
  items: ReadonlyArray<I>,
  key: ListKey = '',
  names: ReadonlyArray<string | number> = [],
): ListEdit<I> => Object.freeze({ __proto__: null, [DSL]: 'list' as const, op, key, items, names })
