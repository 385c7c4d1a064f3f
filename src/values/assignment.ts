import * as E from 'fp-ts/lib/Either.js'
import type { Path } from '../json.js'
import type { Assignment } from './layer.js'

/** The argument of `--set` cannot be read. `reason` is a sentence. */
export interface InvalidAssignment {
  readonly _tag: 'InvalidAssignment'
  readonly flag: '--set' | '--set-string'
  readonly text: string
  readonly reason: string
}

/**
 * Reads the argument of `--set`, in Helm's syntax: `a.b=v`, several with `,`, lists as `{x,y}` (`{}` and `[]` are the
 * empty one), items as `a[0]`, and `\` before a character that is meant literally. A `{` also keeps together what
 * stands up to its `}`, so that HOCON may stand in a value.
 * Source: Helm's documentation, "The Format and Limitations of --set".
 */
export const parseAssignments = (
  text: string,
  asString: boolean,
): E.Either<InvalidAssignment, ReadonlyArray<Assignment>> => {
  const fail = (reason: string) =>
    E.left({
      _tag: 'InvalidAssignment' as const,
      flag: asString ? ('--set-string' as const) : ('--set' as const),
      text,
      reason,
    })
  const assignments: Assignment[] = []
  for (const pair of split(text, ',', true)) {
    const [key, ...rest] = split(pair, '=', false)
    if (key === undefined || rest.length === 0) {
      return fail(
        assignments.length === 0
          ? `"${pair}" has no "="; write PATH=VALUE`
          : `"${pair}" has no "="; write \\, for a comma that belongs to the value before it`,
      )
    }
    const path = parsePath(key)
    if (path === null) return fail(`"${key}" is not a path such as a.b or a[0].b`)
    if (path.includes('__proto__')) return fail('the key "__proto__" is not allowed')
    const value = listOrText(rest.join('='))
    if (value === null)
      return fail(`the list of ${key} is not closed: write {a,b}, or \\{ for a brace as text`)
    assignments.push({ path, text: value, asString })
  }
  return E.right(assignments)
}

/** Splits at `separator` where it is neither escaped nor, if `braces`, inside `{}`. Escapes stay. */
const split = (text: string, separator: string, braces: boolean): ReadonlyArray<string> => {
  const parts = ['']
  let depth = 0
  for (let i = 0; i < text.length; i++) {
    const char = text[i] ?? ''
    if (braces && char === '{') depth++
    if (braces && char === '}') depth--
    if (char === separator && depth <= 0) parts.push('')
    else parts[parts.length - 1] += char === '\\' ? char + (text[++i] ?? '') : char
  }
  return parts
}

/** `null` for a list that is opened and not closed. Blanks before an item do not belong to it. */
const listOrText = (text: string): string | ReadonlyArray<string> | null => {
  if (text === '[]') return []
  if (!text.startsWith('{')) return literal(text)
  const inside = /^\{((?:\\.|[^\\])*)\}$/s.exec(text)?.[1]
  if (inside === undefined) return null
  return inside.trim() === '' ? [] : split(inside, ',', false).map((item) => literal(item.trimStart()))
}

const literal = (text: string): string => text.replace(/\\(.)/gs, '$1')

/** `a.b[0].c` as `--set` has it, dots in a key escaped; `null` for what is no path. */
export const parsePath = (text: string): Path | null => {
  const path: Array<string | number> = []
  for (const segment of split(text, '.', false)) {
    const match = /^((?:\\.|[^[\]\\])*)((?:\[\d{1,6}\])*)$/s.exec(segment)
    const name = literal(match?.[1] ?? '')
    if (match === null || name === '') return null
    path.push(name, ...[...(match[2] ?? '').matchAll(/\d+/g)].map((index) => Number(index[0])))
  }
  return path
}
