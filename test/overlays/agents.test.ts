import t from 'tap'
import type { AgentsInput } from '../../overlays/agents/table.js'
import { agents } from '../../overlays/index.js'
import { toYaml, type ValuesInput } from '../../src/index.js'
import type { JsonObject } from '../../src/json.js'
import { notes } from '../../src/notes.js'
import { envOf, idOf, podOf } from '../support/objects.js'
import { built } from '../support/streams.js'

const domain = 'clearml.mydomain.com'
const stream = (own: AgentsInput, values: ValuesInput = { domain }) =>
  built({ overlays: [agents(own)], values })
const pod = (own: AgentsInput, values?: ValuesInput, name: 'agent' | 'agent-services' = 'agent') =>
  podOf(stream({ static: { count: 1 }, ...own }, values).manifests, name)
const flags = (own: AgentsInput, name: 'agent' | 'agent-services' = 'agent') =>
  pod(own, undefined, name).main.command?.slice(3)

t.test('the example of the old README: four agents with one GPU each, and its hosts', async (t) => {
  const { manifests } = stream(
    {
      static: { count: 4, gpus: 1 },
      server: {
        api: 'https://api.clearml.mydomain.com',
        web: 'https://app.clearml.mydomain.com',
        files: 'https://files.clearml.mydomain.com',
      },
      git: { user: 'ci-bot', password: { secret: 'git', key: 'token' } },
      aws: {
        accessKeyId: { secret: 'aws', key: 'id' },
        secretAccessKey: { secret: 'aws', key: 'secret' },
        region: 'eu-central-1',
      },
      azure: { account: 'mlstore', key: { secret: 'azure', key: 'key' } },
    },
    {},
  )
  const { main, workload, spec } = podOf(manifests, 'agent')
  t.match(workload.spec, {
    replicas: 4,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } },
  })
  t.same(main.resources, { requests: { cpu: '100m', memory: '512Mi' }, limits: { 'nvidia.com/gpu': '1' } })
  const secret = (name: string, key: string) => ({ valueFrom: { secretKeyRef: { name, key } } })
  t.same(main.env, [
    { name: 'POD_NAME', valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.name' } } },
    { name: 'CLEARML_WORKER_ID', value: 'clearml:agent:$(POD_NAME)' },
    { name: 'CLEARML_API_HOST', value: 'https://api.clearml.mydomain.com' },
    { name: 'CLEARML_WEB_HOST', value: 'https://app.clearml.mydomain.com' },
    { name: 'CLEARML_FILES_HOST', value: 'https://files.clearml.mydomain.com' },
    { name: 'CLEARML_API_ACCESS_KEY', ...secret('clearml-credentials', 'agent-key') },
    { name: 'CLEARML_API_SECRET_KEY', ...secret('clearml-credentials', 'agent-secret') },
    { name: 'CLEARML_AGENT_GIT_USER', value: 'ci-bot' },
    { name: 'CLEARML_AGENT_GIT_PASS', ...secret('git', 'token') },
    { name: 'AWS_ACCESS_KEY_ID', ...secret('aws', 'id') },
    { name: 'AWS_SECRET_ACCESS_KEY', ...secret('aws', 'secret') },
    { name: 'AWS_DEFAULT_REGION', value: 'eu-central-1' },
    { name: 'AZURE_STORAGE_ACCOUNT', value: 'mlstore' },
    { name: 'AZURE_STORAGE_KEY', ...secret('azure', 'key') },
    { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility' },
  ])
  t.notMatch(toYaml(manifests.filter((one) => idOf(one).endsWith('/clearml-agent'))), /privileged|hostPath/)
  t.equal(spec.automountServiceAccountToken, false)
})

