/** A directory with a kustomization.yaml as an overlay. */
import * as E from 'fp-ts/lib/Either.js'
import { patchingOf } from '../kustomization/patching.js'
import type { Context } from '../kustomization/transformer.js'
import { fromFile, type Overlay, overlay, withPatches } from '../overlay.js'
import type { CommandErrors } from './commandError.js'
import { readDirectory } from './kustomization/directory.js'
import type { OverlayFile } from './overlayFile.js'

/** Whatever its kind, it changes what the layers below it have made, and adds its own resources. */
export const openKustomization = async (
  file: OverlayFile,
  context: Context,
  cwd: string,
): Promise<E.Either<CommandErrors, Overlay>> => {
  const read = await readDirectory(file.path, { ...context, cwd })
  return E.bimap(
    (errors: CommandErrors) => errors,
    (kustomization: Parameters<typeof patchingOf>[0]) => {
      const allow = [...(kustomization.allow ?? []), ...(file.allow ?? [])]
      return withPatches(
        fromFile(overlay({ name: file.name }), file),
        patchingOf({ ...kustomization, allow }, context),
      )
    },
  )(read)
}
