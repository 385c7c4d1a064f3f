/** Patches beside overlays: of `--patch`, and of a deployment. */
import * as E from 'fp-ts/lib/Either.js'
import type { Context } from '../kustomization/transformer.js'
import type { Overlay } from '../overlay.js'
import type { PatchEntry } from '../patch/parsePatches.js'
import type { CommandErrors } from './commandError.js'
import type { Patches } from './deployment.js'
import { type PatchFlags, patchContext } from './patchContext.js'
import { entryIn, openPatches, patchOverlay } from './patchFile.js'

/** One overlay for each file, and one for each entry in a deployment, in their order. */
export const patchOverlays = async (
  patches: ReadonlyArray<Patches>,
  flags: PatchFlags,
  cwd: string,
): Promise<ReadonlyArray<E.Either<CommandErrors, Overlay>>> => {
  const context = await patchContext(flags, cwd)
  if (E.isLeft(context)) return [context]
  const all = await Promise.all(patches.map((one) => opened(one, context.right, cwd)))
  return all.map(E.map(lastWord))
}

/** They stand after all overlays, to have the last word. */
const lastWord = ({ layers }: Overlay): Overlay => ({
  layers: layers.map((layer) =>
    layer.patching === null ? layer : { ...layer, patching: { ...layer.patching, allowsConflict: true } },
  ),
})

const opened = async (
  one: Patches,
  context: Context,
  cwd: string,
): Promise<E.Either<CommandErrors, Overlay>> => {
  if (one._tag === 'File') return openPatches(one.file, context, cwd)
  const { item, place, positions, file } = one
  const entry = entryIn(await import('yaml'), item, { place, positions }, file.file)
  return E.map((read: PatchEntry) => patchOverlay([read], file, context))(entry)
}