t.test('an agent with an image of the user, as it is applied', async (t) => {
  const { manifests } = stream({
    static: {
      count: 2,
      gpus: 1,
      gpu: { migProfile: '1g.5gb' },
      queues: ['gpu', 'a $(b)'],
      runtimeClassName: 'nvidia',
    },
    services: { enabled: false },
    ownImage: 'registry.example.com/clearml-agent:3.0.3',
    existingSecret: 'keys',
  })
  const found = manifests.find((one) => idOf(one) === 'Deployment/clearml-agent')
  const text = toYaml([(found?.spec ?? {}) as JsonObject]) // a Deployment has one
  t.equal(
    text.replace(/(checksum\/programs:) [0-9a-f]{64}/, '$1 CHECKSUM'),
    `progressDeadlineSeconds: 3000
replicas: 2
selector:
  matchLabels:
    app.kubernetes.io/component: agent
    app.kubernetes.io/instance: clearml
    app.kubernetes.io/name: clearml
strategy:
  rollingUpdate:
    maxSurge: 0
    maxUnavailable: 1
  type: RollingUpdate
template:
  metadata:
    annotations:
      checksum/programs: CHECKSUM
    labels:
      app.kubernetes.io/component: agent
      app.kubernetes.io/instance: clearml
      app.kubernetes.io/managed-by: clearml-manifests
      app.kubernetes.io/name: clearml
      app.kubernetes.io/part-of: clearml
      app.kubernetes.io/version: "3.0.3"
  spec:
    automountServiceAccountToken: false
    containers:
    - name: agent
      command:
      - python3
      - -u
      - /opt/clearml-manifests/agent.py
      - "2400"
      - --queue
      - gpu
      - a $$(b)
      env:
      - name: POD_NAME
        valueFrom:
          fieldRef:
            apiVersion: v1
            fieldPath: metadata.name
      - name: CLEARML_WORKER_ID
        value: clearml:agent:$(POD_NAME)
      - name: CLEARML_API_HOST
        value: http://clearml-apiserver.clearml.svc:8008
      - name: CLEARML_WEB_HOST
        value: http://app.clearml.mydomain.com
      - name: CLEARML_FILES_HOST
        value: http://files.clearml.mydomain.com
      - name: CLEARML_API_ACCESS_KEY
        valueFrom:
          secretKeyRef:
            name: keys
            key: agent-key
      - name: CLEARML_API_SECRET_KEY
        valueFrom:
          secretKeyRef:
            name: keys
            key: agent-secret
      - name: NVIDIA_DRIVER_CAPABILITIES
        value: compute,utility
      image: registry.example.com/clearml-agent:3.0.3
      readinessProbe:
        exec:
          command:
          - /bin/sh
          - -c
          - "grep -qsxF -- \\"$CLEARML_WORKER_ID\\" \\"\${TMPDIR:-/tmp}\\"/.clearmlagent_*.tmp"
        periodSeconds: 10
        timeoutSeconds: 5
      resources:
        limits:
          nvidia.com/mig-1g.5gb: "1"
        requests:
          cpu: 100m
          memory: 512Mi
      securityContext:
        allowPrivilegeEscalation: false
      volumeMounts:
      - name: programs
        mountPath: /opt/clearml-manifests
        readOnly: true
    enableServiceLinks: false
    runtimeClassName: nvidia
    securityContext:
      seccompProfile:
        type: RuntimeDefault
    serviceAccountName: clearml-agent
    terminationGracePeriodSeconds: 60
    volumes:
    - name: programs
      configMap:
        name: clearml-agents
        defaultMode: 365
        items:
        - key: agent.py
          path: agent.py
`,
  )
})

t.test(
  'what agents install, they install by hash, into a virtual environment that tasks do not inherit',
  async (t) => {
    const { manifests } = stream({ static: { count: 1 }, packageIndex: 'https://pypi.example.com/simple' })
    const data = manifests.find((one) => idOf(one) === 'ConfigMap/clearml-agents')?.data as JsonObject // it has
    t.same(Object.keys(data), ['agent.py', 'requirements.txt'], 'nothing of the glue')
    t.match(data['requirements.txt'], /^clearml-agent==3\.0\.3 --hash=sha256:[0-9a-f]{64}$/m)
    const { init, main, volumes } = podOf(manifests, 'agent')
    t.same(
      init.map(({ name }) => name),
      ['install'],
    )
    t.match(init[0]?.command?.[2], /--require-hashes --only-binary :all:/)
    t.equal(init[0]?.image, main.image)
    t.same(envOf(init[0]), { PIP_INDEX_URL: 'https://pypi.example.com/simple' })
    t.equal(envOf(main).PIP_INDEX_URL, 'https://pypi.example.com/simple', 'tasks ask there too')
    t.equal(envOf(main).PYTHONPATH, undefined)
    t.same(
      volumes.filter(({ emptyDir }) => emptyDir !== undefined).map(({ name }) => name),
      ['agent'],
    )
    t.match(pod({ version: '2.0.7' }).annotations['checksum/programs'], /^[0-9a-f]{64}$/)
    t.not(
      pod({ version: '2.0.7' }).annotations['checksum/programs'],
      pod({}).annotations['checksum/programs'],
      'another version replaces the pods',
    )
    t.equal(
      pod({ glue: [{ queue: 'gpu' }] }).annotations['checksum/programs'],
      pod({}).annotations['checksum/programs'],
      'a queue of the glue does not, for running tasks would end with them',
    )
  },
)

