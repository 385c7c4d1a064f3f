/** What the values name without the stream making it: the user says that it exists. */
import { at, isArray, type Json, type JsonObject, type Path } from '../json.js'
import type { Values } from '../values/table.js'
import { components, volumes } from './installation.js'

/**
 * An object that the stream does not make, by its kind and name. Of kind `Service`: a host by which it is reached. Of kind
 * `Pod`: the Service of that name finds pods that come later.
 */
export interface ExternalObject {
  readonly kind: 'Secret' | 'ConfigMap' | 'PersistentVolumeClaim' | 'ServiceAccount' | 'Service' | 'Pod'
  readonly name: string
}

/**
 * The user's own Secrets, ConfigMaps and claims: those of `auth.existingSecret`, `imagePullSecrets`,
 * `storage.existingClaim`, and those that extra environment and extra volumes read.
 */
export const externalObjects = (values: Values): ReadonlyArray<ExternalObject> => [
  ...named('Secret', values.auth.existingSecret),
  ...values.imagePullSecrets.flatMap((name) => named('Secret', name)),
  ...volumes.flatMap((of) => named('PersistentVolumeClaim', values[of].storage.existingClaim)),
  ...components.flatMap((component) => {
    const { extraEnv, extraVolumes } = values[component]
    return [
      ...extraEnv.flatMap((variable) => read(variable as unknown as JsonObject, fromEnv)), // decoded values are plain data
      ...extraVolumes.flatMap((volume) => read(volume as unknown as JsonObject, fromVolume)), // as above
      ...extraVolumes.flatMap((volume) => {
        const sources = at(volume as unknown as JsonObject, ['projected', 'sources']) // as above
        return isArray(sources) ? sources.flatMap((source) => read(source, fromSource)) : []
      }),
    ]
  }),
]

type Readings = ReadonlyArray<readonly [ExternalObject['kind'], Path]>

const fromEnv: Readings = [
  ['Secret', ['valueFrom', 'secretKeyRef', 'name']],
  ['ConfigMap', ['valueFrom', 'configMapKeyRef', 'name']],
]
const fromVolume: Readings = [
  ['Secret', ['secret', 'secretName']],
  ['Secret', ['azureFile', 'secretName']],
  ['Secret', ['csi', 'nodePublishSecretRef', 'name']],
  ['ConfigMap', ['configMap', 'name']],
  ['PersistentVolumeClaim', ['persistentVolumeClaim', 'claimName']],
]
const fromSource: Readings = [
  ['Secret', ['secret', 'name']],
  ['ConfigMap', ['configMap', 'name']],
]

const read = (from: Json, readings: Readings): ReadonlyArray<ExternalObject> =>
  readings.flatMap(([kind, path]) => named(kind, at(from, path)))

const named = (kind: ExternalObject['kind'], name: Json | undefined): ReadonlyArray<ExternalObject> =>
  typeof name === 'string' ? [{ kind, name }] : []
