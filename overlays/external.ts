/** What the pods of an overlay's component name without the stream making it. */
import type { kube, parts, schema } from '../src/index.js'

type External = parts.ExternalObject

/** An object of the user, where its name is given. */
export const named = (kind: External['kind'], name: string | null | undefined): ReadonlyArray<External> =>
  name === null || name === undefined ? [] : [{ kind, name }]

/** Secrets, ConfigMaps and claims that extra environment and extra volumes read. */
export const readByPods = ({
  extraEnv,
  extraVolumes,
}: Pick<schema.WorkloadValues, 'extraEnv' | 'extraVolumes'>): ReadonlyArray<External> => [
  ...extraEnv.flatMap(ofVariable),
  ...extraVolumes.flatMap(ofVolume),
]

const ofVariable = ({ valueFrom }: kube.EnvVar): ReadonlyArray<External> => [
  ...named('Secret', valueFrom?.secretKeyRef?.name),
  ...named('ConfigMap', valueFrom?.configMapKeyRef?.name),
]

const ofVolume = (volume: kube.Volume): ReadonlyArray<External> => [
  ...named('Secret', volume.secret?.secretName),
  ...named('Secret', volume.azureFile?.secretName),
  ...named('Secret', volume.csi?.nodePublishSecretRef?.name),
  ...named('ConfigMap', volume.configMap?.name),
  ...named('PersistentVolumeClaim', volume.persistentVolumeClaim?.claimName),
  ...(volume.projected?.sources ?? []).flatMap((source) => [
    ...named('Secret', source.secret?.name),
    ...named('ConfigMap', source.configMap?.name),
  ]),
]
