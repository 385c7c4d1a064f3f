/** Passwords that people choose. */
import { hash } from 'bcryptjs'
import * as E from 'fp-ts/lib/Either.js'
import { PUBLISHED } from '../lint/published.js'

/** What bcrypt looks at; it would drop the rest without a word. */
const LIMIT = 72
/** Two to this power rounds: what clearml-server's own `bcrypt.gensalt()` takes. */
const COST = 12

/** The password in the text of a file or of standard input: one line, whose end does not count. `Left` says what is wrong. */
export const passwordIn = (text: string): E.Either<string, string> => {
  const password = text.replace(/\r?\n$/, '')
  return /[\r\n]/.test(password) ? E.left('the password is longer than one line') : checked(password)
}

/** Not empty, not published, of at most 72 bytes, and without the character 0, which ends it for bcrypt. `Left` says what is wrong. */
export const checked = (password: string): E.Either<string, string> => {
  if (password === '') return E.left('the password is empty')
  if (password.includes('\0')) return E.left('the password holds the character 0, which bcrypt does not take')
  if (PUBLISHED.some(([, published]) => published === password))
    return E.left('the password is a credential that ClearML or its charts have published')
  const bytes = Buffer.byteLength(password)
  return bytes > LIMIT
    ? E.left(`the password has ${bytes} bytes, and bcrypt takes ${LIMIT} at most`)
    : E.right(password)
}

/** `$2b$12$…`, another one at each call. */
export const bcrypt = (password: string): Promise<string> => hash(password, COST)
