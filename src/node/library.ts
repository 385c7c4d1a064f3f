/** What a function of a `.mjs` or `.js` file is given first: this package, so that the file needs no node_modules. */
import * as overlays from '../../overlays/index.js'
import * as presets from '../../presets/index.js'
import * as dsl from '../dsl/index.js'
import * as root from '../index.js'

/** What `clearml-manifests` exports, and under their names what its sub-paths `dsl`, `presets` and `overlays` do. */
export type Library = typeof root & {
  readonly dsl: typeof dsl
  readonly presets: typeof presets
  readonly overlays: typeof overlays
}

export const library: Library = { ...root, dsl, presets, overlays }
