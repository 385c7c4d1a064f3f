/** Where an object names container images. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { type FieldFault, fieldOf, kindOf, setField, textOf } from './fieldSpec.js'
import { containerLists, imageFields } from './fieldSpecs/images.js'

/** An image at a path; `visits` is how often Kustomize comes to it. */
export interface ImageAt {
  readonly path: Path
  readonly text: string
  readonly visits: number
}

/**
 * The images of an object. Kustomize looks for the items of `containers` and `initContainers` at any depth, and then in
 * the fields of its table: to those it comes twice. `manifest` is the object as the table leaves it: there, nothing in
 * the place of a list of containers becomes an empty list.
 */
export const imagesOf = (
  manifest: JsonObject,
): Either<FieldFault, { readonly manifest: JsonObject; readonly images: ReadonlyArray<ImageAt> }> => {
  if (kindOf(manifest) === 'CustomResourceDefinition') return E.right({ manifest, images: [] })
  const images = new Map<string, ImageAt>()
  const visit = (value: Json, path: Path): string | undefined => {
    const text = textOf(value)
    if (text === undefined) return `${path.join('/')} is no text`
    const key = JSON.stringify(path)
    images.set(key, { path, text, visits: (images.get(key)?.visits ?? 0) + 1 })
    return undefined
  }
  const reason = walkLists(manifest, visit)
  if (reason !== undefined) return E.left({ field: 'containers[]/image', reason })
  let result = manifest
  for (const field of FIELDS) {
    const next = setField(result, field, (value, path) => {
      const fault = visit(value, path)
      return fault === undefined ? E.right(value) : E.left(fault)
    })
    if (E.isLeft(next)) return next
    result = next.right
  }
  return E.right({ manifest: result, images: [...images.values()] })
}

const FIELDS = imageFields.map(fieldOf)

type Visit = (value: Json, path: Path) => string | undefined

/** What is wrong, if anything is. */
const walkLists = (manifest: JsonObject, visit: Visit): string | undefined => {
  const path: (string | number)[] = []
  const under = (key: string | number, value: Json): string | undefined => {
    path.push(key)
    const fault = walk(value) ?? (containerLists.includes(String(key)) ? walkContainers(value) : undefined)
    path.pop()
    return fault
  }
  const walk = (value: Json): string | undefined => {
    if (typeof value !== 'object' || value === null) return undefined
    const isList = isArray(value)
    for (const [key, item] of Object.entries(value)) {
      if (typeof item !== 'object') continue
      const fault = under(isList ? Number(key) : key, item)
      if (fault !== undefined) return fault
    }
    return undefined
  }
  const walkContainers = (list: Json): string | undefined => {
    for (const [i, container] of isArray(list) ? list.entries() : []) {
      if (container === null) continue
      if (!isObject(container)) return `${[...path, i].join('/')} is no map`
      const image = get(container, 'image')
      const fault = image === undefined ? undefined : visit(image, [...path, i, 'image'])
      if (fault !== undefined) return fault
    }
    return undefined
  }
  return walk(manifest)
}
