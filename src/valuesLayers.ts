/** The values of a build: by which table they are read, and which layers give them. */

import type { Preset } from './overlay.js'
import { originOf, type Stacked } from './stack.js'
import type { Tier, ValuesLayer } from './values/layer.js'
import { type Fields, type Group, group } from './values/schema.js'
import { withSize } from './values/sizes.js'
import { table } from './values/table.js'

/** The table of the core, and those of the selected overlays under their names. */
export const schemaOf = (stacked: ReadonlyArray<Stacked>): Group<Fields> =>
  group(table.doc, {
    ...table.fields,
    ...Object.fromEntries(
      stacked
        .filter(({ layer }) => Object.keys(layer.schema.fields).length > 0)
        .map(({ layer }) => [layer.name, layer.schema]),
    ),
  })

/** All layers of values, weakest first, with those of a size. Values that belong to an overlay which is not selected go with it. */
export const valuesLayers = (
  { preset, layers }: { readonly preset?: Preset; readonly layers: ReadonlyArray<ValuesLayer> },
  stacked: ReadonlyArray<Stacked>,
): ReadonlyArray<ValuesLayer> => {
  const selected = new Set(stacked.map(({ layer }) => layer.name))
  const of = (tier: Tier): ReadonlyArray<ValuesLayer> => {
    const own = stacked.filter((one) => one.tier === tier)
    return [
      ...own.flatMap(({ layer }) => {
        const values = Object.entries(layer.beside).filter(([name]) => selected.has(name))
        return values.length === 0 ? [] : [{ ...originOf(layer), tier, values: Object.fromEntries(values) }]
      }),
      ...own.map(({ layer }) => ({ ...originOf(layer), tier, values: layer.values })),
    ]
  }
  return withSize([
    ...of('preset'),
    ...(preset === undefined
      ? []
      : [{ origin: `preset ${preset.name}`, tier: 'preset' as const, values: preset.values }]),
    ...of('overlay'),
    ...of('user'),
    ...layers.filter(({ overlay }) => overlay === undefined || selected.has(overlay)),
  ])
}
