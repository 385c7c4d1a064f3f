import { components } from '../../src/components/installation.js'
import type { Build, Values } from '../../src/index.js'
import { componentOf, type Manifests } from '../support/objects.js'
import type { bases } from './bases.js'

/** One fault that ClearML's charts had, or that its configuration invites. */
export interface Fault {
  /** What went wrong, and where that is on record. */
  readonly fault: string
  /**
   * What it is looked for in. `server`: the server's part of the streams that have a server. `everything`, which holds
   * where nothing is said: all objects of all streams.
   */
  readonly about?: 'server' | 'everything'
  /** The stream that `again` starts from. Where nothing is said: the base stream, the server alone. */
  readonly base?: keyof typeof bases
  /** Where it is in a stream; nothing in a sound one. `values` are those of the build, decoded. */
  readonly find: (manifests: Manifests, build: Build, values: Values) => ReadonlyArray<string>
  /** The stream with the fault brought back, to show that `find` sees it. */
  readonly again: (manifests: Manifests) => Manifests
}

const ofServer: ReadonlyArray<string | undefined> = [...components, 'config', 'credentials', 'expose']

/** The objects that make up the server, with its configuration, credentials and entrances. */
export const serverPart = (manifests: Manifests): Manifests =>
  manifests.filter((manifest) => ofServer.includes(componentOf(manifest)))

/** What `sound` does not hold of, as texts. */
export const unless = <A>(
  items: ReadonlyArray<A>,
  sound: (item: A) => boolean,
  text: (item: A) => string,
): ReadonlyArray<string> => items.filter((item) => !sound(item)).map(text)
