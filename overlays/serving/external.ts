/** What the servers name without the stream making it. */
import type { kube, parts, Values } from '../../src/index.js'
import { keysSecretOf } from '../server.js'
import { STRIMZI_SERVICE } from './kafka.js'
import { servers } from './names.js'
import { isEnabled, own } from './table.js'

type External = parts.ExternalObject

export const external = (values: Values): ReadonlyArray<External> => {
  const mine = own(values)
  const { kafka, inference, triton } = mine
  return [
    ...named('Secret', keysSecretOf(values, mine)),
    ...named('Secret', inference.ingress.tlsSecret),
    ...named('Secret', triton.ingress.tlsSecret),
    ...named('Service', kafka.operator === null ? null : STRIMZI_SERVICE),
    ...kafka.bootstrapServers.flatMap((broker) => named('Service', broker.replace(/:\d+$/, ''))),
    ...servers
      .filter((of) => isEnabled(values, of))
      .flatMap((of) => {
        const { config, extraEnv, extraVolumes } = mine[of]
        return [
          ...named('ConfigMap', config.existingConfigMap),
          ...named('Secret', config.existingSecret),
          ...extraEnv.flatMap(ofVariable),
          ...extraVolumes.flatMap(ofVolume),
        ]
      }),
  ]
}

const ofVariable = ({ valueFrom }: kube.EnvVar): ReadonlyArray<External> => [
  ...named('Secret', valueFrom?.secretKeyRef?.name),
  ...named('ConfigMap', valueFrom?.configMapKeyRef?.name),
]

const ofVolume = ({ secret, configMap, persistentVolumeClaim }: kube.Volume): ReadonlyArray<External> => [
  ...named('Secret', secret?.secretName),
  ...named('ConfigMap', configMap?.name),
  ...named('PersistentVolumeClaim', persistentVolumeClaim?.claimName),
]

const named = (kind: External['kind'], name: string | null | undefined): ReadonlyArray<External> =>
  name === null || name === undefined ? [] : [{ kind, name }]