t.test('the install step has the proxies and the certificates of the main container', async (t) => {
  const { init } = pod({
    static: {
      count: 1,
      extraEnv: [{ name: 'HTTPS_PROXY', value: 'http://proxy:3128' }],
      extraVolumes: [{ name: 'ca', configMap: { name: 'ca' } }],
      extraVolumeMounts: [{ name: 'ca', mountPath: '/etc/ca' }],
    },
  })
  t.match(init[0], { env: [{ name: 'HTTPS_PROXY' }], volumeMounts: [{}, {}, { mountPath: '/etc/ca' }] })
})

t.test('agent-services: one pod, on by default, which makes its queue', async (t) => {
  const { main, workload } = pod({}, undefined, 'agent-services')
  t.match(workload.spec, { replicas: 1, strategy: { type: 'Recreate' } })
  t.same(main.command?.slice(3), [
    '2400',
    '--cpu-only',
    '--services-mode',
    '--create-queue',
    '--queue',
    'services',
  ])
  t.match(envOf(main), {
    CLEARML_WORKER_ID: 'clearml:agent-services:$(POD_NAME)',
    NVIDIA_VISIBLE_DEVICES: 'void',
    CLEARML_API_HOST: 'http://clearml-apiserver.clearml.svc:8008',
  })
  const { manifests } = stream({ static: { count: 1 }, services: { enabled: false } })
  t.notOk(manifests.some((one) => idOf(one).endsWith('agent-services')))
  t.same(
    stream({ static: { count: 0 } })
      .manifests.map(idOf)
      .filter((id) => /agent/.test(id)),
    [
      'ServiceAccount/clearml-agent-services',
      'ConfigMap/clearml-agents',
      'Deployment/clearml-agent-services',
    ],
  )
})

t.test('queues are flags, the first one first, and are made on request only', async (t) => {
  t.same(flags({ static: { count: 1, queues: ['b', 'a b'] } }), ['2400', '--cpu-only', '--queue', 'b', 'a b'])
  t.same(flags({ static: { count: 1, gpus: 2, createQueues: true } }), [
    '2400',
    '--create-queue',
    '--queue',
    'default',
  ])
  t.match(
    notes(stream({ static: { count: 1, queues: ['gpu', 'default'] }, services: { createQueues: false } })),
    'Queues, made in the web UI of the server, or by createQueues: gpu, services\n',
  )
})

t.test('GPUs of every kind are asked for by their own name', async (t) => {
  const limits = (gpu: NonNullable<AgentsInput['static']>['gpu']) =>
    pod({ static: { count: 1, gpus: 2, ...(gpu === undefined ? {} : { gpu }) } }).main.resources?.limits
  t.same(limits({}), { 'nvidia.com/gpu': '2' })
  t.same(limits({ vendor: 'amd' }), { 'amd.com/gpu': '2' })
  t.same(limits({ shared: true }), { 'nvidia.com/gpu.shared': '2' })
  t.same(limits({ migProfile: '3g.20gb' }), { 'nvidia.com/mig-3g.20gb': '2' })
  t.same(limits({ resource: 'gpu.intel.com/xe' }), { 'gpu.intel.com/xe': '2' })
  t.equal(pod({}).main.resources?.limits, undefined, 'none is not 0')
  t.same(
    envOf(pod({ static: { count: 1, gpus: 1, gpu: { vendor: 'amd' } } }).main).NVIDIA_VISIBLE_DEVICES,
    undefined,
  )
})

