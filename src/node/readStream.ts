import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/ReadonlyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type * as Yaml from 'yaml'
import { isObject, type JsonObject } from '../json.js'
import type { Positions } from '../position.js'
import type { InputError, InputErrors } from './inputError.js'
import { errorLimit } from './parseYaml.js'
import { fileName, readText } from './readText.js'
import { yamlData } from './yamlData.js'
import { isEmptyDocument, yamlDocuments } from './yamlDocuments.js'
import { yamlFaults } from './yamlFault.js'

/** One document of a stream, and where everything in it stands. */
export interface ParsedManifest {
  readonly manifest: JsonObject
  readonly positions: Positions
}

/** Pieces of text (words, signs, runs of spaces) that are read; more would take gigabytes of memory. */
const pieceLimit = 4_000_000

/**
 * The documents of a YAML or JSON file, as kubectl reads them: several documents, empty ones left out, and YAML 1.1's
 * scalars (`yes` and `on` are booleans, `0755` is octal, `1_000` a number). `-` is standard input. Fails as `readText`
 * does, for every fault of the text at once, and for a document that is no map.
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
  const text = source.replace(/^\uFEFF/, '')
  const lines = new yaml.LineCounter()
  const where = (offset: number) => {
    const { line, col } = lines.linePos(Math.max(0, offset))
    return { file, line, column: Math.max(1, col) }
  }
  const options = { version: '1.1', schema: 'yaml-1.1', customTags: tags } as const
  const limits = { pieces: pieceLimit, documents: Number.POSITIVE_INFINITY }
  const composed = yamlDocuments(yaml, text, lines, options, limits)
  if (E.isLeft(composed)) {
    return E.left([{ _tag: 'InvalidYaml', ...where(composed.left.offset), message: composed.left.message }])
  }
  const errors: InputError[] = [...yamlFaults(yaml, composed.right, text, where, errorLimit)]
  const manifests: ParsedManifest[] = []
  for (const document of composed.right) {
    const { contents } = document
    if (contents === null || isEmptyDocument(yaml, document)) continue
    const read = yamlData(yaml, contents, where)
    errors.push(...read.errors)
    if (read.tooManyAliases) errors.push({ _tag: 'TooManyAliases', file })
    else if (isObject(read.data)) manifests.push({ manifest: read.data, positions: read.positions })
    else if (read.data !== null && read.errors.length === 0) {
      const message = 'expected a Kubernetes object (lines like "key: value") as a document'
      errors.push({ _tag: 'InvalidYaml', ...where(contents.range[0]), message })
    }
  }
  const first = errors.slice(0, errorLimit)
  return isNonEmpty(first) ? E.left(first) : E.right(manifests)
}

/** What kubectl's parser takes a plain scalar for; dates stay text, and `<<` is left to the reader of the data. */
const tags = (yaml11: Yaml.Tags): Yaml.Tags => {
  const known = yaml11.filter((tag) => {
    if (typeof tag !== 'object') return true
    const name = tag.tag.replace('tag:yaml.org,2002:', '')
    return tag.format !== 'TIME' && ['map', 'seq', 'str', 'null', 'bool', 'int', 'float'].includes(name)
  })
  return [...known, 'intOct']
}
