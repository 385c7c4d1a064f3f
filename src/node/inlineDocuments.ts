import * as E from 'fp-ts/lib/Either.js'
import type * as Yaml from 'yaml'
import type { PatchDocument } from '../patch/parsePatches.js'
import type { Position } from '../position.js'
import type { InputError } from './inputError.js'
import { parsePatch } from './readDocuments.js'
import type { Words } from './words.js'

/**
 * The documents of a text that stands in a YAML file, such as a patch behind `patch: |`; each value with its place in the
 * file. `key` is where the key of the text stands.
 */
export const inlineDocuments = (
  yaml: typeof Yaml,
  text: string,
  file: string,
  key: Position | undefined,
  words: Words = 'text',
): E.Either<ReadonlyArray<InputError>, ReadonlyArray<PatchDocument>> => {
  // Block text starts on the line after its key, indented by what is usual: two more.
  const moved = (position: Position): Position => {
    if (key === undefined) return position
    if (!text.includes('\n')) return key
    return { file: key.file, line: key.line + position.line, column: key.column + 1 + position.column }
  }
  const parsed = parsePatch(yaml, text, file, words)
  if (E.isLeft(parsed)) return E.left(parsed.left.map((error) => withPlace(error, moved)))
  return E.right(
    parsed.right.map(({ data, position, positions }) => ({
      value: data,
      place: { origin: file, position: moved(position) },
      positions: new Map([...positions].map(([path, one]) => [path, moved(one)])),
    })),
  )
}

const withPlace = (error: InputError, moved: (position: Position) => Position): InputError =>
  error._tag === 'InvalidYaml' || error._tag === 'DuplicateKey' || error._tag === 'ForbiddenKey'
    ? { ...error, ...moved({ file: error.file, line: error.line, column: error.column }) }
    : error
