import { isUtf8 } from 'node:buffer'
import * as fs from 'node:fs'
import { resolve } from 'node:path'
import { promisify } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { type InputError, reasonOf } from './inputError.js'

/** Larger files are refused before they are read whole. */
export const sizeLimit: number = 8 * 1048576

/** The name of a file in messages: `-` is standard input. */
export const fileName = (file: string): string => (file === '-' ? '<stdin>' : file)

/** What is open already, so that opening it never waits: a shell's `<(command)`, `/dev/stdin`; and `/dev/null`. */
const openAlready = /^\/(dev\/(null|stdin|fd\/\d+)|proc\/(self|\d+)\/fd\/\d+)$/

/**
 * The text of `file` (relative to `cwd`; `-`: standard input, which can be read once), without a byte order mark.
 * Fails for what is no readable regular file (named pipes and devices would wait for ever or never end), is larger
 * than `sizeLimit`, or is not UTF-8.
 */
export const readText =
  (file: string, cwd: string = process.cwd()): TaskEither<InputError, string> =>
  async () => {
    try {
      if (file === '') return notReadable('""', 'the name of the file is empty')
      const bytes = file === '-' ? await readStdin() : await readFile(file, resolve(cwd, file))
      return E.isLeft(bytes) ? bytes : decode(fileName(file), bytes.right)
    } catch (error) {
      return notReadable(fileName(file), reasonOf(error))
    }
  }

// What `node:fs/promises` has too, which takes longer to load than a values file to read.
const stat = promisify(fs.stat)
const open = promisify(fs.open)
const read = promisify(fs.read)
const close = promisify(fs.close)

type Bytes = E.Either<InputError, Buffer>

const notReadable = (file: string, reason: string): E.Either<InputError, never> =>
  E.left({ _tag: 'FileNotReadable', file, reason })

const decode = (file: string, bytes: Buffer): E.Either<InputError, string> =>
  isUtf8(bytes) ? E.right(new TextDecoder('utf-8').decode(bytes)) : E.left({ _tag: 'NotUtf8', file })

/** `file` is the name for messages, `path` where it is. */
const readFile = async (file: string, path: string): Promise<Bytes> => {
  const found = await stat(path)
  if (found.isDirectory()) return E.left({ _tag: 'IsDirectory', file })
  if (!found.isFile() && !openAlready.test(path)) {
    return notReadable(file, `it is ${kindOf(found)}; expected a file, or - for standard input`)
  }
  if (found.isFile() && found.size > sizeLimit) {
    return E.left({ _tag: 'FileTooLarge', file, size: found.size, limit: sizeLimit })
  }
  const descriptor = await open(path, fs.constants.O_RDONLY)
  try {
    return await collect(file, chunksOf(descriptor))
  } finally {
    await close(descriptor)
  }
}

const kindOf = (found: fs.Stats): string =>
  found.isFIFO() ? 'a named pipe' : found.isSocket() ? 'a socket' : 'a device'

async function* chunksOf(descriptor: number): AsyncGenerator<Buffer> {
  for (;;) {
    const { bytesRead, buffer } = await read(descriptor, Buffer.alloc(65536), 0, 65536, null)
    if (bytesRead === 0) return
    yield buffer.subarray(0, bytesRead)
  }
}

const readStdin = async (): Promise<Bytes> => {
  const { stdin } = process
  if (stdin.readableEnded || stdin.destroyed) {
    return notReadable(fileName('-'), 'standard input can be read only once')
  }
  return collect(fileName('-'), stdin)
}

/** Leaving the loop early closes the source, so that nothing more of it is read. */
const collect = async (file: string, chunks: AsyncIterable<Buffer | string>): Promise<Bytes> => {
  const parts: Buffer[] = []
  let size = 0
  for await (const chunk of chunks) {
    const part = typeof chunk === 'string' ? Buffer.from(chunk) : chunk
    size += part.length
    if (size > sizeLimit) return E.left({ _tag: 'FileTooLarge', file, limit: sizeLimit })
    parts.push(part)
  }
  return E.right(Buffer.concat(parts))
}
