/** The overlay that a file gives with its parameters, which it has to know. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { nearest, type Path } from '../json.js'
import type { Overlay } from '../overlay.js'
import type { Place } from '../values/error.js'
import { table } from '../values/table.js'
import type { CommandError, CommandErrors } from './commandError.js'
import { overlayNames } from './names.js'
import type { Given, Made, Opened } from './openedOverlay.js'
import { hasTable, withParameters } from './parameters.js'

/** What the parameters of a file stand under: the name of its overlay; of a function, that of the file. */
export const addressOf = (opened: Opened): string =>
  opened._tag === 'Function' ? opened.file.name : (opened.overlay.layers.at(-1)?.name ?? opened.file.name)

/** Whose values stand under a name, where that is not a file. */
export const ownerOf = (name: string): string | null =>
  Object.hasOwn(table.fields, name)
    ? 'a part of every installation'
    : overlayNames.includes(name)
      ? 'an overlay of clearml-manifests'
      : null

/**
 * Calls the function of a file, if it is one. Where the overlay has a table of its own for them, the build judges the
 * parameters by it; else those that the file does not know are errors at their places.
 */
export const makeOverlay = async (
  opened: Opened,
  given: Given,
  place: (path: Path) => Place,
): Promise<E.Either<CommandErrors, Overlay>> => {
  const name = addressOf(opened)
  const made: E.Either<CommandErrors, Made> =
    opened._tag === 'Overlay'
      ? E.right({ overlay: opened.overlay, parameters: [] })
      : await opened.make(given)
  return pipe(
    made,
    E.chain(({ overlay, parameters: known }) => {
      if (hasTable(overlay, name)) return E.right(overlay)
      const by = ownerOf(name)
      if (by !== null) {
        const { file } = opened.file
        const isPlain = known.length === 0 && Object.keys(given.parameters).length === 0
        return isPlain ? E.right(overlay) : E.left([{ _tag: 'OverlayNameTaken', file, name, by }])
      }
      const unknown = Object.keys(given.parameters)
        .filter((key) => !known.includes(key))
        .map((key): CommandError => {
          const path = [name, key]
          const near = nearest(key, known)
          return { _tag: 'UnknownValue', path, nearest: near, known, overlay: null, place: place(path) }
        })
      return unknown.length > 0 ? E.left(unknown) : E.right(withParameters(overlay, opened.file, known))
    }),
  )
}
