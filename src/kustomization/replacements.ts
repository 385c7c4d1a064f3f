import * as E from 'fp-ts/lib/Either.js'
import { isArray, isObject, type Json, nearest } from '../json.js'
import { keyOf, type Resource, resIdOf } from '../patch/resource.js'
import type { KustomizationError } from './error.js'
import { lookup, parseFieldPath } from './fieldPath.js'
import type { Kustomization, Replacement, ReplacementSource } from './kustomization.js'
import { idsKept, isNamed, showNamed } from './objectNamed.js'
import { matcherOf, NAME, type Report, type Result, replacing, type Settings } from './replacementTarget.js'
import { scalarText } from './scalarText.js'
import { placeAt, type Transformer } from './transformer.js'
import { retyped } from './yamlScalar.js'

/**
 * One replacement after the other. Fails where a source is not exactly one object, where there is no target, where it or a target does not have the
 * field, where a value cannot be of the field's type, and where two objects get one id; `strict` also for a target that
 * selects nothing, and for the option `encoding`, which Kustomize does not heed. A name that is replaced is no new name of
 * the object: what refers to it stays.
 */
export const replacements: Transformer = (resources, kustomization, context) => {
  const errors: KustomizationError[] = []
  const ids = idsKept()
  let now = resources
  for (const [i, replacement] of (kustomization.replacements ?? []).entries()) {
    const result = replaced(now, replacement, reporter(kustomization, i, replacement), {
      ...context,
      ids,
      isUnmatchedFine:
        context.leniency === 'kustomize' || kustomization.allow?.includes('unmatched') === true,
    })
    if (E.isRight(result)) now = result.right
    else errors.push(...result.left)
  }
  if (errors.length === 0 && now !== resources) errors.push(...collisions(resources, now, kustomization))
  return errors.length > 0 ? E.left(errors) : E.right(now)
}

const reporter =
  (kustomization: Kustomization, i: number, { place }: Replacement): Report =>
  (path) => {
    const whole = ['replacements', i, ...path]
    return place === undefined ? { place: placeAt(kustomization, whole), path: whole } : { place, path }
  }

const replaced = (
  resources: ReadonlyArray<Resource>,
  replacement: Replacement,
  report: Report,
  settings: Settings,
): Result<ReadonlyArray<Resource>> => {
  const encoded = settings.leniency === 'strict' ? encodings(replacement, report) : []
  if (encoded.length > 0) return E.left(encoded)
  if (replacement.targets.length === 0) {
    return E.left([{ _tag: 'InvalidField', ...report(['targets']), expected: 'a target', found: [] }])
  }
  const value = sourceOf(resources, replacement, report, settings)
  if (E.isLeft(value)) return value
  const errors: KustomizationError[] = []
  let now = resources
  for (const [i, target] of replacement.targets.entries()) {
    const isMeant = matcherOf(target, settings, (path) => report(['targets', i, ...path]))
    if (E.isLeft(isMeant)) {
      errors.push(...isMeant.left)
      continue
    }
    const withReplaced = replacing(value.right, target, settings, (path) => report(['targets', i, ...path]))
    let count = 0
    const all = now.map((resource) => {
      if (!isMeant.right(resource)) return resource
      count++
      const result = withReplaced(resource)
      if (E.isRight(result)) return result.right
      errors.push(...result.left)
      return resource
    })
    if (count === 0 && !settings.isUnmatchedFine) {
      const names = nearestOf(now, target.select.name ?? '')
      const what = showNamed(target.select)
      errors.push({ _tag: 'Unmatched', ...report(['targets', i, 'select']), what, nearest: names })
    }
    if (all.some((resource, at) => resource !== now[at])) now = all
  }
  return errors.length > 0 ? E.left(errors) : E.right(now)
}

