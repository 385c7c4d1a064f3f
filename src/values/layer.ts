import type { JsonObject, Path } from '../json.js'
import type { Positions } from '../position.js'

/** What a layer of values is called in errors, and how strong it is: base < preset < overlay < user. */
export type Tier = 'preset' | 'overlay' | 'user'

/**
 * One layer of values: plain data with the place it comes from.
 * `origin` is what an error calls the layer: a file, `--set nfs.server=x`, `overlay nfs`.
 */
export interface ValuesLayer {
  readonly origin: string
  readonly tier: Tier
  readonly values: JsonObject
  readonly positions?: Positions
  /** The overlay whose values these are: they count only while it is selected. */
  readonly overlay?: string
  /** `--set`: laid over `values`, after them. */
  readonly assignments?: ReadonlyArray<Assignment>
}

/** One `PATH=VALUE` of `--set` or `--set-string`. `text` is still text: the schema decides what it means. */
export interface Assignment {
  readonly path: Path
  readonly text: string | ReadonlyArray<string>
  /** `--set-string`: always text, never guessed. */
  readonly asString: boolean
}
