/** What the servers name without the stream making it. */
import type { parts, Values } from '../../src/index.js'
import { named, readByPods } from '../external.js'
import { keysSecretOf } from '../server.js'
import { STRIMZI_SERVICE } from './kafka.js'
import { servers } from './names.js'
import { isEnabled, own } from './table.js'

/** The Secret of the keys, TLS Secrets, the Services of Kafka, and what further files, environment and volumes read. */
export const external = (values: Values): ReadonlyArray<parts.ExternalObject> => {
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
      .flatMap((of) => [
        ...named('ConfigMap', mine[of].config.existingConfigMap),
        ...named('Secret', mine[of].config.existingSecret),
        ...readByPods(mine[of]),
      ]),
  ]
}
