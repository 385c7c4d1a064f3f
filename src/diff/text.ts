/** Paths and values as one line shows them. */
import type { Json } from '../json.js'
import { align } from './align.js'
import type { ItemKey, Step } from './change.js'

/**
 * `spec.template.spec.containers[name=apiserver].image`; keys that are not plain words are quoted (`metadata.labels["a/b"]`), a
 * place in a list is a number, and an item of a set is `[]`.
 */
export const showSteps = (path: ReadonlyArray<Step>): string =>
  path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`
    if (typeof step !== 'string') return `${text}[${showKey(step)}]`
    if (!/^[A-Za-z_$][\w$-]*$/.test(step)) return `${text}[${printable(JSON.stringify(step))}]`
    return text === '' ? step : `${text}.${step}`
  }, '')

/** `name=apiserver`, `containerPort=80,protocol=TCP`. */
export const showKey = (key: ItemKey): string =>
  Object.entries(key)
    .filter(([field]) => field !== '')
    .map(([field, value]) => `${field}=${/^[\w./:@-]+$/.test(String(value)) ? value : whole(value)}`)
    .join(',')

/** How many characters of a value are shown. */
const LIMIT = 120

/** A value as JSON, cut where it is long. */
export const showValue = (value: Json): string => cut(whole(value), 0)

/**
 * A value before and after: `1 -> 2`. Of long ones, the part around the first difference; of texts of several lines, how
 * many lines differ.
 */
export const showChange = (before: Json, after: Json): string => {
  if (isText(before) && isText(after)) return linesChanged(before, after)
  const [was, would] = [whole(before), whole(after)]
  let first = 0
  while (first < was.length && was[first] === would[first]) first++
  return `${cut(was, first)} -> ${cut(would, first)}`
}

const isText = (value: Json): value is string => typeof value === 'string' && value.includes('\n')

const linesChanged = (before: string, after: string): string => {
  const [old, now] = [before.split('\n'), after.split('\n')]
  const aligned = align(old, now, (a, b) => a === b)
  const isChanged = (pair: { readonly before?: number; readonly after?: number }): boolean =>
    pair.before === undefined || pair.after === undefined || old[pair.before] !== now[pair.after]
  const changed = aligned.filter(isChanged)
  const gone = changed.filter((pair) => pair.before !== undefined).length
  const there = changed.filter((pair) => pair.after !== undefined).length
  return `text of several lines: ${gone} removed, ${there} added (--format unified shows them)`
}

const whole = (value: Json): string => printable(JSON.stringify(value))

/** Around the character at `place`; nothing is cut of a short text. */
const cut = (text: string, place: number): string => {
  if (text.length <= LIMIT) return text
  const start = place < LIMIT - 20 ? 0 : place - 20
  const end = start + LIMIT
  const part = text.slice(start, end).replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '')
  return `${start > 0 ? '…' : ''}${part}${end < text.length ? '…' : ''}`
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that a terminal may obey
const CONTROL = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g

/** Without characters that a terminal would obey: names come from files of others. */
export const printable = (text: string): string =>
  text.replace(CONTROL, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
