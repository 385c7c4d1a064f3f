import * as E from 'fp-ts/lib/Either.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import type { ValuesError } from './error.js'
import type { Assignment } from './layer.js'
import type { FromText, Schema } from './schema.js'

export interface InvalidAssignment {
  readonly _tag: 'InvalidAssignment'
  readonly text: string
  readonly reason: string
}

/**
 * Reads the argument of `--set`, in Helm's syntax: `a.b=v`, several with `,`, lists as `{x,y}`, items as `a[0]`,
 * and `\` before a character that is meant literally. Source: Helm's documentation, "The Format and Limitations of --set".
 */
export const parseAssignments = (
  text: string,
  asString: boolean,
): E.Either<InvalidAssignment, ReadonlyArray<Assignment>> => {
  const fail = (reason: string) => E.left({ _tag: 'InvalidAssignment' as const, text, reason })
  const assignments: Assignment[] = []
  for (const pair of split(text, ',', true)) {
    const [key, ...rest] = split(pair, '=', false)
    if (key === undefined || rest.length === 0) return fail(`"${pair}" has no "=": write PATH=VALUE`)
    const path = parsePath(key)
    if (path === null) return fail(`"${key}" is not a path such as a.b or a[0].b`)
    const value = rest.join('=')
    const list = /^\{(.*)\}$/s.exec(value)
    const items =
      list?.[1] === '' ? [] : list?.[1] === undefined ? null : split(list[1], ',', false).map(literal)
    assignments.push({ path, text: items ?? literal(value), asString })
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

const literal = (text: string): string => text.replace(/\\(.)/gs, '$1')

const parsePath = (text: string): Path | null => {
  const path: Array<string | number> = []
  for (const segment of split(text, '.', false)) {
    const match = /^((?:\\.|[^[\]\\])*)((?:\[\d{1,6}\])*)$/s.exec(segment)
    const name = literal(match?.[1] ?? '')
    if (match === null || name === '' || name === '__proto__') return null
    path.push(name, ...[...(match[2] ?? '').matchAll(/\d+/g)].map((index) => Number(index[0])))
  }
  return path
}

/** Lays one assignment over `data`. A list index must exist or be the next one. */
export const assign = (
  schema: Schema,
  data: JsonObject,
  assignment: Assignment,
  origin: string,
): E.Either<ValuesError, JsonObject> => {
  const value = fromText(schema, assignment)
  const put = (node: Schema | null, here: Json | undefined, depth: number): E.Either<ValuesError, Json> => {
    const step = assignment.path[depth]
    if (step === undefined) return E.right(value)
    const below = node?._tag === 'Group' ? (node.fields[step] ?? null) : null
    if (typeof step === 'string') {
      const map = isObject(here) ? here : {}
      return E.map((item: Json): Json => ({ ...map, [step]: item }))(put(below, get(map, step), depth + 1))
    }
    const list = isArray(here) ? here : []
    if (step > list.length) {
      const path = assignment.path.slice(0, depth + 1)
      return E.left({ _tag: 'IndexOutOfRange', path, length: list.length, place: { origin } })
    }
    return E.map((item: Json): Json => [...list.slice(0, step), item, ...list.slice(step + 1)])(
      put(null, list[step], depth + 1),
    )
  }
  return E.map((result: Json) => result as JsonObject)(put(schema, data, 0)) // a path is never empty: the result is a map
}

/** Text becomes data: by the schema where it knows the value, else by Helm's guess. */
const fromText = (schema: Schema, assignment: Assignment): Json => {
  const kind = kindAt(schema, assignment.path)
  const one = (text: string): Json => {
    if (assignment.asString) return text
    if (text === 'null') return null
    if (kind === 'string' || kind === 'strings') return text
    if ((kind === 'boolean' || kind === 'guess') && (text === 'true' || text === 'false'))
      return text === 'true'
    const number = /^(0|-?[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN
    return kind !== 'boolean' && Number.isSafeInteger(number) ? number : text
  }
  return typeof assignment.text === 'string' ? one(assignment.text) : assignment.text.map(one)
}

const kindAt = (schema: Schema, path: Path): FromText => {
  let node = schema
  for (const step of path) {
    if (node._tag === 'Leaf') break
    const next = Object.hasOwn(node.fields, step) ? node.fields[step] : undefined
    if (next === undefined) return 'guess'
    node = next
  }
  if (node._tag === 'Leaf') return node.fromText
  return node.shorthand === null ? 'guess' : kindAt(node, [node.shorthand])
}
