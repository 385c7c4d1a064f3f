import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { gpuResource } from '../../overlays/gpu.js'
import { serving } from '../../overlays/serving/index.js'
import { type ServingInput, table } from '../../overlays/serving/table.js'
import { cloudReady, dev, singleNode } from '../../presets/index.js'
import { add } from '../../src/dsl/index.js'
import { andThen, build, overlay, showError, toYaml, type ValuesInput } from '../../src/index.js'
import { type Json, type JsonObject, type Path, showPath } from '../../src/json.js'
import type {
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  Ingress,
  Service,
} from '../../src/kube/types.js'
import { kubeVersions, showSchemaFinding, validate } from '../../src/openapi/index.js'
import { merge } from '../../src/values/merge.js'
import type { Fields, Group } from '../../src/values/schema.js'
import { servingFaults } from '../faults/serving.js'
import { envOf, idOf, type Manifests, podOf, pods } from '../support/objects.js'
import { built } from '../support/streams.js'
import { servingContexts } from './serving.contexts.js'

const taskId = 'ab12cd34ef56ab78cd90ef12ab34cd56'
const outside = { bootstrapServers: ['kafka-1.example.com:9092', 'kafka-2.example.com:9092'] }
const domain = { domain: 'ml.example.com' }

/** The forms of the page, and one with everything. */
const forms = {
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

const stream = (own: ServingInput, values: ValuesInput = domain): Manifests =>
  built({ overlays: [serving(own)], values }).manifests
const mine = (manifests: Manifests): Manifests =>
  manifests.filter((one) => idOf(one).includes('/clearml-serving'))
const errors = (own: ServingInput, values: ValuesInput = domain): ReadonlyArray<string> => {
  const result = build({ overlays: [serving(own)], values })
  return E.isLeft(result) ? result.left.map(showError) : []
}
const variable = (own: ServingInput, of: string, name: string, values: ValuesInput = domain) =>
  envOf(podOf(stream(own, values), `serving-${of}`).main)[name]
const find = <A>(manifests: Manifests, kind: string, name: string): A | undefined =>
  manifests.find((one) => idOf(one) === `${kind}/clearml-serving${name}`) as A | undefined // as the builder typed it

t.test('the smallest form is one server: who it is, where it is reached, how it runs', async (t) => {
  const manifests = stream(forms.withoutStatistics)
  t.same(mine(manifests).map(idOf), [
    'ServiceAccount/clearml-serving-inference',
    'Service/clearml-serving-inference',
    'Deployment/clearml-serving-inference',
  ])
  t.match(toYaml(mine(manifests)), 'image: docker.io/allegroai/clearml-serving-inference:1.3.0')
  t.match(find<Deployment>(manifests, 'Deployment', '-inference'), {
    metadata: { labels: { 'app.kubernetes.io/version': '1.3.0' } },
    spec: { replicas: 1, strategy: { type: 'RollingUpdate' } },
  })
  t.match(podOf(manifests, 'serving-inference').spec, {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    serviceAccountName: 'clearml-serving-inference',
  })
})

// Every variable that we set, and the code of clearml-serving 1.3.0 (or of the clearml SDK that it runs on) that reads it.
const sdk = 'clearml: backend_api/session/defs.py'
const keys = { CLEARML_API_ACCESS_KEY: sdk, CLEARML_API_SECRET_KEY: sdk }
const connection = {
  ...keys,
  CLEARML_API_HOST: sdk,
  CLEARML_WEB_HOST: sdk,
  CLEARML_FILES_HOST: sdk,
  CLEARML_API_HOST_VERIFY_CERT: sdk,
}
const inference = 'clearml_serving/serving/entrypoint.sh'
const processor = 'clearml_serving/serving/model_request_processor.py'
const helper = 'clearml_serving/engines/triton/triton_helper.py'
const configFile = { CLEARML_CONFIG_FILE: 'clearml: backend_config/defs.py' }
const readers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'serving-inference': {
    ...connection,
    ...configFile,
    CLEARML_SERVING_TASK_ID: 'clearml_serving/serving/init.py',
    CLEARML_SERVING_POLL_FREQ: 'clearml_serving/serving/main.py',
    CLEARML_SERVING_PORT: inference,
    CLEARML_SERVING_NUM_PROCESS: inference,
    CLEARML_USE_GUNICORN: inference,
    CLEARML_EXTRA_PYTHON_PACKAGES: inference,
    CLEARML_DEFAULT_BASE_SERVE_URL: processor,
    CLEARML_DEFAULT_KAFKA_SERVE_URL: processor,
    CLEARML_DEFAULT_TRITON_GRPC_ADDR: processor,
  },
  'serving-statistics': {
    ...connection,
    CLEARML_SERVING_TASK_ID: 'clearml_serving/statistics/main.py',
    CLEARML_SERVING_POLL_FREQ: 'clearml_serving/statistics/main.py',
    CLEARML_SERVING_PORT: 'clearml_serving/statistics/main.py',
    CLEARML_DEFAULT_KAFKA_SERVE_URL: 'clearml_serving/statistics/main.py',
    CLEARML_EXTRA_PYTHON_PACKAGES: 'clearml_serving/statistics/entrypoint.sh',
  },
  'serving-triton': {
    ...connection,
    CLEARML_SERVING_TASK_ID: helper,
    CLEARML_TRITON_POLL_FREQ: helper,
    CLEARML_TRITON_METRIC_FREQ: helper,
    CLEARML_EXTRA_PYTHON_PACKAGES: 'clearml_serving/engines/triton/entrypoint.sh',
    NVIDIA_DRIVER_CAPABILITIES: 'NVIDIA Container Toolkit',
  },
}

