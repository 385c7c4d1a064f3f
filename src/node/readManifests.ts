/** The manifests that a path stands for: one file, standard input, or all files of a directory. */
import * as fs from 'node:fs'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { byCodePoint, type JsonObject } from '../json.js'
import type { CommandErrors } from './commandError.js'
import { reasonOf } from './inputError.js'
import { kustomizationFileNames } from './kustomization/root.js'
import { type ParsedManifest, readStream } from './readStream.js'

const stat = promisify(fs.stat)
const readdir = promisify(fs.readdir)

/**
 * Of a directory: all of its `.yaml`, `.yml` and `.json` files, in the order of their names, not those of directories in it.
 * `path` is relative to `cwd`; `-` is standard input. Fails as `readStream` does, for all files at once; and for a
 * directory without such files. A directory with a kustomization.yaml is built by it.
 */
export const readManifests =
  (path: string, cwd: string): TaskEither<CommandErrors, ReadonlyArray<ParsedManifest>> =>
  async () => {
    if (!(await isDirectory(path, cwd))) return readStream(path, cwd)()
    const found = await filesIn(path, cwd)
    if (E.isLeft(found)) return found
    const files = found.right
    if (files.some((file) => kustomizationFileNames.some((name) => name === file)))
      return fromKustomization(path, cwd)
    const names = files.filter((file) => /\.(ya?ml|json)$/.test(file))
    if (names.length === 0) return wrong(`${path}: there is no .yaml, .yml or .json file in this directory`)
    const read: Read[] = []
    for (const name of names) read.push(await readStream(join(path, name), cwd)())
    const errors = RA.lefts(read).flat()
    return errors.length > 0 ? E.left(errors) : E.right(RA.rights(read).flat())
  }

type Read = E.Either<CommandErrors, ReadonlyArray<ParsedManifest>>

/** What its kustomization.yaml makes of it, with Kustomize's own leniency: nothing is asked for here but the result. */
const fromKustomization = async (path: string, cwd: string): Promise<Read> => {
  const { buildDirectory } = await import('./kustomization/directory.js')
  return E.map((manifests: ReadonlyArray<JsonObject>) =>
    manifests.map((manifest): ParsedManifest => ({ manifest, positions: new Map() })),
  )(await buildDirectory(path, { leniency: 'kustomize', cwd }))
}

const wrong = (message: string): E.Either<CommandErrors, never> => E.left([{ _tag: 'Usage', message }])

const isDirectory = async (path: string, cwd: string): Promise<boolean> => {
  if (path === '-' || path === '') return false
  try {
    return (await stat(resolve(cwd, path))).isDirectory()
  } catch {
    return false // what is wrong with it is said by who reads it
  }
}

const filesIn = async (
  path: string,
  cwd: string,
): Promise<E.Either<CommandErrors, ReadonlyArray<string>>> => {
  try {
    const entries = await readdir(resolve(cwd, path), { withFileTypes: true })
    const files = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name)
    return E.right(files.sort(byCodePoint))
  } catch (error) {
    return E.left([{ _tag: 'FileNotReadable', file: path, reason: reasonOf(error) }])
  }
}
