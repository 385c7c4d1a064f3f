/** The images of a stream, once each. */
import { byCodePoint } from '../json.js'
import { showIdentity } from '../kube/identity.js'
import { imageNameOf } from '../kustomization/imageName.js'
import type { ImageUse } from './uses.js'

/** An image, its parts (`null`: it does not say), and what runs it. */
export interface ListedImage {
  readonly image: string
  readonly repository: string
  readonly tag: string | null
  readonly digest: string | null
  readonly usedBy: ReadonlyArray<{ readonly object: string; readonly by: string }>
}

/** Laws: in code-point order, each image once; every use is in one `usedBy`, in the order of the stream. */
export const listed = (uses: ReadonlyArray<ImageUse>): ReadonlyArray<ListedImage> => {
  const byImage = new Map<string, ReadonlyArray<ImageUse>>()
  for (const use of uses) byImage.set(use.image, [...(byImage.get(use.image) ?? []), use])
  return [...byImage]
    .sort(([a], [b]) => byCodePoint(a, b))
    .map(([image, of]) => {
      const { name, tag, digest } = imageNameOf(image)
      return {
        image,
        repository: name,
        tag: tag === '' ? null : tag,
        digest: digest === '' ? null : digest,
        usedBy: of.map(({ object, by }) => ({ object: showIdentity(object), by })),
      }
    })
}