t.test('every variable of a server is one that its code reads', async (t) => {
  const servers = pods(stream(forms.complete)).filter(({ name }) => name.startsWith('serving-'))
  t.same(
    Object.fromEntries(
      servers.map(({ name, main }) => [name, (main.env ?? []).map((one) => one.name).toSorted()]),
    ),
    Object.fromEntries(Object.entries(readers).map(([name, read]) => [name, Object.keys(read).toSorted()])),
  )
})

t.test('keys come from the Secret of the installation, or from one of the user', async (t) => {
  const secretOf = (own: ServingInput, values: ValuesInput = domain) =>
    new Set(
      pods(stream(own, values))
        .filter(({ name }) => name.startsWith('serving-'))
        .flatMap(({ main }) => main.env ?? [])
        .filter(({ name }) => name in keys)
        .map(({ valueFrom }) => `${valueFrom?.secretKeyRef?.name}: ${valueFrom?.secretKeyRef?.key}`),
    )
  const pair = (name: string) => new Set([`${name}: agent-key`, `${name}: agent-secret`])
  t.same(secretOf(forms.complete), pair('clearml-credentials'))
  t.same(secretOf(forms.complete, { ...domain, auth: { existingSecret: 'all-keys' } }), pair('all-keys'))
  t.same(secretOf({ ...forms.complete, existingSecret: 'serving-keys' }), pair('serving-keys'))
  t.notMatch(toYaml(stream(forms.complete)), 'kind: Secret\n')
  const extraEnv = [{ name: 'CLEARML_API_SECRET_KEY', value: 'hunter2' }]
  const refused = errors({ ...forms.withoutStatistics, inference: { extraEnv } })
  t.match(refused, [/serving\.inference\.extraEnv\[0\]: expected none: keys come from a Secret/])
  t.notMatch(refused.join(), 'hunter2')
})

t.test('without a task there is nothing to serve: the error says how one is made', async (t) => {
  t.match(errors({}), [/^serving\.taskId is required: .*`clearml-serving create --name serving` makes one/])
  t.match(errors({ taskId: 'ClearML Serving Task ID', statistics: { enabled: false } }), [
    /serving\.taskId: expected the id of a serving task/,
  ])
})

