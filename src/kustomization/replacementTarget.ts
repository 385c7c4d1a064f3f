/** A target of a replacement: which objects it selects, and what becomes of one. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { at, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { put } from '../patch/put.js'
import { metadataMap, type ResId, type Resource, resIdOf } from '../patch/resource.js'
import { parseSelector, selects } from '../patch/selector.js'
import { changed } from '../patch/shared.js'
import type { KustomizationError } from './error.js'
import { parseFieldPath, placesOf } from './fieldPath.js'
import type { ReplacementTarget } from './kustomization.js'
import { isNamed } from './objectNamed.js'
import { withValue } from './replacedField.js'
import type { Context } from './transformer.js'

/** What the targets of a kustomization share. */
export interface Settings extends Context {
  readonly ids: (resource: Resource) => ReadonlyArray<ResId>
  readonly isUnmatchedFine: boolean
}

/** Place and path of a field of a replacement. */
export type Report = (path: Path) => { readonly place: KustomizationError['place']; readonly path: Path }

export type Result<A> = Either<ReadonlyArray<KustomizationError>, A>

/** The field that is meant where none is said. */
export const NAME = 'metadata.name'

/**
 * Whether a resource is selected. As in Kustomize the ids and the selectors of `reject` each reject for themselves. Fails
 * with every selector that Kubernetes does not take.
 */
export const matcherOf = (
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

/**
 * Puts a value into the fields of a resource that is selected. Fails where one of them is not there, or has no room for it,
 * and where the object would be without kind or name.
 */
export const replacing = (
  value: Json,
  { fieldPaths = [], options = {} }: ReplacementTarget,
  { leniency }: Context,
  report: Report,
): ((resource: Resource) => Result<Resource>) => {
  const made =
    options.create !== true ? undefined : isArray(value) ? 'list' : isObject(value) ? 'map' : 'scalar'
  const fields = (fieldPaths.length === 0 ? [NAME] : fieldPaths).map((field) => ({
    field,
    find: placesOf(parseFieldPath(field), made),
  }))
  return (resource) => {
    let manifest: JsonObject = resource.manifest
    for (const [i, { field, find }] of fields.entries()) {
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
      const found = find(manifest)
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
    const id = resIdOf(manifest)
    if (manifest !== resource.manifest && (id.name === '' || id.kind === '')) {
      const expected = 'a value that leaves the object its kind and name'
      return E.left([{ _tag: 'InvalidField', ...report(['fieldPaths']), expected, found: value }])
    }
    return E.right(manifest === resource.manifest ? resource : changed(resource, manifest))
  }
}

const isScalar = (value: Json): boolean => !isArray(value) && !isObject(value)
