/** What the flags of `build` make, for the commands that look at it. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { type Built, buildLayers } from '../build.js'
import type { CommandErrors } from './commandError.js'
import { type BuildFlags, request } from './request.js'

/** Fails with what is wrong with the request, or with the build. */
export const built = (flags: BuildFlags, cwd: string): TE.TaskEither<CommandErrors, Built> =>
  pipe(
    request(flags, cwd),
    TE.chainEitherK((input) =>
      pipe(
        buildLayers(input),
        E.mapLeft((errors): CommandErrors => errors),
      ),
    ),
  )
