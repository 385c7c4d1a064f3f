import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/ReadonlyArray.js'
import type { TaskEither } from 'fp-ts/lib/TaskEither.js'
import type * as Yaml from 'yaml'
import { isObject, type JsonObject } from '../json.js'
import type { Positions } from '../position.js'
import type { InputError, InputErrors } from './inputError.js'
import { fileName, readText } from './readText.js'
import { depthLimit, yamlData } from './yamlData.js'
import { yamlFaults } from './yamlFault.js'

/** One document of a stream, and where everything in it stands. */
export interface ParsedManifest {
  readonly manifest: JsonObject
  readonly positions: Positions
}

const errorLimit = 20

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
  const composed = compose(yaml, text, lines)
  if (E.isLeft(composed)) {
    return E.left([{ _tag: 'InvalidYaml', ...where(composed.left.offset), message: composed.left.message }])
  }
  const errors: InputError[] = [...yamlFaults(yaml, composed.right, text, where, errorLimit)]
  const manifests: ParsedManifest[] = []
  for (const { contents } of composed.right) {
    if (contents === null || (yaml.isScalar(contents) && contents.source === '' && !contents.tag)) continue
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

type Document = Yaml.Document.Parsed

/** What kubectl's parser takes a plain scalar for; dates stay text, and `<<` is left to the reader of the data. */
const tags = (yaml11: Yaml.Tags): Yaml.Tags => {
  const known = yaml11.filter((tag) => {
    if (typeof tag !== 'object') return true
    const name = tag.tag.replace('tag:yaml.org,2002:', '')
    return tag.format !== 'TIME' && ['map', 'seq', 'str', 'null', 'bool', 'int', 'float'].includes(name)
  })
  return [...known, 'intOct']
}

/**
 * The documents of the text, still as nodes. The depth is watched while the text is cut into pieces: building nodes
 * is recursive, and a stack that is nearly full ends the whole process inside V8, beyond the reach of `catch`.
 */
const compose = (
  yaml: typeof Yaml,
  text: string,
  lines: Yaml.LineCounter,
): E.Either<{ offset: number; message: string }, ReadonlyArray<Document>> => {
  const parser = new yaml.Parser(lines.addNewLine)
  const composer = new yaml.Composer({
    version: '1.1',
    schema: 'yaml-1.1',
    customTags: tags,
    stringKeys: true,
    uniqueKeys: false, // would take quadratic time; the reader of the data looks for them
    resolveKnownTags: false,
    prettyErrors: false,
  })
  const documents: Document[] = []
  const keep = (tokens: Iterable<Yaml.CST.Token>): void => {
    for (const token of tokens)
      for (const document of composer.next(token)) documents.push(document as Document) // parsed, never made by hand
  }
  lines.addNewLine(0)
  let pieces = 0
  for (const piece of new yaml.Lexer().lex(text)) {
    keep(parser.next(piece))
    pieces += 1
    if (parser.stack.length > depthLimit) {
      return E.left({
        offset: parser.offset,
        message: `nested too deep: expected at most ${depthLimit} levels`,
      })
    }
    if (pieces > pieceLimit) {
      return E.left({
        offset: parser.offset,
        message: 'too much for one file; expected at most 4,000,000 words and signs',
      })
    }
  }
  keep(parser.end())
  for (const document of composer.end(true, text.length)) documents.push(document as Document) // parsed, never made by hand
  return E.right(documents)
}