t.test('the server is the one of the installation, or another one, as a whole', async (t) => {
  t.equal(
    variable(forms.withoutStatistics, 'inference', 'CLEARML_API_HOST'),
    'http://clearml-apiserver.clearml.svc:8008',
  )
  t.equal(variable(forms.withoutStatistics, 'inference', 'CLEARML_FILES_HOST'), 'http://files.ml.example.com')
  const server = { api: 'https://api.clear.ml', files: 'https://files.clear.ml' }
  const elsewhere = { ...forms.withoutStatistics, server, existingSecret: 'keys' }
  const manifests = stream(elsewhere, { server: { enabled: false } })
  t.match(envOf(podOf(manifests, 'serving-inference').main), {
    CLEARML_API_HOST: 'https://api.clear.ml',
    CLEARML_FILES_HOST: 'https://files.clear.ml',
  })
  t.notMatch(manifests.map(idOf).join(), 'apiserver')
  t.match(errors(forms.withoutStatistics, { server: { enabled: false } }), [
    /serving\.server\.api: expected the URL of the API of the server/,
    /serving\.existingSecret: expected the name of a Secret with the keys agent-key and agent-secret/,
    /serving\.server\.files: expected the URL of the file server/,
  ])
  const warned = (api: string) =>
    built({ overlays: [serving({ ...forms.withoutStatistics, server: { api } })], values: domain }).warnings
  t.match(warned(server.api), [/serving\.server\.api, .*, is not the API of this installation/])
  t.same(warned('http://api.ml.example.com'), [])
})

t.test('models find other models by the Service, by the Ingress, or where one says', async (t) => {
  const url = (own: ServingInput, values: ValuesInput = domain) =>
    variable({ ...forms.withoutStatistics, ...own }, 'inference', 'CLEARML_DEFAULT_BASE_SERVE_URL', values)
  const host = 'models.example.com'
  t.equal(url({}), 'http://clearml-serving-inference:8080/serve')
  t.equal(url({ inference: { ingress: { host } } }), `http://${host}/serve`)
  t.equal(url({ inference: { ingress: { host, tlsSecret: 'tls' } } }), `https://${host}/serve`)
  t.equal(
    url({ inference: { ingress: { host } } }, { urls: { scheme: 'https' }, ...domain }),
    `https://${host}/serve`,
  )
  t.equal(url({ defaultBaseServeUrl: 'http://127.0.0.1:8080/serve' }), 'http://127.0.0.1:8080/serve')
})

t.test('how often it looks for models, its processes, its packages', async (t) => {
  const own = {
    ...forms.complete,
    pollSeconds: 90,
    inference: { workers: 4, gunicorn: false, extraPythonPackages: ['a==1', 'b==2'] },
  }
  t.match(envOf(podOf(stream(own), 'serving-inference').main), {
    CLEARML_SERVING_POLL_FREQ: '1.5',
    CLEARML_SERVING_NUM_PROCESS: '4',
    CLEARML_EXTRA_PYTHON_PACKAGES: 'a==1 b==2',
  })
  t.equal(variable(own, 'inference', 'CLEARML_USE_GUNICORN'), undefined, '`false` would turn it on')
  t.equal(variable(forms.complete, 'inference', 'CLEARML_USE_GUNICORN'), 'true')
  t.equal(variable(own, 'triton', 'CLEARML_TRITON_POLL_FREQ'), '1.5')
})

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

t.test('an autoscaler rules the number of pods, and nobody else does', async (t) => {
  const manifests = stream(forms.complete)
  for (const of of ['inference', 'triton'])
    t.equal(find<Deployment>(manifests, 'Deployment', `-${of}`)?.spec?.replicas, undefined)
  t.match(find<HorizontalPodAutoscaler>(manifests, 'HorizontalPodAutoscaler', '-inference'), {
    apiVersion: 'autoscaling/v2',
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'clearml-serving-inference' },
      minReplicas: 1,
      maxReplicas: 11,
      metrics: [{ resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }],
    },
  })
  t.same(
    find<HorizontalPodAutoscaler>(manifests, 'HorizontalPodAutoscaler', '-triton')?.spec?.metrics?.map(
      ({ resource }) => [resource?.name, resource?.target.averageUtilization],
    ),
    [['memory', 75]],
  )
  const scaled = (inference: NonNullable<ServingInput['inference']>) =>
    errors({ ...forms.withoutStatistics, inference })
  t.match(scaled({ replicas: 3, autoscaling: { enabled: true } }), [
    /serving\.inference\.replicas: expected none: the autoscaler rules the number of pods/,
  ])
  t.match(scaled({ autoscaling: { maxReplicas: 3 } }), [
    /serving\.inference\.autoscaling\.maxReplicas: expected none: serving\.inference\.autoscaling\.enabled is false/,
  ])
  t.match(scaled({ autoscaling: { enabled: true, minReplicas: 5, maxReplicas: 3 } }), [
    /serving\.inference\.autoscaling\.minReplicas: expected at most 3, as maxReplicas/,
  ])
  t.match(scaled({ autoscaling: { enabled: true }, resources: { requests: { cpu: null } } as never }), [
    /serving\.inference\.resources\.requests\.cpu: expected a request: the autoscaler counts in percent of it/,
  ])
  t.equal(
    find<Deployment>(
      stream({ ...forms.withoutStatistics, inference: { replicas: 3 } }),
      'Deployment',
      '-inference',
    )?.spec?.replicas,
    3,
  )
})

