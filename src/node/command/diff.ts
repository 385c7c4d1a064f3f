/** `clearml-manifests diff`: what would change, object by object. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import {
  compare,
  type Difference,
  nameOf,
  plain,
  type StreamError,
  showJson,
  showTree,
  summaryOf,
  textsOf,
} from '../../diff/index.js'
import { type Part, part } from '../../kube/part.js'
import { flat, type Given } from '../../openapi/index.js'
import { positionOf, showPosition } from '../../position.js'
import type { Answer } from '../answer.js'
import { built } from '../built.js'
import type { CommandErrors } from '../commandError.js'
import { readManifests } from '../readManifests.js'
import { fileName } from '../readText.js'
import type { BuildFlags } from '../request.js'

export interface DiffFlags {
  readonly format: 'tree' | 'unified' | 'json'
  /** Of what is built. */
  readonly part?: Part
}

/** Where the command runs: what paths are relative to, and whether its output takes colours. */
export interface Terminal {
  readonly cwd: string
  readonly colours: boolean
}

/**
 * Compares the stream at `before` with the one at `after`, or, without `after`, with what the flags build. The answer is no
 * where they differ. Fails for what cannot be read or built, for an object that is in one stream twice, and for flags of a
 * build beside two streams.
 */
export const diff = (
  before: string,
  after: string | undefined,
  { format, ...flags }: BuildFlags & DiffFlags,
  { cwd, colours }: Terminal,
): TE.TaskEither<CommandErrors, Answer> =>
  pipe(
    TE.fromEither(usage(before, after, flags)),
    TE.chain(() => streams(before, after, flags, cwd)),
    TE.chain(({ old, now }) =>
      pipe(
        TE.fromEither(compare(manifestsOf(old), manifestsOf(now))),
        TE.mapLeft(
          (errors): CommandErrors =>
            errors.map((error) => ({
              _tag: 'Usage',
              message: showStreamError(error, error.side === 'before' ? old : now),
            })),
        ),
        TE.chainTaskK((difference) => async (): Promise<Answer> => {
          const text = await textOf(difference, format, colours)
          const ok = difference.changes.length === 0
          return { text, warnings: now.warnings, summary: summaryOf(difference), ok }
        }),
      ),
    ),
  )

/** A stream, and the name that it has in messages. */
interface Stream {
  readonly name: string
  readonly given: ReadonlyArray<Given>
  readonly warnings: ReadonlyArray<string>
}

/** What is wrong with both is reported together. */
const streams =
  (
    before: string,
    after: string | undefined,
    flags: BuildFlags & Omit<DiffFlags, 'format'>,
    cwd: string,
  ): TE.TaskEither<CommandErrors, { readonly old: Stream; readonly now: Stream }> =>
  async () => {
    const old = await read(before, cwd)()
    const now = await (after === undefined ? ofFlags(flags, cwd) : read(after, cwd))()
    return E.isLeft(old) || E.isLeft(now)
      ? E.left([...(E.isLeft(old) ? old.left : []), ...(E.isLeft(now) ? now.left : [])])
      : E.right({ old: old.right, now: now.right })
  }

const read = (path: string, cwd: string): TE.TaskEither<CommandErrors, Stream> =>
  pipe(
    readManifests(path, cwd),
    TE.map((documents) => ({ name: fileName(path), given: documents.flatMap(flat), warnings: [] })),
  )

const ofFlags = (
  { part: chosen = 'all', ...flags }: BuildFlags & Omit<DiffFlags, 'format'>,
  cwd: string,
): TE.TaskEither<CommandErrors, Stream> =>
  pipe(
    built(flags, cwd),
    TE.map(({ manifests, warnings }) => ({
      name: 'the build',
      given: part(chosen)(manifests).map((manifest) => ({ manifest })),
      warnings,
    })),
  )

const manifestsOf = ({ given }: Stream): ReadonlyArray<Given['manifest']> =>
  given.map(({ manifest }) => manifest)

/** Colours only where they are asked for; JSON is for programs. */
const textOf = async (
  difference: Difference,
  format: DiffFlags['format'],
  colours: boolean,
): Promise<string> => {
  if (format === 'json') return showJson(difference)
  const paint = colours ? (await import('../colours.js')).coloured : plain
  if (format === 'tree') return showTree(difference, paint)
  return (await import('./unified.js')).unified(textsOf(difference), paint)
}

/** Flags of a build with nothing to build, and standard input for two readers, are mistakes. */
const usage = (
  before: string,
  after: string | undefined,
  flags: BuildFlags & Omit<DiffFlags, 'format'>,
): E.Either<CommandErrors, void> => {
  const idle = Object.keys(flags).filter((flag) => flag !== 'debug')
  if (after !== undefined && idle.length > 0) {
    const names = idle.map((flag) => `--${flag.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`).join(', ')
    return wrong(
      `${names}: nothing is built where two streams are compared; leave out ${after}, or these flags`,
    )
  }
  const others: ReadonlyArray<unknown> = [after, ...Object.values(flags).flat()]
  return before === '-' && others.includes('-')
    ? wrong('standard input can be read once, and is named twice; put one of them into a file')
    : E.right(undefined)
}

const wrong = (message: string): E.Either<CommandErrors, never> => E.left([{ _tag: 'Usage', message }])

/** With file, line and column where there are some. */
const showStreamError = (error: StreamError, stream: Stream): string => {
  const where = placeOf(stream, error.place)
  if (error._tag === 'NotAnObject') {
    return `${where}: expected a Kubernetes object, and this has no ${error.missing}`
  }
  return `${where}: ${nameOf(error.object)} is there twice, first at ${placeOf(stream, error.first)}; keep one`
}

const placeOf = ({ name, given }: Stream, place: number): string => {
  const { positions, path = [] } = given[place] ?? {}
  const position = positions === undefined ? undefined : positionOf(positions, path)
  return position === undefined ? `${name}, object ${place + 1}` : showPosition(position)
}
