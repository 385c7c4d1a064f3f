import { type Path, showPath } from '../json.js'
import { type Position, showPosition } from '../position.js'
import { endings, patchEndings } from './overlayFile.js'

/** What can go wrong with an overlay in a file. `file` is its name as seen from the working directory. */
export type OverlayError =
  /** A file that ends otherwise than overlays do. */
  | { readonly _tag: 'UnsupportedOverlay'; readonly file: string; readonly found: string }
  /** It does not load, or its code throws. `stack` is for the author of the file. */
  | {
      readonly _tag: 'ModuleFailed'
      readonly file: string
      readonly message: string
      readonly position?: Position
      readonly stack?: string
    }
  /** It gives something else than an overlay. Both texts read after "expected" and "got". */
  | {
      readonly _tag: 'NotAnOverlay'
      readonly file: string
      readonly path: Path
      readonly expected: string
      readonly found: string
    }
  /** Its parameters would stand where something else does, which `by` names. */
  | { readonly _tag: 'OverlayNameTaken'; readonly file: string; readonly name: string; readonly by: string }
  /** There is no program to run it. */
  | { readonly _tag: 'JsonnetNotFound'; readonly file: string }
  /** What jsonnet says; `trace` are its own lines, with file, line and column. */
  | {
      readonly _tag: 'JsonnetFailed'
      readonly file: string
      readonly message: string
      readonly trace: ReadonlyArray<string>
    }

/** What is wrong, where, and what was expected: one line, but for the trace of jsonnet. */
export const showOverlayError = (error: OverlayError): string => {
  switch (error._tag) {
    case 'UnsupportedOverlay':
      return `${error.file}: is ${error.found}; an overlay is a name, a directory with a kustomization.yaml, or a file that ends in ${[...endings, ...patchEndings].join(', ')}`
    case 'ModuleFailed': {
      const { file, message, position } = error
      if (position === undefined) return `${file}: ${message}`
      return `${position.file === file ? '' : `${file}: `}${showPosition(position)}: ${message}`
    }
    case 'NotAnOverlay': {
      const where = error.path.length === 0 ? '' : `${showPath(error.path)}: `
      return `${error.file}: ${where}expected ${error.expected}, got ${error.found}`
    }
    case 'OverlayNameTaken':
      return `${error.file}: its parameters would stand under ${error.name}, which is ${error.by}; rename it`
    case 'JsonnetNotFound':
      return `${error.file}: there is no program jsonnet on the PATH; install it: apt-get install jsonnet, brew install go-jsonnet, or go install github.com/google/go-jsonnet/cmd/jsonnet@latest`
    case 'JsonnetFailed':
      return [`${error.file}: jsonnet: ${error.message}`, ...error.trace].join('\n\t')
  }
}
