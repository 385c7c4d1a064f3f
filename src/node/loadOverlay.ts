import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type Build, installationOf } from '../build.js'
import { readInput } from '../input.js'
import type { Overlay } from '../overlay.js'
import { plainMap } from '../values/plain.js'
import type { CommandErrors } from './commandError.js'
import type { JsonnetFlags } from './jsonnet.js'
import { addressOf, makeOverlay } from './makeOverlay.js'
import { overlayFile } from './overlayFile.js'
import { openOverlay } from './overlayFiles.js'
import { withParameters } from './parameters.js'

/** How an overlay is loaded. */
export interface LoadOverlay {
  /** What the path is relative to, and where messages see files from; the working directory by default. */
  readonly cwd?: string
  /** For a function, or for the overlay's own values. */
  readonly parameters?: Readonly<Record<string, unknown>>
  /** What a function in jsonnet is a function of; the installation without overlays by default. */
  readonly base?: Build
  /** As the flags of jsonnet; each `NAME=VALUE`, or the `NAME` of a variable of the environment. */
  readonly jsonnet?: JsonnetFlags
}

/**
 * The overlay of a `.mjs`, `.js` or `.jsonnet` file. The code in it is run, with all that the process may do. Fails for a
 * file that is not there, does not load, throws, or gives something else, and for parameters that it does not know.
 */
export const loadOverlay =
  (path: string, options: LoadOverlay = {}): TaskEither<CommandErrors, Overlay> =>
  async () => {
    const cwd = options.cwd ?? process.cwd()
    const place = { origin: 'parameters' }
    const { data, faults } = plainMap(options.parameters ?? {})
    if (faults.length > 0) {
      const expected = 'plain data'
      return E.left(faults.map((fault) => ({ _tag: 'InvalidInput', ...fault, expected, place })))
    }
    const opened = await openOverlay(overlayFile(path, cwd, cwd), options.jsonnet ?? {}, cwd)
    if (E.isLeft(opened)) return opened
    const base = () => baseOf(options.base ?? {})
    const made = await makeOverlay(opened.right, { parameters: data, base }, () => place)
    const file = { ...opened.right.file, name: addressOf(opened.right) }
    return E.map((overlay: Overlay) => withParameters(overlay, file, [], data))(made)
  }

const baseOf = (build: Build): ReturnType<typeof installationOf> => {
  const input = readInput(build)
  if (E.isLeft(input)) return E.left(input.left as never) // one at least
  const { values, ...rest } = input.right
  return installationOf({ ...rest, layers: [{ origin: 'values', tier: 'user', values }] })
}
