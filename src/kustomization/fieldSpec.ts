/** A field of objects, by its path: what Kustomize calls a field spec. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { groupOf } from '../kube/identity.js'
import { apiVersionOf } from '../patch/resource.js'
import type { FieldSpec } from './kustomization.js'

/** A value in the way of a field: `field` is the path of the field spec. */
export interface FieldFault {
  readonly field: string
  readonly reason: string
}

/** The new value of a field; `Left` says why it cannot have one. The same value is no change. */
export type Setter = (value: Json, path: Path) => Either<string, Json>

/** Whether a field spec is for objects of a kind: what it does not say is any. */
export const isFor = ({ group, version, kind }: FieldSpec, apiVersion: string, ofKind: string): boolean =>
  isAnyOr(kind, ofKind) &&
  isAnyOr(group, groupOf(apiVersion)) &&
  isAnyOr(version, apiVersion.slice(apiVersion.indexOf('/') + 1))

const isAnyOr = (said: string | undefined, is: string): boolean =>
  said === undefined || said === '' || said === is

/** Those of a table that are for an object; a table is searched once for each kind. */
export const fieldsFor = (
  table: ReadonlyArray<FieldSpec>,
): ((manifest: JsonObject) => ReadonlyArray<Field>) => {
  const fields = table.map(fieldOf)
  const byKind = new Map<string, ReadonlyArray<Field>>()
  return (manifest) => {
    const apiVersion = apiVersionOf(manifest)
    const kind = kindOf(manifest)
    const key = `${apiVersion} ${kind}`
    const known = byKind.get(key)
    if (known !== undefined) return known
    const found = fields.filter(({ spec }) => isFor(spec, apiVersion, kind))
    byKind.set(key, found)
    return found
  }
}

/** '' where the manifest says none. */
export const kindOf = (manifest: JsonObject): string => {
  const kind = get(manifest, 'kind')
  return typeof kind === 'string' ? kind : ''
}

/** A field spec with its path read. */
export interface Field {
  readonly spec: FieldSpec
  readonly steps: ReadonlyArray<Step>
}

interface Step {
  readonly key: string
  /** Written with `[]`: it is never made, and nothing in its place is an empty list. */
  readonly isList: boolean
}

/** Reads the path: a slash at its start is nothing, `\/` is one in a key. */
export const fieldOf = (spec: FieldSpec): Field => ({
  spec,
  steps: (spec.path.match(/^\/./) === null ? spec.path : spec.path.slice(1))
    .split(/(?<!\\)\//)
    .map((text) => text.replaceAll('\\/', '/'))
    .map((key) => ({ key: key.replace(/\[\]$/, ''), isList: key.endsWith('[]') })),
})

/**
 * The manifest with the field set, at each place that the path leads to: lists on the way are walked item by item, with
 * and without `[]`, at any depth. Where a field spec says `create` and `made` is given, what is not there, or null, is
 * made: maps on the way and `made` at the end, which is set in turn. Kustomize knows no indices, no wildcards and no
 * `[key=value]` here: it refuses them, and so does this. The very same manifest where nothing changes.
 */
export const setField = (
  manifest: JsonObject,
  { spec, steps }: Field,
  set: Setter,
  made?: Json,
): Either<FieldFault, JsonObject> => {
  const path: (string | number)[] = []
  const under = (key: string | number, value: Json, at: number): Either<string, Json> => {
    path.push(key)
    const result = walk(value, at)
    path.pop()
    return result
  }
  const walk = (value: Json, at: number): Either<string, Json> => {
    const step = steps[at]
    if (step === undefined) return set(value, [...path])
    if (value === null) return E.right(value)
    if (isArray(value)) return walkItems(value, (item, i) => under(i, item, at))
    if (!isObject(value)) return E.left(`${path.join('/')} is neither a map nor a list`)
    return walkMap(value, step, at)
  }
  const walkMap = (map: JsonObject, { key, isList }: Step, at: number): Either<string, Json> => {
    if (key === '') return E.left('the path has an empty key')
    const name = key.trim()
    // Kustomize takes a key of blanks for no key at all.
    if (name === '') return walk(map, at + 1)
    if (isNoKey(name)) return E.left(`${name} is no key of a map`)
    const isMade = spec.create === true && made !== undefined && !isList
    const start = isList ? [] : isMade ? (at === steps.length - 1 ? made : {}) : null
    const found = get(map, name)
    if (found === undefined && !isMade) return E.right(map)
    const result = under(name, found ?? start, at + 1)
    if (E.isLeft(result)) return result
    return E.right(result.right === found ? map : { ...map, [name]: result.right })
  }
  const result = walk(manifest, 0)
  return E.isLeft(result)
    ? E.left({ field: spec.path, reason: result.left })
    : E.right(result.right as JsonObject) // a path has a step, so the manifest stays a map
}

const walkItems = (
  items: ReadonlyArray<Json>,
  walk: (item: Json, i: number) => Either<string, Json>,
): Either<string, Json> => {
  const results: Json[] = []
  for (const [i, item] of items.entries()) {
    const result = walk(item, i)
    if (E.isLeft(result)) return result
    results.push(result.right)
  }
  return E.right(results.some((result, i) => result !== items[i]) ? results : items)
}

/** What Kustomize reads as a place in a list; and the one key that JSON here never has. */
const isNoKey = (name: string): boolean => /^(?:[+-]?\d+|-|\*|\[.*\]|__proto__)$/.test(name)

/** A scalar as the text that it is in YAML; `undefined` of a map or a list. */
export const textOf = (value: Json): string | undefined =>
  isArray(value) || isObject(value) ? undefined : String(value)
