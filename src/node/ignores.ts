import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { type Ignore, parseIgnore, showIgnoreError } from '../lint/index.js'
import type { CommandError, CommandErrors } from './commandError.js'

/** The texts of `--ignore`, all that is wrong with them together. `known` are the rules that the command has. */
export const ignoresOf = (
  texts: ReadonlyArray<string> = [],
  known: ReadonlyArray<string>,
): E.Either<CommandErrors, ReadonlyArray<Ignore>> => {
  const read = texts.map((text) =>
    pipe(
      parseIgnore(known)(text),
      E.mapLeft((error): CommandError => ({ _tag: 'Usage', message: `--ignore ${showIgnoreError(error)}` })),
    ),
  )
  const wrong = RA.lefts(read)
  return wrong.length > 0 ? E.left(wrong) : E.right(RA.rights(read))
}
