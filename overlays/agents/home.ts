/**
 * The home directory of agents that are not root. clearml-agent keeps environments, code and caches there, and an image's
 * own /root lets nobody else in.
 */
import { type Installation, type kube, parts, type schema } from '../../src/index.js'
import { own } from './table.js'

/** Root's home, in every image; the default of `agents.cache.home`. */
const ROOT = '/root'
const HOME = '/home/clearml'

export interface Home {
  readonly env: ReadonlyArray<kube.EnvVar>
  readonly volumes: ReadonlyArray<kube.Volume>
  readonly volumeMounts: ReadonlyArray<kube.VolumeMount>
  /** The same for the shared cache, whose mounts lie below it. */
  readonly path: string
}

/**
 * For the pods whose values these are; nothing for root. The directories above the mounts of a cache are mounts too,
 * because a container runtime would make them for root alone.
 */
export const homeOf = ($: Installation, values: schema.WorkloadValues): Home => {
  const { cache } = own($.values)
  if (parts.runsAsRoot(values)) return { env: [], volumes: [], volumeMounts: [], path: cache.home }
  const path = cache.home === ROOT ? HOME : cache.home.replace(/(?<=.)\/+$/, '')
  const above = cache.enabled ? ['.clearml', '.cache'] : []
  return {
    // Python's `getpass` asks the system, which knows no account of the uid, unless there is a name.
    env: parts.env({ HOME: path, USER: 'clearml' }),
    volumes: [{ name: 'home', emptyDir: {} }],
    volumeMounts: [
      { name: 'home', mountPath: path },
      ...above.map((subPath) => ({ name: 'home', mountPath: `${path}/${subPath}`, subPath })),
    ],
    path,
  }
}
