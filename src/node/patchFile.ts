/** A YAML file of patches: `--patch FILE`, and `--overlay FILE.yaml`. */
import * as E from 'fp-ts/lib/Either.js'
import * as RA from 'fp-ts/lib/ReadonlyArray.js'
import type * as Yaml from 'yaml'
import { get, isArray, isObject, type Json, type Path } from '../json.js'
import { patchEntryOf } from '../kustomization/data.js'
import { patchesOver } from '../kustomization/patching.js'
import type { Context } from '../kustomization/transformer.js'
import { fromFile, type Overlay, overlay, withPatches } from '../overlay.js'
import type { PatchEntry } from '../patch/parsePatches.js'
import type { Allowed } from '../patch/patch.js'
import { type Place, type Positions, placeIn, within } from '../position.js'
import type { CommandErrors } from './commandError.js'
import { inlineDocuments } from './inlineDocuments.js'
import type { InputError } from './inputError.js'
import type { OverlayFile } from './overlayFile.js'
import { parsePatch } from './readDocuments.js'
import { fileName, readText } from './readText.js'

/**
 * The overlay that a file of patches is. Each document is a strategic merge patch that names its object, an entry of
 * Kustomize's `patches` (`{patch, target?, options?}`, its patch as text or as YAML), or a list of such.
 */
export const openPatches = async (
  file: OverlayFile,
  context: Context,
  cwd: string,
): Promise<E.Either<CommandErrors, Overlay>> => {
  const [text, yaml] = await Promise.all([readText(file.path, cwd)(), import('yaml')])
  if (E.isLeft(text)) return E.left([renamed(text.left, file)])
  const name = fileName(file.file)
  const documents = parsePatch(yaml, text.right, name)
  if (E.isLeft(documents)) return documents
  const read = documents.right.flatMap(({ data, positions, position }) => {
    const one = (item: Json, path: Path): E.Either<ReadonlyArray<InputError>, PatchEntry> => {
      const inItem = within(positions, path)
      const place = placeIn({ origin: name, position }, positions, path)
      return entryIn(yaml, item, { place, positions: inItem }, name)
    }
    return isArray(data) && !data.every(isOperation) ? data.map((item, i) => one(item, [i])) : [one(data, [])]
  })
  const errors = RA.lefts(read).flat()
  const entries = RA.rights(read)
  if (errors.length > 0) return E.left(errors)
  if (entries.length === 0) {
    return E.left([{ _tag: 'PatchFailed', origin: name, message: `${name}: is empty; expected patches` }])
  }
  return E.right(patchOverlay(allowing(entries, file.allow), file, context))
}

/** An entry whose patch may be text. `file` is what messages call where it is from. */
export const entryIn = (
  yaml: typeof Yaml,
  item: Json,
  written: { readonly place: Place; readonly positions: Positions },
  file: string,
): E.Either<ReadonlyArray<InputError>, PatchEntry> => {
  const entry = patchEntryOf(item, written)
  const text = isObject(item) ? get(item, 'patch') : undefined
  if (typeof text !== 'string') return E.right(entry)
  const key = placeIn(written.place, written.positions, ['patch']).position
  return E.map((documents: PatchEntry['documents']) => ({ ...entry, documents }))(
    inlineDocuments(yaml, text, file, key),
  )
}

/** An overlay of patches alone. */
export const patchOverlay = (
  entries: ReadonlyArray<PatchEntry>,
  file: OverlayFile,
  context: Context,
): Overlay =>
  withPatches(fromFile(overlay({ name: file.name }), file), patchesOver(entries, file.file, context))

const allowing = (
  entries: ReadonlyArray<PatchEntry>,
  allow: ReadonlyArray<Allowed> | undefined,
): ReadonlyArray<PatchEntry> =>
  allow === undefined
    ? entries
    : entries.map((entry) => ({
        ...entry,
        allow: [...(isArray(entry.allow ?? null) ? (entry.allow as ReadonlyArray<Json>) : []), ...allow],
      })) // a list

/** An operation of JSON 6902, and no entry. */
const isOperation = (item: Json): boolean => isObject(item) && get(item, 'op') !== undefined

const renamed = (error: InputError, { file }: OverlayFile): InputError =>
  'file' in error ? { ...error, file: fileName(file) } : error
