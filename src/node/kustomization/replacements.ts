/** The replacements of a kustomization.yaml: in it, or in files. */
import * as E from 'fp-ts/lib/Either.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../../json.js'
import type { Written } from '../../kustomization/fields.js'
import type { Replacement } from '../../kustomization/kustomization.js'
import { replacementOf } from '../../kustomization/replacement.js'
import { documentsIn, fault, type Here, listOf, nameOf } from './reading.js'
import { readConfined } from './root.js'

/** Each entry, or those of the file that it names. */
export const replacementsOf = async (data: JsonObject, here: Here): Promise<ReadonlyArray<Replacement>> => {
  const all: Replacement[] = []
  const take = (value: Json, written: Written, at: Path): void => {
    const read = replacementOf(value, written, at, here.leniency)
    if (E.isRight(read)) all.push(read.right)
    else here.errors.push(...read.left)
  }
  for (const [i, item] of listOf(data, 'replacements').entries()) {
    const at = ['replacements', i]
    const path = isObject(item) ? (get(item, 'path') ?? '') : ''
    if (typeof path !== 'string' || path === '') {
      take(item, here, at)
      continue
    }
    if (isObject(item) && Object.keys(item).length > 1) {
      fault(here, at, `replacements[${i}]: expected either path or a source with targets`)
      continue
    }
    const content = await readConfined(here.directory, path)
    if (E.isLeft(content)) {
      fault(here, [...at, 'path'], `${path}: ${content.left.reason}`)
      continue
    }
    const file = nameOf(here, path)
    for (const document of documentsIn(content.right, file, here)) {
      const written = { place: { origin: file }, positions: document.positions }
      if (isArray(document.data)) for (const [n, one] of document.data.entries()) take(one, written, [n])
      else take(document.data, written, [])
    }
  }
  return all
}
