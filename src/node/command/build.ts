/** `clearml-manifests build`: the stream. */
import { resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { buildLayers } from '../../build.js'
import type { JsonObject } from '../../json.js'
import { identity } from '../../kube/identity.js'
import { toJson } from '../../kube/json.js'
import { type Part, part } from '../../kube/part.js'
import { toYaml } from '../../kube/yaml.js'
import { type Ignore, rulesOfPrevious, showIgnore } from '../../lint/ignore.js'
import type { Answer } from '../answer.js'
import type { CommandErrors } from '../commandError.js'
import { deploymentFile, deploymentOf } from '../deploymentFile.js'
import type { OutputFile } from '../outputDirectory.js'
import { isOverlayPath } from '../overlayFile.js'
import { type BuildFlags, request } from '../request.js'
import { writeOutput } from '../writeOutput.js'
import type { ValidateFlags } from './validate.js'

export interface OutputFlags {
  readonly output: string
  readonly format: 'yaml' | 'json'
  readonly part: Part
  readonly validate?: boolean
  /** The stream that is applied today. */
  readonly previous?: string
  /** What to start from instead of the installation. */
  readonly base?: string
}

type AllFlags = BuildFlags & OutputFlags & ValidateFlags

/** The whole stream exists before its first byte is written. `output` is relative to `cwd`. */
export const build = (flags: AllFlags, cwd: string): TE.TaskEither<CommandErrors, Answer> =>
  pipe(
    TE.fromEither(outputOf(flags, cwd)),
    TE.chain(() => TE.fromEither(previousOf(flags))),
    TE.chain(() => (flags.base === undefined ? installation(flags, cwd) : onBase(flags.base, flags, cwd))),
    TE.chain(({ manifests, warnings }) => {
      const chosen = part(flags.part)(manifests)
      const text = flags.format === 'json' ? toJson(chosen) : toYaml(chosen)
      if (flags.output === '-') return TE.right({ text, warnings })
      const files = chosen.map((manifest) => fileOf(manifest, flags.format))
      return pipe(
        writeOutput(pathOf(flags.output, cwd), { text, files }),
        TE.mapLeft(
          (errors): CommandErrors =>
            errors.map((error) =>
              error._tag === 'OutputNotWritten' && error.path === pathOf(flags.output, cwd)
                ? { ...error, path: flags.output }
                : error,
            ),
        ),
        TE.map(() => ({ text: '', warnings })),
      )
    }),
  )

interface Made {
  readonly manifests: ReadonlyArray<JsonObject>
  readonly warnings: ReadonlyArray<string>
}

const installation = (flags: AllFlags, cwd: string): TE.TaskEither<CommandErrors, Made> =>
  pipe(
    request(flags, cwd),
    TE.chain((input) =>
      pipe(
        TE.fromEither(buildLayers(input)),
        TE.mapLeft((errors): CommandErrors => errors),
        TE.chain((built) => withWarnings<Made>(built, validated(built.manifests, flags, cwd))),
        TE.chain((built) => withWarnings(built, compared(built.manifests, input.ignore ?? [], flags, cwd))),
      ),
    ),
  )

/** The engine of patches is loaded where it is needed. */
const onBase = (base: string, flags: AllFlags, cwd: string): TE.TaskEither<CommandErrors, Made> =>
  pipe(
    TE.fromTask(() => import('../base.js')),
    TE.chain(
      ({ buildOnBase }) =>
        () =>
          buildOnBase(base, flags, cwd),
    ),
    TE.chain((built) => withWarnings<Made>(built, validated(built.manifests, flags, cwd))),
    TE.chain((built) => withWarnings(built, compared(built.manifests, [], flags, cwd))),
  )

/** With `--validate`: what Kubernetes would refuse stops the build; what it only minds is given back, line by line. */
const validated = (
  manifests: ReadonlyArray<JsonObject>,
  flags: OutputFlags & ValidateFlags,
  cwd: string,
): TE.TaskEither<CommandErrors, ReadonlyArray<string>> =>
  flags.validate !== true
    ? TE.right([])
    : pipe(
        TE.fromTask(() => import('./validate.js')),
        TE.chain(({ validateManifests }) => validateManifests(manifests, flags, cwd)),
        TE.chainEitherK(({ text, ok }) => {
          const lines = text.split('\n').filter((line) => line !== '')
          const minds = lines.map((line) => line.replace(/^warning: /, '')) // every one of them is said to be one
          return ok ? E.right(minds) : E.left(lines.map((message) => ({ _tag: 'Usage' as const, message })))
        }),
      )

/** With `--previous`: what would be refused, or lose data, stops the build. */
const compared = (
  manifests: ReadonlyArray<JsonObject>,
  ignores: ReadonlyArray<Ignore>,
  { previous, part: chosen }: OutputFlags,
  cwd: string,
): TE.TaskEither<CommandErrors, ReadonlyArray<string>> => {
  if (previous !== undefined) {
    return pipe(
      TE.fromTask(() => import('./previous.js')),
      TE.chain((module) => module.compared(previous, { manifests, part: chosen, ignores }, cwd)),
    )
  }
  const idle = ignores.find(({ rule }) => rulesOfPrevious.includes(rule))
  return idle === undefined
    ? TE.right([])
    : TE.left([
        { _tag: 'Usage', message: `--ignore ${showIgnore(idle)}: this rule is for --previous; add it` },
      ])
}

const withWarnings = <A extends { readonly warnings: ReadonlyArray<string> }>(
  built: A,
  more: TE.TaskEither<CommandErrors, ReadonlyArray<string>>,
): TE.TaskEither<CommandErrors, A> =>
  pipe(
    more,
    TE.map((found) => ({ ...built, warnings: [...built.warnings, ...found] })),
  )

/** Standard input is empty for the second who reads it. */
const previousOf = ({
  previous,
  base,
  values = [],
  deployment,
  patch = [],
  crd = [],
}: AllFlags): E.Either<CommandErrors, void> => {
  const readers = Object.entries({
    '--values': values,
    '--deployment': [deployment],
    '--patch': patch,
    '--crd': crd,
    '--base': [base],
    '--previous': [previous],
  }).flatMap(([flag, files]) => files.filter((file) => file === '-').map(() => flag))
  if (readers.length < 2 || (previous !== '-' && base !== '-')) return E.right(undefined)
  const message = `standard input can be read once, and is named by ${readers.join(' and ')}; put one of them into a file`
  return E.left([{ _tag: 'Usage', message }])
}

/** Where the output goes; an empty name stays one, and a directory keeps its `/`. */
const pathOf = (output: string, cwd: string): string =>
  output === '' ? '' : `${resolve(cwd, output)}${output.endsWith('/') ? '/' : ''}`

/** An output that is no input: the file that a build reads would be lost, and `clearml.yaml` would be read next time. */
const outputOf = (
  { output, deployment, base = '-', values = [], patch = [], overlay = [] }: BuildFlags & OutputFlags,
  cwd: string,
): E.Either<CommandErrors, void> => {
  if (output === '-' || output.endsWith('/')) return E.right(undefined)
  const files = [...values, ...patch, base, ...overlay.filter(isOverlayPath)]
  const inputs = [...files, deploymentOf(deployment, cwd) ?? deploymentFile, deploymentFile]
  const same = inputs.find((file) => file !== '-' && resolve(cwd, file) === resolve(cwd, output))
  if (same === undefined) return E.right(undefined)
  const message = `-o ${output}: this is the name of a file that build reads; choose another one`
  return E.left([{ _tag: 'Usage', message }])
}

/** `deployment-clearml-apiserver.yaml`, one manifest to a file. */
const fileOf = (manifest: JsonObject, format: OutputFlags['format']): OutputFile => {
  const { kind, name } = identity(manifest)
  const text = format === 'json' ? `${JSON.stringify(manifest, null, 2)}\n` : toYaml([manifest])
  return { name: `${kind.toLowerCase()}-${name}.${format}`, text }
}
