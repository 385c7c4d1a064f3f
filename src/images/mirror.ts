/** What to copy where, so that a mirror has what the stream asks it for. */
import { byCodePoint } from '../json.js'
import { showIdentity } from '../kube/identity.js'
import type { ImageUse } from './uses.js'

export interface Mirror {
  /** In code-point order of the sources, each once. */
  readonly copies: ReadonlyArray<{ readonly source: string; readonly destination: string }>
  /** Images that are asked for elsewhere than at the mirror, because values name their repository. */
  readonly elsewhere: ReadonlyArray<string>
}

/** From one stream with images from where they are published, and the same stream with images from the mirror. */
export const mirrorOf = (published: ReadonlyArray<ImageUse>, mirrored: ReadonlyArray<ImageUse>): Mirror => {
  const key = ({ object, path }: ImageUse): string =>
    `${showIdentity(object, 'namespace')} ${JSON.stringify(path)}`
  const after = new Map(mirrored.map((use) => [key(use), use.image]))
  const pairs = new Map(published.map((use) => [use.image, after.get(key(use)) ?? use.image]))
  const sorted = [...pairs].sort(([a], [b]) => byCodePoint(a, b))
  return {
    copies: sorted
      .filter(([source, destination]) => source !== destination)
      .map(([source, destination]) => ({ source, destination })),
    elsewhere: sorted.filter(([source, destination]) => source === destination).map(([source]) => source),
  }
}
