import { mkdir, readFile, unlink } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/ReadonlyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import { lookAt, replaceFile } from './atomicFile.js'
import { codeOf, type InputError, type InputErrors, reasonOf } from './inputError.js'

/** One file of a directory; `name` is a plain name, without `/`. */
export interface OutputFile {
  readonly name: string
  readonly text: string
}

/** The first line of the `kustomization.yaml` that we write, and the sign that we may replace it. */
export const marker = '# Written by clearml-manifests build; do not edit.'

/** A `kustomization.yaml` that names the files in their order. */
export const kustomizationText = (names: ReadonlyArray<string>): string =>
  [
    marker,
    'apiVersion: kustomize.config.k8s.io/v1beta1',
    'kind: Kustomization',
    names.length === 0 ? 'resources: []' : 'resources:',
    ...names.map((name) => `  - ${plainInYaml.test(name) ? name : JSON.stringify(name)}`),
    '',
  ].join('\n')

/** The plain file names that a `kustomizationText` lists; other entries are no files of ours. */
export const listedNames = (kustomization: string): ReadonlyArray<string> =>
  kustomization.split(/\r?\n/).flatMap((line) => {
    const entry = /^ *- (.+)$/.exec(line)?.[1]
    const name = entry?.startsWith('"') ? unquoted(entry) : entry
    return name !== undefined && isPlainName(name) ? [name] : []
  })

/**
 * Writes each file into `directory` (made if missing), each in one step, removes the files that our `kustomization.yaml`
 * there listed before and that are made no more, and writes `kustomization.yaml` last: after an interruption the next
 * run still knows what was ours.
 * Nothing is touched if the directory has a `kustomization.yaml` of somebody else, or other content under our names.
 */
export const writeDirectory =
  (directory: string, files: ReadonlyArray<OutputFile>): TaskEither<InputErrors, void> =>
  async () => {
    const names = files.map(({ name }) => name)
    const badNames = nameFaults(directory, names)
    if (isNonEmpty(badNames)) return E.left(badNames)
    let path = directory
    try {
      await mkdir(directory, { recursive: true })
      path = directory + kustomization
      const previous = await ours(directory)
      if (E.isLeft(previous)) return previous
      const foreign: InputError[] = []
      for (const file of files) {
        path = directory + file.name
        if (await isForeign(path, file, previous.right)) foreign.push(notWritten(path, foreignFile))
      }
      if (isNonEmpty(foreign)) return E.left(foreign)
      for (const file of files) {
        path = directory + file.name
        await replaceFile(path, file.text)
      }
      for (const name of previous.right.filter((name) => !names.includes(name))) {
        path = directory + name
        const found = await lookAt(path)
        if (found?.isFile() || found?.isSymbolicLink()) await unlink(path)
      }
      path = directory + kustomization
      return E.right(await replaceFile(path, kustomizationText(names)))
    } catch (error) {
      const isNoDirectory = path === directory && /^(EEXIST|ENOTDIR)$/.test(codeOf(error) ?? '')
      return E.left([notWritten(path, isNoDirectory ? 'is not a directory' : reasonOf(error))])
    }
  }

const kustomization = 'kustomization.yaml'

/** The names under which Kustomize looks for its file; with two of them in a directory it gives up. */
const otherKustomizations = ['kustomization.yml', 'Kustomization']

const foreignFile =
  'exists and was not written by clearml-manifests build; move it, or choose another directory'

/** What YAML readers take for text without quotes. */
const plainInYaml = /^[a-z][a-z0-9._-]*\.(yaml|yml|json)$/

const notWritten = (path: string, reason: string): InputError => ({ _tag: 'OutputNotWritten', path, reason })

const isPlainName = (name: string): boolean =>
  !/^\.|[/\\\0\r\n]/.test(name) &&
  name !== '' &&
  name !== kustomization &&
  !otherKustomizations.includes(name)

const nameFaults = (directory: string, names: ReadonlyArray<string>): ReadonlyArray<InputError> => {
  const seen = new Set<string>()
  return names.flatMap((name) => {
    const path = directory + name
    if (!isPlainName(name)) return [notWritten(path, 'not a name for a file in this directory')]
    // Some file systems do not tell upper from lower case.
    const folded = name.toLowerCase()
    const twice = seen.has(folded)
    seen.add(folded)
    return twice ? [notWritten(path, 'two files would have this name')] : []
  })
}

/** The names that our last run listed, none if there was no run; left if the directory is somebody else's. */
const ours = async (directory: string): Promise<E.Either<InputErrors, ReadonlyArray<string>>> => {
  for (const name of otherKustomizations) {
    if ((await lookAt(directory + name))?.isFile()) return E.left([notWritten(directory + name, foreignFile)])
  }
  const path = directory + kustomization
  if ((await lookAt(path)) === undefined) return E.right([])
  const text = await readFile(path, 'utf8')
  return text.split(/\r?\n/, 1)[0] === marker
    ? E.right(listedNames(text))
    : E.left([notWritten(path, foreignFile)])
}

/** Content that we would write anyway is ours: what an interrupted first run left. */
const isForeign = async (
  path: string,
  { name, text }: OutputFile,
  previous: ReadonlyArray<string>,
): Promise<boolean> => {
  const found = await lookAt(path)
  if (found === undefined) return false
  if (!found.isFile() && !found.isSymbolicLink()) return true
  return !previous.includes(name) && (!found.isFile() || (await readFile(path, 'utf8')) !== text)
}

const unquoted = (entry: string): string | undefined => {
  const parsed = E.tryCatch(() => JSON.parse(entry) as unknown, String) // JSON.parse has no type
  return E.isRight(parsed) && typeof parsed.right === 'string' ? parsed.right : undefined
}
