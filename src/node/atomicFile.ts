import { randomBytes } from 'node:crypto'
import type { Stats } from 'node:fs'
import { chmod, lstat, open, readlink, realpath, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { dirname, isAbsolute, join } from 'node:path'
import { codeOf } from './inputError.js'

/** What is at `path`, or `undefined` if nothing is. Follows no symbolic link. Rejects for other errors. */
export const lookAt = async (path: string): Promise<Stats | undefined> => {
  try {
    return await lstat(path)
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  }
}

/**
 * Puts `text` into the file `path`, in one step for every reader: a temporary file beside it is renamed over it.
 * The mode of an existing file is kept, a new one gets 0644 less the umask. `path` itself is replaced even where it
 * is a symbolic link; see `linkTarget`. Rejects with the system's error and leaves nothing behind.
 */
export const replaceFile = async (path: string, text: string): Promise<void> => {
  const existing = await lookAt(path)
  // A rename would replace even a file that its owner made read-only; opening it does not.
  if (existing?.isFile()) await (await open(path, 'a')).close()
  const temporary = join(dirname(path), `.clearml-manifests-${randomBytes(8).toString('hex')}.tmp`)
  const handle = await open(temporary, 'wx', 0o644)
  try {
    try {
      await handle.writeFile(text)
    } finally {
      await handle.close()
    }
    if (existing?.isFile()) await chmod(temporary, existing.mode & 0o7777)
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
}

/** As `replaceFile`, through symbolic links; devices and pipes (`/dev/stdout`, `>(gzip)`) are written to in place. */
export const writeThrough = async (path: string, text: string): Promise<void> => {
  const existing = await stat(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined
    throw error
  })
  if (existing === undefined || existing.isFile() || existing.isDirectory()) {
    return replaceFile(await linkTarget(path), text)
  }
  return writeFile(path, text)
}

/** The end of a chain of symbolic links, which need not exist. A chain that is a ring was refused by `stat` before. */
const linkTarget = async (path: string): Promise<string> => {
  let here = path
  while ((await lookAt(here))?.isSymbolicLink()) {
    const link = await readlink(here)
    // `..` in a link is meant from the real directory: no lexical normalising here.
    here = isAbsolute(link) ? link : `${await realpath(dirname(here))}/${link}`
  }
  return here
}
