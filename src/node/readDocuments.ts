import * as E from 'fp-ts/lib/Either.js'
import { isNonEmpty } from 'fp-ts/lib/ReadonlyArray.js'
import type * as Yaml from 'yaml'
import { isArray, isObject, type Json } from '../json.js'
import type { Position, Positions } from '../position.js'
import type { InputError, InputErrors } from './inputError.js'
import { errorLimit } from './parseYaml.js'
import type { Words } from './words.js'
import { yamlData } from './yamlData.js'
import { isEmptyDocument, yamlDocuments } from './yamlDocuments.js'
import { yamlFaults } from './yamlFault.js'

/** One document of a text, and where everything in it stands. */
export interface ParsedDocument {
  readonly data: Json
  readonly position: Position
  readonly positions: Positions
}

/** Pieces of text (words, signs, runs of spaces) that are read; more would take gigabytes of memory. */
const pieceLimit = 4_000_000

/**
 * The documents of a YAML or JSON text, as kubectl reads them: several documents, empty ones left out, and YAML 1.1's
 * scalars (`yes` and `on` are booleans, unless `words` says otherwise; `0755` is octal, `1_000` a number). Fails for every fault of the text at once.
 */
export const parseDocuments = (
  yaml: typeof Yaml,
  source: string,
  file: string,
  words: Words = 'kubectl',
): E.Either<InputErrors, ReadonlyArray<ParsedDocument>> => {
  const text = source.replace(/^\uFEFF/, '')
  const lines = new yaml.LineCounter()
  const where = (offset: number): Position => {
    const { line, col } = lines.linePos(Math.max(0, offset))
    return { file, line, column: Math.max(1, col) }
  }
  const options = { version: '1.1', schema: 'yaml-1.1', customTags: tags(words) } as const
  const limits = { pieces: pieceLimit, documents: Number.POSITIVE_INFINITY }
  const composed = yamlDocuments(yaml, text, lines, options, limits)
  if (E.isLeft(composed)) {
    return E.left([{ _tag: 'InvalidYaml', ...where(composed.left.offset), message: composed.left.message }])
  }
  const errors: InputError[] = [...yamlFaults(yaml, composed.right, text, where, errorLimit)]
  const documents: ParsedDocument[] = []
  for (const document of composed.right) {
    const { contents } = document
    if (contents === null || isEmptyDocument(yaml, document)) continue
    const { data, positions, errors: wrong, tooManyAliases } = yamlData(yaml, contents, where, words)
    errors.push(...wrong)
    if (tooManyAliases) errors.push({ _tag: 'TooManyAliases', file })
    else documents.push({ data, positions, position: where(contents.range[0]) })
  }
  const first = errors.slice(0, errorLimit)
  return isNonEmpty(first) ? E.left(first) : E.right(documents)
}

/** The same of patches: Kustomize turns lists of operations into JSON first, as kubectl would. */
export const parsePatch = (
  yaml: typeof Yaml,
  text: string,
  file: string,
  words: Words = 'text',
): E.Either<InputErrors, ReadonlyArray<ParsedDocument>> => {
  const read = parseDocuments(yaml, text, file, words)
  if (E.isLeft(read) || words === 'kubectl' || !read.right.some(isOperations)) return read
  return E.map((others: ReadonlyArray<ParsedDocument>) =>
    read.right.map((document, i) => (isOperations(document) ? (others[i] ?? document) : document)),
  )(parseDocuments(yaml, text, file))
}

const isOperations = ({ data }: ParsedDocument): boolean =>
  isArray(data) && data.some((item) => isObject(item) && 'op' in item)

type Tag = Exclude<Yaml.Tags[number], string>

/** What their parsers take a plain scalar for; dates stay text, and `<<` is left to the reader of the data. */
const tags =
  (words: Words) =>
  (yaml11: Yaml.Tags): Yaml.Tags => {
    const known = yaml11.flatMap((tag): Yaml.Tags => {
      if (typeof tag !== 'object') return [tag]
      const name = tag.tag.replace('tag:yaml.org,2002:', '')
      if (tag.format === 'TIME' || !KINDS.includes(name)) return []
      if (name === 'float') return [number(tag)]
      return [name === 'bool' && words !== 'kubectl' ? boolean(tag) : tag]
    })
    return words === 'kustomize' ? [date, ...known, 'intOct'] : [...known, 'intOct']
  }

/** As go-yaml resolves it, and JSON writes it. */
const date: Tag = {
  tag: 'tag:yaml.org,2002:timestamp',
  default: true,
  test: /^\d{4}-\d{1,2}-\d{1,2}$/,
  resolve: (text: string) => {
    const [year = '', month = '', day = ''] = text.split('-')
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T00:00:00Z`
  },
}

const KINDS = ['map', 'seq', 'str', 'null', 'bool', 'int', 'float']

/** A point alone is a directory, and no number. */
const number = (tag: Tag): Tag => {
  if (tag.collection !== undefined || tag.test?.test('.') !== true) return tag
  return { ...tag, test: new RegExp(`^(?=.*[0-9])${tag.test.source.replace(/^\^/, '')}`) }
}

/** With nothing but `true` and `false`. */
const boolean = (tag: Tag): Tag =>
  'test' in tag && tag.test !== undefined
    ? { ...tag, test: tag.test.test('true') ? /^(?:true|True|TRUE)$/ : /^(?:false|False|FALSE)$/ }
    : tag
