/** What reading a kustomization.yaml has at hand, and where it notes what is wrong. */
import { join, relative } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import type * as Yaml from 'yaml'
import { get, isArray, type Json, type JsonObject, type Path } from '../../json.js'
import type { KustomizationError } from '../../kustomization/error.js'
import type { Leniency } from '../../patch/leniency.js'
import { type Place, type Position, type Positions, placeIn, showPlace } from '../../position.js'
import { type InputError, showInputError } from '../inputError.js'
import { type QuickDocument, quickDocuments } from '../quickDocuments.js'
import { type ParsedDocument, parseDocuments, parsePatch } from '../readDocuments.js'
import type { Words } from '../words.js'

/** What loading needs to know. */
export interface Loading {
  /** What messages see files from. */
  readonly cwd: string
  readonly leniency: Leniency
  readonly yaml: typeof Yaml
}

/** What is wrong with files, beside what is wrong with the fields. */
export type LoadError =
  | KustomizationError
  | InputError
  | { readonly _tag: 'PathFault'; readonly place: Place; readonly message: string }

/** One kustomization.yaml that is read. */
export interface Here extends Loading {
  readonly directory: string
  readonly fromTop: string
  readonly file: string
  readonly fileName: string
  readonly place: Place
  readonly positions: Positions
  readonly visited: ReadonlyArray<string>
  /** Filled while the files are read. */
  readonly errors: LoadError[]
}

/** The items of a list; none where there is no list. */
export const listOf = (data: JsonObject, field: string): ReadonlyArray<Json> => {
  const value = get(data, field) ?? null
  return isArray(value) ? value : []
}

/** Where the value at `path` stands. */
export const placeOf = ({ place, positions }: Here, path: Path): Place => placeIn(place, positions, path)

/** Notes what is wrong at `path`. */
export const fault = (here: Here, path: Path, message: string): undefined => {
  here.errors.push({ _tag: 'PathFault', place: placeOf(here, path), message })
  return undefined
}

/** What messages call a file of the directory. */
export const nameOf = ({ cwd, directory }: Here, path: string): string => relative(cwd, join(directory, path))

/** The documents of a file. */
export const parsedText = (
  content: Uint8Array,
  file: string,
  { yaml, leniency }: Loading,
  words: Words = wordsOf(leniency),
): E.Either<ReadonlyArray<LoadError>, ReadonlyArray<ParsedDocument>> => {
  const text = textOf(content)
  return text === undefined ? E.left([{ _tag: 'NotUtf8', file }]) : parsePatch(yaml, text, file, words)
}

/** The same; what is wrong is noted. */
export const documentsIn = (content: Uint8Array, file: string, here: Here): ReadonlyArray<ParsedDocument> => {
  const parsed = parsedText(content, file, here)
  if (E.isRight(parsed)) return parsed.right
  here.errors.push(...parsed.left)
  return []
}

/** One error in words. */
export const showLoadError = (error: LoadError, showOther: (error: KustomizationError) => string): string => {
  if (error._tag === 'PathFault') return `${showPlace(error.place)}: ${error.message}`
  return 'file' in error && !('place' in error)
    ? showInputError(error)
    : showOther(error as KustomizationError) // the rest of the union
}

/** The documents of a file of resources, without the places inside: there can be thousands. */
export const resourcesIn = async (
  content: Uint8Array,
  file: string,
  here: Here,
): Promise<ReadonlyArray<{ readonly data: Json; readonly position: Position }>> => {
  const text = textOf(content)
  const quick =
    text === undefined
      ? undefined
      : quickDocuments(await import('js-yaml'), text, wordsOf(here.leniency), careful(here))
  return quick === undefined
    ? documentsIn(content, file, here)
    : quick.map(({ data, line }) => ({ data, position: { file, line, column: 1 } }))
}

/** How the words of manifests are read. */
export const wordsOf = (leniency: Leniency): Words => (leniency === 'kustomize' ? 'kustomize' : 'text')

const careful =
  ({ yaml, leniency }: Loading) =>
  (text: string): ReadonlyArray<QuickDocument> | undefined =>
    E.match(
      () => undefined,
      (documents: ReadonlyArray<ParsedDocument>) =>
        documents.map(({ data, position }): QuickDocument => ({ data, line: position.line })),
    )(parseDocuments(yaml, text, '', wordsOf(leniency)))

const textOf = (content: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content)
  } catch {
    return undefined
  }
}
