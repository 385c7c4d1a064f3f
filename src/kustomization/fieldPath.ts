/** Field paths of `replacements`: `spec.template.spec.containers.[name=a].image`. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { get, isArray, isObject, type Json, type Path } from '../json.js'
import { anchored } from '../patch/regularExpression.js'
import { scalarText } from './scalarText.js'
import { resolved } from './yamlScalar.js'

/** Parts of a path: keys, numbers of items, `*`, `[key=value]`, `[=value]`. */
export type FieldPath = ReadonlyArray<string>

/**
 * Splits at the dots that are neither after a backslash nor between brackets. Brackets without `=` quote a key that has
 * dots in it: `metadata.annotations.[a.b/c]`. A dot at the start is nothing.
 */
export const parseFieldPath = (text: string): FieldPath => {
  const parts: string[] = []
  const raw = text.split('.')
  for (const part of raw.length > 1 && raw[0] === '' ? raw.slice(1) : raw) {
    const last = parts.at(-1)
    if (last?.endsWith('\\') === true) parts[parts.length - 1] = `${last.slice(0, -1)}.${part}`
    else parts.push(part)
  }
  const joined: string[] = []
  for (let i = 0; i < parts.length; i++) {
    const part = parts[i] ?? ''
    if (!part.startsWith('[') || part.endsWith(']')) {
      joined.push(part)
      continue
    }
    const length = parts.slice(i + 1).findIndex((one) => one.endsWith(']'))
    const end = length < 0 ? parts.length - 1 : i + 1 + length
    const whole = parts.slice(i, end + 1).join('.')
    joined.push(whole.includes('=') ? whole : whole.replace(/^[[\]]+|[[\]]+$/g, ''))
    i = end
  }
  return joined
}

/** What a path leads to; the value is `undefined` where it leads nowhere. `Left` says why it cannot be followed. */
export const lookup = (value: Json, path: FieldPath): Either<string, Json | undefined> => {
  let here: Json | undefined = value
  for (const part of path.map((one) => one.trim()).filter((one) => one !== '')) {
    const next: Either<string, Json | undefined> = step(here, part)
    if (E.isLeft(next)) return next
    here = next.right
    if (here === undefined) return E.right(undefined)
  }
  return E.right(here)
}

const step = (here: Json, part: string): Either<string, Json | undefined> => {
  const number = /^[+-]?\d+$/.test(part) ? Number(part) : part === '-' ? -1 : undefined
  if (part === '*') return E.left('a source cannot have * in its path')
  if (number !== undefined) {
    if (number < 0 && part !== '-') return E.left(`${part} is no place in a list`)
    const items = itemsOf(here, part)
    if (E.isLeft(items)) return items
    if (part === '-' && items.right.length === 0) return E.left('the list is empty')
    return E.right(items.right.at(number))
  }
  if (isCondition(part)) {
    const condition = conditionOf(part)
    if (E.isLeft(condition)) return condition
    const { key, value } = condition.right
    const items = itemsOf(here, part)
    if (E.isLeft(items)) return items
    return E.right(
      key === ''
        ? items.right.find((item) => scalarText(item) === value)
        : items.right.find((item) => {
            const field = isObject(item) ? get(item, key) : undefined
            return field !== undefined && scalarText(field) === value
          }),
    )
  }
  if (here === null) return E.right(undefined)
  return isObject(here) ? E.right(get(here, part)) : E.left(`${part} is looked for in what is no map`)
}

/** What a new field is made as, where it or what leads to it is missing. */
export type Made = 'scalar' | 'map' | 'list'

/** The places that a path leads to, in a value in which those are made that were to be. */
export interface Found {
  readonly value: Json
  readonly places: ReadonlyArray<Path>
}

/**
 * Every place that the path leads to. `[key=value]` means each item whose value is found by the regular expression
 * anywhere in it: `[name=api]` finds `api-gateway` too. With `made` what is missing is made: the key, the item after the
 * last one, the item of `[key=value]`. `Left` says why the path cannot be followed.
 */
export const placesOf = (
  path: FieldPath,
  made: Made | undefined,
): ((value: Json) => Either<string, Found>) => {
  const known = new Map<string, Either<string, RegExp>>()
  const expression = (pattern: string): Either<string, RegExp> => {
    const found = known.get(pattern) ?? foundBy(pattern)
    known.set(pattern, found)
    return found
  }
  return (value) => placesIn(value, path, { made, expression })
}

interface How {
  readonly made: Made | undefined
  /** Each pattern is read once. */
  readonly expression: (pattern: string) => Either<string, RegExp>
}

const placesIn = (value: Json, path: FieldPath, how: How): Either<string, Found> => {
  const [part, ...rest] = path
  if (part === undefined) return E.right({ value, places: [[]] })
  if (/^\+?\d+$/.test(part)) return ofItem(value, Number(part), rest, how)
  if (isCondition(part)) return ofMatching(value, part, rest, how)
  if (part === '*') {
    const items = itemsOf(value, part)
    return E.isLeft(items) ? items : ofEach(value, items.right, () => true, rest, how)
  }
  return ofKey(value, part, rest, how)
}

