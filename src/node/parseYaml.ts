import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/ReadonlyArray.js'
import type * as Yaml from 'yaml'
import { isArray, isObject, type Json, type JsonObject } from '../json.js'
import type { Positions } from '../position.js'
import type { InputError, InputErrors } from './inputError.js'
import { yamlData } from './yamlData.js'
import { isEmptyDocument, yamlDocuments } from './yamlDocuments.js'
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
  const limits = { pieces: pieceLimit, documents: errorLimit }
  const documents = yamlDocuments(yaml, text, lines, { schema: 'core' }, limits)
  if (E.isLeft(documents)) {
    return placeless({
      _tag: 'InvalidYaml',
      ...where(documents.left.offset),
      message: documents.left.message,
    })
  }
  const [first, second] = documents.right.filter((document) => !isEmptyDocument(yaml, document))
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
