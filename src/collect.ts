/** What the code of overlays gives, of all of them together. */
import * as E from 'fp-ts/lib/Either.js'
import type { EvalError as EvaluationError } from './dsl/index.js'
import { type Layer, labelOf } from './overlay.js'
import type { Stacked } from './stack.js'
import { messageOf } from './values/plain.js'

/** What the code of each layer gives. A throw in it, or something else than a list, is an error that names the overlay. */
export const collect = <A>(
  stacked: ReadonlyArray<Stacked>,
  what: 'check' | 'checkConfig' | 'external' | 'warnings' | 'notes',
  code: (layer: Layer) => ReadonlyArray<A>,
): E.Either<ReadonlyArray<EvaluationError>, ReadonlyArray<A>> => {
  const all: A[] = []
  const errors: EvaluationError[] = []
  for (const { layer } of stacked) {
    try {
      all.push(...code(layer))
    } catch (error) {
      errors.push({ _tag: 'Threw', path: [what], message: messageOf(error), origin: labelOf(layer) })
    }
  }
  return errors.length > 0 ? E.left(errors) : E.right(all)
}
