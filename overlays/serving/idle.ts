/** Values that mean nothing beside others. */
import type { Json, JsonObject, Problem, schema } from '../../src/index.js'

type Path = ReadonlyArray<string>

/** The paths of values in `group` that are not their defaults. */
const given = (group: schema.Group<schema.Fields>, values: JsonObject, path: Path): ReadonlyArray<Path> =>
  Object.entries(group.fields).flatMap(([name, field]): ReadonlyArray<Path> => {
    const here = [...path, name]
    const value = values[name] ?? null
    if (field._tag === 'Group') return given(field, value as JsonObject, here) // decoded by this table
    const fallback = (field.fallback?.value ?? null) as Json // tables hold plain data
    return JSON.stringify(value) === JSON.stringify(fallback) ? [] : [here]
  })

/** A problem for each value of a group that is given, but for those below `except`; `because` is why it means nothing. */
export const idle = (
  group: schema.Group<schema.Fields>,
  values: object,
  path: Path,
  because: string,
  except: ReadonlyArray<string> = [],
): ReadonlyArray<Problem> =>
  given(group, values as JsonObject, path) // decoded values are plain data
    .filter((one) => !except.includes(one[path.length] ?? ''))
    .map((one) => ({ path: one, expected: `none: ${because}` }))
