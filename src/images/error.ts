/** What can be wrong with the digests that a lock is made of. */

export type ImagesError =
  /** A line that is neither `IMAGE DIGEST` nor `IMAGE@DIGEST`; `line` counts from 1. */
  | { readonly _tag: 'InvalidDigestLine'; readonly line: number }
  | { readonly _tag: 'SeveralDigests'; readonly image: string; readonly line: number; readonly first: number }
  | { readonly _tag: 'MissingDigest'; readonly image: string; readonly nearest: ReadonlyArray<string> }
  | {
      readonly _tag: 'UnknownImage'
      readonly image: string
      readonly line: number
      readonly nearest: ReadonlyArray<string>
    }
  /** The stream pins the image to another digest already. */
  | { readonly _tag: 'OtherDigest'; readonly image: string; readonly line: number; readonly pinned: string }

/** One error in words; `file` is where the digests come from. */
export const showImagesError = (error: ImagesError, file: string): string => {
  switch (error._tag) {
    case 'InvalidDigestLine':
      return `${file}:${error.line}: expected IMAGE DIGEST, or IMAGE@DIGEST, with a digest such as sha256: and 64 digits of 0-9a-f`
    case 'SeveralDigests':
      return `${file}:${error.line}: ${error.image} has another digest on line ${error.first}; keep one`
    case 'MissingDigest':
      return `${file}: no digest of ${error.image}${hint(error.nearest)}`
    case 'UnknownImage':
      return `${file}:${error.line}: no image ${error.image} is in the stream${hint(error.nearest)}`
    case 'OtherDigest':
      return `${file}:${error.line}: ${error.image} is pinned to ${error.pinned} by its values; correct one of the two`
  }
}

const hint = (nearest: ReadonlyArray<string>): string =>
  nearest.length === 0 ? '' : `; did you mean ${nearest.join(' or ')}?`