t.test('there is one pod of statistics, for each would count every request', async (t) => {
  t.match(find<Deployment>(stream(forms.complete), 'Deployment', '-statistics')?.spec, {
    replicas: 1,
    strategy: { type: 'Recreate' },
  })
  t.match(errors({ ...forms.outsideKafka, statistics: { replicas: 2 } as never }), [
    /serving\.statistics\.replicas/,
  ])
})

t.test('requests come in by an Ingress: HTTP to inference, gRPC to Triton', async (t) => {
  const manifests = stream(forms.complete)
  t.match(find<Ingress>(manifests, 'Ingress', '-inference'), {
    metadata: { annotations: { 'nginx.ingress.kubernetes.io/proxy-body-size': '0' } },
    spec: {
      ingressClassName: 'nginx',
      tls: [{ hosts: ['models.example.com'], secretName: 'models-tls' }],
      rules: [
        {
          host: 'models.example.com',
          http: { paths: [{ path: '/', backend: { service: { port: { name: 'http' } } } }] },
        },
      ],
    },
  })
  t.match(find<Ingress>(manifests, 'Ingress', '-triton'), {
    metadata: { annotations: { 'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC' } },
    spec: { rules: [{ http: { paths: [{ backend: { service: { port: { name: 'grpc' } } } }] } }] },
  })
  const grpc = (controller: string) => {
    const ingress = { host: 'grpc.example.com', controller, tlsSecret: null }
    const made = stream({ ...forms.withoutStatistics, triton: { enabled: true, ingress } })
    return [
      find<Ingress>(made, 'Ingress', '-triton')?.metadata?.annotations,
      find<Service>(made, 'Service', '-triton')?.metadata?.annotations,
    ]
  }
  t.match(grpc('traefik')[1], { 'traefik.ingress.kubernetes.io/service.serversscheme': 'h2c' })
  t.match(grpc('alb')[0], { 'alb.ingress.kubernetes.io/backend-protocol-version': 'GRPC' })
  t.match(grpc('haproxy')[0], { 'haproxy.org/server-proto': 'h2' })
})

t.test('a load balancer asks for a path that inference answers', async (t) => {
  const ingress = { host: 'models.example.com', controller: 'alb', annotations: { a: 'b' }, path: '/serve' }
  const made = stream({ ...forms.withoutStatistics, inference: { ingress } })
  t.match(find<Service>(made, 'Service', '-inference')?.metadata?.annotations, {
    'alb.ingress.kubernetes.io/healthcheck-path': '/docs',
  })
  t.match(find<Ingress>(made, 'Ingress', '-inference'), {
    metadata: { annotations: { a: 'b' } },
    spec: { rules: [{ http: { paths: [{ path: '/serve' }] } }] },
  })
})

