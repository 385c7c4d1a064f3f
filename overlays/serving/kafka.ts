/** Kafka, by which inference hands its numbers to the statistics: one that exists, or one that Strimzi makes. */
import type { Installation, JsonObject, kube, Values } from '../../src/index.js'
import { metadata } from './metadata.js'
import { own } from './table.js'

const NAME = 'clearml-serving'
/** The label `strimzi.io/cluster` of the pods that Strimzi makes. */
export const STRIMZI_CLUSTER: string = NAME
const COMPONENT = 'serving-kafka'
const PORT = 9092

/** The Service that Strimzi makes for clients. Source: "Configuring client access" of Strimzi's documentation. */
export const STRIMZI_SERVICE = `${NAME}-kafka-bootstrap`

interface Broker {
  readonly host: string
  readonly port: number
}

/** The brokers by which clients come in. */
export const brokersOf = (values: Values): ReadonlyArray<Broker> => {
  const { operator, bootstrapServers: given } = own(values).kafka
  return operator === null
    ? given.map((broker) => {
        const colon = broker.lastIndexOf(':')
        return { host: broker.slice(0, colon), port: Number(broker.slice(colon + 1)) }
      })
    : [{ host: STRIMZI_SERVICE, port: PORT }]
}

/** In the form of kafka-python: `host:port,host:port`. */
const bootstrapServers = (values: Values): string =>
  brokersOf(values)
    .map(({ host, port }) => `${host}:${port}`)
    .join(',')

/** `CLEARML_DEFAULT_KAFKA_SERVE_URL`; nothing without statistics, and then inference reports nothing. */
export const kafkaEnv = (values: Values): ReadonlyArray<kube.EnvVar> =>
  own(values).statistics.enabled
    ? [{ name: 'CLEARML_DEFAULT_KAFKA_SERVE_URL', value: bootstrapServers(values) }]
    : []

const usesStrimzi = (values: Values): boolean =>
  own(values).statistics.enabled && own(values).kafka.operator === 'strimzi'

/** Before Strimzi 0.46 a Kafka without ZooKeeper had to be asked for. */
const kraft = { 'strimzi.io/node-pools': 'enabled', 'strimzi.io/kraft': 'enabled' }

/**
 * A Kafka for clients inside the cluster, without TLS, of the version that the operator holds for its newest.
 * Source: `packaging/examples/kafka` of strimzi/strimzi-kafka-operator.
 */
export const kafka = ({ values }: Installation): JsonObject | null => {
  if (!usesStrimzi(values)) return null
  const { apiVersion, replicas } = own(values).kafka.strimzi
  const copies = Math.min(replicas, 3)
  const inSync = copies > 2 ? 2 : 1
  return {
    apiVersion: `kafka.strimzi.io/${apiVersion}`,
    kind: 'Kafka',
    metadata: {
      ...metadata(values, NAME, COMPONENT, { annotations: apiVersion === 'v1' ? {} : kraft }),
    },
    spec: {
      kafka: {
        listeners: [{ name: 'plain', port: PORT, type: 'internal', tls: false }],
        config: {
          'offsets.topic.replication.factor': copies,
          'transaction.state.log.replication.factor': copies,
          'transaction.state.log.min.isr': inSync,
          'default.replication.factor': copies,
          'min.insync.replicas': inSync,
          // What statistics have read is of no use to anybody.
          'log.retention.hours': 24,
        },
      },
    },
  }
}

/** Its nodes, each a controller and a broker. */
export const kafkaNodes = ({ values }: Installation): JsonObject | null => {
  if (!usesStrimzi(values)) return null
  const { apiVersion, replicas, size, storageClass, resources } = own(values).kafka.strimzi
  return {
    apiVersion: `kafka.strimzi.io/${apiVersion}`,
    kind: 'KafkaNodePool',
    metadata: {
      ...metadata(values, NAME, COMPONENT, { labels: { 'strimzi.io/cluster': NAME } }),
    },
    spec: {
      replicas,
      roles: ['controller', 'broker'],
      resources: { requests: { ...resources.requests }, limits: { ...resources.limits } },
      storage: {
        type: 'jbod',
        volumes: [
          {
            id: 0,
            type: 'persistent-claim',
            size,
            ...(storageClass === null ? {} : { class: storageClass }),
            kraftMetadata: 'shared',
            deleteClaim: false,
          },
        ],
      },
    },
  }
}
