/** `clearml-manifests notes`: what to prepare, how to watch the start, how to sign in. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { notes as notesOf } from '../../notes.js'
import { built } from '../built.js'
import type { CommandErrors } from '../commandError.js'
import type { BuildFlags } from '../request.js'

export const notes = (flags: BuildFlags, cwd: string): TE.TaskEither<CommandErrors, string> =>
  pipe(built(flags, cwd), TE.map(notesOf))