t.test('clearml.conf is a file that the agents are told of, from a value or from a Secret', async (t) => {
  const own = { config: 'sdk.development.worker.report_period_sec: 30\n' }
  const { manifests } = stream({ static: { count: 1 }, ...own })
  t.same(manifests.find((one) => idOf(one) === 'ConfigMap/clearml-agents-config')?.data, {
    'clearml.conf': own.config,
  })
  const { main, annotations } = podOf(manifests, 'agent')
  t.equal(envOf(main).CLEARML_CONFIG_FILE, '/opt/clearml-agent/config/clearml.conf')
  t.match(annotations['checksum/config'], /^[0-9a-f]{64}$/)
  const secret = pod({ configSecret: { secret: 'conf', key: 'my.conf' } })
  t.equal(envOf(secret.main).CLEARML_CONFIG_FILE, '/opt/clearml-agent/config/clearml.conf')
  t.same(secret.volumes.find(({ name }) => name === 'config')?.secret, {
    secretName: 'conf',
    items: [{ key: 'my.conf', path: 'clearml.conf' }],
  })
  t.equal(envOf(pod({}).main).CLEARML_CONFIG_FILE, undefined)
})

t.test(
  'Docker mode, on request: the socket and a directory of the node, and still not privileged',
  async (t) => {
    const own: AgentsInput = { static: { count: 1, gpus: 1, docker: { enabled: true } } }
    const { main, init, volumes } = pod(own)
    t.same(main.command?.slice(3), [
      '2400',
      '--docker',
      'docker.io/library/python:3.12.12-bookworm',
      '--force-current-version',
      '--queue',
      'default',
    ])
    t.match(envOf(main), {
      CLEARML_API_HOST: 'http://api.clearml.mydomain.com',
      CLEARML_AGENT_DOCKER_HOST_MOUNT: '/opt/clearml/agent:/root/.clearml',
      CLEARML_DOCKER_SKIP_GPUS_FLAG: '1',
    })
    t.same(
      volumes.flatMap(({ hostPath }) => hostPath ?? []),
      [
        { path: '/var/run/docker.sock', type: 'Socket' },
        { path: '/opt/clearml/agent', type: 'DirectoryOrCreate' },
      ],
    )
    t.equal(init[1]?.image, 'docker.io/library/docker:28.5.1-cli')
    t.match(
      main.volumeMounts?.filter(({ name }) => name.startsWith('docker')),
      [
        { mountPath: '/usr/local/bin/docker', subPath: 'docker' },
        { mountPath: '/var/run/docker.sock' },
        { mountPath: '/root/.clearml' },
      ],
    )
    t.match(main.readinessProbe?.exec?.command?.[2], / \/root\/\.clearml\/\.clearmlagent_\*\.tmp$/)
    t.equal(main.securityContext?.privileged, undefined)
    t.match(stream(own).warnings.join('\n'), /whoever may run a task is root on that node/)
    t.match(
      stream(own, { urls: { files: 'https://files.example.com' } }).warnings.join('\n'),
      /know no Service, and the API has no other URL/,
    )
    const cpu = pod({ static: { count: 1, docker: { enabled: true, image: 'a/b:1' } } })
    t.match(cpu.main.command?.slice(3, 7), ['2400', '--cpu-only', '--docker', 'a/b:1'])
    t.equal(envOf(cpu.main).CLEARML_DOCKER_SKIP_GPUS_FLAG, undefined)
  },
)

t.test('a server elsewhere, with its keys', async (t) => {
  const own: AgentsInput = {
    server: {
      api: 'https://api.clear.ml',
      web: 'https://app.clear.ml',
      files: 'https://files.clear.ml',
      verifyCertificate: false,
    },
    existingSecret: 'keys',
    workerPrefix: 'berlin',
  }
  const remote = stream(own, { server: { enabled: false } })
  t.same(remote.manifests.map(idOf), [
    'Namespace/clearml',
    'ServiceAccount/clearml-agent-services',
    'ConfigMap/clearml-agents',
    'Deployment/clearml-agent-services',
  ])
  t.match(envOf(podOf(remote.manifests, 'agent-services').main), {
    CLEARML_WORKER_ID: 'berlin:agent-services:$(POD_NAME)',
    CLEARML_API_HOST: 'https://api.clear.ml',
    CLEARML_API_HOST_VERIFY_CERT: 'false',
  })
  t.match(notes(remote), /Secret keys in the namespace clearml, with the keys agent-key and agent-secret/)
})
