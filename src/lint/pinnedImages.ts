import { get, type Path } from '../json.js'
import { object, objects, text } from './field.js'
import type { Fault } from './finding.js'
import { type Pod, specPath } from './pods.js'
import type { Stream } from './stream.js'

/** Images, of containers and of volumes, have a tag that says a version, or a digest. */
export const pinnedImages = (stream: Stream): ReadonlyArray<Fault> =>
  stream.pods.flatMap((pod) =>
    imagesOf(pod).flatMap(([image, path]): ReadonlyArray<Fault> => {
      if (image.includes('@')) return []
      const tag = tagOf(image)
      if (tag !== undefined && !MOVING.has(tag.toLowerCase())) return []
      const fault = { _tag: 'MovingImage', object: pod.owner, path, image } as const
      return [tag === undefined ? fault : { ...fault, tag }]
    }),
  )

const imagesOf = (pod: Pod): ReadonlyArray<readonly [image: string, path: Path]> => [
  ...pod.containers.flatMap(({ manifest, path }) => {
    const image = text(manifest, 'image')
    return image === undefined ? [] : [[image, [...path, 'image']] as const]
  }),
  ...(get(pod.spec, 'volumes') === undefined ? [] : objects(pod.spec, 'volumes')).flatMap(
    ([index, volume]) => {
      const reference = text(object(volume, 'image') ?? {}, 'reference')
      return reference === undefined
        ? []
        : [[reference, specPath(pod, 'volumes', index, 'image', 'reference')] as const]
    },
  ),
]

/** What follows the colon; the one of a registry's port stands before a slash. */
const tagOf = (image: string): string | undefined => {
  const colon = image.lastIndexOf(':')
  return colon > image.lastIndexOf('/') ? image.slice(colon + 1) : undefined
}

/** Tags that publishers move to each new release, or to each change of a branch. */
const MOVING: ReadonlySet<string> = new Set([
  'latest',
  'stable',
  'unstable',
  'current',
  'release',
  'mainline',
  'rolling',
  'lts',
  'edge',
  'canary',
  'nightly',
  'next',
  'snapshot',
  'testing',
  'main',
  'master',
  'trunk',
  'head',
  'dev',
  'devel',
  'develop',
])
