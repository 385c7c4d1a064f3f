/** What the servers name without the stream making it. */
import { type Json, parts, type Values } from '../../src/index.js'
import { keysSecretOf } from '../server.js'
import { STRIMZI_SERVICE } from './kafka.js'
import { servers } from './names.js'
import { isEnabled, own } from './table.js'

/** The Secret of the keys, TLS Secrets, the Services of Kafka, and what further files, environment and volumes read. */
export const external = (values: Values): ReadonlyArray<parts.ExternalObject> => {
  const mine = own(values)
  const { kafka, inference, triton } = mine
  return [
    ...parts.named('Secret', keysSecretOf(values, mine)),
    ...parts.named('Secret', inference.ingress.tlsSecret),
    ...parts.named('Secret', triton.ingress.tlsSecret),
    ...parts.named('Service', kafka.operator === null ? null : STRIMZI_SERVICE),
    ...kafka.bootstrapServers.flatMap((broker) => parts.named('Service', broker.replace(/:\d+$/, ''))),
    ...servers
      .filter((of) => isEnabled(values, of))
      .flatMap((of) => [
        ...parts.named('ConfigMap', mine[of].config.existingConfigMap),
        ...parts.named('Secret', mine[of].config.existingSecret),
        ...parts.namedIn(mine[of] as unknown as Json), // decoded values are plain data
      ]),
  ]
}
