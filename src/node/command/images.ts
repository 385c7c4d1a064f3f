/** `clearml-manifests images`: every image that would run, a lock of their digests, a map for a mirror. */
import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import * as TE from 'fp-ts/lib/TaskEither.js'
import { buildLayers, type DetailedBuild } from '../../build.js'
import { parseDigests } from '../../images/digests.js'
import { type ImagesError, showImagesError } from '../../images/error.js'
import { listed } from '../../images/listed.js'
import { lockOf } from '../../images/lock.js'
import { mirrorOf } from '../../images/mirror.js'
import { type ImageUse, usesOf } from '../../images/uses.js'
import type { Json } from '../../json.js'
import { toYamlDocument } from '../../kube/yaml.js'
import type { Answer } from '../answer.js'
import type { CommandErrors } from '../commandError.js'
import { reasonOf } from '../inputError.js'
import { podTexts } from '../podTexts.js'
import { fileName, readText } from '../readText.js'
import { type BuildFlags, request } from '../request.js'
import { stdinOnce } from '../stdinOnce.js'
import { writeOutput } from '../writeOutput.js'

export interface ImagesFlags {
  readonly format: 'text' | 'yaml' | 'json'
  /** The directory of the lock. */
  readonly lock?: string
  /** A file of lines with digests. */
  readonly digests?: string
  /** What the value `imageRegistry` would be. */
  readonly mirror?: string
}

/**
 * The list, or with `lock` a `kustomization.yaml` in that directory, or with `mirror` lines `SOURCE DESTINATION`. Fails
 * for what cannot be built, read or written, and as `lockOf` does.
 */
export const images = (flags: BuildFlags & ImagesFlags, cwd: string): TE.TaskEither<CommandErrors, Answer> =>
  pipe(
    TE.fromEither(usage(flags)),
    TE.chain(() => request(flags, cwd)),
    TE.chain((input) => {
      if (flags.mirror !== undefined) return mirror(flags.mirror, input)
      if (flags.lock !== undefined) return lock(flags.lock, flags.digests ?? '-', input, cwd)
      return pipe(
        usesIn(input),
        TE.map((uses) => answer(shown(uses, flags.format))),
      )
    }),
  )

const usage = (flags: BuildFlags & ImagesFlags): E.Either<CommandErrors, void> => {
  const { lock: directory, digests } = flags
  if (directory !== undefined && digests === undefined)
    return wrong(
      `--lock ${directory}: add --digests FILE with a line IMAGE DIGEST for each image; this program asks no registry`,
    )
  if (directory === undefined && digests !== undefined)
    return wrong(`--digests ${digests}: digests are for --lock; add it`)
  if (directory === '' || directory === '-')
    return wrong('--lock: expected the name of a directory, in which kustomization.yaml is written')
  return stdinOnce(flags, { '--digests': digests })
}

const usesIn = (input: DetailedBuild): TE.TaskEither<CommandErrors, ReadonlyArray<ImageUse>> =>
  pipe(
    TE.fromEither(buildLayers(input)),
    TE.mapLeft((errors): CommandErrors => errors),
    TE.chainTaskK(
      ({ manifests }) =>
        async () =>
          usesOf([...manifests, ...(await podTexts(manifests))]),
    ),
  )

const shown = (uses: ReadonlyArray<ImageUse>, format: ImagesFlags['format']): string => {
  const list = listed(uses)
  if (format === 'text') return list.map(({ image }) => `${image}\n`).join('')
  const data = list as unknown as Json // plain data
  return format === 'json' ? `${JSON.stringify(data, null, 2)}\n` : toYamlDocument(data)
}

/** As if the value were not given, and as if it were this one: what differs is what the mirror must have. */
const mirror = (registry: string, input: DetailedBuild): TE.TaskEither<CommandErrors, Answer> => {
  const from = (imageRegistry: string | null): TE.TaskEither<CommandErrors, ReadonlyArray<ImageUse>> =>
    usesIn({
      ...input,
      layers: [...input.layers, { origin: '--mirror', tier: 'user', values: { imageRegistry } }],
    })
  return pipe(
    TE.Do,
    TE.apS('published', from(null)),
    TE.bind('mirrored', () => from(registry)),
    TE.map(({ published, mirrored }) => {
      const { copies, elsewhere } = mirrorOf(published, mirrored)
      const text = copies.map(({ source, destination }) => `${source} ${destination}\n`).join('')
      if (elsewhere.length === 0) return answer(text)
      const summary = `not from the mirror, because values name their place: ${elsewhere.join(', ')}`
      return { ...answer(text), summary }
    }),
  )
}

/** The first line of a lock, and the sign that we may replace it. */
const MARKER = '# Written by clearml-manifests images; do not edit.'

const lock = (
  directory: string,
  digests: string,
  input: DetailedBuild,
  cwd: string,
): TE.TaskEither<CommandErrors, Answer> =>
  pipe(
    TE.Do,
    TE.apS('uses', usesIn(input)),
    TE.apS(
      'text',
      pipe(
        readText(digests, cwd),
        TE.mapLeft((error): CommandErrors => [error]),
      ),
    ),
    TE.chain(({ uses, text }) =>
      pipe(
        parseDigests(text),
        E.chain((given) => lockOf(uses, given)),
        E.mapLeft(
          (errors: ReadonlyArray<ImagesError>): CommandErrors =>
            errors.map((error) => ({ _tag: 'Usage', message: showImagesError(error, fileName(digests)) })),
        ),
        TE.fromEither,
      ),
    ),
    TE.chain((component) => written(directory, `${MARKER}\n${toYamlDocument(component)}`, cwd)),
    TE.map(() => ({
      ...answer(''),
      summary: `wrote ${join(directory, 'kustomization.yaml')}; next: build --overlay ${asPath(directory)}`,
    })),
  )

/** `--overlay lock` would be a name. */
const asPath = (directory: string): string => (directory.includes('/') ? directory : `./${directory}`)

const written =
  (directory: string, text: string, cwd: string): TE.TaskEither<CommandErrors, void> =>
  async () => {
    const file = join(directory, 'kustomization.yaml')
    const path = resolve(cwd, file)
    const before = await readText(path, cwd)()
    if (E.isRight(before) && !before.right.startsWith(MARKER))
      return wrong(`${file}: is not a lock that this command has written; choose another directory`)
    try {
      await mkdir(resolve(cwd, directory), { recursive: true })
    } catch (error) {
      return E.left([{ _tag: 'OutputNotWritten', path: directory, reason: reasonOf(error) }])
    }
    return writeOutput(path, { text, files: [] })()
  }

const answer = (text: string): Answer => ({ text, warnings: [] })

const wrong = (message: string): E.Either<CommandErrors, never> => E.left([{ _tag: 'Usage', message }])
