/** Lists whose items have a table of their own. */
import type { JsonObject } from '../json.js'
import { listOf, object } from './codec.js'
import { type Fields, type Group, type Leaf, leaf, type ValueOf } from './leaf.js'

/**
 * A list of groups, `[]` by default. A layer replaces it as a whole; each item is decoded by `item` as a group is, with
 * its defaults, shorthands and open maps, and its errors have the whole path (`agents.glue[0].queue`).
 */
export const items = <F extends Fields>(
  item: Group<F>,
  doc: string,
  example: ReadonlyArray<JsonObject>,
): Leaf<ReadonlyArray<ValueOf<Group<F>>>> => {
  const list = listOf(object<ValueOf<Group<F>>>('map')) // the decoder looks at the items
  return { ...leaf(list, { value: [] }, 'guess', { type: 'array' }, doc, example), item }
}
