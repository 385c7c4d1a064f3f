/** Overlays in `.mjs` and `.js` files: the default export is an overlay, or a function `(lib, parameters) => overlay`. */
import { execFile } from 'node:child_process'
import { realpath } from 'node:fs/promises'
import { relative } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import * as E from 'fp-ts/lib/Either.js'
import type { JsonObject } from '../json.js'
import { fromFile, isOverlay, type Overlay } from '../overlay.js'
import type { Position } from '../position.js'
import { kindOf, messageOf } from '../values/plain.js'
import type { CommandErrors } from './commandError.js'
import { codeOf } from './inputError.js'
import { type Library, library } from './library.js'
import type { Opened } from './openedOverlay.js'
import type { OverlayError } from './overlayError.js'
import type { OverlayFile } from './overlayFile.js'
import { recorded } from './parameters.js'

/** The default export of a file that makes its overlay of parameters; they are plain data. */
export type OverlayFunction = (lib: Library, parameters: JsonObject) => Overlay | Promise<Overlay>

/** Loads a module and looks at its default export. Node keeps modules: a file that changes later is not read again. */
export const openModule = async (
  file: OverlayFile,
  cwd: string,
): Promise<E.Either<CommandErrors, Opened>> => {
  try {
    const given = defaultOf(await importModule(pathToFileURL(file.path).href))
    if (isOverlay(given)) return E.right({ _tag: 'Overlay', file, overlay: fromFile(given, file) })
    if (typeof given !== 'function') return E.left([notAnOverlay(file, either, given)])
    const make = given as (lib: Library, parameters: JsonObject) => unknown // by contract; what it gives is looked at
    return E.right({
      _tag: 'Function',
      file,
      of: 'library',
      make: async ({ parameters }) => {
        const { seen, read } = recorded(parameters)
        try {
          const made = await make(library, seen)
          return isOverlay(made)
            ? E.right({ overlay: fromFile(made, file), parameters: read() })
            : E.left([notAnOverlay(file, 'an overlay from its function, made with lib.overlay', made)])
        } catch (error) {
          return E.left([await failed(file, error, cwd)])
        }
      },
    })
  } catch (error) {
    return E.left([await failed(file, error, cwd)])
  }
}

const either =
  'an overlay, made with overlay({…}), as its default export, or a function (lib, parameters) => overlay'

type Namespace = Readonly<Record<string, unknown>>

/** A real `import()`: a compiler to CommonJS makes `require` of one that it sees, which loads no URL. */
const importModule = (url: string): Promise<Namespace> => new Function('url', 'return import(url)')(url)

/** CommonJS that was compiled from a module has its default export one level below. */
const defaultOf = (namespace: Namespace): unknown => {
  const given = namespace.default as Namespace | undefined // an object, or else it has no such keys
  return given?.__esModule === true ? given.default : given
}

const notAnOverlay = ({ file }: OverlayFile, expected: string, given: unknown): OverlayError => ({
  _tag: 'NotAnOverlay',
  file,
  path: [],
  expected,
  found: given === undefined ? 'none' : kindOf(given),
})

const failed = async (file: OverlayFile, error: unknown, cwd: string): Promise<OverlayError> => {
  const stack = error instanceof Error ? error.stack : undefined
  const position = stack === undefined ? undefined : await positionIn(stack, file, error, cwd)
  return {
    _tag: 'ModuleFailed',
    file: file.file,
    message:
      position === undefined && error instanceof SyntaxError
        ? `${reasonOf(error)} (in a file that it imports)`
        : reasonOf(error),
    ...(position === undefined ? {} : { position }),
    ...(stack === undefined ? {} : { stack }),
  }
}

const reasonOf = (error: unknown): string => {
  const [message = ''] = messageOf(error)
    .replace(/ imported from .*$/s, '')
    .split('\n')
  const ours = codeOf(error) === 'ERR_MODULE_NOT_FOUND' && message.includes("package 'clearml-manifests'")
  return ours ? `${message}; a function, export default (lib) => …, is given it and imports nothing` : message
}

/** Where it happened: the topmost call in the file, or the text that does not parse. */
const positionIn = async (
  stack: string,
  { path, file }: OverlayFile,
  error: unknown,
  cwd: string,
): Promise<Position | undefined> => {
  const real = await realpath(path).catch(() => path)
  const calls = stack.matchAll(/(?:\(|at )((?:file:\/\/|\/|[A-Z]:\\).*?):(\d+):(\d+)\)?$/gm)
  for (const [, where = '', line, column] of calls) {
    if ([path, real].includes(pathOf(where))) return { file, line: Number(line), column: Number(column) }
  }
  return error instanceof SyntaxError ? (shown(stack, cwd) ?? shown(await checked(real), cwd)) : undefined
}

/** The place in a message of Node that begins with it, shows the line and marks the column. */
const shown = (text: string, cwd: string): Position | undefined => {
  const [, where = '', line, marks = ''] =
    /^((?:file:\/\/|\/|[A-Z]:\\).*):(\d+)\n.*\n( *\^)?/.exec(text) ?? []
  return where === ''
    ? undefined
    : { file: relative(cwd, pathOf(where)), line: Number(line), column: Math.max(1, marks.length) }
}

/** What Node says of the syntax of a file: an error that is caught does not tell its place. */
const checked = (path: string): Promise<string> =>
  new Promise((resolve) => {
    execFile(process.execPath, ['--check', path], (_error, _out, said) => resolve(said))
  })

const pathOf = (where: string): string => {
  try {
    return where.startsWith('file:') ? fileURLToPath(where.replace(/\?.*$/, '')) : where
  } catch {
    return where
  }
}
