import type { Json, Path } from '../json.js'
import type { Place } from '../position.js'

export type { Place } from '../position.js'

/** What can be wrong with values. */
export type ValuesError =
  /** No such value. `overlay`: the name is that of an overlay which is not selected. */
  | {
      readonly _tag: 'UnknownValue'
      readonly path: Path
      readonly nearest: ReadonlyArray<string>
      readonly known: ReadonlyArray<string>
      readonly overlay: string | null
      readonly place: Place
    }
  | {
      readonly _tag: 'InvalidValue'
      readonly path: Path
      readonly expected: string
      readonly actual: Json
      readonly place: Place
    }
  /** Code gave what is no data, or not the data that is asked for. Both texts read after "expected" and "got". */
  | {
      readonly _tag: 'InvalidInput'
      readonly path: Path
      readonly expected: string
      readonly found: string
      readonly place: Place
    }
  /** A required value was not given. `example` is one that would do. */
  | { readonly _tag: 'MissingValue'; readonly path: Path; readonly doc: string; readonly example: Json }
  /** `--set list[n]` where n is neither an item nor the next one. */
  | { readonly _tag: 'IndexOutOfRange'; readonly path: Path; readonly length: number; readonly place: Place }
  /** Two overlays of one tier write different values to one leaf. */
  | {
      readonly _tag: 'ValuesConflict'
      readonly path: Path
      readonly places: readonly [Place, Place]
      readonly values: readonly [Json, Json]
    }
  /** A value that has no meaning under a selected overlay. */
  | {
      readonly _tag: 'RefusedValue'
      readonly path: Path
      readonly overlay: string
      readonly reason: string
      readonly place: Place
    }
