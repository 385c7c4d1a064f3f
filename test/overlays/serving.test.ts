import { readFileSync } from 'node:fs'
import t from 'tap'
import { serving } from '../../overlays/serving/index.js'
import type { ServingInput } from '../../overlays/serving/table.js'
import { cloudReady, dev, singleNode } from '../../presets/index.js'
import { add } from '../../src/dsl/index.js'
import { andThen, overlay, toYaml, type ValuesInput } from '../../src/index.js'
import type { ConfigMap, Deployment, Service } from '../../src/kube/types.js'
import { kubeVersions, showSchemaFinding, validate } from '../../src/openapi/index.js'
import { servingFaults } from '../faults/serving.js'
import { envOf, idOf, type Manifests, podOf, pods } from '../support/objects.js'
import { built } from '../support/streams.js'
import { domain, errors, find, forms, mine, stream, taskId, variable } from './servingForms.js'

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
    built({
      overlays: [serving({ ...forms.withoutStatistics, server: { api } })],
      values: { ...domain, urls: { scheme: 'https' } },
    }).warnings
  t.match(warned(server.api), [/serving\.server\.api, .*, is not the API of this installation/])
  t.same(warned('https://api.ml.example.com'), [])
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

t.test('each value of the chart clearml-serving has a row on the page', async (t) => {
  const page = readFileSync('docs/serving.md', 'utf8')
  const rows = page.slice(page.indexOf('| value of the chart |'))
  const values = [
    ...['imageCredentials', 'kafka', 'prometheus', 'grafana'],
    ...['apiAccessKey', 'apiSecretKey', 'apiHost', 'filesHost', 'webHost'].map((name) => `clearml.${name}`),
    ...['servingTaskId', 'defaultBaseServeUrl', 'kafkaServeUrl'].map((name) => `clearml.${name}`),
    ...['inference', 'statistics', 'triton'].map((name) => `clearml_serving_${name}`),
    ...[
      'image.repository',
      'image.tag',
      'nodeSelector',
      'tolerations',
      'affinity',
      'resources',
      'autoscaling',
    ],
    ...['extraEnvironment', 'extraPythonPackages', 'additionalConfigs', 'runtimeClassName'],
    ...['existingAdditionalConfigsConfigMap', 'existingAdditionalConfigsSecret'],
    ...['enabled', 'hostName', 'ingressClassName', 'tlsSecretName', 'annotations', 'path'].map(
      (name) => `ingress.${name}`,
    ),
  ]
  for (const value of values) t.match(rows, `\`${value}\``)
})
