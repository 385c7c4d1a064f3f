/** Standard input is empty for the second who reads it. */
import * as E from 'fp-ts/lib/Either.js'
import type { CommandErrors } from './commandError.js'
import type { BuildFlags } from './request.js'

/** Fails where a flag in `more`, by its name, reads standard input beside a flag of the build. */
export const stdinOnce = (
  { values = [], patch = [], crd = [], deployment }: BuildFlags,
  more: Readonly<Record<string, string | undefined>>,
): E.Either<CommandErrors, void> => {
  const flags = { '--values': values, '--patch': patch, '--crd': crd, '--deployment': [deployment] }
  const others = Object.entries(flags).filter(([, files]) => files.includes('-'))
  const readers = [...Object.entries(more).filter(([, file]) => file === '-'), ...others].map(
    ([flag]) => flag,
  )
  if (readers.length < 2) return E.right(undefined)
  const message = `standard input can be read once, and is named by ${readers.join(' and ')}; put one of them into a file`
  return E.left([{ _tag: 'Usage', message }])
}
