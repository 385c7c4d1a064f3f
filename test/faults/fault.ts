import type { Build } from '../../src/index.js'
import type { Manifests } from '../support/objects.js'

/** One fault that ClearML's charts had, or that its configuration invites. */
export interface Fault {
  /** What went wrong, and where that is on record. */
  readonly fault: string
  /** Where it is in a stream; nothing in a sound one. */
  readonly find: (manifests: Manifests, build: Build) => ReadonlyArray<string>
  /** The base stream with the fault brought back, to show that `find` sees it. */
  readonly again: (manifests: Manifests) => Manifests
}

/** What `sound` does not hold of, as texts. */
export const unless = <A>(
  items: ReadonlyArray<A>,
  sound: (item: A) => boolean,
  text: (item: A) => string,
): ReadonlyArray<string> => items.filter((item) => !sound(item)).map(text)
