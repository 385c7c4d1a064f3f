/** Overlays in files, from their paths to a build. Loaded only where there is one: this is the way to jsonnet and `lib`. */
import { stat } from 'node:fs/promises'
import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import { type DetailedBuild, installationOf } from '../build.js'
import { get, type JsonObject, showPath } from '../json.js'
import type { Overlay } from '../overlay.js'
import { below } from '../position.js'
import { placeOf } from '../values/decode.js'
import type { ValuesLayer } from '../values/layer.js'
import type { CommandError, CommandErrors } from './commandError.js'
import { reasonOf } from './inputError.js'
import type { JsonnetFlags } from './jsonnet.js'
import { openJsonnet } from './jsonnetOverlay.js'
import { addressOf, makeOverlay, ownerOf } from './makeOverlay.js'
import type { Opened } from './openedOverlay.js'
import { type OverlayFile, patchEndings } from './overlayFile.js'
import { parametersIn, withParameters } from './parameters.js'
import type { PatchFlags } from './patchContext.js'

/** Reads a file or directory. A function in it is not called yet. */
export const openOverlay = async (
  file: OverlayFile,
  flags: JsonnetFlags & PatchFlags,
  cwd: string,
): Promise<E.Either<CommandErrors, Opened>> => {
  let isDirectory = false
  try {
    isDirectory = (await stat(file.path)).isDirectory()
  } catch (error) {
    return E.left([{ _tag: 'FileNotReadable', file: file.file, reason: reasonOf(error) }])
  }
  if (!isDirectory && /\.m?js$/.test(file.path)) {
    return (await import('./moduleOverlay.js')).openModule(file, cwd)
  }
  if (!isDirectory && file.path.endsWith('.jsonnet')) return openJsonnet(file, flags, cwd)
  if (!isDirectory && !patchEndings.some((ending) => file.path.endsWith(ending))) {
    return E.left([{ _tag: 'UnsupportedOverlay', file: file.file, found: 'a file of another kind' }])
  }
  const context = await (await import('./patchContext.js')).patchContext(flags, cwd)
  if (E.isLeft(context)) return context
  const opened = isDirectory
    ? await (await import('./kustomizationOverlay.js')).openKustomization(file, context.right, cwd)
    : await (await import('./patchFile.js')).openPatches(file, context.right, cwd)
  return E.map((overlay: Overlay): Opened => ({ _tag: 'Overlay', file, overlay }))(opened)
}

/** What stands for an overlay in a build: itself, or the file that it comes from. */
export type Selected = Overlay | Opened

const isOpened = (one: Selected): one is Opened => '_tag' in one

/** A build in which files may stand for overlays. Values that a deployment gives a file have its path as `overlay`. */
export interface Incomplete extends Omit<DetailedBuild, 'overlays' | 'userOverlays'> {
  readonly overlays: ReadonlyArray<Selected>
  readonly userOverlays: ReadonlyArray<Selected>
}

/**
 * Puts overlays for files: the functions of modules are called first, then those of jsonnet in their order, each with
 * the installation as it is without itself and those after it. Fails with what is wrong with files and parameters.
 */
export const complete = async (
  { overlays, userOverlays, ...input }: Incomplete,
  flags: JsonnetFlags,
): Promise<E.Either<CommandErrors, DetailedBuild>> => {
  const files = [...overlays, ...userOverlays].filter(isOpened)
  const layers = input.layers.map((layer) => addressed(layer, files))
  const prepared = files.map((one) =>
    E.map((given: JsonObject) => ({ one, given }))(parametersOf(one, input.layers)),
  )
  const wrong = [...RA.lefts(prepared).flat(), ...sameNames(files), ...idle(flags, files)]
  if (wrong.length > 0) return E.left(wrong)

  const made = new Map<Selected, Overlay>(
    RA.rights(prepared).map(({ one, given }) => [
      one,
      withParameters(one._tag === 'Overlay' ? one.overlay : { layers: [] }, one.file, Object.keys(given)),
    ]),
  )
  const build = (): DetailedBuild => {
    const overlayOf = (one: Selected): Overlay => (isOpened(one) ? (made.get(one) ?? { layers: [] }) : one)
    return { ...input, layers, overlays: overlays.map(overlayOf), userOverlays: userOverlays.map(overlayOf) }
  }
  const base = (): E.Either<CommandErrors, JsonObject> => installationOf(build())
  const isLate = ({ one }: { readonly one: Opened }): boolean => one._tag === 'Function' && one.of === 'base'
  for (const late of [false, true]) {
    const errors: CommandError[] = []
    for (const { one, given } of RA.rights(prepared).filter((file) => isLate(file) === late)) {
      const result = await makeOverlay(one, { parameters: given, base }, (path) => placeOf(layers, path))
      if (E.isLeft(result)) errors.push(...result.left)
      else made.set(one, result.right)
    }
    if (errors.length > 0) return E.left(errors)
  }
  return E.right(build())
}

/** What a deployment gives a file, under the name that it turns out to have. */
const addressed = (layer: ValuesLayer, files: ReadonlyArray<Opened>): ValuesLayer => {
  const one = files.find(({ file }) => file.path === layer.overlay)
  if (one === undefined) return layer
  const { name } = one.file
  const address = addressOf(one)
  const { positions, ...rest } = layer
  return {
    ...rest,
    overlay: address,
    values: { [address]: get(layer.values, name) ?? {} },
    ...(positions === undefined
      ? {}
      : { positions: below(positions, showPath([name]), showPath([address])) }),
  }
}

/** Where its name is that of something else, only what a deployment gives the file itself is meant for it. */
const parametersOf = (
  one: Opened,
  layers: ReadonlyArray<ValuesLayer>,
): E.Either<CommandErrors, JsonObject> => {
  const name = addressOf(one)
  const isMeant = ({ overlay }: ValuesLayer): boolean =>
    overlay === one.file.path || (overlay === undefined && ownerOf(name) === null)
  return parametersIn(
    layers.filter(isMeant).map((layer) => addressed(layer, [one])),
    name,
  )
}

const sameNames = (files: ReadonlyArray<Opened>): CommandErrors =>
  files.flatMap((one, i) => {
    const name = addressOf(one)
    const other = files.slice(0, i).find((before) => addressOf(before) === name)
    const { file } = one.file
    const by = `the name of ${other?.file.file}`
    return other === undefined ? [] : [{ _tag: 'OverlayNameTaken', file, name, by }]
  })

/** Parameters for functions of jsonnet, where there is none. */
const idle = ({ tlaStr, tlaCode }: JsonnetFlags, files: ReadonlyArray<Opened>): CommandErrors =>
  (tlaStr === undefined && tlaCode === undefined) ||
  files.some((one) => one._tag === 'Function' && one.of === 'base')
    ? []
    : [
        {
          _tag: 'Usage',
          message: '--tla-str and --tla-code are for a function, and no .jsonnet overlay is one',
        },
      ]
