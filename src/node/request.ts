/** From the flags of `build` to what is built. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { DetailedBuild } from '../build.js'
import type { Overlay } from '../overlay.js'
import { parseAssignments } from '../values/assignment.js'
import type { Assignment, ValuesLayer } from '../values/layer.js'
import type { CommandError, CommandErrors } from './commandError.js'
import type { Deployment } from './deployment.js'
import { overlayNamed, overlayNames, presetNamed } from './names.js'

/** The flags that say what is built, as `build` and `notes` share them. */
export interface BuildFlags {
  readonly preset?: string
  readonly overlay: ReadonlyArray<string>
  readonly noOverlay: ReadonlyArray<string>
  readonly values: ReadonlyArray<string>
  readonly set: ReadonlyArray<string>
  readonly setString: ReadonlyArray<string>
  readonly deployment?: string
  readonly namespace?: string
}

/**
 * The deployment file first, then the flags: `--preset` replaces, `--overlay` appends, values files in their order,
 * `--set` after them, `--namespace` last. Reads no module that reads YAML unless there is a file to read.
 */
export const request = (flags: BuildFlags, cwd: string): TE.TaskEither<CommandErrors, DetailedBuild> =>
  pipe(
    TE.Do,
    TE.bind('deployment', () => deploymentOf(flags, cwd)),
    TE.bind('files', () => valuesOf(flags.values)),
    TE.chainEitherK(({ deployment, files }) => {
      const preset = flags.preset ?? deployment.preset
      const chosen = all([...deployment.overlays, ...flags.overlay].map(overlayNamed))
      const base = preset === null || preset === undefined ? E.right(undefined) : presetNamed(preset)
      const sets = all([
        ...flags.set.map((text) => assignments('--set', text, false)),
        ...flags.setString.map((text) => assignments('--set-string', text, true)),
      ])
      const errors = [
        ...(E.isLeft(base) ? [base.left] : []),
        ...(E.isLeft(chosen) ? chosen.left : []),
        ...(E.isLeft(sets) ? sets.left : []),
      ]
      if (E.isLeft(base) || E.isLeft(chosen) || E.isLeft(sets)) return E.left(errors)
      const overlays: ReadonlyArray<Overlay> = chosen.right
      return E.right({
        ...(base.right === undefined ? {} : { preset: base.right }),
        overlays,
        without: flags.noOverlay,
        available: overlayNames,
        layers: [...deployment.layers, ...files, ...sets.right, ...namespaceOf(flags)],
      })
    }),
  )

const all = <A>(
  results: ReadonlyArray<E.Either<CommandError, A>>,
): E.Either<CommandErrors, ReadonlyArray<A>> => {
  const { left, right } = RA.separate(results)
  return left.length > 0 ? E.left(left) : E.right(right)
}

const namespaceOf = ({ namespace }: BuildFlags): ReadonlyArray<ValuesLayer> =>
  namespace === undefined
    ? []
    : [{ origin: '--namespace', tier: 'user', values: { namespace: { name: namespace } } }]

const assignments = (flag: string, text: string, asString: boolean): E.Either<CommandError, ValuesLayer> =>
  pipe(
    parseAssignments(text, asString),
    E.map(
      (list: ReadonlyArray<Assignment>): ValuesLayer => ({
        origin: `${flag} ${text}`,
        tier: 'user',
        values: {},
        assignments: list,
      }),
    ),
  )

/** The file that `build` takes when it is there. */
const deploymentFile = 'clearml.yaml'

const none: Deployment = { preset: null, overlays: [], layers: [] }

const deploymentOf = (flags: BuildFlags, cwd: string): TE.TaskEither<CommandErrors, Deployment> => {
  if (flags.deployment === 'none') return TE.right(none)
  if (flags.deployment === undefined && !existsSync(join(cwd, deploymentFile))) return TE.right(none)
  return async () => (await import('./deployment.js')).loadDeployment(flags.deployment ?? deploymentFile)()
}

const valuesOf = (files: ReadonlyArray<string>): TE.TaskEither<CommandErrors, ReadonlyArray<ValuesLayer>> =>
  files.length === 0
    ? TE.right([])
    : async () => {
        const { readYaml } = await import('./readYaml.js')
        const { left, right } = RA.separate(await Promise.all(files.map((file) => readYaml(file)())))
        if (left.length > 0) return E.left(left.flat())
        return E.right(
          right.map(
            ({ data, positions }, i): ValuesLayer => ({
              origin: files[i] ?? '',
              tier: 'user',
              values: data,
              positions,
            }),
          ),
        )
      }
