/** Names that users type, resolved to what is shipped. */
import * as E from 'fp-ts/lib/Either.js'
import { overlays } from '../../overlays/index.js'
import { presets } from '../../presets/index.js'
import { nearest } from '../json.js'
import type { Overlay, Preset } from '../overlay.js'
import type { CommandError } from './commandError.js'

export const overlayNames: ReadonlyArray<string> = Object.keys(overlays)
export const presetNames: ReadonlyArray<string> = presets.map(({ name }) => name)

const unknown = (kind: string, name: string, known: ReadonlyArray<string>): CommandError => ({
  _tag: 'UnknownName',
  kind,
  name,
  nearest: nearest(name, known),
  known,
})

export const overlayNamed = (name: string): E.Either<CommandError, Overlay> => {
  const make = Object.hasOwn(overlays, name) ? overlays[name] : undefined
  return make === undefined ? E.left(unknown('overlay', name, overlayNames)) : E.right(make())
}

export const presetNamed = (name: string): E.Either<CommandError, Preset> => {
  const found = presets.find((preset) => preset.name === name)
  return found === undefined ? E.left(unknown('preset', name, presetNames)) : E.right(found)
}
