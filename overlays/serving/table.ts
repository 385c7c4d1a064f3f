/** The values of the overlay `serving`. */
import { type InputOf, ownValues, schema, type ValueOf, type Values } from '../../src/index.js'
import { gpuFields } from '../gpu.js'
import { egressFields } from '../network.js'
import { serverFields } from '../server.js'
import type { ServerName } from './names.js'

const taskId = schema.such(
  schema.nonEmptyText,
  'the id of a serving task, which `clearml-serving create --name NAME` prints',
  (value) => /^[\w-]+$/.test(value),
)

const broker = schema.such(schema.nonEmptyText, 'a broker such as kafka-1.example.com:9092', (value) => {
  const [, host, port] = /^(\[[0-9a-f:.]+\]|[a-z0-9][-a-z0-9.]*):(\d{1,5})$/i.exec(value) ?? []
  return host !== undefined && Number(port) > 0 && URL.canParse(`http://${value}`)
})

interface Requests {
  readonly requests: Readonly<Record<string, string>>
  readonly limits: Readonly<Record<string, string>>
}

/** What every server has. They run as root: their programs lie below `/root`, which is closed to others. */
const server = (of: string, { requests, limits }: Requests) => ({
  extraPythonPackages: schema.textList(
    'Python packages that pip installs at every start, before the server answers. An image of yours that has them starts sooner, and without the package index.',
    ['torchvision==0.19.1'],
  ),
  config: schema.group(`Further files of ${of}, in /opt/clearml/config.`, {
    files: schema.texts(
      {},
      'File name to text, without secrets. A clearml.conf is the one that the ClearML SDK reads.',
      { 'clearml.conf': 'sdk.storage.cache.default_base_dir: /var/cache/clearml\n' },
    ),
    existingConfigMap: schema.optionalText(
      'ConfigMap of yours with the files, instead of `files`.',
      'serving-files',
      schema.dnsName,
    ),
    existingSecret: schema.optionalText(
      'Secret of yours with the files, instead of `files`.',
      'serving-files',
      schema.dnsName,
    ),
  }),
  ...schema.workload(of, {
    requests,
    limits,
    podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    securityContext: { allowPrivilegeEscalation: false },
    terminationGracePeriodSeconds: 60,
  }),
  service: schema.service(of),
})

/** What servers of which there can be many have. */
const scaled = (of: string) => ({
  replicas: schema.integer(1, 'Number of pods, where no autoscaler rules it.', 3),
  autoscaling: schema.group(`The HorizontalPodAutoscaler of ${of}.`, {
    enabled: schema.boolean(false, 'Whether there is one.'),
    minReplicas: schema.integer(1, 'Fewest pods.', 2, 1),
    maxReplicas: schema.integer(11, 'Most pods.', 5, 1),
    targetCPU: schema.optionalInteger(
      'CPU that pods shall use on average, in percent of their request. Default: 50, unless `targetMemory` is given.',
      80,
      1,
      1000,
    ),
    targetMemory: schema.optionalInteger(
      'Memory that pods shall use on average, in percent of their request. Models stay in memory, so pods seldom become fewer by it.',
      75,
      1,
      1000,
    ),
  }),
})

const ingress = (of: string, host: string, path: string) =>
  schema.group(`The Ingress of ${of}.`, {
    host: schema.optionalText('Its host. Without one there is no Ingress.', host, schema.dnsName),
    controller: schema.optionalText(
      'The controller that serves it, as in `expose.ingress.controller`: it decides on annotations.',
      'nginx',
    ),
    className: schema.optionalText(
      "IngressClass. Default: the controller's usual one.",
      'internal',
      schema.dnsName,
    ),
    annotations: schema.texts(
      {},
      'Further annotations of the Ingress.',
      { 'cert-manager.io/cluster-issuer': 'letsencrypt' },
      schema.annotations,
    ),
    tlsSecret: schema.optionalText('TLS Secret for the host.', 'serving-tls', schema.dnsName),
    path: schema.text('/', 'The path below which requests are let in.', path, schema.absolutePath),
  })

