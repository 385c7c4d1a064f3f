/** `clearml-manifests notes`: what to prepare, how to watch the start, how to sign in. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { buildLayers } from '../../build.js'
import { notes as notesOf } from '../../notes.js'
import type { CommandErrors } from '../commandError.js'
import { type BuildFlags, request } from '../request.js'

export const notes = (flags: BuildFlags, cwd: string): TE.TaskEither<CommandErrors, string> =>
  pipe(
    request(flags, cwd),
    TE.chainEitherK((input) =>
      pipe(
        buildLayers(input),
        E.mapLeft((errors): CommandErrors => errors),
      ),
    ),
    TE.map(notesOf),
  )
