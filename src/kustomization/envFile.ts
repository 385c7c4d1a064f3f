/** `envs` of a generator: files of lines `KEY=value`. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import type { Leniency } from '../patch/leniency.js'
import type { Pair } from './literals.js'

/** A line that is wrong, counted from 1, and what was expected there. */
export interface EnvFileFault {
  readonly line: number
  readonly expected: string
  readonly found: string
}

/**
 * The pairs of a file. Blanks before a key are dropped, all else stays as it is: quotes, blanks around `=`, and `#` in a
 * value. A line that starts with `#` is a comment; a key without `=` has an empty value; a byte order mark may start the
 * file. Kustomize drops a line without a key, and with a line of 64 KiB all that follows; `strict` refuses both.
 */
export const parseEnvFile = (
  content: Uint8Array,
  leniency: Leniency,
): Either<ReadonlyArray<EnvFileFault>, ReadonlyArray<Pair>> => {
  const pairs: Pair[] = []
  const faults: EnvFileFault[] = []
  for (const [i, bytes] of linesOf(content).entries()) {
    const fault = (expected: string, found: string): void => {
      faults.push({ line: i + 1, expected, found })
    }
    if (bytes.length >= LONGEST) {
      if (leniency === 'kustomize') break
      fault('a line of less than 64 KiB', `${bytes.length} bytes`)
      continue
    }
    const text = decoded(bytes)
    if (text === undefined) {
      fault('UTF-8', new TextDecoder().decode(bytes))
      continue
    }
    const line = (i === 0 ? text.replace(/^\ufeff/, '') : text).replace(/\r$/, '').replace(BLANKS, '')
    if (line === '' || line.startsWith('#')) continue
    const sign = line.indexOf('=')
    if (sign === 0) {
      if (leniency === 'strict') fault('a key before =', line)
      continue
    }
    const [key, value] = sign < 0 ? [line, ''] : [line.slice(0, sign), line.slice(sign + 1)]
    pairs.push({ key, value: new TextEncoder().encode(value) })
  }
  return faults.length > 0 ? E.left(faults) : E.right(pairs)
}

/** The buffer of Go's bufio.Scanner holds a line with its end. */
const LONGEST = 64 * 1024

/** What Go's unicode.IsSpace takes, at the start of a text. */
const BLANKS = /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/

const linesOf = (content: Uint8Array): ReadonlyArray<Uint8Array> => {
  const lines: Uint8Array[] = []
  let start = 0
  for (let end = content.indexOf(NEWLINE); end >= 0; end = content.indexOf(NEWLINE, start)) {
    lines.push(content.subarray(start, end))
    start = end + 1
  }
  return start < content.length ? [...lines, content.subarray(start)] : lines
}

const NEWLINE = 10

/** `undefined` where the bytes are no UTF-8. A byte order mark stays. */
export const decoded = (bytes: Uint8Array): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}
