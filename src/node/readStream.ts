import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/ReadonlyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type * as Yaml from 'yaml'
import { isObject, type JsonObject } from '../json.js'
import type { Positions } from '../position.js'
import type { InputError, InputErrors } from './inputError.js'
import { errorLimit } from './parseYaml.js'
import { parseDocuments } from './readDocuments.js'
import { fileName, readText } from './readText.js'

/** One document of a stream, and where everything in it stands. */
export interface ParsedManifest {
  readonly manifest: JsonObject
  readonly positions: Positions
}

/**
 * The manifests of a YAML or JSON file, as kubectl reads them (see `parseDocuments`). `-` is standard input. Fails as
 * `readText` does, for every fault of the text at once, and for a document that is no map.
 */
export const readStream =
  (file: string, cwd: string = process.cwd()): TaskEither<InputErrors, ReadonlyArray<ParsedManifest>> =>
  async () => {
    const [text, yaml] = await Promise.all([readText(file, cwd)(), import('yaml')])
    return E.isLeft(text) ? E.left([text.left]) : parseStream(yaml, text.right, fileName(file))
  }

/** The same of a text. */
export const parseStream = (
  yaml: typeof Yaml,
  source: string,
  file: string,
): E.Either<InputErrors, ReadonlyArray<ParsedManifest>> => {
  const documents = parseDocuments(yaml, source, file)
  if (E.isLeft(documents)) return documents
  const errors: InputError[] = []
  const manifests = documents.right.flatMap(
    ({ data, position, positions }): ReadonlyArray<ParsedManifest> => {
      if (isObject(data)) return [{ manifest: data, positions }]
      const message = 'expected a Kubernetes object (lines like "key: value") as a document'
      if (data !== null) errors.push({ _tag: 'InvalidYaml', ...position, message })
      return []
    },
  )
  const first = errors.slice(0, errorLimit)
  return isNonEmpty(first) ? E.left(first) : E.right(manifests)
}
