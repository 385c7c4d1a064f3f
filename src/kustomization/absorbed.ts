/** How generated objects meet those that are there: `behavior`. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { byCodePoint, get, isObject, type Json, type JsonObject, nearest } from '../json.js'
import { idsOf, keyOf, type ResId, type Resource, resIdOf, showResId } from '../patch/resource.js'
import type { KustomizationError } from './error.js'
import { scalarText } from './scalarText.js'
import type { Context } from './transformer.js'

/**
 * The resources with those that are generated: one that is created comes last; one that merges or replaces takes the place
 * of the object that has, or had, its id. It keeps that one's name, namespace and history; labels, annotations and, for
 * `merge`, data are those of both, the new ones first. As in Kustomize all else (a Secret's type, `immutable`,
 * `stringData`) is that of the new object, and its name gets a hash only where both are to have one.
 *
 * Fails where there is nothing to merge with or replace, where what is created is there, and where several could be meant.
 */
export const absorbed = (
  resources: ReadonlyArray<Resource>,
  generated: ReadonlyArray<Resource>,
  _context: Context,
): Either<ReadonlyArray<KustomizationError>, ReadonlyArray<Resource>> => {
  if (generated.length === 0) return E.right(resources)
  const errors: KustomizationError[] = []
  const all = [...resources]
  const places = new Map<string, number[]>()
  const know = (resource: Resource, at: number): void => {
    for (const id of idsOf(resource)) {
      const known = places.get(keyOf(id))
      if (known === undefined) places.set(keyOf(id), [at])
      else if (!known.includes(at)) known.push(at)
    }
  }
  all.forEach(know)
  for (const made of generated) {
    const object = resIdOf(made.manifest)
    const behavior = made.generated?.behavior ?? 'create'
    const matches = places.get(keyOf(object)) ?? []
    const common = { place: made.place ?? { origin: 'kustomization.yaml' }, path: [] }
    const [at = -1] = matches
    const old = all[at]
    if (old === undefined) {
      if (behavior === 'create') {
        know(made, all.length)
        all.push(made)
      } else {
        const what = `${showResId(object)} to ${behavior}`
        errors.push({ _tag: 'Unmatched', ...common, what, nearest: nearestNames(object, all) })
      }
    } else if (matches.length > 1) {
      const several = matches.flatMap((i) => {
        const one = all[i]
        return one === undefined ? [] : [resIdOf(one.manifest)]
      })
      errors.push({ _tag: 'SeveralMatches', ...common, what: showResId(object), matches: several })
    } else if (behavior === 'create') {
      const first = old.place === undefined ? {} : { first: old.place }
      errors.push({ _tag: 'SameObject', ...common, object, ...first })
    } else all[at] = merged(old, made, behavior)
  }
  return errors.length > 0 ? E.left(errors) : E.right(all)
}

const nearestNames = ({ kind, name }: ResId, all: ReadonlyArray<Resource>): ReadonlyArray<string> => {
  const known = all.map(({ manifest }) => resIdOf(manifest)).filter((id) => id.kind === kind)
  const same = known.filter((id) => id.name === name)
  const names = nearest(name, [...new Set(known.map((id) => id.name))])
  return same.length > 0 ? same.map(showResId) : names.map((one) => `${kind}/${one}`)
}

const merged = (old: Resource, made: Resource, behavior: 'merge' | 'replace'): Resource => {
  const { data: _, binaryData: __, ...rest } = made.manifest
  const content =
    behavior === 'replace'
      ? made.manifest
      : { ...rest, ...bothMaps(old, made, 'data'), ...bothMaps(old, made, 'binaryData') }
  const origin = behavior === 'merge' ? (old.origin ?? made.origin) : (made.origin ?? old.origin)
  const place = old.place ?? made.place
  const { generated } = old
  return {
    ...old,
    manifest: { ...content, metadata: bothMetadata(old.manifest, made.manifest) },
    ...(origin === undefined ? {} : { origin }),
    ...(place === undefined ? {} : { place }),
    ...(generated === undefined
      ? {}
      : {
          generated: {
            ...generated,
            needsHash: generated.needsHash && made.generated?.needsHash === true,
          },
        }),
  }
}

const bothMaps = (old: Resource, made: Resource, field: 'data' | 'binaryData'): JsonObject => {
  const both = {
    ...textMap(get(old.manifest, field), (value) => (value === null ? '' : scalarText(value))),
    ...textMap(get(made.manifest, field), scalarText),
  }
  return Object.keys(both).length === 0 ? {} : { [field]: sorted(both) }
}

const bothMetadata = (old: JsonObject, made: JsonObject): JsonObject => {
  const [before, after] = [metadataOf(old), metadataOf(made)]
  const both = (field: 'labels' | 'annotations'): JsonObject => {
    const map = { ...textMap(get(before, field), scalarText), ...textMap(get(after, field), scalarText) }
    return Object.keys(map).length === 0 ? {} : { [field]: sorted(map) }
  }
  const namespace = scalarText(get(before, 'namespace') ?? '')
  return {
    name: scalarText(get(before, 'name') ?? ''),
    ...(namespace === '' ? {} : { namespace }),
    ...both('labels'),
    ...both('annotations'),
  }
}

const metadataOf = (manifest: JsonObject): JsonObject => {
  const metadata = get(manifest, 'metadata') ?? null
  return isObject(metadata) ? metadata : {}
}

const textMap = (map: Json | undefined, text: (value: Json) => string): Readonly<Record<string, string>> =>
  isObject(map) ? Object.fromEntries(Object.entries(map).map(([key, value]) => [key, text(value)])) : {}

const sorted = (map: Readonly<Record<string, string>>): JsonObject =>
  Object.fromEntries(Object.entries(map).sort(([a], [b]) => byCodePoint(a, b)))
