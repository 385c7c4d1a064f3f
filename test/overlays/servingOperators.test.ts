import t from 'tap'
import type { ServingInput } from '../../overlays/serving/table.js'
import { toYaml } from '../../src/index.js'
import { type Manifests, pods } from '../support/objects.js'
import { errors, find, forms, outside, stream, taskId, variable } from './servingForms.js'

t.test('without statistics nobody speaks of Kafka', async (t) => {
  t.notMatch(toYaml(stream(forms.withoutStatistics)).toLowerCase(), 'kafka')
  t.match(errors({ ...forms.withoutStatistics, kafka: outside }), [
    /serving\.kafka\.bootstrapServers: expected none: serving\.statistics\.enabled is false/,
  ])
  t.match(errors({ ...forms.withoutStatistics, statistics: { enabled: false, podLabels: { a: 'b' } } }), [
    /serving\.statistics\.podLabels: expected none: serving\.statistics\.enabled is false/,
  ])
})

t.test('a Kafka that exists: all its brokers; half of it is an error', async (t) => {
  for (const of of ['inference', 'statistics'])
    t.equal(
      variable(forms.outsideKafka, of, 'CLEARML_DEFAULT_KAFKA_SERVE_URL'),
      'kafka-1.example.com:9092,kafka-2.example.com:9092',
    )
  t.match(errors({ taskId }), [
    /serving\.kafka\.bootstrapServers: expected the brokers of a Kafka, .* serving\.kafka\.operator=strimzi.* serving\.statistics\.enabled=false/,
  ])
  for (const broker of ['kafka', 'kafka:0', 'kafka:99999', 'http://kafka:9092', 'a:1,b:2'])
    t.match(errors({ taskId, kafka: { bootstrapServers: [broker] } }), [
      /serving\.kafka\.bootstrapServers\[0\]: expected a broker such as/,
    ])
  t.same(errors({ taskId, kafka: { bootstrapServers: ['[fd00::7]:9092', 'kafka:9092'] } }), [])
  t.match(errors({ taskId, kafka: { ...outside, operator: 'strimzi' } }), [
    /serving\.kafka\.bootstrapServers: expected none: strimzi makes the Kafka/,
  ])
  t.match(errors({ taskId, kafka: { ...outside, strimzi: { size: '20Gi' } } }), [
    /serving\.kafka\.strimzi\.size: expected none: serving\.kafka\.operator is not strimzi/,
  ])
})

t.test('a Kafka that Strimzi makes: its nodes, and the Service that clients are told', async (t) => {
  const custom = (own: ServingInput) =>
    toYaml(stream(own).filter(({ apiVersion }) => String(apiVersion).startsWith('kafka.strimzi.io')))
  t.equal(
    custom({
      ...forms.strimzi,
      kafka: { operator: 'strimzi', strimzi: { replicas: 3, storageClass: 'gp3' } },
    }),
    `apiVersion: kafka.strimzi.io/v1
kind: Kafka
metadata:
  name: clearml-serving
  namespace: clearml
  labels:
    app.kubernetes.io/component: serving-kafka
    app.kubernetes.io/instance: clearml
    app.kubernetes.io/managed-by: clearml-manifests
    app.kubernetes.io/name: clearml
    app.kubernetes.io/part-of: clearml
    app.kubernetes.io/version: "1.3.0"
spec:
  kafka:
    config:
      default.replication.factor: 3
      log.retention.hours: 24
      min.insync.replicas: 2
      offsets.topic.replication.factor: 3
      transaction.state.log.min.isr: 2
      transaction.state.log.replication.factor: 3
    listeners:
    - name: plain
      port: 9092
      tls: false
      type: internal
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaNodePool
metadata:
  name: clearml-serving
  namespace: clearml
  labels:
    app.kubernetes.io/component: serving-kafka
    app.kubernetes.io/instance: clearml
    app.kubernetes.io/managed-by: clearml-manifests
    app.kubernetes.io/name: clearml
    app.kubernetes.io/part-of: clearml
    app.kubernetes.io/version: "1.3.0"
    strimzi.io/cluster: clearml-serving
spec:
  replicas: 3
  resources:
    limits:
      memory: 2Gi
    requests:
      cpu: 250m
      memory: 1Gi
  roles:
  - controller
  - broker
  storage:
    type: jbod
    volumes:
    - class: gp3
      deleteClaim: false
      id: 0
      kraftMetadata: shared
      size: 10Gi
      type: persistent-claim
`,
  )
  t.equal(
    variable(forms.strimzi, 'statistics', 'CLEARML_DEFAULT_KAFKA_SERVE_URL'),
    'clearml-serving-kafka-bootstrap:9092',
  )
  t.match(custom(forms.strimzi), 'default.replication.factor: 1\n')
  t.match(
    custom({ taskId, kafka: { operator: 'strimzi', strimzi: { apiVersion: 'v1beta2' } } }),
    /kafka\.strimzi\.io\/v1beta2[\s\S]*strimzi\.io\/kraft: enabled\n {4}strimzi\.io\/node-pools: enabled/,
  )
  t.match(errors({ taskId, kafka: { operator: 'strimzi', strimzi: { replicas: 2 } } }), [
    /serving\.kafka\.strimzi\.replicas: expected an odd number/,
  ])
})

