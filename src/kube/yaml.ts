import type { Json, JsonArray, JsonObject } from '../json.js'
import { byCodePoint, isArray, isObject } from '../json.js'

/**
 * The manifests as one multi-document stream: `---` between the documents (as kustomize writes it), each ended by
 * a newline; no manifests give the empty text.
 *
 * Laws: equal data give equal bytes, whatever the order of the keys; a YAML 1.1 and a YAML 1.2 reader read back
 * the same data. The one text that has no YAML is half a surrogate pair: it is written as its escape, which
 * kubectl refuses.
 */
export const toYaml = (manifests: ReadonlyArray<JsonObject>): string => {
  const lines: Lines = new Map()
  return manifests.map((manifest) => document(manifest, lines)).join('---\n')
}

/**
 * One document in block style, two spaces, ended by a newline. Lists are not indented under their key, as kubectl
 * prints them. Keys are in code-point order, after `apiVersion`, `kind`, `metadata`, `name`, `namespace`.
 */
export const toYamlDocument = (value: Json): string => document(value, new Map())

/** How texts look on one line. The same few words come again and again in a stream: each is judged once. */
type Lines = Map<string, string>

const FIRST: ReadonlyArray<string> = ['apiVersion', 'kind', 'metadata', 'name', 'namespace']
const IS_FIRST: ReadonlySet<string> = new Set(FIRST)

const document = (value: Json, lines: Lines): string => {
  if (isObject(value) && !isEmpty(value)) return entries(value, '', lines)
  if (isArray(value) && value.length > 0) return items(value, '', lines)
  return `${leaf(value, '  ', lines)}\n`
}

// In `entries`, `items` and `afterKey` a text ends with a newline and its first line has no indentation: that stands
// before it already.

const entries = (object: JsonObject, indent: string, lines: Lines): string => {
  let text = ''
  for (const name of keysOf(object, lines)) {
    if (text !== '') text += indent
    text += key(name, indent, lines)
    text += afterKey(object[name] as Json, indent, lines) // an own key
  }
  return text
}

const items = (list: JsonArray, indent: string, lines: Lines): string => {
  let text = ''
  const inner = `${indent}  `
  for (const item of list) {
    if (text !== '') text += indent
    text += '- '
    if (typeof item !== 'object' || item === null) text += `${leaf(item, inner, lines)}\n`
    else if (isArray(item)) text += item.length > 0 ? items(item, inner, lines) : '[]\n'
    else text += isEmpty(item) ? '{}\n' : entries(item, inner, lines)
  }
  return text
}

const afterKey = (value: Json, indent: string, lines: Lines): string => {
  const inner = `${indent}  `
  if (typeof value !== 'object' || value === null) return ` ${leaf(value, inner, lines)}\n`
  if (isArray(value)) return value.length > 0 ? `\n${indent}${items(value, indent, lines)}` : ' []\n'
  return isEmpty(value) ? ' {}\n' : `\n${inner}${entries(value, inner, lines)}`
}

const isEmpty = (object: JsonObject): boolean => {
  for (const _ in object) return false
  return true
}

/** In the order in which they are written. Most objects come with sorted keys. */
const keysOf = (object: JsonObject, lines: Lines): ReadonlyArray<string> => {
  const names = Object.keys(object)
  let sorted = true
  let special = false
  let before = ''
  for (const name of names) {
    // A text that needs no quotes is ASCII, for which `<` is code-point order.
    if (name < before || line(name, lines) !== name) sorted = false
    if (IS_FIRST.has(name)) special = true
    before = name
  }
  if (!sorted) names.sort(byCodePoint)
  return special && names.length > 1 ? withFirst(object, names) : names
}

const withFirst = (object: JsonObject, names: ReadonlyArray<string>): ReadonlyArray<string> => {
  const ordered: Array<string> = []
  for (const name of FIRST) if (Object.hasOwn(object, name)) ordered.push(name)
  for (const name of names) if (!IS_FIRST.has(name)) ordered.push(name)
  return ordered
}

/** YAML allows 1,024 characters for a key on the line of its value; a longer one needs the explicit `? `. */
const key = (name: string, indent: string, lines: Lines): string => {
  const text = line(name, lines)
  return text.length > 1000 ? `? ${text}\n${indent}:` : `${text}:`
}

const leaf = (value: Json, indent: string, lines: Lines): string => {
  if (typeof value === 'string') return isBlock(value) ? block(value, indent) : line(value, lines)
  if (typeof value === 'number') return number(value)
  if (isArray(value)) return '[]'
  return isObject(value) ? '{}' : String(value)
}

/** The text without quotes where it means itself so, else with them. */
const line = (text: string, lines: Lines): string => {
  const known = lines.get(text)
  if (known !== undefined) return known
  const made = isPlain(text) ? text : quote(text)
  lines.set(text, made)
  return made
}

/**
 * The texts that every reader takes for themselves without quotes: words that start with a letter, `/`, `_`,
 * `$`, `-x` or `--x`, parted by single spaces, with no `: `, ` #` or final `:`; and a number with a unit (`500m`,
 * `2Gi`, `30s`).
 */
const PLAIN =
  /^(?:(?:-{0,2}[A-Za-z]|[/_$])(?:[\w./@=+,()$%~^-]|:(?=[\w./@=+,()$%~^-])| (?=[\w./@=+,()$%~^-]))*|[0-9]+(?:[KMGTP]i?|Ei|[mkshd]))$/

/** Words of YAML 1.1 and 1.2 that are no strings, and what the package `yaml` reads as a 1.1 float: `e12`. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null|-?e[-+]?[0-9]+)$/

const isPlain = (text: string): boolean => PLAIN.test(text) && !RESERVED.test(text.toLowerCase())

/** Not printable in some reader, or a line break for one: C0, DEL, C1 with NEL, LS, PS, BOM, non-characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be written
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g
/** UNSAFE without tab and newline, but with half surrogate pairs: with the flag `u`, whole ones are one character. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: likewise
const NOT_IN_BLOCK = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]/u
/** Most texts have nothing of this, which is faster to see than NOT_IN_BLOCK is to compile. */
const UNUSUAL = /[^\t\n -~]/

/** JSON's quotes and escapes, which YAML reads alike; `JSON.stringify` escapes lone surrogates. */
const quote = (text: string): string =>
  JSON.stringify(text).replace(UNSAFE, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)

/**
 * Text of several lines that a literal block keeps: it starts with a character, and no line ends with a space or
 * tab (an editor may cut it off, and lines of spaces confuse readers).
 */
const isBlock = (text: string): boolean =>
  text.includes('\n') &&
  !/^[\n\t]|[ \t](?:\n|$)/.test(text) &&
  !(UNUSUAL.test(text) && NOT_IN_BLOCK.test(text))

/** Without the newline that ends the last line. The indentation is said where the text itself starts with spaces. */
const block = (text: string, indent: string): string => {
  const body = text.endsWith('\n') ? text.slice(0, -1) : text
  const chomping = body === text ? '-' : body.endsWith('\n') ? '+' : ''
  const lines = body.replace(/^(?=[^\n])/gm, indent)
  return `|${text.startsWith(' ') ? 2 : ''}${chomping}\n${lines}`
}

/** A float always has a point and a signed exponent: YAML 1.1 reads `1e21` as a string. No number: null, as JSON. */
const number = (value: number): string => {
  if (!Number.isFinite(value)) return 'null'
  const text = String(value)
  if (!text.includes('e')) return text
  return text.includes('.') ? text : text.replace('e', '.0e')
}
