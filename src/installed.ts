/** The installation with what the overlays of a build make of it. */
import type { Installation } from './components/installation.js'
import { edit, mix, type Obj } from './dsl/index.js'
import { type Layer, labelOf } from './overlay.js'
import { server } from './server.js'
import type { Stacked } from './stack.js'
import type { Values } from './values/table.js'

/** `nameOf` says what a layer is called as the origin of what it writes. */
export const installed = (
  values: Values,
  stacked: ReadonlyArray<Stacked>,
  nameOf: (layer: Layer, index: number) => string = labelOf,
): Obj<Installation> => {
  const edits = stacked.flatMap(({ layer }, i) =>
    layer.edits === null ? [] : [edit<Installation>(layer.edits, nameOf(layer, i))],
  )
  return mix(server(values), ...edits)
}
