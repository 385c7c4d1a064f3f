import type { ReadonlyNonEmptyArray } from 'fp-ts/lib/ReadonlyNonEmptyArray.js'
import { type Position, showPosition } from '../position.js'

/** What can go wrong where texts come in from files and go out to them. `file` is the name that the user gave. */
export type InputError =
  | { readonly _tag: 'FileNotReadable'; readonly file: string; readonly reason: string }
  | { readonly _tag: 'IsDirectory'; readonly file: string }
  /** `size` and `limit` in bytes; `size` is unknown for what is no regular file. */
  | { readonly _tag: 'FileTooLarge'; readonly file: string; readonly size?: number; readonly limit: number }
  | { readonly _tag: 'NotUtf8'; readonly file: string }
  /** `excerpt` is the key on that line and never its value, which may be a secret. */
  | ({ readonly _tag: 'InvalidYaml'; readonly message: string; readonly excerpt?: string } & Position)
  | ({ readonly _tag: 'DuplicateKey'; readonly key: string; readonly firstLine?: number } & Position)
  | ({ readonly _tag: 'ForbiddenKey'; readonly key: string } & Position)
  | { readonly _tag: 'TooManyAliases'; readonly file: string }
  /** `found` names the kind of value: `a list`, `text`, `a number`, … */
  | { readonly _tag: 'NotAMap'; readonly file: string; readonly found: string }
  /** `line` is where the second document starts. */
  | { readonly _tag: 'SeveralDocuments'; readonly file: string; readonly line: number }
  | { readonly _tag: 'OutputNotWritten'; readonly path: string; readonly reason: string }

/** All problems of one input, in the order of their places. */
export type InputErrors = ReadonlyNonEmptyArray<InputError>

/** What is wrong, where, and what was expected: one line, without a line end. */
export const showInputError = (error: InputError): string => {
  switch (error._tag) {
    case 'FileNotReadable':
      return `${error.file}: cannot be read: ${error.reason}`
    case 'IsDirectory':
      return `${error.file}: is a directory; expected a YAML or JSON file`
    case 'FileTooLarge': {
      const size = error.size === undefined ? '' : `${mebibytes(error.size)}, `
      return `${error.file}: is too large: ${size}more than the limit of ${mebibytes(error.limit)}`
    }
    case 'NotUtf8':
      return `${error.file}: is not UTF-8 text; expected YAML or JSON saved as UTF-8`
    case 'InvalidYaml': {
      const excerpt = error.excerpt === undefined ? '' : ` (at ${JSON.stringify(error.excerpt)})`
      return `${showPosition(error)}: ${error.message}${excerpt}`
    }
    case 'DuplicateKey': {
      const first = error.firstLine === undefined ? '' : `, first on line ${error.firstLine}`
      return `${showPosition(error)}: the key ${JSON.stringify(error.key)} is given twice${first}; keep one`
    }
    case 'ForbiddenKey':
      return `${showPosition(error)}: the key ${JSON.stringify(error.key)} is not allowed; choose another name`
    case 'TooManyAliases':
      return `${error.file}: aliases (*name) repeat too much; expected at most 100,000 values from them`
    case 'NotAMap':
      return `${error.file}: expected a map (lines like "key: value") at the top, found ${error.found}`
    case 'SeveralDocuments':
      return `${error.file}:${error.line}:1: a second document starts here; expected one document in this file`
    case 'OutputNotWritten':
      return `${error.path}: cannot be written: ${error.reason}`
  }
}

const mebibytes = (bytes: number): string => `${(bytes / 1048576).toFixed(1).replace(/\.0$/, '')} MiB`

/** The words for what the operating system reported (`error.code`, see errno(3)); for the rest its own message. */
export const reasonOf = (error: unknown): string => {
  const code = codeOf(error)
  const words = code === undefined ? undefined : reasons.get(code)
  if (words !== undefined) return words
  return error instanceof Error ? error.message : String(error)
}

/** `ENOENT`, `EPIPE`, …; `undefined` for anything else than a system error. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined

const reasons: ReadonlyMap<string, string> = new Map([
  ['EACCES', 'permission denied'],
  ['EBUSY', 'the file is in use'],
  ['EDQUOT', 'disk quota exceeded'],
  ['EEXIST', 'it exists already'],
  ['EFBIG', 'the file would be too large'],
  ['EIO', 'input/output error of the device'],
  ['EISDIR', 'is a directory'],
  ['ELOOP', 'too many symbolic links'],
  ['EMFILE', 'too many open files'],
  ['ENAMETOOLONG', 'the name is too long'],
  ['ENOENT', 'no such file or directory'],
  ['ENOSPC', 'no space left on the device'],
  ['ENOTDIR', 'a part of the path is not a directory'],
  ['ENXIO', 'nothing reads or writes at its other end'],
  ['EPERM', 'permission denied'],
  ['EROFS', 'read-only file system'],
  ['ERR_INVALID_ARG_VALUE', 'not a valid file name'],
])