export const table = schema.group('ClearML Serving, which answers requests with models.', {
  taskId: schema.requiredText(
    'Id of the serving task, which holds the endpoints. `clearml-serving create --name serving` makes one and prints the id; `clearml-serving list` shows it again.',
    'ab12cd34ef56ab78cd90ef12ab34cd56',
    taskId,
  ),
  ...serverFields,
  pollSeconds: schema.integer(60, 'Seconds between two looks for new endpoints and models.', 300, 10, 86400),
  startupSeconds: schema.integer(
    900,
    'How long a server may take from its start to its first answer: it installs extra packages first, and Triton loads all models.',
    3600,
    60,
    86400,
  ),
  defaultBaseServeUrl: schema.optionalText(
    'URL below which models that call other models reach them. Default: that of the Ingress of inference, else its Service. One that is stored in the serving task wins.',
    'https://models.example.com/serve',
    schema.url,
  ),
  inference: schema.group('Inference: the server that answers requests.', {
    workers: schema.integer(2, 'Processes of each pod. Each has its own copy of the models.', 4, 1, 256),
    gunicorn: schema.boolean(true, 'Whether gunicorn runs the processes. Otherwise uvicorn does.'),
    ...scaled('inference'),
    ingress: ingress('inference', 'models.example.com', '/serve'),
    ...server('inference', { requests: { cpu: '500m', memory: '1Gi' }, limits: {} }),
  }),
  statistics: schema.group(
    'Statistics: one pod that reads from Kafka what inference reports, and offers it to Prometheus.',
    {
      enabled: schema.boolean(true, 'Whether there are statistics. Without, no Kafka is needed.'),
      ...server('statistics', { requests: { cpu: '50m', memory: '256Mi' }, limits: { memory: '1Gi' } }),
    },
  ),
  triton: schema.group('Triton: runs models of deep learning for inference.', {
    enabled: schema.boolean(false, 'Whether there is one. Its image is of 10 GB and more.'),
    ...gpuFields,
    ...scaled('Triton'),
    ingress: ingress('Triton, for gRPC', 'grpc.example.com', '/inference.GRPCInferenceService'),
    ...server('Triton', { requests: { cpu: '1', memory: '4Gi' }, limits: {} }),
  }),
  kafka: schema.group('The Kafka of the statistics.', {
    bootstrapServers: schema.textList(
      'Its brokers, host and port. They take clients without TLS and without sign-in: clearml-serving knows neither.',
      ['kafka-1.example.com:9092', 'kafka-2.example.com:9092'],
      broker,
    ),
    operator: schema.optionalOneOf(
      ['strimzi'],
      'The operator that makes a Kafka for it, instead of `bootstrapServers`.',
      'strimzi',
    ),
    strimzi: schema.group('The Kafka that Strimzi makes.', {
      apiVersion: schema.oneOf(
        ['v1', 'v1beta2'],
        'v1',
        'Version of the API kafka.strimzi.io. `v1` is there since Strimzi 0.49; 1.0 has no other.',
        'v1beta2',
      ),
      replicas: schema.integer(1, 'Number of its nodes, an odd one.', 3, 1, 9),
      size: schema.quantity('10Gi', 'Size of the volume of each node.', '50Gi'),
      storageClass: schema.optionalText("StorageClass. Default: the cluster's.", 'gp3', schema.dnsName),
      resources: schema.group('Resources of each node.', {
        requests: schema.quantities({ cpu: '250m', memory: '1Gi' }, 'What the scheduler sets aside.', {
          cpu: '1',
        }),
        limits: schema.quantities({ memory: '2Gi' }, 'What a node may use at most.', { memory: '4Gi' }),
      }),
    }),
  }),
  networkPolicies: schema.group(
    'What the servers reach and who reaches them, where `networkPolicies.enabled` is true.',
    {
      ...egressFields('the servers'),
      clients: schema.textList(
        'Namespaces whose pods send requests to the Services of inference and Triton.',
        ['shop'],
        schema.dnsLabel,
      ),
      prometheus: schema.textList(
        'Namespaces of Prometheus. Default: every pod of the cluster may read the metrics.',
        ['monitoring'],
        schema.dnsLabel,
      ),
    },
  ),
  metrics: schema.oneOf(
    ['annotations', 'prometheus-operator', 'none'],
    'annotations',
    'How Prometheus finds statistics and Triton: by the annotations prometheus.io/scrape of the pods, or by ServiceMonitors.',
    'prometheus-operator',
  ),
  prometheus: schema.group('The Prometheus that exists already.', {
    labels: schema.texts(
      {},
      'Labels of the ServiceMonitors: those that your Prometheus looks for.',
      { release: 'kube-prometheus-stack' },
      schema.labels,
    ),
    url: schema.optionalText(
      'URL by which Grafana reaches it.',
      'http://prometheus-operated.monitoring.svc:9090',
      schema.url,
    ),
  }),
  dashboard: schema.oneOf(
    ['none', 'grafana-operator'],
    'none',
    'How Grafana gets a dashboard: `grafana-operator` makes one, and a data source for `prometheus.url`.',
    'grafana-operator',
  ),
  grafana: schema.group('The Grafana that exists already.', {
    instanceLabels: schema.texts(
      { dashboards: 'grafana' },
      'Labels by which the operator finds it.',
      { dashboards: 'ml' },
      schema.labels,
    ),
  }),
})

export const own = ownValues('serving', table)

export type ServingValues = ValueOf<typeof table>
export type ServingInput = InputOf<ServingValues>

/** Whether a server is in the stream. */
export const isEnabled = (values: Values, of: ServerName): boolean =>
  of === 'inference' || own(values)[of].enabled
