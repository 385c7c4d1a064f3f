/** `literals` of a generator: `key=value`. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'

/** A key, and what it is to hold. */
export interface Pair {
  readonly key: string
  readonly value: Uint8Array
}

/**
 * The key is what comes before the first `=`. Quotes around the whole value are taken off, one pair of them; nothing is
 * unescaped or trimmed. `Left` says what was expected.
 */
export const parseLiteral = (text: string): Either<string, Pair> => {
  const sign = text.indexOf('=')
  return sign > 0
    ? E.right({ key: text.slice(0, sign), value: new TextEncoder().encode(unquoted(text.slice(sign + 1))) })
    : E.left('key=value')
}

const unquoted = (text: string): string =>
  text.length >= 2 && /^["']/.test(text) && text.endsWith(text.charAt(0)) ? text.slice(1, -1) : text
