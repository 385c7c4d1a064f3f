/** Edits of two overlays of one tier that write different values to one field. */
import { meeting, overwrites } from './dsl/overwrites.js'
import { installed } from './installed.js'
import { type EditsConflict, originOf, type Stacked } from './stack.js'
import type { Values } from './values/table.js'

/**
 * Those of which the later one does not say that it overrides the other; code that reads `super` builds on what is there.
 * Costs nothing unless two overlays edit the same field.
 */
export const editsConflicts = (
  values: Values,
  stacked: ReadonlyArray<Stacked>,
): ReadonlyArray<EditsConflict> => {
  const fields = stacked.flatMap((upper, i) =>
    stacked
      .slice(0, i)
      .filter((lower) => mayConflict(lower, upper))
      .flatMap((lower) => meeting(lower.layer.edits ?? {}, upper.layer.edits ?? {})),
  )
  if (fields.length === 0) return []
  const byIndex = installed(values, stacked, (_, i) => String(i))
  const conflicts = overwrites(byIndex, [...new Set(fields)]).flatMap(
    ({ path, origins, values: written }): ReadonlyArray<EditsConflict> => {
      const [lower, upper] = origins.map((index) => stacked[Number(index)])
      return lower === undefined || upper === undefined || !mayConflict(lower, upper)
        ? []
        : [
            {
              _tag: 'EditsConflict',
              path,
              places: [originOf(lower.layer), originOf(upper.layer)],
              values: written,
              overrides: lower.layer.name,
            },
          ]
    },
  )
  return conflicts
}

const mayConflict = (lower: Stacked, upper: Stacked): boolean =>
  lower.tier === upper.tier && !upper.layer.overrides.includes(lower.layer.name)
