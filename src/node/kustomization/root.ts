/** Directories with a kustomization.yaml, and what may be read from them. */
import { readFile, realpath, stat } from 'node:fs/promises'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import { codeOf, reasonOf } from '../inputError.js'
import { sizeLimit } from '../readText.js'

/** The names under which Kustomize looks for it. */
export const kustomizationFileNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const

/** The kustomization.yaml of a directory, by its name. `Left` says what is wrong with the directory. */
export const kustomizationFileIn = async (directory: string): Promise<E.Either<string, string>> => {
  const there: string[] = []
  for (const name of kustomizationFileNames) if (await isFile(join(directory, name))) there.push(name)
  const [first, second] = there
  if (first === undefined) return E.left(`has no ${kustomizationFileNames.join(', ')}`)
  return second === undefined ? E.right(first) : E.left(`has both ${first} and ${second}; keep one`)
}

/** Whether a directory has a kustomization.yaml. */
export const isKustomizationDirectory = async (directory: string): Promise<boolean> =>
  (await isDirectory(directory)) &&
  !/^has no/.test(E.getOrElse((reason: string) => reason)(await kustomizationFileIn(directory)))

export const isDirectory = async (path: string): Promise<boolean> => (await kindOf(path)) === 'directory'

const isFile = async (path: string): Promise<boolean> => (await kindOf(path)) === 'file'

const kindOf = async (path: string): Promise<'file' | 'directory' | 'nothing'> => {
  try {
    const found = await stat(path)
    return found.isDirectory() ? 'directory' : 'file'
  } catch {
    return 'nothing'
  }
}

/** The directory that `path` means in `root`, links followed. It may not be one of `visited`, or contain one. */
export const directoryFrom = async (
  root: string,
  path: string,
  visited: ReadonlyArray<string>,
): Promise<E.Either<string, string>> => {
  if (isAbsolute(path)) return E.left('is an absolute path; expected one from here')
  try {
    const real = await realpath(resolve(root, path))
    if (!(await isDirectory(real))) return E.left('is no directory')
    const inside = visited.find((one) => isWithin(real, one))
    return inside === undefined
      ? E.right(real)
      : E.left('goes round in a circle: the directory is one that leads here, or contains it')
  } catch (error) {
    return E.left(`cannot be read: ${reasonOf(error)}`)
  }
}

/** The content of a file, which has to be in `root` or below, links followed. */
export const readConfined = async (root: string, path: string): Promise<E.Either<Unreadable, Uint8Array>> => {
  try {
    const real = await realpath(resolve(root, path))
    const found = await stat(real)
    if (found.isDirectory()) return E.left({ isThere: false, reason: 'is a directory' })
    if (!isWithin(root, real)) return E.left({ isThere: true, reason: OUTSIDE })
    if (found.size > sizeLimit)
      return E.left({ isThere: true, reason: `is larger than ${sizeLimit / 1048576} MiB` })
    return E.right(await readFile(real))
  } catch (error) {
    return E.left({ isThere: codeOf(error) !== 'ENOENT', reason: `cannot be read: ${reasonOf(error)}` })
  }
}

const OUTSIDE = 'is outside of its directory; a file that is read is beside the kustomization.yaml, or below'

export interface Unreadable {
  readonly isThere: boolean
  readonly reason: string
}

const isWithin = (directory: string, path: string): boolean => {
  const way = relative(directory, path)
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way))
}

/** Whether a path is the address of something elsewhere, such as a repository. */
export const isRemote = (path: string): boolean =>
  /^(?:https?|git|ssh|s3|gcs):|^git@|^git::|^[\w-]+(?:\.[\w-]+)+[/:][^/]+\/|\?(?:ref|version)=|\.git(?:\/|\?|$)/.test(
    path,
  ) && !/^\.{1,2}\//.test(path)
