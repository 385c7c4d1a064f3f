import type { Json, Path } from '../json.js'

/** A value that is well-formed by itself and wrong beside the others. */
export interface Problem {
  readonly path: Path
  /** What would be right; read after "expected". */
  readonly expected: string
  /** What an error shows instead of the value: a key, or a part that gives no secret away. */
  readonly found?: Json
}
