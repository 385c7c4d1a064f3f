/** Names that users type, resolved to what is shipped. */
import * as E from 'fp-ts/lib/Either.js'
import { overlays } from '../../overlays/index.js'
import { presets } from '../../presets/index.js'
import { nearest } from '../json.js'
import type { Overlay, Preset } from '../overlay.js'
import type { Place } from '../values/error.js'
import type { CommandError } from './commandError.js'
import type { OverlayFile } from './overlayFile.js'

export const overlayNames: ReadonlyArray<string> = Object.keys(overlays)
export const presetNames: ReadonlyArray<string> = presets.map(({ name }) => name)

/** A name, and where it was written if that is not plain. */
export interface Named {
  readonly name: string
  /** The overlay is in this file; `name` is its path as it was written. */
  readonly file?: OverlayFile
  readonly place?: Place
}

const unknown = (kind: string, { name, place }: Named, known: ReadonlyArray<string>): CommandError => ({
  _tag: 'UnknownName',
  kind,
  name,
  ...(place === undefined ? {} : { place }),
  nearest: nearest(name, known),
  known,
})

export const overlayNamed = (named: Named): E.Either<CommandError, Overlay> => {
  const make = Object.hasOwn(overlays, named.name) ? overlays[named.name] : undefined
  return make === undefined ? E.left(unknown('overlay', named, overlayNames)) : E.right(make())
}

export const presetNamed = (named: Named): E.Either<CommandError, Preset> => {
  const found = presets.find((preset) => preset.name === named.name)
  return found === undefined ? E.left(unknown('preset', named, presetNames)) : E.right(found)
}
