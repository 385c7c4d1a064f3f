/** The operations of JSON 6902, and the pointers in them. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { get, isObject, type Json, type JsonObject, type Path } from '../json.js'
import type { Leniency } from './leniency.js'

/** As RFC 6902 writes it. `path` and `from` are JSON pointers: `/spec/containers/0`, `~1` for `/`, `~0` for `~`. */
export type Operation =
  | { readonly op: 'add' | 'replace' | 'test'; readonly path: string; readonly value: Json }
  | { readonly op: 'remove'; readonly path: string }
  | { readonly op: 'move' | 'copy'; readonly path: string; readonly from: string }

/** `path` is of the value in the operation that is not what is `expected`. */
export interface OperationFault {
  readonly path: Path
  readonly expected: string
  readonly found: Json | undefined
}

/**
 * Reads an operation. Members that RFC 6902 does not know are left out, as it asks for. Kustomize takes an operation
 * without a value as one with `null`, and a pointer that does not start with `/` as if its first part were not there, and the
 * pointer to the whole only to replace or test it.
 */
export const parseOperation = (value: Json, leniency: Leniency): Either<OperationFault, Operation> => {
  if (!isObject(value)) return E.left({ path: [], expected: 'an operation with op and path', found: value })
  const op = get(value, 'op')
  const path = pointer(value, 'path', leniency)
  if (E.isLeft(path)) return path
  switch (op) {
    case 'remove':
      return E.right({ op, path: path.right })
    case 'move':
    case 'copy':
      return E.map((from: string): Operation => ({ op, path: path.right, from }))(
        pointer(value, 'from', leniency),
      )
    case 'add':
    case 'replace':
    case 'test': {
      const operand = get(value, 'value') ?? (leniency === 'kustomize' ? null : get(value, 'value'))
      return operand === undefined
        ? E.left({ path: ['value'], expected: 'a value', found: undefined })
        : E.right({ op, path: path.right, value: operand })
    }
    default:
      return E.left({ path: ['op'], expected: 'add, remove, replace, move, copy or test', found: op })
  }
}

/** The keys that a pointer leads over: `/a~1b/0` is `['a/b', '0']`. */
export const keysOf = (pointer: string): ReadonlyArray<string> =>
  pointer === ''
    ? []
    : pointer
        .slice(1)
        .split('/')
        .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

/** The pointer that leads over these keys. */
export const pointerOf = (keys: ReadonlyArray<string>): string =>
  keys.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')

const pointer = (
  operation: JsonObject,
  member: 'path' | 'from',
  leniency: Leniency,
): Either<OperationFault, string> => {
  const found = get(operation, member)
  if (typeof found === 'string') {
    const op = get(operation, 'op')
    const isWhole = found === '' && (leniency === 'strict' || op === 'replace' || op === 'test')
    if (isWhole || found.startsWith('/')) return E.right(found)
    if (leniency === 'kustomize' && found.includes('/')) return E.right(found.slice(found.indexOf('/')))
  }
  return E.left({ path: [member], expected: 'a JSON pointer, such as /metadata/labels', found })
}