t.test('values of an Ingress that cannot be are refused, what is not known is warned of', async (t) => {
  const host = 'models.example.com'
  const refused = (ingress: NonNullable<NonNullable<ServingInput['inference']>['ingress']>) =>
    errors({ ...forms.withoutStatistics, inference: { ingress } })
  t.match(refused({ tlsSecret: 'tls' }), [
    /serving\.inference\.ingress\.tlsSecret: expected none: .*there is no Ingress/,
  ])
  t.match(refused({ host, controller: 'alb', tlsSecret: 'tls' }), [
    /tlsSecret: expected none: alb takes its certificate/,
  ])
  t.match(
    errors({
      ...forms.withoutStatistics,
      inference: { ingress: { host } },
      triton: { enabled: true, ingress: { host } },
    }),
    [/serving\.triton\.ingress\.host: expected another host or path/],
  )
  const warned = (own: ServingInput) =>
    built({ overlays: [serving({ ...forms.withoutStatistics, ...own })], values: domain }).warnings.join('\n')
  t.match(warned({ inference: { ingress: { host } } }), /serving\.inference\.ingress\.controller is not set/)
  t.match(
    warned({ inference: { ingress: { host, controller: 'gce' } } }),
    /the path \/docs by a BackendConfig/,
  )
  t.match(
    warned({ triton: { enabled: true, ingress: { host, controller: 'openshift' } } }),
    /how the ingress controller openshift is told that Triton speaks gRPC[\s\S]*gRPC with TLS only/,
  )
  t.equal(warned({}), '')
})

t.test('Triton reserves its GPUs, and has none without', async (t) => {
  const triton = (own: NonNullable<ServingInput['triton']>) => {
    const manifests = stream({ ...forms.withoutStatistics, triton: { enabled: true, ...own } })
    return podOf(manifests, 'serving-triton')
  }
  t.same(triton({ gpus: 2 }).main.resources, {
    requests: { cpu: '1', memory: '4Gi' },
    limits: { 'nvidia.com/gpu': '2' },
  })
  t.match(triton({ gpus: 1, gpu: { migProfile: '1g.5gb' } }).main.resources?.limits, {
    [gpuResource({
      gpus: 1,
      gpu: { vendor: 'nvidia', migProfile: '1g.5gb', shared: false, resource: null },
      runtimeClassName: null,
    })]: '1',
  })
  t.match(triton({ gpus: 1, gpu: { vendor: 'amd' } }).main.resources?.limits, { 'amd.com/gpu': '1' })
  t.equal(triton({ gpus: 1, runtimeClassName: 'nvidia' }).spec.runtimeClassName, 'nvidia')
  t.match(find<Deployment>(stream(forms.complete), 'Deployment', '-triton')?.spec?.strategy, {
    rollingUpdate: { maxSurge: 0, maxUnavailable: 1 },
  })
  const without = triton({})
  t.match(envOf(without.main), { NVIDIA_VISIBLE_DEVICES: 'void' })
  t.notMatch(JSON.stringify(without.main.resources), 'gpu')
  const refused = (own: NonNullable<ServingInput['triton']>) =>
    errors({ ...forms.withoutStatistics, triton: { enabled: true, ...own } })
  t.match(refused({ gpu: { migProfile: '1g.5gb' } }), [
    /serving\.triton\.gpu\.migProfile: expected none: gpus is 0/,
  ])
  t.match(refused({ gpus: 1, gpu: { vendor: 'amd', migProfile: '1g.5gb' } }), [
    /serving\.triton\.gpu\.vendor: expected none beside gpu\.migProfile/,
  ])
  t.match(errors({ ...forms.withoutStatistics, triton: { gpus: 1 } }), [
    /serving\.triton\.gpus: expected none: serving\.triton\.enabled is false/,
  ])
})

t.test('inference knows Triton where there is one', async (t) => {
  const address = (own: ServingInput) => variable(own, 'inference', 'CLEARML_DEFAULT_TRITON_GRPC_ADDR')
  t.equal(address(forms.complete), 'clearml-serving-triton:8001')
  t.equal(address(forms.outsideKafka), undefined)
})

