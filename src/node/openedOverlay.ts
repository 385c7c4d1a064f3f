import type * as E from 'fp-ts/lib/Either.js'
import type { JsonObject } from '../json.js'
import type { Overlay } from '../overlay.js'
import type { CommandErrors } from './commandError.js'
import type { OverlayFile } from './overlayFile.js'

/** What the function of a file is given. */
export interface Given {
  readonly parameters: JsonObject
  /** The installation that it changes, as data; evaluated when it is asked for. */
  readonly base: () => E.Either<CommandErrors, JsonObject>
}

/** An overlay of a function, and the names of the parameters that the function knows. */
export interface Made {
  readonly overlay: Overlay
  readonly parameters: ReadonlyArray<string>
}

/** A file that was read: an overlay, or a function that makes one. */
export type Opened =
  | { readonly _tag: 'Overlay'; readonly file: OverlayFile; readonly overlay: Overlay }
  | {
      readonly _tag: 'Function'
      readonly file: OverlayFile
      /** What it is a function of, beside its parameters. */
      readonly of: 'library' | 'base'
      readonly make: (given: Given) => Promise<E.Either<CommandErrors, Made>>
    }
