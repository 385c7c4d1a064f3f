/** One item of a list in two versions of the list. */
import { get, isArray, isObject, type Json, type Path } from '../json.js'

/**
 * Where `path`, which starts inside the list `now`, stood in the list `before`: at the item of the same `name`; without
 * names, at the same index, unless the list is an `edited` one, whose items may have moved. A path whose item was not there
 * leads nowhere (its index is -1).
 */
export const sameItem = (
  path: Path,
  before: Json | undefined,
  now: Json | undefined,
  edited: boolean,
): Path => {
  const [step, ...rest] = path
  if (typeof step !== 'number' || !isArray(before) || !isArray(now)) return path
  const name = nameOf(now[step])
  if (name === undefined) return edited ? [-1, ...rest] : path
  return [before.findIndex((item) => nameOf(item) === name), ...rest]
}

const nameOf = (item: Json | undefined): Json | undefined => (isObject(item) ? get(item, 'name') : undefined)
