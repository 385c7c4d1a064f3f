/** The cache that tasks on all nodes share: one claim, of which each kind of download has a directory. */
import { type Installation, type kube, parts, type Values } from '../../src/index.js'
import { metadata } from './metadata.js'
import { own } from './table.js'

const NAME = 'clearml-agents-cache'

/** Below the home directory of tasks, by the directory in the claim. Source: `sdk.storage.cache` of clearml.conf; pip. */
const directories = { clearml: '.clearml/cache', pip: '.cache/pip' } as const

/** The claim, unless it is the user's. It outlives the installation, as data do. */
export const cacheClaim = ($: Installation): kube.PersistentVolumeClaim | null => {
  const { cache } = own($.values)
  if (!cache.enabled || cache.existingClaim !== null) return null
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: metadata($.values, NAME, 'agents', { annotations: parts.keepAnnotations }),
    spec: {
      accessModes: ['ReadWriteMany'],
      ...(cache.storageClass === null ? {} : { storageClassName: cache.storageClass }),
      resources: { requests: { storage: cache.size } },
    },
  }
}

/** What a pod that runs tasks gets of it, below `home`; nothing where there is none. */
export const cacheParts = (
  values: Values,
  home: string = own(values).cache.home,
): {
  readonly volumes: ReadonlyArray<kube.Volume>
  readonly volumeMounts: ReadonlyArray<kube.VolumeMount>
} => {
  const { enabled, existingClaim } = own(values).cache
  if (!enabled) return { volumes: [], volumeMounts: [] }
  return {
    volumes: [{ name: 'cache', persistentVolumeClaim: { claimName: existingClaim ?? NAME } }],
    volumeMounts: Object.entries(directories).map(([subPath, path]) => ({
      name: 'cache',
      mountPath: `${home.replace(/\/+$/, '')}/${path}`,
      subPath,
    })),
  }
}

/** The user's claim, where there is one. */
export const cacheExternal = (values: Values): ReadonlyArray<parts.ExternalObject> => {
  const { enabled, existingClaim } = own(values).cache
  return enabled && existingClaim !== null ? [{ kind: 'PersistentVolumeClaim', name: existingClaim }] : []
}