const sourceOf = (
  resources: ReadonlyArray<Resource>,
  { source, sourceValue }: Replacement,
  report: Report,
  { ids }: Settings,
): Result<Json> => {
  if (source === undefined || sourceValue !== undefined) {
    if (source === undefined && sourceValue !== undefined) return E.right(sourceValue)
    const expected = 'either a source or a sourceValue'
    return E.left([{ _tag: 'InvalidField', ...report([]), expected, found: sourceValue ?? null }])
  }
  const matches = resources.filter((resource) => isNamed(ids(resource), source))
  const [match] = matches
  const what = showNamed(source)
  if (match === undefined) {
    const names = nearestOf(resources, source.name ?? '')
    return E.left([{ _tag: 'Unmatched', ...report(['source']), what, nearest: names }])
  }
  if (matches.length > 1) {
    const found = matches.map(({ manifest }) => resIdOf(manifest))
    return E.left([{ _tag: 'SeveralMatches', ...report(['source']), what, matches: found }])
  }
  return refined(match, source, report)
}

const refined = ({ manifest }: Resource, source: ReplacementSource, report: Report): Result<Json> => {
  const { fieldPath = '', options = {} } = source
  const field = fieldPath === '' ? NAME : fieldPath
  const missing = (reason: string): Result<Json> =>
    E.left([
      { _tag: 'MissingField', ...report(['source', 'fieldPath']), object: resIdOf(manifest), field, reason },
    ])
  const found = lookup(manifest, parseFieldPath(field))
  if (E.isLeft(found)) return missing(found.left)
  const value = found.right
  if (value === undefined || value === null || isEmpty(value)) return missing('it is not there, or empty')
  const { delimiter = '', index = 0 } = options
  if (delimiter === '') return E.right(value)
  if (isArray(value) || isObject(value)) return missing('a delimiter is for text only')
  const part = scalarText(value).split(delimiter)[index]
  if (part === undefined) return missing(`it has no part ${index} between ${JSON.stringify(delimiter)}`)
  const kept = retyped(value, part)
  return E.right(E.isRight(kept) ? kept.right : part)
}

const isEmpty = (value: Json): boolean =>
  isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0

const encodings = ({ source, targets }: Replacement, report: Report): ReadonlyArray<KustomizationError> =>
  [
    { path: ['source', 'options', 'encoding'], options: source?.options },
    ...targets.map(({ options }, i) => ({ path: ['targets', i, 'options', 'encoding'], options })),
  ].flatMap(
    ({ path, options }): ReadonlyArray<KustomizationError> =>
      (options?.encoding ?? '') === ''
        ? []
        : [{ _tag: 'UnsupportedField', ...report(path), instead: 'Kustomize does not encode, either' }],
  )

const nearestOf = (resources: ReadonlyArray<Resource>, name: string): ReadonlyArray<string> =>
  nearest(name, [...new Set(resources.map(({ manifest }) => resIdOf(manifest).name))])

const FIELDS_OF_ID = ['apiVersion', 'kind', 'metadata']

const collisions = (
  before: ReadonlyArray<Resource>,
  after: ReadonlyArray<Resource>,
  kustomization: Kustomization,
): ReadonlyArray<KustomizationError> => {
  const key = ({ manifest }: Resource): string => keyOf(resIdOf(manifest))
  const isRenamed = after.some((one, i) => {
    const old = before[i]
    if (old === undefined || FIELDS_OF_ID.every((field) => one.manifest[field] === old.manifest[field]))
      return false
    return key(one) !== key(old)
  })
  if (!isRenamed) return []
  const known = new Map<string, Resource>()
  return after.flatMap((one): ReadonlyArray<KustomizationError> => {
    const first = known.get(key(one))
    known.set(key(one), first ?? one)
    if (first === undefined) return []
    const path = ['replacements']
    const written = first.place === undefined ? {} : { first: first.place }
    return [
      {
        _tag: 'SameObject',
        place: placeAt(kustomization, path),
        path,
        object: resIdOf(one.manifest),
        ...written,
      },
    ]
  })
}