t.test('Prometheus finds statistics and Triton by annotations, by ServiceMonitors, or not', async (t) => {
  const triton = { enabled: true }
  const own = { ...forms.outsideKafka, triton }
  const scrape = (manifests: Manifests) =>
    pods(manifests).flatMap(({ name, annotations }) => {
      const port = annotations['prometheus.io/port']
      return port === undefined ? [] : [`${name}:${port}${annotations['prometheus.io/path']}`]
    })
  t.same(scrape(stream(own)), ['serving-statistics:9999/metrics', 'serving-triton:8002/metrics'])
  const none = stream({ ...own, metrics: 'none' })
  t.same([scrape(none), none.filter(({ kind }) => kind === 'ServiceMonitor')], [[], []])
  const monitored = stream({
    ...own,
    metrics: 'prometheus-operator',
    prometheus: { labels: { release: 'p' } },
  })
  t.same(scrape(monitored), [])
  t.match(find(monitored, 'ServiceMonitor', '-statistics'), {
    apiVersion: 'monitoring.coreos.com/v1',
    metadata: { labels: { release: 'p' } },
    spec: {
      selector: { matchLabels: { 'app.kubernetes.io/component': 'serving-statistics' } },
      endpoints: [{ port: 'metrics', path: '/metrics' }],
    },
  })
  t.ok(find(monitored, 'ServiceMonitor', '-triton'))
  t.match(errors({ ...forms.withoutStatistics, metrics: 'prometheus-operator' }), [
    /serving\.metrics: expected annotations or none: statistics and Triton are switched off/,
  ])
  t.match(errors({ ...forms.outsideKafka, prometheus: { labels: { a: 'b' } } }), [
    /serving\.prometheus\.labels: expected none: serving\.metrics is not prometheus-operator/,
  ])
})

t.test('Grafana gets a data source and a dashboard, which ask the Prometheus that is given', async (t) => {
  const manifests = stream(forms.complete)
  t.match(find(manifests, 'GrafanaDatasource', ''), {
    apiVersion: 'grafana.integreatly.org/v1beta1',
    spec: {
      instanceSelector: { matchLabels: { dashboards: 'grafana' } },
      datasource: {
        name: 'ClearML Serving',
        type: 'prometheus',
        url: 'http://prometheus.monitoring.svc:9090',
      },
    },
  })
  const { spec } =
    find<{ spec: { json: string; datasources: unknown } }>(manifests, 'GrafanaDashboard', '') ?? {}
  t.same(spec?.datasources, [{ inputName: 'DS_PROMETHEUS', datasourceName: 'ClearML Serving' }])
  const queries = JSON.parse(spec?.json ?? '').panels.flatMap((panel: { targets: [{ expr: string }] }) =>
    panel.targets.map(({ expr }) => expr),
  )
  t.match(queries, [/endpoint\}:_count_total\[/, /endpoint\}:_latency_bucket\[.*endpoint\}:_latency_sum\[/])
  t.match(errors({ ...forms.outsideKafka, dashboard: 'grafana-operator' }), [
    /serving\.prometheus\.url: expected the URL by which Grafana reaches Prometheus/,
  ])
  t.match(errors({ ...forms.outsideKafka, grafana: { instanceLabels: { a: 'b' } } }), [
    /serving\.grafana\.instanceLabels: expected none: serving\.dashboard is none/,
  ])
  const { prometheus } = forms.complete
  const blind = {
    ...forms.withoutStatistics,
    dashboard: 'grafana-operator',
    prometheus: { url: prometheus.url },
  } as const
  t.match(errors(blind), [/serving\.dashboard: expected none: it shows statistics/])
})
