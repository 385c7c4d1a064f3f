import * as E from 'fp-ts/lib/Either.js'
import { nearest } from '../json.js'
import { put } from '../patch/put.js'
import { type ResId, type Resource, resIdOf } from '../patch/resource.js'
import { changed } from '../patch/shared.js'
import { missingField } from './eachResource.js'
import type { KustomizationError } from './error.js'
import { imageMatcher, imageNameOf, newImage } from './imageName.js'
import { imagesOf } from './imagesOf.js'
import type { Image, Kustomization } from './kustomization.js'
import { placeAt, type Transformer } from './transformer.js'

/**
 * `images`: entry by entry, the images of a name get another name, tag or digest; what an entry has made the next one
 * finds. In `strict` an entry that means no image is an error (`Unmatched`), and so is one that changes none of those
 * that it means (`NoEffect`), unless `allow` has it. Fails where a container, or an image, is something else
 * (`MissingField`), and where the name is no regular expression (`InvalidField`): on which Kustomize breaks down, if
 * there is any image.
 */
export const images: Transformer = (resources, kustomization, { leniency }) => {
  const entries = kustomization.images ?? []
  if (entries.length === 0) return E.right(resources)
  const isStrict = leniency === 'strict'
  const errors: KustomizationError[] = []
  const found = resources.map((resource) => {
    const read = imagesOf(resource.manifest)
    if (E.isRight(read)) return { resource, ...read.right }
    errors.push(missingField(resource, kustomization, ['images'], read.left))
    return { resource, manifest: resource.manifest, images: [] }
  })
  const sites = found.flatMap(({ resource, images }) =>
    images.map((image) => ({ resource, ...image, now: image.text })),
  )
  const names = new Set(sites.map(({ text }) => imageNameOf(text).name))
  for (const [i, entry] of entries.entries()) {
    const matches = imageMatcher(entry.name)
    if (E.isLeft(matches)) {
      if (isStrict || sites.length > 0) errors.push(invalidName(kustomization, i, entry, matches.left))
      continue
    }
    const meant = new Set<Resource>()
    let isChanged = false
    for (const site of sites) {
      if (!matches.right(site.now)) continue
      meant.add(site.resource)
      const after = visited(site.now, site.visits, entry, matches.right)
      if (after === site.now) continue
      isChanged = true
      site.now = after
      names.add(imageNameOf(after).name)
    }
    if (isStrict && !isChanged) errors.push(...useless(kustomization, i, entry, [...meant], names))
  }
  if (errors.length > 0) return E.left(errors)
  const manifests = new Map(found.map(({ resource, manifest }) => [resource, manifest]))
  for (const { resource, path, text, now } of sites) {
    const manifest = manifests.get(resource)
    if (now !== text && manifest !== undefined) manifests.set(resource, put(manifest, path, now))
  }
  return E.right(
    resources.map((resource) => {
      const manifest = manifests.get(resource) ?? resource.manifest
      return manifest === resource.manifest ? resource : changed(resource, manifest)
    }),
  )
}

const visited = (
  image: string,
  visits: number,
  entry: Image,
  matches: (image: string) => boolean,
): string => {
  let result = image
  for (let visit = 0; visit < visits && matches(result); visit++) result = newImage(result, entry)
  return result
}

const invalidName = (
  kustomization: Kustomization,
  entry: number,
  { name }: Image,
  reason: string,
): KustomizationError => {
  const path = ['images', entry, 'name']
  const place = placeAt(kustomization, path)
  return { _tag: 'InvalidField', place, path, expected: `a regular expression (${reason})`, found: name }
}

const useless = (
  kustomization: Kustomization,
  entry: number,
  { name }: Image,
  meant: ReadonlyArray<Resource>,
  names: ReadonlySet<string>,
): ReadonlyArray<KustomizationError> => {
  const path = ['images', entry]
  const place = placeAt(kustomization, path)
  const { allow = [] } = kustomization
  if (meant.length === 0) {
    if (allow.includes('unmatched')) return []
    return [{ _tag: 'Unmatched', place, path, what: `image ${name}`, nearest: nearest(name, [...names]) }]
  }
  const objects: ReadonlyArray<ResId> = meant.map(({ manifest }) => resIdOf(manifest))
  return allow.includes('noEffect') ? [] : [{ _tag: 'NoEffect', place, objects }]
}
