import { fstatSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { codeOf, type InputErrors, reasonOf } from './inputError.js'
import type { OutputFile } from './outputDirectory.js'

/** What a build hands out: the whole stream, and the same cut into files with the names they get in a directory. */
export interface Output {
  readonly text: string
  readonly files: ReadonlyArray<OutputFile>
}

/** A target that ends in `/` is a directory. */
export const isDirectoryTarget = (target: string): boolean => target.endsWith('/')

/**
 * Writes to standard output (`-`), a file, or a directory (ends in `/`; see `writeDirectory`).
 * A file is replaced in one step and keeps its mode; symbolic links are followed. Fails with `OutputNotWritten`.
 */
export const writeOutput = (target: string, output: Output): TaskEither<InputErrors, void> => {
  if (target === '-') return writeStdout(output.text)
  if (!isDirectoryTarget(target)) return writeFile(target, output.text)
  return async () => (await import('./outputDirectory.js')).writeDirectory(target, output.files)()
}

/**
 * Writes all of `text` to standard output; done when the system has taken it. A reader that went away (`| head`) is
 * no failure: the rest is dropped, now and in later calls.
 */
export const writeStdout =
  (text: string): TaskEither<InputErrors, void> =>
  () =>
    new Promise((done) => {
      const finish = (error?: unknown): void =>
        done(error === undefined || error === null || isClosed(error) ? E.right(undefined) : failed(error))
      try {
        const rest = isDirect() ? written(1, Buffer.from(text)) : Buffer.from(text)
        if (rest.length === 0) return finish()
        const { stdout } = process
        if (!stdout.listeners('error').includes(reported)) stdout.on('error', reported)
        stdout.write(rest, finish)
      } catch (error) {
        finish(error)
      }
    })

/** Writes to standard error what can be written there; who closed it does not want to know. */
export const writeStderr = (text: string): void => {
  try {
    const rest = process.platform === 'win32' ? Buffer.from(text) : written(2, Buffer.from(text))
    if (rest.length > 0) process.stderr.write(rest)
  } catch {
    // nobody is left who could be told
  }
}

/**
 * Whether standard output is written to without Node's stream, which takes a short write to a file (a disk that is
 * nearly full) for a whole one, and takes longer to load than a build. On Windows pipes and consoles need the stream.
 */
const isDirect = (): boolean => process.platform !== 'win32' || fstatSync(1).isFile()

/** Writes until all is taken, or a pipe that does not block is full; gives the rest. */
const written = (descriptor: number, bytes: Buffer): Buffer => {
  let at = 0
  try {
    while (at < bytes.length) at += writeSync(descriptor, bytes, at)
  } catch (error) {
    if (codeOf(error) !== 'EAGAIN') throw error
  }
  return bytes.subarray(at)
}

const failed = (error: unknown): E.Either<InputErrors, never> =>
  E.left([{ _tag: 'OutputNotWritten', path: '<stdout>', reason: reasonOf(error) }])

const isClosed = (error: unknown): boolean =>
  ['EPIPE', 'ERR_STREAM_DESTROYED', 'ERR_STREAM_WRITE_AFTER_END', 'EOF'].includes(codeOf(error) ?? '')

/** The stream emits each error once more after the callback of `write` had it; unheard, that would end the process. */
const reported = (): void => undefined

const writeFile =
  (path: string, text: string): TaskEither<InputErrors, void> =>
  async () => {
    try {
      if (path === '') return notWritten(path, 'the name of the file is empty')
      const { writeThrough } = await import('./atomicFile.js')
      return E.right(await writeThrough(path, text))
    } catch (error) {
      const code = codeOf(error)
      if (code === 'ENOENT') return notWritten(path, `no such directory: ${dirname(path)}`)
      if (code === 'EISDIR')
        return notWritten(path, 'is a directory; end it with / to get one file per manifest')
      return notWritten(path, reasonOf(error))
    }
  }

const notWritten = (path: string, reason: string): E.Either<InputErrors, never> =>
  E.left([{ _tag: 'OutputNotWritten', path, reason }])