const ofKey = (value: Json, key: string, rest: FieldPath, how: How): Either<string, Found> => {
  // What Kustomize makes in null is lost with it.
  if (value === null) return E.right({ value, places: how.made === undefined ? [] : [[key]] })
  if (!isObject(value)) return E.left(`${key} is looked for in what is no map`)
  if (key === '' || key === '__proto__') return E.left('an empty key')
  const old = get(value, key)
  if (old === undefined && how.made === undefined) return E.right({ value, places: [] })
  const inside = placesIn(old === undefined ? madeFor(rest[0], how.made) : old, rest, how)
  return E.map((found: Found) => ({
    value: found.value === old ? value : { ...value, [key]: found.value },
    places: found.places.map((place) => [key, ...place]),
  }))(inside)
}

const ofItem = (value: Json, i: number, rest: FieldPath, how: How): Either<string, Found> => {
  const items = itemsOf(value, String(i))
  if (E.isLeft(items)) return items
  const isNew = i === items.right.length && how.made !== undefined
  const all = isNew ? [...items.right, madeFor(rest[0], how.made)] : items.right
  const item = all[i]
  if (item === undefined) return E.left(`there is no item ${i}, the list has ${items.right.length}`)
  return E.map((found: Found) => ({
    value: found.value === items.right[i] ? value : all.with(i, found.value),
    places: found.places.map((place) => [i, ...place]),
  }))(placesIn(item, rest, how))
}

const ofMatching = (value: Json, part: string, rest: FieldPath, how: How): Either<string, Found> => {
  const condition = conditionOf(part)
  if (E.isLeft(condition)) return condition
  const items = itemsOf(value, part)
  if (E.isLeft(items)) return items
  const { key, value: pattern } = condition.right
  const expression = how.expression(pattern)
  if (E.isLeft(expression) && items.right.length > 0) return expression
  const isMeant = (item: Json): boolean => {
    const field = key === '' ? item : isObject(item) ? get(item, key) : undefined
    return field !== undefined && E.isRight(expression) && expression.right.test(inYaml(field))
  }
  // The rest of the path is not looked at after [=value].
  const found = ofEach(value, items.right, isMeant, key === '' ? [] : rest, how)
  if (how.made === undefined || E.isLeft(found) || found.right.places.length > 0) return found
  const item = key === '' ? pattern : { [key]: resolved(pattern) }
  const all = [...items.right, item]
  if (!isMeant(item)) return E.left(`${part} does not match the item that would be made for it`)
  return ofEach(all, all, isMeant, key === '' ? [] : rest, how)
}

const ofEach = (
  value: Json,
  items: ReadonlyArray<Json>,
  isMeant: (item: Json) => boolean,
  rest: FieldPath,
  how: How,
): Either<string, Found> => {
  const all: Json[] = []
  const places: Path[] = []
  for (const [i, item] of items.entries()) {
    const found = isMeant(item) ? placesIn(item, rest, how) : E.right({ value: item, places: [] })
    if (E.isLeft(found)) return found
    all.push(found.right.value)
    places.push(...found.right.places.map((place) => [i, ...place]))
  }
  return E.right({ value: all.some((item, i) => item !== items[i]) ? all : value, places })
}

const madeFor = (next: string | undefined, made: Made | undefined): Json => {
  if (next === undefined) return made === 'map' ? {} : made === 'list' ? [] : ''
  return isCondition(next) || /^\+?\d+$/.test(next) ? [] : {}
}

const isCondition = (part: string): boolean => part.startsWith('[') && part.endsWith(']')

const conditionOf = (part: string): Either<string, { readonly key: string; readonly value: string }> => {
  const [, key = '', value = ''] = /^\[([^=]*)=([\s\S]*)\]$/.exec(part) ?? []
  return part.includes('=') ? E.right({ key, value }) : E.left(`${part} says no key=value`)
}

/** Null has none. */
const itemsOf = (value: Json, part: string): Either<string, ReadonlyArray<Json>> => {
  if (value === null) return E.right([])
  return isArray(value) ? E.right(value) : E.left(`${part} is looked for in what is no list`)
}

/** A pattern that is found anywhere in a text. */
const foundBy = (pattern: string): Either<string, RegExp> => {
  const [flags = ''] = /^\(\?[imsU-]+\)/.exec(pattern) ?? []
  return anchored(`${flags}[^\\x00]*(?:${pattern.slice(flags.length)})[^\\x00]*`)
}

/** The text that the expression is looked for in: YAML, without what is around it. */
const inYaml = (value: Json): string =>
  isArray(value) || isObject(value) ? JSON.stringify(value) : scalarText(value).trim()
