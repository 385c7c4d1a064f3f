/** Digests as users collect them. */
import * as E from 'fp-ts/lib/Either.js'
import type { ImagesError } from './error.js'

export interface GivenDigest {
  readonly image: string
  /** `sha256:` and 64 digits. */
  readonly digest: string
  /** From 1. */
  readonly line: number
}

const LINE = /^(\S+?)(?:\s+|@)(sha256:[0-9a-f]{64})$/

/**
 * Lines `IMAGE DIGEST` or `IMAGE@DIGEST`; empty ones and those that start with `#` are skipped. One image may stand there
 * twice with one digest. Fails with `InvalidDigestLine` and `SeveralDigests`, for all lines at once.
 */
export const parseDigests = (
  text: string,
): E.Either<ReadonlyArray<ImagesError>, ReadonlyArray<GivenDigest>> => {
  const errors: ImagesError[] = []
  const given = new Map<string, GivenDigest>()
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#')) continue
    const [, image = '', digest = ''] = LINE.exec(line) ?? []
    const before = given.get(image)
    if (image === '') errors.push({ _tag: 'InvalidDigestLine', line: i + 1 })
    else if (before === undefined) given.set(image, { image, digest, line: i + 1 })
    else if (before.digest !== digest)
      errors.push({ _tag: 'SeveralDigests', image, line: i + 1, first: before.line })
  }
  return errors.length > 0 ? E.left(errors) : E.right([...given.values()])
}
