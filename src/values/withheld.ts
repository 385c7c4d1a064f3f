/** Values that no error repeats, for they may be secrets. */
import * as t from 'io-ts'

/** What an error has in place of such a value. */
export const WITHHELD = '(withheld)'

/** The context of a failure whose value is not repeated. */
export const withheld = (context: t.Context): t.Context =>
  context.map((entry, i) => (i === context.length - 1 ? { ...entry, actual: WITHHELD } : entry))

/** A failure; of a value that may have a user and a password before its host, without the value. */
export const failure = <A>(value: unknown, context: t.Context): t.Validation<A> =>
  typeof value === 'string' && value.includes('@')
    ? t.failures([{ value, context: withheld(context) }])
    : t.failure(value, context)
