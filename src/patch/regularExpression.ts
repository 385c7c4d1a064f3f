/** Kustomize's regular expressions, which are those of Go (RE2), as JavaScript's. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'

/**
 * A pattern that matches whole texts only, as `^(?:pattern)$`. `Left` says what Go refuses in it, or what is not
 * supported here: flags inside the pattern, and negated classes such as `[[:^alpha:]]`.
 */
export const anchored = (pattern: string): Either<string, RegExp> => {
  const [flagText = '', flags = ''] = /^\(\?([imsU]*(?:-[imsU]+)?)\)/.exec(pattern) ?? []
  const [on = ''] = flags.split('-')
  const translated = translate(pattern.slice(flagText.length))
  if (E.isLeft(translated)) return translated
  try {
    // m and U change nothing in a match of the whole of one line.
    return E.right(new RegExp(`^(?:${translated.right})$`, `u${on.replace(/[mU]/g, '')}`))
  } catch (error) {
    return E.left(error instanceof Error ? error.message.replace(/^.*: /, '') : String(error))
  }
}

/** A pattern that can only match itself. */
export const isLiteral = (pattern: string): boolean => /^[\w-]+$/.test(pattern)

const translate = (pattern: string): Either<string, string> => {
  let rest = pattern
  let result = ''
  while (rest !== '') {
    const read = rest.startsWith('[') ? readClass(rest) : readOne(rest)
    if (E.isLeft(read)) return read
    result += read.right.text
    rest = rest.slice(read.right.length)
  }
  return E.right(result)
}

interface Read {
  /** In JavaScript's syntax. */
  readonly text: string
  /** How much of the pattern it stands for. */
  readonly length: number
}

const readOne = (rest: string): Either<string, Read> => {
  if (rest.startsWith('\\')) return readEscape(rest, false)
  if (rest.startsWith('(?')) {
    const [open] = /^\(\?(?::|P?<\w+>)/.exec(rest) ?? []
    return open === undefined
      ? E.left(`${rest.slice(0, 3)} is not supported`)
      : E.right({ text: '(?:', length: open.length })
  }
  const [repeat, least = '', most = ''] = /^\{(\d+)(?:,(\d*))?\}/.exec(rest) ?? []
  if (repeat !== undefined) {
    return Number(least) > 1000 || Number(most) > 1000
      ? E.left(`invalid repeat count: ${repeat}`)
      : E.right({ text: repeat, length: repeat.length })
  }
  const one = String.fromCodePoint(rest.codePointAt(0) ?? 0)
  return E.right({ text: /^[{}\]]$/.test(one) ? `\\${one}` : one, length: one.length })
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: '0-9A-Za-z',
  alpha: 'A-Za-z',
  ascii: '\\x00-\\x7F',
  blank: '\\t ',
  cntrl: '\\x00-\\x1F\\x7F',
  digit: '0-9',
  graph: '!-~',
  lower: 'a-z',
  print: ' -~',
  punct: '!-\\/:-@\\[-`\\{-~',
  space: '\\t\\n\\v\\f\\r ',
  upper: 'A-Z',
  word: '0-9A-Za-z_',
  xdigit: '0-9A-Fa-f',
}

const readClass = (pattern: string): Either<string, Read> => {
  let here = pattern.startsWith('[^') ? 2 : 1
  let text = pattern.slice(0, here)
  for (let first = true; first || pattern[here] !== ']'; first = false) {
    const rest = pattern.slice(here)
    if (rest === '') return E.left('missing closing ]')
    const [named, name = ''] = /^\[:(\^?\w+):\]/.exec(rest) ?? []
    if (named !== undefined) {
      const members = Object.hasOwn(CLASSES, name) ? CLASSES[name] : undefined
      if (members === undefined) return E.left(`${named} is not supported`)
      text += members
      here += named.length
    } else if (rest.startsWith('\\')) {
      const read = readEscape(rest, true)
      if (E.isLeft(read)) return read
      text += read.right.text
      here += read.right.length
    } else {
      const one = String.fromCodePoint(rest.codePointAt(0) ?? 0)
      text += /^[[\]]$/.test(one) ? `\\${one}` : one
      here += one.length
    }
  }
  return E.right({ text: `${text}]`, length: here + 1 })
}

interface Escape {
  readonly form: RegExp
  readonly translated: (match: RegExpExecArray) => string
  /** Absent where it means nothing between brackets. */
  readonly inClass?: (match: RegExpExecArray) => string
}

const everywhere = (form: RegExp, translated: Escape['translated']): Escape => ({
  form,
  translated,
  inClass: translated,
})

/** `\s` is narrower than JavaScript's. */
const ESCAPES: ReadonlyArray<Escape> = [
  { form: /^\\Q([\s\S]*?)(?:\\E|$)/, translated: ([, text = '']) => [...text].map(literal).join('') },
  { form: /^\\A/, translated: () => '(?<![\\s\\S])' },
  { form: /^\\z/, translated: () => '(?![\\s\\S])' },
  { form: /^\\[bB]/, translated: ([text]) => text },
  { form: /^\\s/, translated: () => '[\\t\\n\\f\\r ]', inClass: () => '\\t\\n\\f\\r ' },
  { form: /^\\S/, translated: () => '[^\\t\\n\\f\\r ]' },
  everywhere(/^\\[dDwWfnrtv]/, ([text]) => text),
  everywhere(/^\\a/, () => '\\x07'),
  everywhere(/^\\x\{([0-9A-Fa-f]+)\}/, ([, hex = '']) => `\\u{${hex}}`),
  everywhere(/^\\x[0-9A-Fa-f]{2}/, ([text]) => text),
  everywhere(
    /^\\(0[0-7]{0,2}|[1-7][0-7]{1,2})/,
    ([, octal = '']) => `\\u{${Number.parseInt(octal, 8).toString(16)}}`,
  ),
  everywhere(/^\\([pP])(?:(\w)|\{(\^?)(\w+)\})/, (match) => property(match)),
  everywhere(/^\\([^\w\s]|_)/, ([, sign = '']) => literal(sign)),
]

const readEscape = (rest: string, inClass: boolean): Either<string, Read> => {
  for (const one of ESCAPES) {
    const match = one.form.exec(rest)
    const translated = inClass ? one.inClass : one.translated
    if (match !== null && translated !== undefined) {
      return E.right({ text: translated(match), length: match[0].length })
    }
  }
  return E.left(`invalid escape sequence: ${rest.slice(0, 2)}`)
}

const property = ([, p = 'p', short, not = '', long = '']: RegExpExecArray): string => {
  const negated = (p === 'P') !== (not === '^')
  const name = short ?? long
  return `\\${negated ? 'P' : 'p'}{${name.length <= 2 ? name : `Script=${name}`}}`
}

const literal = (sign: string): string => (/^[\^$\\.*+?()[\]{}|/-]$/.test(sign) ? escapeOf(sign) : sign)

const escapeOf = (sign: string): string => `\\x${sign.charCodeAt(0).toString(16).padStart(2, '0')}`
