/** Elasticsearch: events, logs, metrics. One node. */
import type { Literal } from '../dsl/index.js'
import type { Container, StatefulSet } from '../kube/types.js'
import type { Values } from '../values/table.js'
import { claim, dataVolume, persistentVolume, prepareStep } from './dataVolume.js'
import { heapOf } from './heap.js'
import type { Installation } from './installation.js'
import { env, mainContainer, podTemplate, sameImage } from './pod.js'
import { containerPorts, service, serviceAccount } from './service.js'
import { statefulSet } from './statefulSet.js'
import { ofStore } from './stores.js'

const DATA = '/usr/share/elasticsearch/data'

/**
 * Settings of Elasticsearch 8, as environment of its image. With `discovery.type: single-node` it skips its bootstrap
 * checks, so a `vm.max_map_count` that is too low would not stop it but fail it later: by default it uses no mmap.
 * Source: `docker-compose.yml` of clearml-server; Elasticsearch's "Virtual memory".
 */
const settings = (values: Values): Readonly<Record<string, string>> => ({
  'cluster.name': 'clearml',
  'node.name': 'clearml',
  'discovery.type': 'single-node',
  'xpack.security.enabled': 'false',
  'cluster.routing.allocation.node_initial_primaries_recoveries': '500',
  'cluster.routing.allocation.disk.watermark.low': '500mb',
  'cluster.routing.allocation.disk.watermark.high': '500mb',
  'cluster.routing.allocation.disk.watermark.flood_stage': '500mb',
  'http.compression_level': '7',
  ...(values.elasticsearch.vmMaxMapCount === 'disableMmap' ? { 'node.store.allow_mmap': 'false' } : {}),
  ...values.elasticsearch.settings,
})

/** The heap is taken at once and never given back, so what the scheduler sets aside is the limit, unless it is said. */
const resources = ({ elasticsearch: { resources: own } }: Values): NonNullable<Container['resources']> => {
  const { memory } = own.limits
  return { ...own, requests: { ...(memory === undefined ? {} : { memory }), ...own.requests } }
}

export const elasticsearch: Literal<Installation['elasticsearch'], Installation> = {
  serviceAccount: ({ $ }) => ofStore($, 'elasticsearch', () => serviceAccount($, 'elasticsearch')),
  service: ({ $ }) => ofStore($, 'elasticsearch', () => service($, 'elasticsearch')),
  claim: ({ $ }) => ofStore($, 'elasticsearch', () => claim($, 'elasticsearch')),
  persistentVolume: ({ $ }) => ofStore($, 'elasticsearch', () => persistentVolume($, 'elasticsearch')),
  statefulSet: ({ $ }) => ofStore($, 'elasticsearch', () => workload($)),
}

const workload = ($: Installation): StatefulSet => {
  const heap = heapOf($.values.elasticsearch)
  const answers = { path: '/', port: 'http' }
  const container = mainContainer($, 'elasticsearch', {
    ports: containerPorts('elasticsearch'),
    resources: resources($.values),
    env: env({ ...settings($.values), ES_JAVA_OPTS: `-Xms${heap} -Xmx${heap}` }),
    startupProbe: { httpGet: answers, periodSeconds: 10, timeoutSeconds: 5, failureThreshold: 90 },
    livenessProbe: {
      tcpSocket: { port: 'http' },
      periodSeconds: 20,
      timeoutSeconds: 5,
      failureThreshold: 9,
    },
    // Not the state of the cluster: one index that stays red must not take the Service from all others.
    readinessProbe: { httpGet: answers, periodSeconds: 10, timeoutSeconds: 5 },
    volumeMounts: [{ name: 'data', mountPath: DATA }],
  })
  const template = podTemplate($, 'elasticsearch', {
    initContainers: [...prepareStep($, 'elasticsearch', DATA), ...raiseMaxMapCount($)],
    containers: [container],
    volumes: [dataVolume($, 'elasticsearch')],
  })
  return statefulSet($, 'elasticsearch', template)
}

/** vm.max_map_count belongs to the node, not to the pod: only a privileged container can raise it. */
const raiseMaxMapCount = ($: Installation): ReadonlyArray<Container> =>
  $.values.elasticsearch.vmMaxMapCount !== 'privilegedInit'
    ? []
    : [
        {
          ...sameImage($, 'elasticsearch'),
          name: 'max-map-count',
          command: [
            '/bin/sh',
            '-ec',
            'file=/proc/sys/vm/max_map_count\n[ "$(cat "$file")" -ge 262144 ] || echo 262144 > "$file"\n',
          ],
          securityContext: { privileged: true, runAsUser: 0, runAsGroup: 0, runAsNonRoot: false },
          resources: { requests: { cpu: '10m', memory: '16Mi' }, limits: { memory: '64Mi' } },
        },
      ]
