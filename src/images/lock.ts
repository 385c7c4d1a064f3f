/** Images pinned to digests: a Component that Kustomize and `build --overlay` lay over the stream. */
import * as E from 'fp-ts/lib/Either.js'
import { byCodePoint, type JsonObject, nearest } from '../json.js'
import { type Identity, showIdentity } from '../kube/identity.js'
import { imageNameOf } from '../kustomization/imageName.js'
import type { GivenDigest } from './digests.js'
import type { ImagesError } from './error.js'
import type { ImageUse } from './uses.js'

/**
 * A kustomization of kind Component: an entry of `images` for each image of containers, and a patch for each object that
 * names images elsewhere, where `images` do not reach. Tags stay, beside the digests. An image that has a digest already
 * stays as it is. Fails, for all images at once, where one has no digest (`MissingDigest`) or another one (`OtherDigest`),
 * and where a digest is given of what is not there (`UnknownImage`).
 *
 * Law: laid over the stream, every image of `uses` has a digest, and nothing else has changed.
 */
export const lockOf = (
  uses: ReadonlyArray<ImageUse>,
  given: ReadonlyArray<GivenDigest>,
): E.Either<ReadonlyArray<ImagesError>, JsonObject> => {
  const images = [...new Set(uses.map(({ image }) => image))].sort(byCodePoint)
  const byImage = new Map(given.map((one) => [one.image, one]))
  const names = new Set(images.map(withoutDigest))
  const unknown = given.filter(({ image }) => !names.has(image)).map(({ image }) => image)
  const errors: ReadonlyArray<ImagesError> = [
    ...images.flatMap((image): ReadonlyArray<ImagesError> => {
      const one = byImage.get(withoutDigest(image))
      const { digest } = imageNameOf(image)
      if (digest === '')
        return one === undefined ? [{ _tag: 'MissingDigest', image, nearest: nearest(image, unknown) }] : []
      return one === undefined || one.digest === digest
        ? []
        : [{ _tag: 'OtherDigest', image: one.image, line: one.line, pinned: digest }]
    }),
    ...given.flatMap(
      ({ image, line }): ReadonlyArray<ImagesError> =>
        names.has(image) ? [] : [{ _tag: 'UnknownImage', image, line, nearest: nearest(image, [...names]) }],
    ),
  ]
  if (errors.length > 0) return E.left(errors)
  const open = uses.flatMap((use) => {
    const digest = byImage.get(use.image)?.digest
    return imageNameOf(use.image).digest !== '' || digest === undefined ? [] : [{ ...use, digest }]
  })
  const patches = patchesOf(open.filter(({ isContainer }) => !isContainer))
  return E.right({
    apiVersion: 'kustomize.config.k8s.io/v1alpha1',
    kind: 'Component',
    images: entriesOf(open.filter(({ isContainer }) => isContainer)),
    ...(patches.length > 0 ? { patches } : {}),
  })
}

type Pinned = ImageUse & { readonly digest: string }

/** `docker.io/clearml/server:2.4.0` of `docker.io/clearml/server:2.4.0@sha256:…`. */
const withoutDigest = (image: string): string => image.replace(/@.*$/, '')

/**
 * One for each image. Kustomize reads `name` as a regular expression before an optional tag and digest, so that a name
 * with its tag means that tag alone; one without is ended by `$`.
 */
const entriesOf = (pinned: ReadonlyArray<Pinned>): ReadonlyArray<JsonObject> =>
  [...new Map(pinned.map((one) => [one.image, one.digest]))]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([image, digest]) => {
      const { name, tag } = imageNameOf(image)
      return tag === ''
        ? { name: `${name}$`, newName: name, digest }
        : { name: `${name}:${tag}`, newName: name, newTag: tag, digest }
    })

/** JSON 6902, with a test of what is there: a stream of other places is refused. */
const patchesOf = (pinned: ReadonlyArray<Pinned>): ReadonlyArray<JsonObject> => {
  const byObject = new Map<string, { readonly object: Identity; readonly uses: ReadonlyArray<Pinned> }>()
  for (const one of pinned) {
    const key = showIdentity(one.object, 'namespace')
    byObject.set(key, { object: one.object, uses: [...(byObject.get(key)?.uses ?? []), one] })
  }
  return [...byObject.values()].map(({ object: { group, kind, name }, uses }) => ({
    target: { ...(group === '' ? {} : { group }), kind, name },
    patch: JSON.stringify(
      uses.flatMap(({ path, image, digest }) => {
        const pointer = `/${path.map((step) => String(step).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`
        return [
          { op: 'test', path: pointer, value: image },
          { op: 'replace', path: pointer, value: `${image}@${digest}` },
        ]
      }),
      null,
      2,
    ),
  }))
}
