/** Whether a value does something: its example changes the stream or a warning, or is refused by an error that names it. */
import * as E from 'fp-ts/lib/Either.js'
import { type Build, build, type JsonObject, showError, type ValuesInput } from '../../src/index.js'
import { showPath } from '../../src/json.js'
import { merge } from '../../src/values/merge.js'
import { type LeafAt, nested } from './leaves.js'

type Stream = E.Either<ReadonlyArray<string>, string>

/** What stands around a value: a preset, overlays, and the values that they need. */
export type Ground = Pick<Build, 'preset' | 'overlays'> & { readonly values?: JsonObject }

const seen = new Map<Ground, Map<string, Stream>>()

const stream = (ground: Ground, values: JsonObject): Stream => {
  const known = seen.get(ground) ?? new Map<string, Stream>()
  seen.set(ground, known)
  const key = JSON.stringify(values)
  const before = known.get(key)
  if (before !== undefined) return before
  const { values: needed = {}, ...rest } = ground
  const result = build({ ...rest, values: merge(needed, values) as ValuesInput }) // legal by its table, or an error is wanted
  const made: Stream = E.isLeft(result)
    ? E.left(result.left.map(showError))
    : E.right(JSON.stringify([result.right.manifests, result.right.warnings]))
  known.set(key, made)
  return made
}

const idle = ({ path, leaf, context }: LeafAt, ground: Ground, mayRefuse: boolean): string | null => {
  const given = nested(path, leaf.example) as JsonObject // examples are plain data
  const before = stream(ground, context as JsonObject) // as above
  const after = stream(ground, merge(context as JsonObject, given)) // as above
  if (E.isRight(after)) {
    // A value such as `force` makes legal what was refused.
    return E.isRight(before) && before.right === after.right ? 'changes nothing' : null
  }
  const alone = stream(ground, given)
  const errors = [...after.left, ...(E.isLeft(alone) ? alone.left : [])]
  return mayRefuse && errors.some((error) => error.includes(showPath(path))) ? null : errors.join('; ')
}

/** The values that do nothing, one line each. `mayRefuse`: an error that names the value is an effect. */
export const idleValues = (
  leaves: ReadonlyArray<LeafAt>,
  groundOf: (leaf: LeafAt) => Ground,
  mayRefuse: boolean,
): ReadonlyArray<string> =>
  leaves.flatMap((one) => {
    const problem = idle(one, groundOf(one), mayRefuse)
    return problem === null ? [] : [`${one.name}: ${problem}`]
  })
