/** Names of container images, in parts: `[host[:port]/]name[:tag][@digest]`. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { anchored } from '../patch/regularExpression.js'
import type { Image } from './kustomization.js'

/** '' for what an image does not say. */
export interface ImageName {
  readonly name: string
  readonly tag: string
  readonly digest: string
}

/** The parts, as Kustomize takes them apart: a colon before the first slash is of a port. */
export const imageNameOf = (image: string): ImageName => {
  const slash = Math.max(image.indexOf('/'), 0)
  const digestAt = image.indexOf('@', slash)
  const colon = image.indexOf(':', slash)
  const tagAt = digestAt >= 0 && colon > digestAt ? -1 : colon
  const end = digestAt < 0 ? image.length : digestAt
  return {
    name: image.slice(0, tagAt < 0 ? end : tagAt),
    tag: tagAt < 0 ? '' : image.slice(tagAt + 1, end),
    digest: digestAt < 0 ? '' : image.slice(digestAt + 1),
  }
}

/**
 * Whether an entry's `name` means an image. It is a regular expression for the name, put before one for a tag and a
 * digest of sha256, so that an alternative in it is for the start or the end of the text alone. `Left` where it is none.
 */
export const imageMatcher = (name: string): Either<string, (image: string) => boolean> => {
  const read = anchored(name)
  if (E.isLeft(read)) return read
  const inside = read.right.source.replace(/^\^\(\?:/, '').replace(/\)\$$/, '')
  const whole = new RegExp(
    `^${inside}(?::[a-zA-Z0-9_.{}-]*)?(?:@sha256:[a-zA-Z0-9_.{}-]*)?$`,
    read.right.flags,
  )
  return E.right((image) => whole.test(image))
}

/**
 * The image that an entry makes of one that it means. A new tag or digest takes the place of both; a suffix is for the
 * tag, which there need not be, and takes the digest away.
 */
export const newImage = (image: string, entry: Image): string => {
  const { name, tag, digest } = imageNameOf(image)
  const { newName = '', newTag = '', digest: newDigest = '', tagSuffix = '' } = entry
  const version =
    newTag !== '' || newDigest !== ''
      ? { tag: newTag, digest: newDigest }
      : tagSuffix !== ''
        ? { tag: tag + tagSuffix, digest: '' }
        : { tag, digest }
  const withTag = `${newName === '' ? name : newName}${version.tag === '' ? '' : `:${version.tag}`}`
  return `${withTag}${version.digest === '' ? '' : `@${version.digest}`}`
}
