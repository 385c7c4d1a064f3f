/**
 * The lines of the generated tables. A definition is its fields in alphabetical order, separated by `;`:
 *
 *     name [!] [~] [:type] [=enum] [?default] [&key | #keys %  ^mergeKey <strategy] [@versions]
 *
 * `!` required, `~` deprecated. Types: `s` string (and when there is none), `b` boolean, `i` int32, `l` int64,
 * `n` number, `q` quantity, `t` date-time, `y` byte, `p` int-or-string, `*` any JSON, `[T` a list of T, `{T` a map to T,
 * `core.v1.Container` a definition, `.Container` one of the same family. An enum is `a|b`. `#a,b` are list-map keys, `%`
 * says that a list is a set, `^` the patch merge key, `<` the patch strategy; `&name` is `#name^name<merge`. `@4-`, `@-2`
 * and `@0-1,3-3` are the versions that have the field so, as indices into `versions`.
 *
 * A line `*` is any JSON, `|A|B` is one of two types, and `=family` the line of the same name in that family.
 */
import type { Field, ScalarType, Shape } from './shape.js'

/** A field as the tables write it, and the versions that have it so. */
export interface TableField extends Field {
  readonly versions: Versions
}

/** First and last index of each run of versions. */
export type Versions = ReadonlyArray<readonly [from: number, to: number]>

/** Whether a version is one of them. */
export const includes = (versions: Versions, version: number): boolean =>
  versions.some(([from, to]) => from <= version && version <= to)

/** The fields of a line of `family`, of all versions. */
export const parseFields = (line: string, family: string): ReadonlyArray<TableField> =>
  line === '' ? [] : line.split(';').map((text) => parseField(text, family))

const FIELD =
  /^([^!~:=?&#%^<@]+)(!?)(~?)(?::([^=?&#%^<@]+))?(?:=([^?&#%^<@]+))?(?:\?([^&#%^<@]+))?(?:&([^@]+))?(?:#([^%^<@]+))?(%?)(?:\^([^<@]+))?(?:<([^@]+))?(?:@(.+))?$/

const parseField = (text: string, family: string): TableField => {
  const [, name, required, deprecated, type, allowed, standard, key, keys, set, mergeKey, strategy, at] =
    FIELD.exec(text) ?? []
  const merged = mergeKey ?? key
  const shape = parseType(type ?? 's', family, {
    ...(allowed === undefined ? {} : { allowed: allowed.split('|') }),
    ...(key === undefined && keys === undefined
      ? {}
      : { keys: key === undefined ? keys?.split(',') : [key] }),
    ...(set === '%' ? { isSet: true } : {}),
  })
  const patchStrategy = key === undefined ? strategy : 'merge'
  return {
    name: name ?? text,
    shape,
    required: required === '!',
    deprecated: deprecated === '~',
    ...(standard === undefined ? {} : { standard }),
    ...(merged === undefined ? {} : { mergeKey: merged }),
    ...(patchStrategy === undefined ? {} : { patchStrategy }),
    versions: parseVersions(at),
  }
}

/** `@…` without its sign; nothing is all versions. */
export const parseVersions = (text: string | undefined): Versions =>
  text === undefined || text === ''
    ? [[0, Number.POSITIVE_INFINITY]]
    : text.split(',').map((run) => {
        const [from, to] = run.split('-')
        return [Number(from || 0), to ? Number(to) : Number.POSITIVE_INFINITY]
      })

interface Facts {
  readonly allowed?: ReadonlyArray<string>
  readonly keys?: ReadonlyArray<string> | undefined
  readonly isSet?: boolean
}

/** A type in the notation of the tables. `facts` hold for the outermost list, an enum for what lies innermost. */
export const parseType = (type: string, family: string, { allowed, keys, isSet }: Facts = {}): Shape => {
  const inner = allowed === undefined ? {} : { allowed }
  if (type.startsWith('[')) {
    return {
      _tag: 'List',
      item: parseType(type.slice(1), family, inner),
      ...(keys === undefined ? {} : { keys }),
      ...(isSet === undefined ? {} : { isSet }),
    }
  }
  if (type.startsWith('{')) return { _tag: 'Map', value: parseType(type.slice(1), family, inner) }
  if (type === '*') return { _tag: 'Any' }
  const scalar = SCALARS[type]
  if (scalar !== undefined) return { _tag: 'Scalar', type: scalar, ...inner }
  return { _tag: 'Ref', definition: type.startsWith('.') ? `${family}${type}` : type }
}

const SCALARS: Readonly<Record<string, ScalarType>> = {
  s: 'string',
  b: 'boolean',
  i: 'int32',
  l: 'int64',
  n: 'number',
  q: 'quantity',
  t: 'date-time',
  y: 'byte',
  p: 'int-or-string',
}
