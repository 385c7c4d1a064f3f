/** The replacements of a kustomization.yaml: in it, or in files. */
import * as E from 'fp-ts/lib/Either.js'
import { get, isArray, isObject, type Json, type JsonObject, type Path } from '../../json.js'
import { replacementShape, shapeErrors } from '../../kustomization/fields.js'
import type { Replacement, ReplacementTarget } from '../../kustomization/kustomization.js'
import { parseTarget } from '../../patch/target.js'
import { type Place, type Positions, placeIn } from '../../position.js'
import { documentsIn, fault, type Here, type LoadError, listOf, nameOf } from './reading.js'
import { readConfined } from './root.js'

/** Each entry, or those of the file that it names. */
export const replacementsOf = async (data: JsonObject, here: Here): Promise<ReadonlyArray<Replacement>> => {
  const all: Replacement[] = []
  const take = (value: Json, place: Place, at: Path, positions: Positions): void => {
    const written = { place, positions }
    const wrong = shapeErrors(value, replacementShape, at, written, here.leniency)
    here.errors.push(...wrong)
    if (wrong.length > 0 || !isObject(value)) return
    const targets = listOf(value, 'targets').map((target, n): ReplacementTarget => {
      const said = isObject(target) ? target : {}
      const selector = (one: Json, path: Path): NonNullable<ReplacementTarget['select']> => {
        const parsed = parseTarget(one)
        if (E.isRight(parsed)) return parsed.right
        const where = placeIn(place, positions, path)
        here.errors.push(
          ...parsed.left.map((f): LoadError => ({ _tag: 'InvalidTarget', place: where, fault: f })),
        )
        return {}
      }
      const select = get(said, 'select') ?? null
      if (select === null)
        here.errors.push({
          _tag: 'PathFault',
          place: placeIn(place, positions, [...at, 'targets', n]),
          message: 'a target of a replacement needs select',
        })
      return {
        ...(said as Partial<ReplacementTarget>), // of the right shape, see replacementShape
        select: select === null ? {} : selector(select, [...at, 'targets', n, 'select']),
        reject: listOf(said, 'reject').map((one, m) => selector(one, [...at, 'targets', n, 'reject', m])),
      }
    })
    all.push({ ...(value as Partial<Replacement>), targets, place: placeIn(place, positions, at) }) // likewise
  }
  for (const [i, item] of listOf(data, 'replacements').entries()) {
    const at = ['replacements', i]
    const path = isObject(item) ? (get(item, 'path') ?? '') : ''
    if (typeof path !== 'string' || path === '') {
      take(item, here.place, at, here.positions)
      continue
    }
    const content = await readConfined(here.directory, path)
    if (E.isLeft(content)) {
      fault(here, [...at, 'path'], `${path}: ${content.left.reason}`)
      continue
    }
    const file = nameOf(here, path)
    for (const document of documentsIn(content.right, file, here)) {
      const place = { origin: file }
      if (isArray(document.data))
        for (const [n, one] of document.data.entries()) take(one, place, [n], document.positions)
      else take(document.data, place, [], document.positions)
    }
  }
  return all
}
