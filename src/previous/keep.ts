/** Annotations that tell tools to leave an object where it is. */
import { at, type JsonObject } from '../json.js'

/** Each protection of an object, as `key: value`. */
export const protections = (manifest: JsonObject): ReadonlyArray<string> =>
  PROTECTIONS.filter(({ key, has }) => {
    const value = at(manifest, ['metadata', 'annotations', key])
    return typeof value === 'string' && has(value)
  }).map(({ key, value }) => `${key}: ${value}`)

/** One of Argo CD's `a=b,c=d`. `confirm` asks before it deletes. */
const option =
  (name: string) =>
  (value: string): boolean =>
    value.split(',').some((one) => one.trim() === `${name}=false` || one.trim() === `${name}=confirm`)

/** Source: the documentation of Helm ("Tell Helm not to uninstall a resource"), Argo CD ("Sync options") and Flux ("Kustomization"). */
const PROTECTIONS = [
  { key: 'helm.sh/resource-policy', value: 'keep', has: (value: string) => value === 'keep' },
  { key: 'argocd.argoproj.io/sync-options', value: 'Prune=false', has: option('Prune') },
  { key: 'argocd.argoproj.io/sync-options', value: 'Delete=false', has: option('Delete') },
  {
    key: 'kustomize.toolkit.fluxcd.io/prune',
    value: 'disabled',
    has: (value: string) => value.toLowerCase() === 'disabled',
  },
]
