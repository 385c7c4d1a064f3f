/** `clearml-manifests inspect`: what will be installed, and what it takes. */
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { inspectionData } from '../../inspect/data.js'
import { inspection } from '../../inspect/inspection.js'
import { showInspection } from '../../inspect/show.js'
import type { JsonObject } from '../../json.js'
import { flat } from '../../openapi/index.js'
import type { Answer } from '../answer.js'
import { built } from '../built.js'
import type { CommandErrors } from '../commandError.js'
import { podTexts } from '../podTexts.js'
import { readManifests } from '../readManifests.js'
import type { BuildFlags } from '../request.js'

export interface InspectFlags {
  readonly format: 'text' | 'json'
}

/** Of the stream at `file`, or of what the flags build. Fails for what cannot be read or built, and for both at once. */
export const inspect = (
  file: string | undefined,
  { format, ...flags }: BuildFlags & InspectFlags,
  cwd: string,
): TE.TaskEither<CommandErrors, Answer> =>
  pipe(
    file === undefined ? ofFlags(flags, cwd) : given(file, flags, cwd),
    TE.chainTaskK((manifests) => async () => {
      const found = inspection([...manifests, ...(await podTexts(manifests))])
      const text =
        format === 'json' ? `${JSON.stringify(inspectionData(found), null, 2)}\n` : showInspection(found)
      return { text, warnings: [] }
    }),
  )

type Manifests = TE.TaskEither<CommandErrors, ReadonlyArray<JsonObject>>

const ofFlags = (flags: BuildFlags, cwd: string): Manifests =>
  pipe(
    built(flags, cwd),
    TE.map(({ manifests }) => manifests),
  )

const given = (file: string, flags: BuildFlags, cwd: string): Manifests => {
  const idle = Object.keys(flags).filter((flag) => flag !== 'debug')
  if (idle.length > 0) {
    const names = idle.map((flag) => `--${flag.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`).join(', ')
    const message = `${names}: nothing is built where a stream is given; leave out ${file}, or these flags`
    return TE.left([{ _tag: 'Usage', message }])
  }
  return pipe(
    readManifests(file, cwd),
    TE.map((documents) => documents.flatMap(flat).map(({ manifest }) => manifest)),
  )
}
