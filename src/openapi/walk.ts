/** A value against its shape: types, required and unknown fields, enums, keys, and the rules of each definition. */
import { equal, get, isArray, isObject, type Json, type JsonObject, nearest, type Path } from '../json.js'
import type { Problem } from './finding.js'
import type { Located, Scope } from './rule.js'
import { fieldChecks, objectChecks } from './rules/index.js'
import { limitsProblem, scalarProblem } from './scalar.js'
import type { Schema } from './schema.js'
import type { Field, List, ObjectShape, Shape } from './shape.js'

/** All problems of `value`, at paths below `path`. `manifest` is the object that it is a part of. */
export const walk = (
  schema: Schema,
  shape: Shape,
  value: Json,
  path: Path,
  manifest: JsonObject,
): ReadonlyArray<Located> => {
  const found: Located[] = []
  const scope: Scope = { version: schema.version, manifest }
  const say = (at: Path, problem: Problem): void => {
    found.push({ ...problem, path: at })
  }
  const add = (at: Path, problems: ReadonlyArray<Located>): void => {
    for (const one of problems) found.push({ ...one, path: [...at, ...one.path] })
  }

  /** `isOptional`: an empty text stands for no value, as Go's `omitempty` has it. */
  const visit = (shape: Shape, value: Json, at: Path, isOptional: boolean): void => {
    switch (shape._tag) {
      case 'Any':
        return
      case 'Ref':
        visit(schema.definition(shape.definition), value, at, isOptional)
        return
      case 'OneOf': {
        const [first] = shape.shapes
        const fitting = shape.shapes.find((one) => fits(one, value)) ?? first
        if (fitting !== undefined) visit(fitting, value, at, isOptional)
        return
      }
      case 'Scalar': {
        const problem = scalarProblem(shape, value, isOptional)
        if (problem !== undefined) say(at, problem)
        return
      }
      case 'Map': {
        if (!isObject(value)) {
          say(at, { _tag: 'WrongType', expected: 'an object', found: value })
          return
        }
        const problem = limitsProblem(shape.limits ?? {}, value)
        if (problem !== undefined) say(at, problem)
        for (const [key, item] of Object.entries(value)) {
          if (item !== null) visit(shape.value, item, [...at, key], false)
        }
        return
      }
      case 'List':
        list(shape, value, at)
        return
      case 'Object':
        object(shape, value, at)
    }
  }

  const list = (shape: List, value: Json, at: Path): void => {
    if (!isArray(value)) {
      say(at, { _tag: 'WrongType', expected: 'a list', found: value })
      return
    }
    const problem = limitsProblem(shape.limits ?? {}, value)
    if (problem !== undefined) say(at, problem)
    const { keys = [], isSet = false } = shape
    const standards = keys.length > 0 ? standardsOf(schema, shape.item) : {}
    const seen: Json[] = []
    value.forEach((item, index) => {
      const before = found.length
      visit(shape.item, item, [...at, index], false)
      const isSound = found.length === before // a misspelt key is no reason to say that two are equal
      const key = !isSound
        ? undefined
        : keys.length > 0
          ? keyOf(item, keys, standards)
          : isSet
            ? { '': item }
            : undefined
      const first = key === undefined ? -1 : seen.findIndex((before) => before !== null && equal(before, key))
      if (key !== undefined && first >= 0) say([...at, index], { _tag: 'DuplicateKey', key, first })
      seen.push(key ?? null)
    })
  }

  const object = (shape: ObjectShape, value: Json, at: Path): void => {
    if (!isObject(value)) {
      say(at, { _tag: 'WrongType', expected: 'an object', found: value })
      return
    }
    const before = found.length
    const { fields, definition = '' } = shape
    const unknown: string[] = []
    for (const [name, item] of Object.entries(value)) {
      const field = fields.get(name)
      if (field === undefined) {
        if (shape.open === true) continue
        unknown.push(name)
        say([...at, name], {
          _tag: 'UnknownField',
          known: [...fields.keys()],
          versions: schema.versionsOf(definition, name),
        })
      } else if (item === null) {
        if (field.refusesNull === true)
          say([...at, name], { _tag: 'WrongType', expected: 'a value', found: null })
      } else {
        if (field.deprecated)
          found.push({ _tag: 'DeprecatedField', path: [...at, name], severity: 'warning' })
        fieldOf(field, item, [...at, name], definition)
      }
    }
    if (at[0] !== 'status') required(fields, value, unknown, at)
    // The rules of a definition look at several fields: what one wrong field leads to is not said again.
    const isSound = found.slice(before).every((one) => one.severity === 'warning')
    if (isSound && at[0] !== 'status') {
      for (const check of objectChecks[definition] ?? []) add(at, check(value, scope))
    }
  }

  const fieldOf = (field: Field, value: Json, at: Path, definition: string): void => {
    const before = found.length
    visit(field.shape, value, at, !field.required)
    const check = fieldChecks[definition]?.[field.name]
    if (check !== undefined && found.length === before) add(at, check(value, scope))
  }

  /** A field that a misspelt one was meant to be is not missing as well. */
  const required = (
    fields: ReadonlyMap<string, Field>,
    value: JsonObject,
    unknown: ReadonlyArray<string>,
    at: Path,
  ): void => {
    for (const field of fields.values()) {
      if (!field.required || (get(value, field.name) ?? null) !== null) continue
      const names = [...fields.keys()]
      if (unknown.some((name) => nearest(name, names).includes(field.name))) continue
      say([...at, field.name], { _tag: 'MissingRequired' })
    }
  }

  visit(shape, value, path, false)
  return found
}

/** Whether a value is of the kind that a shape takes, whatever is in it. */
const fits = (shape: Shape, value: Json): boolean => {
  if (isArray(value)) return shape._tag === 'List'
  if (isObject(value)) return shape._tag === 'Ref' || shape._tag === 'Object' || shape._tag === 'Map'
  return shape._tag === 'Scalar' && scalarProblem(shape, value, true) === undefined
}

/** The values of the key fields; `undefined` for an item that has none of them. */
const keyOf = (
  item: Json,
  keys: ReadonlyArray<string>,
  standards: JsonObject,
): Readonly<Record<string, Json>> | undefined => {
  if (!isObject(item)) return undefined
  const values = keys.flatMap((key): ReadonlyArray<readonly [string, Json]> => {
    const value = get(item, key) ?? get(standards, key)
    return value === undefined ? [] : [[key, value]]
  })
  return values.some(([key]) => Object.hasOwn(item, key)) ? Object.fromEntries(values) : undefined
}

const standardsOf = (schema: Schema, item: Shape): JsonObject => {
  const shape = item._tag === 'Ref' ? schema.definition(item.definition) : item
  if (shape._tag !== 'Object') return {}
  return Object.fromEntries(
    [...shape.fields.values()].flatMap(({ name, standard }) =>
      standard === undefined ? [] : [[name, standard]],
    ),
  )
}
