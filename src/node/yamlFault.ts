import type * as Yaml from 'yaml'
import type { YAMLError } from 'yaml'
import type { Position } from '../position.js'
import type { InputError } from './inputError.js'

/**
 * What the YAML library found wrong, in plain words and in the order of the text, at most one fault per line (it
 * reports several for one slip) and at most `limit`.
 */
export const yamlFaults = (
  yaml: typeof Yaml,
  documents: ReadonlyArray<Yaml.Document.Parsed>,
  text: string,
  where: (offset: number) => Position,
  limit: number,
): ReadonlyArray<InputError> => {
  const control = controlCharacter.exec(text)
  if (control !== null) {
    const code = control[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
    const message = `the control character U+${code} is not allowed in YAML; is this a text file?`
    return [{ _tag: 'InvalidYaml', ...where(control.index), message }]
  }
  const found = documents
    .flatMap(({ errors }) => errors)
    .map((error) => ({ error, offset: openQuote(yaml, documents, error) ?? error.pos[0] }))
    .sort((a, b) => a.offset - b.offset)
  const faults: InputError[] = []
  const lines = new Set<number>()
  for (const { error, offset } of found) {
    const position = where(offset)
    if (lines.has(position.line)) continue
    if (faults.length === limit) break
    lines.add(position.line)
    const start = offset - position.column + 1
    const end = text.indexOf('\n', offset)
    const line = text.slice(start, Math.min(end === -1 ? text.length : end, offset + 200))
    const key = /^[\s-]*("[^"]*"|[\w./-]+)\s*:/.exec(line.slice(0, 200))?.[1]
    faults.push({
      _tag: 'InvalidYaml',
      ...position,
      message: messageOf(error, line, text.slice(offset, offset + 2)),
      ...(key === undefined ? {} : { excerpt: `${key}:` }),
    })
  }
  return faults
}

/** Where the quote opens that is never closed; the library says where the text ends. */
const openQuote = (
  yaml: typeof Yaml,
  documents: ReadonlyArray<Yaml.Document.Parsed>,
  error: YAMLError,
): number | undefined => {
  if (!/^Missing closing .*quote/.test(error.message)) return undefined
  let opens: number | undefined
  for (const document of documents) {
    yaml.visit(document, {
      Scalar: (_, { range, type }) => {
        const quoted = type === 'QUOTE_DOUBLE' || type === 'QUOTE_SINGLE'
        if (quoted && range && range[0] <= error.pos[0] && error.pos[0] <= range[1]) opens = range[0]
      },
    })
  }
  return opens
}

// YAML 1.2.2, 5.1: of the C0 control characters only tab, line feed and carriage return are printable.
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const controlCharacter = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/

/** The library's codes and messages are those of yaml 2.9; what is not listed here keeps its own message. */
const messageOf = ({ code, message }: YAMLError, line: string, start: string): string => {
  if (line.includes('{{'))
    return 'templates like {{ … }} are not run here; write the value itself, or quote it'
  const known = code === 'MISSING_CHAR' ? missing(message) : messages[code]
  if (known !== undefined) return known
  if (code === 'BAD_SCALAR_START') return `plain text cannot start with ${start.slice(0, 1)}; quote it`
  if (code === 'BAD_DQ_ESCAPE') return `${start} is no escape in double quotes; use single quotes, or \\\\`
  if (code === 'BAD_INDENT' && message.startsWith('Flow')) return unclosed(message)
  if (code === 'BAD_INDENT')
    return 'wrong indentation; expected this in the same column as the entries before it'
  if (code === 'UNEXPECTED_TOKEN' && /^Block scalar header/.test(message)) {
    return 'text after | or > must start on the next line'
  }
  if (code === 'UNEXPECTED_TOKEN')
    return `${JSON.stringify(/^\w+|^./.exec(start)?.[0] ?? start)} is not expected here`
  return message
}

const unclosed = (message: string): string =>
  message.includes('sequence')
    ? 'a list opened with [ is not closed with ]'
    : 'a map opened with { is not closed with }'

const missing = (message: string): string | undefined => {
  if (/closing .*quote/.test(message)) return 'this quote is never closed'
  if (/Implicit map keys/.test(message))
    return 'expected "key: value"; is a ":" (and a space after it) missing?'
  if (/Missing ,/.test(message)) return 'expected a comma between the items'
  if (/Missing space after :/.test(message)) return 'expected a space after ":"'
  if (/without - indicator/.test(message)) return 'expected a list item that starts with "- "'
  if (/Comments must/.test(message)) return 'expected a space before "#"'
  if (/expected to end with|and end with/.test(message)) return unclosed(message.toLowerCase())
  return undefined
}

const messages: { readonly [code in YAMLError['code']]?: string } = {
  ALIAS_PROPS: 'an alias (*name) takes no tag or anchor',
  BAD_PROP_ORDER: 'an anchor (&name) or tag stands directly before its value',
  BLOCK_AS_IMPLICIT_KEY:
    'unexpected "key:" here; a nested map or list starts on a line of its own, and text with ": " is quoted',
  BLOCK_IN_FLOW: 'lines with "- " or "key:" cannot stand inside [ ] or { }; is a bracket not closed?',
  KEY_OVER_1024_CHARS: 'a key may have at most 1024 characters',
  MULTIPLE_ANCHORS: 'a value has at most one anchor (&name)',
  MULTIPLE_TAGS: 'a value has at most one tag',
  MULTILINE_IMPLICIT_KEY: 'a key stands on one line; is a ":" missing, or the indentation wrong?',
  NON_STRING_KEY: 'a key is text or a number, not a map, a list or an alias',
  TAG_RESOLVE_FAILED: 'this tag is not supported; expected plain YAML without tags',
  TAB_AS_INDENT: 'tabs cannot indent YAML; use spaces',
}
