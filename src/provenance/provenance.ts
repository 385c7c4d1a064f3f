/** Where the fields of the stream come from, as data. */
import type { Json, Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import type { Place } from '../values/error.js'

/** One object of the stream, and each leaf of it: a scalar, or what is empty, in the order of the manifest. */
export interface ObjectProvenance {
  readonly object: Identity
  readonly leaves: ReadonlyArray<LeafProvenance>
}

export interface LeafProvenance {
  /** In the manifest as it is in the stream. */
  readonly path: Path
  readonly value: Json
  /**
   * Who had a part in it, base first: the layers of the values that it depends on, each value from its default to the
   * strongest layer; then the config that an overlay changed; then the object itself, of which the last one made the
   * value.
   */
  readonly chain: ReadonlyArray<Step>
  /** Values that nobody has given and that would change it. */
  readonly unset: ReadonlyArray<Path>
}

/** One layer's part. */
export interface Step extends Place {
  /** What `path` leads through: the values, the derived `config`, or the object. */
  readonly of: 'values' | 'config' | 'object'
  readonly path: Path
  /** What is there with this layer and those below; absent: nothing. */
  readonly value?: Json
}

/** Where the leaves of an object come from, and which values would bring more of them. */
export interface Trace {
  readonly leaves: ReadonlyArray<LeafProvenance>
  readonly absent: ReadonlyArray<Absent>
}

/** A leaf that is not there, and is with another value of what stands at `owner`. */
export interface Absent {
  readonly path: Path
  readonly owner: Path
}
