import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/ReadonlyArray.js'
import type * as Yaml from 'yaml'
import { isArray, isObject, type Json, type JsonObject } from '../json.js'
import type { Positions } from '../position.js'
import type { InputError, InputErrors } from './inputError.js'
import { depthLimit, yamlData } from './yamlData.js'
import { yamlFaults } from './yamlFault.js'

/** A document as data, and where everything in it stands. */
export interface ParsedYaml {
  readonly data: JsonObject
  readonly positions: Positions
}

/** At most so many errors are reported for one text. */
export const errorLimit = 20

/** Pieces of text (words, signs, runs of spaces) that are read; more would take gigabytes of memory. */
const pieceLimit = 2_000_000

const placeless = (error: InputError): E.Either<InputErrors, never> => E.left([error])

/**
 * Reads one YAML 1.2 document (core schema; JSON is YAML) whose top level is a map; an empty text is `{}`.
 *
 * `<<` merges as in https://yaml.org/type/merge.html, keys are taken as they are written. Refused: duplicate keys,
 * `__proto__`, several documents, tags beyond the core schema, numbers that JSON or a double cannot hold, more than
 * 200 levels of nesting, and aliases that multiply beyond 100,000 values. All problems of the text are reported
 * together, one per line, the first 20 of them.
 *
 * `yaml` is the YAML library, an argument so that the caller decides when it is loaded.
 */
export const parseYaml = (
  yaml: typeof Yaml,
  source: string,
  file: string,
): E.Either<InputErrors, ParsedYaml> => {
  const text = source.replace(/^\uFEFF/, '')
  const lines = new yaml.LineCounter()
  const where = (offset: number) => {
    const { line, col } = lines.linePos(Math.max(0, offset))
    return { file, line, column: Math.max(1, col) }
  }
  const documents = compose(yaml, text, lines)
  if (E.isLeft(documents)) {
    return placeless({
      _tag: 'InvalidYaml',
      ...where(documents.left.offset),
      message: documents.left.message,
    })
  }
  const [first, second] = documents.right.filter((document) => !isEmpty(yaml, document))
  if (first !== undefined && second !== undefined) {
    const { line } = where(second.range[0])
    return placeless({ _tag: 'SeveralDocuments', file, line })
  }
  const read = yamlData(yaml, first?.contents ?? null, where)
  if (read.tooManyAliases) return placeless({ _tag: 'TooManyAliases', file })
  const syntax = yamlFaults(yaml, documents.right, text, where, errorLimit)
  const errors = [...syntax, ...read.errors].sort(byPlace).slice(0, errorLimit)
  if (isNonEmpty(errors)) return E.left(errors)
  if (first === undefined) return E.right({ data: {}, positions: read.positions })
  return isObject(read.data)
    ? E.right({ data: read.data, positions: read.positions })
    : placeless({ _tag: 'NotAMap', file, found: kindOf(read.data) })
}

type Document = Yaml.Document.Parsed

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
  // `resolveKnownTags: false` leaves !!binary and the like to our own check, `uniqueKeys` would take quadratic time.
  const composer = new yaml.Composer({
    schema: 'core',
    stringKeys: true,
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
  })
  const documents: Document[] = []
  const keep = (tokens: Iterable<Yaml.CST.Token>): number => {
    let broken = 0 // more than a few directives are as wrong as errors
    for (const token of tokens) {
      if (token.type === 'error' || token.type === 'directive') broken += 1
      for (const document of composer.next(token)) documents.push(document as Document) // parsed, never made by hand
    }
    return broken
  }
  lines.addNewLine(0)
  let pieces = 0
  let broken = 0
  for (const piece of new yaml.Lexer().lex(text)) {
    broken += keep(parser.next(piece))
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
        message: 'too much for one file; expected at most 2,000,000 words and signs',
      })
    }
    if (broken > errorLimit || documents.length > errorLimit) break
  }
  keep(parser.end())
  for (const document of composer.end(true, text.length)) documents.push(document as Document) // parsed, never made by hand
  return E.right(documents)
}

const isEmpty = (yaml: typeof Yaml, document: Document): boolean => {
  const { contents } = document
  if (contents === null) return true
  return yaml.isScalar(contents) && contents.source === '' && contents.type === 'PLAIN' && !contents.tag
}

const byPlace = (a: InputError, b: InputError): number => {
  if (!('column' in a && 'column' in b)) return 0
  return a.line - b.line || a.column - b.column
}

const kindOf = (data: Json): string => {
  if (isArray(data)) return 'a list'
  if (typeof data === 'number') return 'a number'
  if (typeof data === 'boolean') return 'true or false'
  if (typeof data !== 'string') return 'null'
  return /^[\w.-]+:\S/.test(data) ? 'text (is the space after ":" missing?)' : 'text'
}