t.test(
  'placement is that of pods, images come by the mirror with the Secrets of the installation',
  async (t) => {
    const placed = {
      nodeSelector: { disk: 'ssd' },
      tolerations: [{ key: 'gpu', operator: 'Exists' }],
    } as const
    const own = {
      ...forms.complete,
      inference: placed,
      statistics: placed,
      triton: { ...forms.complete.triton, ...placed },
    }
    const values = {
      ...domain,
      imageRegistry: 'registry.example.com/mirror',
      imagePullSecrets: ['registry-key'],
    }
    for (const of of ['inference', 'statistics', 'triton']) {
      const { spec, main } = podOf(stream(own, values), `serving-${of}`)
      t.match(spec, { ...placed, imagePullSecrets: [{ name: 'registry-key' }] })
      t.notOk('nodeSelector' in main)
      t.equal(main.image, `registry.example.com/mirror/allegroai/clearml-serving-${of}:1.3.0`)
    }
  },
)

t.test('further files lie in /opt/clearml/config, and a change of them replaces the pods', async (t) => {
  const withFile = (text: string) =>
    stream({ ...forms.withoutStatistics, inference: { config: { files: { 'clearml.conf': text } } } })
  const manifests = withFile('a: 1\n')
  t.same(find<ConfigMap>(manifests, 'ConfigMap', '-inference-config')?.data, { 'clearml.conf': 'a: 1\n' })
  const pod = podOf(manifests, 'serving-inference')
  t.match(pod.main.volumeMounts, [{ name: 'config', mountPath: '/opt/clearml/config', readOnly: true }])
  t.equal(envOf(pod.main).CLEARML_CONFIG_FILE, '/opt/clearml/config/clearml.conf')
  const sum = (of: Manifests) => podOf(of, 'serving-inference').annotations['checksum/config']
  t.not(sum(withFile('a: 2\n')), sum(manifests))
  const complete = stream(forms.complete)
  t.same(podOf(complete, 'serving-statistics').volumes, [
    { name: 'config', configMap: { name: 'statistics-files' } },
  ])
  t.same(podOf(complete, 'serving-triton').volumes, [
    { name: 'config', secret: { secretName: 'triton-files' } },
  ])
  const refused = (config: NonNullable<NonNullable<ServingInput['inference']>['config']>) =>
    errors({ ...forms.withoutStatistics, inference: { config } })
  t.match(refused({ existingSecret: 'a', existingConfigMap: 'b' }), [
    /serving\.inference\.config: expected one of files, existingConfigMap and existingSecret/,
  ])
  t.match(refused({ files: { 'a/b': 'x' } }), [
    /serving\.inference\.config\.files\[.a\/b.\]: expected a file name.* got string .a\/b./,
  ])
})

t.test('what a user names is taken to exist', async (t) => {
  const extraEnv = [
    { name: 'AWS_ACCESS_KEY_ID', valueFrom: { secretKeyRef: { name: 'aws', key: 'id' } } },
    { name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'a' } } },
  ]
  const extraVolumes = [
    { name: 'models', persistentVolumeClaim: { claimName: 'models' } },
    { name: 'certs', secret: { secretName: 'certs' } },
  ]
  t.same(
    errors({
      ...forms.complete,
      existingSecret: 'serving-keys',
      kafka: { bootstrapServers: ['clearml-kafka:9092'] },
      inference: { ...forms.complete.inference, extraEnv, extraVolumes },
    }),
    [],
  )
})

t.test('each server is asked on a path that it answers in every version', async (t) => {
  const probed = pods(stream({ ...forms.complete, startupSeconds: 1800 }))
    .filter(({ name }) => name.startsWith('serving-'))
    .map(({ name, main: { startupProbe, readinessProbe, livenessProbe, ports = [] } }) => ({
      name,
      ready: `${ports.find((one) => one.name === readinessProbe?.httpGet?.port)?.containerPort}${readinessProbe?.httpGet?.path}`,
      starts: (startupProbe?.periodSeconds ?? 0) * (startupProbe?.failureThreshold ?? 0),
      lives: livenessProbe?.httpGet?.path ?? livenessProbe?.tcpSocket?.port,
    }))
  t.same(probed, [
    { name: 'serving-inference', ready: '8080/docs', starts: 1800, lives: 'http' },
    { name: 'serving-statistics', ready: '9999/metrics', starts: 1800, lives: '/metrics' },
    { name: 'serving-triton', ready: '8000/v2/health/live', starts: 1800, lives: '/v2/health/live' },
  ])
})

