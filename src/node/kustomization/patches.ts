/** The patches of a kustomization.yaml: in files, or as text inside it. */
import * as E from 'fp-ts/lib/Either.js'
import { get, isObject, type JsonObject, type Path } from '../../json.js'
import type { PatchDocument, PatchEntry } from '../../patch/parsePatches.js'
import { inlineDocuments } from '../inlineDocuments.js'
import { parseDocuments } from '../readDocuments.js'
import { documentsIn, fault, type Here, listOf, nameOf, placeOf, wordsOf } from './reading.js'
import { readConfined } from './root.js'

/** The documents of a patch in a file of its own. */
const patchFile = async (path: string, at: Path, here: Here): Promise<ReadonlyArray<PatchDocument>> => {
  const content = await readConfined(here.directory, path)
  if (E.isLeft(content)) {
    fault(here, at, `${path}: ${content.left.reason}`)
    return []
  }
  const file = nameOf(here, path)
  return documentsIn(content.right, file, here).map(({ data, position, positions }) => ({
    value: data,
    place: { origin: file, position },
    positions,
  }))
}

/** The documents of a patch inside the kustomization.yaml, each value with its place there. */
const inlinePatch = (text: string, at: Path, here: Here): ReadonlyArray<PatchDocument> => {
  const parsed = inlineDocuments(
    here.yaml,
    text,
    here.file,
    placeOf(here, at).position,
    wordsOf(here.leniency),
  )
  if (E.isRight(parsed)) return parsed.right
  here.errors.push(...parsed.left)
  return []
}

/** The entries of `patches` and `patchesJson6902`. */
export const entriesOf = async (
  field: 'patches' | 'patchesJson6902',
  data: JsonObject,
  here: Here,
): Promise<ReadonlyArray<PatchEntry>> => {
  const entries: PatchEntry[] = []
  for (const [i, item] of listOf(data, field).entries()) {
    if (!isObject(item)) continue
    const at = [field, i]
    const path = get(item, 'path') ?? ''
    const patch = get(item, 'patch') ?? ''
    if (typeof path !== 'string' || typeof patch !== 'string') continue
    if ((path === '') === (patch.trim() === '')) {
      fault(here, at, `${field}[${i}]: expected either path or patch`)
      continue
    }
    const documents =
      path === '' ? inlinePatch(patch, [...at, 'patch'], here) : await patchFile(path, [...at, 'path'], here)
    const [target, options] = [get(item, 'target'), get(item, 'options')]
    entries.push({
      documents,
      place: placeOf(here, at),
      ...(target === undefined ? {} : { target }),
      ...(options === undefined ? {} : { options }),
    })
  }
  return entries
}

/** Each is a patch itself, or the name of a file with patches. */
export const strategicOf = async (
  texts: ReadonlyArray<string>,
  here: Here,
): Promise<ReadonlyArray<PatchEntry>> => {
  const entries: PatchEntry[] = []
  for (const [i, text] of texts.entries()) {
    const at = ['patchesStrategicMerge', i]
    const parsed = parseDocuments(here.yaml, text, here.file)
    const isInline =
      E.isRight(parsed) && parsed.right.length > 0 && parsed.right.every(({ data }) => isObject(data))
    const documents =
      isInline || text.includes('\n') ? inlinePatch(text, at, here) : await patchFile(text, at, here)
    entries.push({ documents, place: placeOf(here, at) })
  }
  return entries
}
