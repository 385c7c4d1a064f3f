/** `replacements`: the value of a field of one object, put into fields of others. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { at, isArray, isObject, type Json, type JsonObject, nearest, type Path } from '../json.js'
import { keyOf, metadataMap, type ResId, type Resource, resIdOf } from '../patch/resource.js'
import { parseSelector, selects } from '../patch/selector.js'
import type { KustomizationError } from './error.js'
import { lookup, parseFieldPath, placesOf } from './fieldPath.js'
import type { Kustomization, Replacement, ReplacementSource, ReplacementTarget } from './kustomization.js'
import { idsKept, isNamed, showNamed } from './objectNamed.js'
import { put } from './put.js'
import { withValue } from './replacedField.js'
import { scalarText } from './scalarText.js'
import { changed } from './shared.js'
import { type Context, placeAt, type Transformer } from './transformer.js'
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

interface Settings extends Context {
  readonly ids: (resource: Resource) => ReadonlyArray<ResId>
  readonly isUnmatchedFine: boolean
}

/** Place and path of a field of a replacement. */
type Report = (path: Path) => { readonly place: KustomizationError['place']; readonly path: Path }

const reporter =
  (kustomization: Kustomization, i: number, { place }: Replacement): Report =>
  (path) => {
    const whole = ['replacements', i, ...path]
    return place === undefined ? { place: placeAt(kustomization, whole), path: whole } : { place, path }
  }

type Result<A> = Either<ReadonlyArray<KustomizationError>, A>

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
  const value = valueOf(resources, replacement, report, settings)
  if (E.isLeft(value)) return value
  const errors: KustomizationError[] = []
  let now = resources
  for (const [i, target] of replacement.targets.entries()) {
    const isMeant = matcherOf(target, settings, (path) => report(['targets', i, ...path]))
    if (E.isLeft(isMeant)) {
      errors.push(...isMeant.left)
      continue
    }
    let count = 0
    const all = now.map((resource) => {
      if (!isMeant.right(resource)) return resource
      count++
      const result = withReplaced(resource, value.right, target, settings, (path) =>
        report(['targets', i, ...path]),
      )
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

const valueOf = (
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

const NAME = 'metadata.name'

const isEmpty = (value: Json): boolean =>
  isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0

/** As in Kustomize the ids and the selectors of `reject` each reject for themselves. */
const matcherOf = (
  { select, reject = [] }: ReplacementTarget,
  { ids }: Settings,
  report: Report,
): Result<(resource: Resource) => boolean> => {
  const errors: KustomizationError[] = []
  const matcher = (
    target: ReplacementTarget['select'],
    path: Path,
    field: 'labelSelector' | 'annotationSelector',
  ): ((resource: Resource) => boolean) => {
    const text = target[field] ?? ''
    if (text === '') return () => true
    const read = parseSelector(text)
    const map = field === 'labelSelector' ? 'labels' : 'annotations'
    if (E.isRight(read)) return ({ manifest }) => selects(read.right, metadataMap(manifest, map))
    const expected = `a selector: ${read.left}`
    errors.push({ _tag: 'InvalidField', ...report([...path, field]), expected, found: text })
    return () => false
  }
  const both = (target: ReplacementTarget['select'], path: Path): ((resource: Resource) => boolean) => {
    const labels = matcher(target, path, 'labelSelector')
    const annotations = matcher(target, path, 'annotationSelector')
    return (resource) => labels(resource) && annotations(resource)
  }
  const isSelected = both(select, ['select'])
  const rejects = reject.flatMap((one, i) => {
    const bySelector = both(one, ['reject', i])
    return (one.labelSelector ?? '') === '' && (one.annotationSelector ?? '') === '' ? [] : [bySelector]
  })
  const rejectedIds = reject.filter((one) =>
    [one.group, one.version, one.kind, one.name, one.namespace].some((text) => (text ?? '') !== ''),
  )
  return errors.length > 0
    ? E.left(errors)
    : E.right(
        (resource) =>
          isNamed(ids(resource), select) &&
          isSelected(resource) &&
          !rejects.some((isRejected) => isRejected(resource)) &&
          !rejectedIds.some((one) => isNamed(ids(resource), one)),
      )
}

const withReplaced = (
  resource: Resource,
  value: Json,
  { fieldPaths = [], options = {} }: ReplacementTarget,
  { leniency }: Context,
  report: Report,
): Result<Resource> => {
  const made =
    options.create !== true ? undefined : isArray(value) ? 'list' : isObject(value) ? 'map' : 'scalar'
  let manifest: JsonObject = resource.manifest
  for (const [i, field] of (fieldPaths.length === 0 ? [NAME] : fieldPaths).entries()) {
    const missing = (reason: string): Result<Resource> =>
      E.left([
        {
          _tag: 'MissingField',
          ...report(['fieldPaths', i]),
          object: resIdOf(resource.manifest),
          field,
          reason,
        },
      ])
    const found = placesOf(manifest, parseFieldPath(field), made)
    if (E.isLeft(found)) return missing(found.left)
    if (found.right.places.length === 0) return missing('there is nothing to replace')
    if (!isObject(found.right.value)) return missing('it is the whole object')
    let now = found.right.value
    for (const place of found.right.places) {
      const isNew = at(manifest, place) === undefined
      const old = at(now, place)
      if (old === undefined) {
        if (leniency === 'strict') return missing('null is in its place')
        continue
      }
      if (leniency === 'strict' && !isNew && isScalar(old) && !isScalar(value))
        return missing('it is text, and the value a map or a list')
      const result = withValue(old, value, isNew, options)
      if (E.isLeft(result)) return missing(result.left)
      if (result.right !== old) now = put(now, place, result.right)
    }
    manifest = now
  }
  return E.right(manifest === resource.manifest ? resource : changed(resource, manifest))
}

const isScalar = (value: Json): boolean => !isArray(value) && !isObject(value)

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

const collisions = (
  before: ReadonlyArray<Resource>,
  after: ReadonlyArray<Resource>,
  kustomization: Kustomization,
): ReadonlyArray<KustomizationError> => {
  const key = ({ manifest }: Resource): string => keyOf(resIdOf(manifest))
  const isRenamed = after.some((one, i) => {
    const old = before[i]
    return one !== old && old !== undefined && key(one) !== key(old)
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
