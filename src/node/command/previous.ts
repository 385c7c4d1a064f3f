/** `clearml-manifests build --previous`: what has been built against what is applied today. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import type { JsonObject } from '../../json.js'
import type { Part } from '../../kube/part.js'
import { type Ignore, idleIgnores, isIgnored, rulesOfPrevious, showIgnore } from '../../lint/ignore.js'
import { compareWithPrevious, showNotPrevious, showPreviousFinding } from '../../previous/index.js'
import type { CommandErrors } from '../commandError.js'
import { readStream } from '../readStream.js'
import { fileName } from '../readText.js'

/** What is to be compared: the stream that was built, and which part of it is asked for. */
export interface Built {
  readonly manifests: ReadonlyArray<JsonObject>
  readonly part: Part
  readonly ignores: ReadonlyArray<Ignore>
}

/** Warnings. Fails with all that would be refused or lost and is not ignored, and for a file that is no stream of ours. */
export const compared = (
  file: string,
  { manifests, part, ignores }: Built,
  cwd: string,
): TE.TaskEither<CommandErrors, ReadonlyArray<string>> =>
  pipe(
    readStream(file, cwd),
    TE.mapLeft((errors): CommandErrors => errors),
    TE.chainEitherK((documents) => {
      const previous = documents.map(({ manifest }) => manifest)
      const found = compareWithPrevious(previous, manifests, { part })
      if (E.isLeft(found))
        return E.left(usage([`--previous ${fileName(file)}: ${showNotPrevious(found.left)}`]))
      const left = found.right.filter((finding) => !isIgnored(ignores)(finding))
      const idle = idleIgnores(
        ignores.filter(({ rule }) => rulesOfPrevious.includes(rule)),
        found.right,
      )
      return left.length > 0
        ? E.left(
            usage(left.map((one) => `${showPreviousFinding(one)}; on purpose: --ignore ${showIgnore(one)}`)),
          )
        : E.right(idle.map((one) => `ignore ${showIgnore(one)}: hides nothing`))
    }),
  )

const usage = (messages: ReadonlyArray<string>): CommandErrors =>
  messages.map((message) => ({ _tag: 'Usage', message }))
