/** The overlays that are asked for, by name or as files. */
import * as E from 'fp-ts/lib/Either.js'
import { overlay } from '../overlay.js'
import type { Place } from '../values/error.js'
import type { CommandError, CommandErrors } from './commandError.js'
import type { JsonnetFlags } from './jsonnet.js'
import { type Named, overlayNamed } from './names.js'
import { isOverlayPath, overlayFile } from './overlayFile.js'
import type { Selected } from './overlayFiles.js'
import type { PatchFlags } from './patchContext.js'

/** What `--overlay X` means in the directory `cwd`. */
export const named = (name: string, place: Place, cwd: string): Named => ({
  name,
  place,
  ...(isOverlayPath(name) ? { file: overlayFile(name, cwd, cwd) } : {}),
})

/** What is given twice, or before in `others`, counts once. */
export const distinct = (
  all: ReadonlyArray<Named>,
  others: ReadonlyArray<Named> = [],
): ReadonlyArray<Named> =>
  all.filter((one, i) => ![...others, ...all.slice(0, i)].some((before) => isSame(one, before)))

const isSame = (a: Named, b: Named): boolean => (a.file?.path ?? a.name) === (b.file?.path ?? b.name)

/**
 * Each by its name or from its file, in their order. The code for files is loaded where there is one; a file that
 * `--no-overlay` takes away is not read.
 */
export const select = (
  all: ReadonlyArray<Named>,
  flags: JsonnetFlags & PatchFlags & { readonly noOverlay?: ReadonlyArray<string> },
  cwd: string,
): Promise<ReadonlyArray<E.Either<CommandErrors, Selected>>> =>
  Promise.all(
    all.map(async (one): Promise<E.Either<CommandErrors, Selected>> => {
      const { file } = one
      if (file === undefined) return E.mapLeft((error: CommandError) => [error])(overlayNamed(one))
      if (flags.noOverlay?.includes(file.name)) return E.right(overlay({ name: file.name }))
      return (await import('./overlayFiles.js')).openOverlay(file, flags, cwd)
    }),
  )

/** Flags of jsonnet mean nothing without a file of it. */
export const idleFlags = (flags: JsonnetFlags, all: ReadonlyArray<Named>): CommandErrors => {
  const { extStr, extCode, tlaStr, tlaCode, jpath } = flags
  const given = {
    '--ext-str': extStr,
    '--ext-code': extCode,
    '--tla-str': tlaStr,
    '--tla-code': tlaCode,
    '-J': jpath,
  }
  const names = Object.entries(given).flatMap(([name, texts]) => (texts === undefined ? [] : [name]))
  return names.length === 0 || all.some(({ file }) => file?.path.endsWith('.jsonnet'))
    ? []
    : [{ _tag: 'Usage', message: `${names.join(', ')}: there is no .jsonnet overlay that this is for` }]
}

/** Flags of patches mean nothing without one; `--validate` takes two of them too. */
export const idlePatchFlags = (
  {
    strict,
    crd,
    kubeVersion,
    patch,
    validate = false,
  }: PatchFlags & {
    readonly patch?: ReadonlyArray<string>
    readonly validate?: boolean
  },
  overlays: ReadonlyArray<Named>,
  patches: ReadonlyArray<unknown>,
): CommandErrors => {
  const given = {
    '--strict': strict,
    '--crd': validate ? undefined : crd,
    '--kube-version': validate ? undefined : kubeVersion,
  }
  const names = Object.entries(given).flatMap(([name, text]) => (text === undefined ? [] : [name]))
  const hasPatches =
    patch !== undefined || patches.length > 0 || overlays.some(({ file }) => file !== undefined)
  const others = names.includes('--strict') ? '' : ', and for --validate'
  return names.length === 0 || hasPatches
    ? []
    : [{ _tag: 'Usage', message: `${names.join(', ')}: for patches${others}; there is none here` }]
}
