/** `clearml-manifests build`: the stream. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { buildLayers } from '../../build.js'
import type { JsonObject } from '../../json.js'
import { identity } from '../../kube/identity.js'
import { toJson } from '../../kube/json.js'
import { type Part, part } from '../../kube/part.js'
import { toYaml } from '../../kube/yaml.js'
import type { CommandErrors } from '../commandError.js'
import type { OutputFile } from '../outputDirectory.js'
import type { Answer } from '../program.js'
import { type BuildFlags, request } from '../request.js'
import { writeOutput } from '../writeOutput.js'

export interface OutputFlags {
  readonly output: string
  readonly format: 'yaml' | 'json'
  readonly part: Part
}

/** The whole stream exists before its first byte is written. */
export const build = (flags: BuildFlags & OutputFlags, cwd: string): TE.TaskEither<CommandErrors, Answer> =>
  pipe(
    request(flags, cwd),
    TE.chainEitherK((input) =>
      pipe(
        buildLayers(input),
        E.mapLeft((errors): CommandErrors => errors),
      ),
    ),
    TE.chain(({ manifests, warnings }) => {
      const chosen = part(flags.part)(manifests)
      const text = flags.format === 'json' ? toJson(chosen) : toYaml(chosen)
      if (flags.output === '-') return TE.right({ text, warnings })
      return pipe(
        writeOutput(flags.output, { text, files: chosen.map((manifest) => fileOf(manifest, flags.format)) }),
        TE.mapLeft((errors): CommandErrors => errors),
        TE.map(() => ({ text: '', warnings })),
      )
    }),
  )

/** `deployment-clearml-apiserver.yaml`, one manifest to a file. */
const fileOf = (manifest: JsonObject, format: OutputFlags['format']): OutputFile => {
  const { kind, name } = identity(manifest)
  const text = format === 'json' ? `${JSON.stringify(manifest, null, 2)}\n` : toYaml([manifest])
  return { name: `${kind.toLowerCase()}-${name}.${format}`, text }
}
