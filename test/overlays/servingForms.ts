/** The forms of serving that the tests look at, and what they read of their streams. */
import * as E from 'fp-ts/lib/Either.js'
import { serving } from '../../overlays/serving/index.js'
import type { ServingInput } from '../../overlays/serving/table.js'
import { build, showError, type ValuesInput } from '../../src/index.js'
import { envOf, idOf, type Manifests, podOf } from '../support/objects.js'
import { built } from '../support/streams.js'

/** The id of the serving task. */
export const taskId = 'ab12cd34ef56ab78cd90ef12ab34cd56'
/** A Kafka that exists. */
export const outside = { bootstrapServers: ['kafka-1.example.com:9092', 'kafka-2.example.com:9092'] }
/** Values without which the files URL is not known. */
export const domain = { domain: 'ml.example.com' }

/** The forms of the page, and one with everything. */
export const forms = {
  withoutStatistics: { taskId, statistics: { enabled: false } },
  outsideKafka: { taskId, kafka: outside },
  strimzi: { taskId, kafka: { operator: 'strimzi' } },
  complete: {
    taskId,
    kafka: { operator: 'strimzi', strimzi: { replicas: 3, storageClass: 'gp3' } },
    metrics: 'prometheus-operator',
    prometheus: { labels: { release: 'prometheus' }, url: 'http://prometheus.monitoring.svc:9090' },
    dashboard: 'grafana-operator',
    server: { verifyCertificate: false },
    inference: {
      autoscaling: { enabled: true },
      ingress: { host: 'models.example.com', controller: 'nginx', tlsSecret: 'models-tls' },
      extraPythonPackages: ['torchvision==0.19.1', 'pillow==10.4.0'],
      config: { files: { 'clearml.conf': 'sdk.storage.cache.default_base_dir: /tmp/cache\n' } },
    },
    statistics: {
      extraPythonPackages: ['orjson==3.10.7'],
      config: { existingConfigMap: 'statistics-files' },
    },
    triton: {
      enabled: true,
      gpus: 1,
      runtimeClassName: 'nvidia',
      autoscaling: { enabled: true, minReplicas: 2, maxReplicas: 4, targetMemory: 75 },
      ingress: { host: 'grpc.example.com', controller: 'nginx', tlsSecret: 'grpc-tls' },
      extraPythonPackages: ['orjson==3.10.7'],
      config: { existingSecret: 'triton-files' },
    },
  },
} as const satisfies Readonly<Record<string, ServingInput>>

/** The stream with serving. */
export const stream = (own: ServingInput, values: ValuesInput = domain): Manifests =>
  built({ overlays: [serving(own)], values }).manifests
/** What of a stream is serving's. */
export const mine = (manifests: Manifests): Manifests =>
  manifests.filter((one) => idOf(one).includes('/clearml-serving'))
/** The errors of a build; none if it succeeds. */
export const errors = (own: ServingInput, values: ValuesInput = domain): ReadonlyArray<string> => {
  const result = build({ overlays: [serving(own)], values })
  return E.isLeft(result) ? result.left.map(showError) : []
}
/** A variable of one server that is written out. */
export const variable = (
  own: ServingInput,
  of: string,
  name: string,
  values: ValuesInput = domain,
): string | undefined => envOf(podOf(stream(own, values), `serving-${of}`).main)[name]
/** The object `clearml-serving` + name, of a kind. */
export const find = <A>(manifests: Manifests, kind: string, name: string): A | undefined =>
  manifests.find((one) => idOf(one) === `${kind}/clearml-serving${name}`) as A | undefined // as the builder typed it
