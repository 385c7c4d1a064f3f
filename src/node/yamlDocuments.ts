import * as E from 'fp-ts/lib/Either.js'
import type * as Yaml from 'yaml'
import { depthLimit } from './yamlData.js'

export type Document = Yaml.Document.Parsed

/** Why reading was given up, and where. */
export interface GivenUp {
  readonly offset: number
  readonly message: string
}

/** What is too much. `pieces`: words, signs and runs of spaces. */
export interface Limits {
  readonly pieces: number
  /** Reading ends, without an error of its own, after this many documents or broken places. */
  readonly documents: number
}

/**
 * The documents of a text, still as nodes. The depth is watched while the text is cut into pieces: building nodes
 * is recursive, and a stack that is nearly full ends the whole process inside V8, beyond the reach of `catch`.
 * Duplicate keys are left to the reader of the data: `uniqueKeys` would take quadratic time.
 */
export const yamlDocuments = (
  yaml: typeof Yaml,
  text: string,
  lines: Yaml.LineCounter,
  options: Yaml.ParseOptions & Yaml.DocumentOptions & Yaml.SchemaOptions,
  limits: Limits,
): E.Either<GivenUp, ReadonlyArray<Document>> => {
  const parser = new yaml.Parser(lines.addNewLine)
  // `resolveKnownTags: false` leaves !!binary and the like to our own check.
  const composer = new yaml.Composer({
    ...options,
    stringKeys: true,
    uniqueKeys: false,
    resolveKnownTags: false,
    prettyErrors: false,
  })
  const documents: Document[] = []
  const keep = (document: Yaml.Document): number => documents.push(document as Document) // parsed, never made by hand
  const take = (tokens: Iterable<Yaml.CST.Token>): number => {
    let broken = 0 // more than a few directives are as wrong as errors
    for (const token of tokens) {
      if (token.type === 'error' || token.type === 'directive') broken += 1
      for (const document of composer.next(token)) keep(document)
    }
    return broken
  }
  lines.addNewLine(0)
  let pieces = 0
  let broken = 0
  for (const piece of new yaml.Lexer().lex(text)) {
    broken += take(parser.next(piece))
    pieces += 1
    if (parser.stack.length > depthLimit) {
      return E.left({
        offset: parser.offset,
        message: `nested too deep: expected at most ${depthLimit} levels`,
      })
    }
    if (pieces > limits.pieces) {
      const most = limits.pieces.toString().replace(/\B(?=(\d{3})+$)/g, ',')
      const message = `too much for one file; expected at most ${most} words and signs`
      return E.left({ offset: parser.offset, message })
    }
    if (broken > limits.documents || documents.length > limits.documents) break
  }
  take(parser.end())
  for (const document of composer.end(true, text.length)) keep(document)
  return E.right(documents)
}

/** A document without anything in it: a stray `---`, or comments only. */
export const isEmptyDocument = (yaml: typeof Yaml, { contents }: Document): boolean =>
  contents === null ||
  (yaml.isScalar(contents) && contents.source === '' && contents.type === 'PLAIN' && !contents.tag)
