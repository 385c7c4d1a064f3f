/**
 * Images that are older than those of today. What has written data in a newer form does not start on it in an older version:
 * "Downgrading … is not supported" (Elasticsearch, upgrade); binary downgrades (MongoDB, release notes); RDB files, whose
 * version grows (Redis, rdb.h); `apiserver/mongo/migrations`, which ClearML Server runs forwards only.
 */
import type { Path } from '../json.js'
import { text } from '../lint/field.js'
import type { StreamObject } from '../lint/stream.js'
import type { Comparison, Pair } from './comparison.js'
import type { PreviousFault } from './finding.js'
import { mountsOf } from './mounts.js'

/** By the last step of a repository: how many numbers of the version the form of the data depends on. */
const COUNTING: ReadonlyMap<string, number> = new Map([
  ['elasticsearch', 3],
  ['mongo', 2],
  ['mongodb', 2],
  ['redis', 2],
])

/** ClearML Server has its data in the stores, whose form its API server changes. */
const SERVER = { component: 'apiserver', repository: /(^|\/)clearml\/server$/, counting: 3 }

const MONGODB = /(^|\/)mongo(db)?(:|@|$)/

/** Containers are found by name. What keeps no data may be of any version. */
export const older = ({ before, after }: Pair, all: Comparison): ReadonlyArray<PreviousFault> => {
  const now = new Map(imagesOf(after).map((one) => [one.container, one]))
  return imagesOf(before)
    .filter(({ isServer }) => !isServer || !all.before.objects.some(forgets))
    .flatMap((was): ReadonlyArray<PreviousFault> => {
      const would = now.get(was.container)
      return would !== undefined && would.name === was.name && isLess(would.version, was.version)
        ? [
            {
              _tag: 'OlderImage',
              object: before.identity,
              path: was.path,
              was: was.image,
              would: would.image,
            },
          ]
        : []
    })
}

interface DataImage {
  readonly container: string
  readonly path: Path
  readonly image: string
  /** The last step of the repository, which a mirror keeps. */
  readonly name: string
  readonly version: ReadonlyArray<number>
  readonly isServer: boolean
}

/** Whether it is a MongoDB whose data goes with its pod: what ClearML Server writes is not there after it. */
const forgets = (of: StreamObject): boolean =>
  mountsOf(of).every(({ isData }) => !isData) &&
  (of.pod?.containers ?? []).some(({ manifest }) => MONGODB.test(text(manifest, 'image') ?? ''))

const imagesOf = (of: StreamObject): ReadonlyArray<DataImage> => {
  const withData = new Set(mountsOf(of).flatMap(({ isData, container }) => (isData ? [container] : [])))
  return (of.pod?.containers ?? []).flatMap(({ manifest, path, stays }): ReadonlyArray<DataImage> => {
    const [container = '', image = ''] = [text(manifest, 'name'), text(manifest, 'image')]
    const [, repository = '', numbers = ''] = /^([^@]+):v?(\d+(?:\.\d+)*)[^/]*$/.exec(image) ?? []
    const name = repository.slice(repository.lastIndexOf('/') + 1)
    const isServer =
      of.pod?.labels['app.kubernetes.io/component'] === SERVER.component && SERVER.repository.test(repository)
    const counting = isServer ? SERVER.counting : withData.has(container) ? COUNTING.get(name) : undefined
    if (!stays || counting === undefined) return []
    const version = numbers.split('.').slice(0, counting).map(Number)
    return [{ container, path: [...path, 'image'], image, name, version, isServer }]
  })
}

/** `8` says nothing about what follows it, so it is not less than `8.2`. */
const isLess = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): boolean => {
  const at = a.findIndex((number, i) => b[i] !== undefined && number !== b[i])
  return at >= 0 && (a[at] ?? 0) < (b[at] ?? 0)
}
