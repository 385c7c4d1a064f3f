/** What the containers of a workload see below their mount paths, and what of it is data. */
import { get, isObject, type Json, type JsonObject, type Path } from '../json.js'
import { object, objects, text } from '../lint/field.js'
import { claimTemplates } from '../lint/made.js'
import type { StreamObject } from '../lint/stream.js'
import type { Mounted } from './finding.js'

/** One mount of a container. */
export interface Mount {
  readonly container: string
  readonly mountPath: string
  /** Of the mount, inside the workload. */
  readonly path: Path
  readonly shows: Mounted
  /** Whether it outlives the pod, and the container can write to it or reads a claim. */
  readonly isData: boolean
}

/** The mounts of the containers that stay; those that run before them and end prepare what these use. */
export const mountsOf = ({ manifest, pod }: StreamObject): ReadonlyArray<Mount> => {
  if (pod === undefined) return []
  const templates = claimTemplates(manifest)
  return pod.containers
    .filter(({ stays }) => stays)
    .flatMap(({ manifest: container, path }) =>
      objects(container, 'volumeMounts').map(([index, mount]): Mount => {
        const shows = mounted(pod.spec, templates, mount)
        return {
          container: text(container, 'name') ?? '',
          mountPath: withoutSlash(text(mount, 'mountPath') ?? ''),
          path: [...path, 'volumeMounts', index],
          shows,
          isData:
            shows.kind === 'claim' ||
            shows.kind === 'claimTemplate' ||
            (shows.kind === 'place' && get(mount, 'readOnly') !== true),
        }
      }),
    )
}

/** `/data/` is `/data`. */
const withoutSlash = (path: string): string => path.replace(/(?<=.)\/+$/, '')

const mounted = (spec: JsonObject, templates: ReadonlyArray<string>, mount: JsonObject): Mounted => {
  const name = text(mount, 'name') ?? ''
  const subPath = text(mount, 'subPath') ?? text(mount, 'subPathExpr')
  const below = subPath === undefined ? {} : { subPath: withoutSlash(subPath) }
  // A template takes the place of a volume of its name.
  if (templates.includes(name)) return { kind: 'claimTemplate', name, ...below }
  const volume = objects(spec, 'volumes').find(([, one]) => text(one, 'name') === name)?.[1] ?? {}
  const claim = object(volume, 'persistentVolumeClaim')
  if (claim !== undefined) return { kind: 'claim', name: text(claim, 'claimName') ?? '', ...below }
  const key = Object.keys(volume).find((one) => one !== 'name') ?? 'emptyDir'
  const source = object(volume, key) ?? {}
  return PASSING.includes(key) || isNoDirectory(key, source)
    ? { kind: 'nothing', name: key, ...below }
    : { kind: 'place', name: placeOf(key, source), ...below }
}

/** Sources that do not outlive the pod, or hold no data of its own. */
const PASSING = [
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'gitRepo',
  'image',
  'projected',
  'secret',
]

/** A file, socket or device of the node. */
const isNoDirectory = (key: string, source: JsonObject): boolean =>
  key === 'hostPath' && !['', 'Directory', 'DirectoryOrCreate'].includes(text(source, 'type') ?? '')

/** `hostPath /opt/clearml`, `nfs 10.0.0.5:/exports`; of others, all that is said of them. */
const placeOf = (key: string, source: JsonObject): string => {
  const [server, path] = [text(source, 'server'), text(source, 'path')]
  if (path !== undefined) return `${key} ${server === undefined ? '' : `${server}:`}${withoutSlash(path)}`
  const said = Object.keys(source)
    .filter((field) => !isObject(get(source, field)))
    .sort()
    .map((field) => `${field}=${String(get(source, field) satisfies Json | undefined)}`)
  return `${key} ${said.join(',')}`
}

/** Whether two mounts show the same. */
export const sameMounted = (a: Mounted, b: Mounted): boolean =>
  a.kind === b.kind && a.name === b.name && a.subPath === b.subPath