t.test('no form has a fault of the chart', async (t) => {
  for (const [name, own] of Object.entries(forms)) {
    const manifests = stream(own)
    for (const { fault, find: faults } of servingFaults)
      t.same(faults(manifests, {}), [], `${name}: ${fault}`)
  }
})

t.test('Kubernetes knows every field of every form, on each preset', async (t) => {
  const judge = (name: string, manifests: Manifests) => {
    for (const version of kubeVersions) {
      const found = validate(
        manifests.map((manifest) => ({ manifest })),
        { version },
      )
      t.same(
        found.filter(({ severity }) => severity === 'error').map(showSchemaFinding),
        [],
        `${name} ${version}`,
      )
    }
  }
  for (const [name, own] of Object.entries(forms)) judge(name, stream(own))
  for (const preset of [singleNode, cloudReady, dev]) {
    const { manifests } = built({ preset, overlays: [serving(forms.complete)], values: domain })
    t.same(mine(manifests).length, mine(stream(forms.complete)).length, preset.name)
  }
})

t.test('an overlay of the user edits what serving makes', async (t) => {
  const sticky = overlay({
    name: 'sticky',
    overrides: ['serving'],
    edits: {
      serving: {
        inference: { service: { spec: { sessionAffinity: add('ClientIP') } } },
        operators: { kafka: { spec: { kafka: { config: { 'log.retention.hours': 1 } } } } },
      },
    },
  })
  const { manifests } = built({ overlays: [andThen(serving(forms.strimzi), sticky)], values: domain })
  t.equal(find<Service>(manifests, 'Service', '-inference')?.spec?.sessionAffinity, 'ClientIP')
  t.match(find(manifests, 'Kafka', ''), { spec: { kafka: { config: { 'log.retention.hours': 1 } } } })
})

t.test('the notes say what is made by hand, how models get in, and how they are asked', async (t) => {
  const notes = (own: ServingInput, values: ValuesInput = domain) =>
    built({ overlays: [serving(own)], values }).notes.join('\n')
  t.equal(
    notes(forms.withoutStatistics),
    `The serving task ${taskId} is made once, on a machine where clearml-init has been run:
  pip install clearml-serving==1.3.0
  clearml-serving create --name serving
Endpoints are added there; the pods look for new ones by themselves:
  clearml-serving --id ${taskId} model add --engine sklearn --endpoint NAME --model-id MODEL
Nothing leads to serving from outside; from your own machine:
  kubectl -n clearml port-forward service/clearml-serving-inference 8080
A request:
  curl -X POST http://localhost:8080/serve/NAME -H 'Content-Type: application/json' -d '{}'`,
  )
  const complete = notes({ ...forms.complete, existingSecret: 'serving-keys' })
  t.match(
    complete,
    'Operators that must be in the cluster already: Strimzi, prometheus-operator, grafana-operator\n',
  )
  t.match(
    complete,
    /Secret serving-keys in the namespace clearml, with the keys of serving:\n {2}agent-key, agent-secret\n/,
  )
  t.match(complete, 'curl -X POST https://models.example.com/serve/NAME')
  t.match(complete, 'TLS Secret grpc-tls in the namespace clearml for it')
})

t.test('the example of every value changes the stream', async (t) => {
  const text = (values: JsonObject): string | null => {
    const result = build({ overlays: [serving()], values: values as ValuesInput }) // legal by the table
    return E.isLeft(result) ? null : toYaml(result.right.manifests)
  }
  const visit = (group: Group<Fields>, path: Path): void => {
    for (const [key, field] of Object.entries(group.fields)) {
      const here = [...path, key]
      if (field._tag === 'Group') {
        visit(field, here)
        continue
      }
      const context = servingContexts[here.join('.')] as JsonObject // plain data
      const given = here.reduceRight<Json>((below, step) => ({ [step]: below }), field.example) as JsonObject // as above
      const after = text(merge(context, given))
      t.not(after, null, `${showPath(here)} is legal`)
      t.not(after, text(context), `${showPath(here)} changes something`)
    }
  }
  visit(table, ['serving'])
})
