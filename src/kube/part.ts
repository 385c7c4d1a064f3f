import { get, type JsonObject } from '../json.js'

/** `data` outlives the program: namespace, volumes, claims. `app` is the rest. Together they are `all`. */
export type Part = 'all' | 'data' | 'app'
export const parts: ReadonlyArray<Part> = ['all', 'data', 'app']

const dataKinds = new Set(['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'])

/** The manifests of one part. Law: `data` and `app` share nothing and together hold everything, in the same order. */
export const part =
  (which: Part) =>
  (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<JsonObject> =>
    which === 'all'
      ? manifests
      : manifests.filter((manifest) => dataKinds.has(String(get(manifest, 'kind'))) === (which === 'data'))
