/** Files that hold secrets. */
import { randomBytes } from 'node:crypto'
import { open, realpath, rename, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Only the owner reads and writes it, from its first byte. */
const MODE = 0o600

/**
 * Makes the file `path`. Rejects with the system's error, `EEXIST` where something is there (be it a link to nothing), and
 * leaves nothing half written behind.
 */
export const createSecretFile = async (path: string, text: string): Promise<void> => {
  const handle = await open(path, 'wx', MODE)
  try {
    try {
      await handle.writeFile(text)
      await handle.sync()
    } finally {
      await handle.close()
    }
  } catch (error) {
    await unlink(path).catch(() => undefined)
    throw error
  }
}

/** Replaces the file `path`, which is there, in one step; where it is a link, what it leads to. */
export const replaceSecretFile = async (path: string, text: string): Promise<void> => {
  const target = await realpath(path)
  const temporary = join(dirname(target), `.clearml-manifests-${randomBytes(8).toString('hex')}.tmp`)
  await createSecretFile(temporary, text)
  try {
    await rename(temporary, target)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
}
