import t, { type Test } from 'tap'
import { parse } from 'yaml'
import { agents } from '../../overlays/index.js'
import { add } from '../../src/dsl/index.js'
import { type JsonObject, type kube, overlay, type ValuesInput } from '../../src/index.js'
import { at } from '../../src/json.js'
import { kubeVersions, validate } from '../../src/openapi/index.js'
import { built } from '../support/streams.js'

/** The stream of agents that are told of the server `https://app.example.com`, from a few lines of YAML. */
const build = (yaml: string, values: ValuesInput = {}) =>
  built({
    overlays: [agents()],
    values: {
      domain: 'example.com',
      ...values,
      ...{ agents: { services: { enabled: false }, ...parse(yaml) } },
    },
  })

const found = <A>(manifests: ReadonlyArray<JsonObject>, id: string): A => {
  const one = manifests.find(({ kind, metadata }) => `${kind}/${at(metadata ?? {}, ['name'])}` === id)
  if (one === undefined) throw new Error(`no ${id}`)
  return one as A // as the builders typed it
}

/** The pod template that the glue of a queue reads. */
const template = ({ manifests }: ReturnType<typeof build>, name = 'gpu'): kube.PodTemplateSpec =>
  parse(found<kube.ConfigMap>(manifests, `ConfigMap/clearml-glue-${name}`).data?.['template.yaml'] ?? '')
const task = (made: ReturnType<typeof build>, name = 'gpu'): kube.Container => {
  const [first] = template(made, name).spec?.containers ?? []
  if (first === undefined) throw new Error('no container')
  return first
}
const deployment = ({ manifests }: ReturnType<typeof build>, name = 'gpu'): kube.Deployment =>
  found(manifests, `Deployment/clearml-glue-${name}`)
const glue = (made: ReturnType<typeof build>, name = 'gpu'): kube.Container => {
  const [first] = deployment(made, name).spec?.template.spec?.containers ?? []
  if (first === undefined) throw new Error('no container')
  return first
}
const env = (container: kube.Container): Record<string, unknown> =>
  Object.fromEntries((container.env ?? []).map(({ name, value, valueFrom }) => [name, value ?? valueFrom]))
const names = ({ manifests }: ReturnType<typeof build>): ReadonlyArray<string> =>
  manifests.map(({ kind, metadata }) => `${kind}/${at(metadata ?? {}, ['name'])}`)
const fails = (t: Test, yaml: string, message: RegExp | string, values: ValuesInput = {}) =>
  t.throws(() => build(yaml, values), { message })

t.test('a queue gets a Deployment, its template, its rights and an account for its tasks', async (t) => {
  const made = build('glue: [{queue: gpu, gpus: 1}]')
  t.strictSame(
    names(made).filter((name) => /glue|task|agents/.test(name)),
    [
      'ServiceAccount/clearml-glue-gpu',
      'ServiceAccount/clearml-task-gpu',
      'Role/clearml-glue-gpu',
      'RoleBinding/clearml-glue-gpu',
      'ConfigMap/clearml-agents',
      'ConfigMap/clearml-glue-gpu',
      'Deployment/clearml-glue-gpu',
    ],
  )
  t.strictSame(template(made), {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      namespace: 'clearml',
      labels: {
        'app.kubernetes.io/component': 'task-gpu',
        'app.kubernetes.io/instance': 'clearml',
        'app.kubernetes.io/managed-by': 'clearml-manifests',
        'app.kubernetes.io/name': 'clearml',
        'app.kubernetes.io/part-of': 'clearml',
        'app.kubernetes.io/version': '3.0.3',
      },
    },
    spec: {
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'task',
          env: [
            { name: 'CLEARML_API_HOST', value: 'http://clearml-apiserver.clearml.svc:8008' },
            { name: 'CLEARML_WEB_HOST', value: 'http://app.example.com' },
            { name: 'CLEARML_FILES_HOST', value: 'http://files.example.com' },
            {
              name: 'CLEARML_API_ACCESS_KEY',
              valueFrom: { secretKeyRef: { name: 'clearml-credentials', key: 'agent-key' } },
            },
            {
              name: 'CLEARML_API_SECRET_KEY',
              valueFrom: { secretKeyRef: { name: 'clearml-credentials', key: 'agent-secret' } },
            },
            { name: 'NVIDIA_DRIVER_CAPABILITIES', value: 'compute,utility' },
          ],
          image: 'docker.io/library/python:3.12.12-bookworm',
          resources: { requests: { cpu: '500m', memory: '1Gi' }, limits: { 'nvidia.com/gpu': '1' } },
        },
      ],
      enableServiceLinks: false,
      restartPolicy: 'Never',
      serviceAccountName: 'clearml-task-gpu',
    },
  })
})

t.test('the template is a Pod that every version of Kubernetes takes', async (t) => {
  const made = build(`
    cache: {enabled: true}
    git: {user: bot, password: {secret: git, key: token}}
    google: {credentials: {secret: gcp, key: key.json}}
    configSecret: {secret: conf, key: clearml.conf}
    glue:
      - queue: gpu
        gpus: 2
        priorityClassName: training
        runtimeClassName: nvidia
        nodeSelector: {pool: gpu}
        tolerations: [{key: nvidia.com/gpu, operator: Exists, effect: NoSchedule}]
        sessions: {enabled: true}`)
  const pod = { ...template(made), metadata: { ...template(made).metadata, name: 'clearml-id-1' } }
  for (const version of kubeVersions)
    t.strictSame(validate([{ manifest: pod as unknown as JsonObject }], { version }), [], version) // plain data
})

t.test('two queues share nothing', async (t) => {
  const made = build('glue: [{queue: gpu, gpus: 1}, {queue: cpu}]')
  const [one, two] = [deployment(made, 'gpu'), deployment(made, 'cpu')]
  t.notSame(one.spec?.selector, two.spec?.selector)
  t.notSame(one.spec?.template.spec?.serviceAccountName, two.spec?.template.spec?.serviceAccountName)
  t.equal(env(glue(made, 'gpu')).CLEARML_WORKER_ID, 'clearml-glue-gpu')
  t.equal(env(glue(made, 'cpu')).CLEARML_WORKER_ID, 'clearml-glue-cpu')
  t.match(one.spec, { replicas: 1, strategy: { type: 'Recreate' } })
  const other = build('{workerPrefix: berlin, glue: [{queue: gpu}]}')
  t.equal(env(glue(other)).CLEARML_WORKER_ID, 'berlin-glue-gpu')
})

t.test('the name of a queue in the form of a name, or another one', async (t) => {
  const made = build('glue: [{queue: "GPU / A100 (big)"}, {queue: 队列, name: big}]')
  t.equal(env(glue(made, 'gpu-a100-big')).K8S_GLUE_QUEUE, 'GPU / A100 (big)')
  t.equal(env(glue(made, 'big')).K8S_GLUE_QUEUE, '队列')
  t.equal(env(glue(build('glue: [{queue: a$(HOME)}]'), 'a-home')).K8S_GLUE_QUEUE, 'a$$(HOME)')
  const long = 'a-queue-with-a-name-of-more-than-forty-characters'
  t.ok(
    names(build(`glue: [{queue: ${long}}]`)).includes(
      'Deployment/clearml-glue-a-queue-with-a-name-of-more-than-forty-c',
    ),
  )
})

t.test('the glue reads pods and makes them, and nothing else; tasks have no rights', async (t) => {
  const made = build('glue: [{queue: gpu}]')
  t.strictSame(found<kube.Role>(made.manifests, 'Role/clearml-glue-gpu').rules, [
    { apiGroups: [''], resources: ['pods'], verbs: ['list', 'create', 'patch', 'delete'] },
  ])
  t.match(found(made.manifests, 'RoleBinding/clearml-glue-gpu'), {
    roleRef: { kind: 'Role', name: 'clearml-glue-gpu' },
    subjects: [{ kind: 'ServiceAccount', name: 'clearml-glue-gpu', namespace: 'clearml' }],
  })
  t.equal(
    found<kube.ServiceAccount>(made.manifests, 'ServiceAccount/clearml-task-gpu')
      .automountServiceAccountToken,
    false,
  )
  t.strictSame(
    names(made).filter((name) => name.startsWith('Cluster')),
    [],
  )
})

t.test("only the glue's own container sees the token, and no secret of tasks is in it", async (t) => {
  const made = build('{git: {user: bot, password: {secret: git, key: token}}, glue: [{queue: gpu}]}')
  const spec = deployment(made).spec?.template.spec
  t.equal(spec?.automountServiceAccountToken, false)
  t.strictSame(
    [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])]
      .filter(({ volumeMounts }) => volumeMounts?.some(({ name }) => name === 'token'))
      .map(({ name }) => name),
    ['glue'],
  )
  t.equal(env(glue(made)).CLEARML_AGENT_GIT_PASS, undefined)
  t.strictSame(env(task(made)).CLEARML_AGENT_GIT_PASS, { secretKeyRef: { name: 'git', key: 'token' } })
})

t.test(
  "the glue's pod: not root, a root file system that it cannot write, probes of its own signs",
  async (t) => {
    const made = build('glue: [{queue: gpu}]')
    t.match(deployment(made).spec?.template.spec?.securityContext, { runAsUser: 1000, runAsNonRoot: true })
    t.match(glue(made), {
      command: ['/opt/clearml-agent/venv/bin/python3', '/opt/clearml-manifests/launcher.py'],
      securityContext: { readOnlyRootFilesystem: true, allowPrivilegeEscalation: false },
      livenessProbe: { exec: { command: ['python3', '-ISc', /\.glue-alive/] } },
      readinessProbe: { exec: { command: ['python3', '-ISc', /\.glue-ready/] } },
    })
    t.equal(env(glue(made)).HOME, '/home/clearml')
    const own = build('{gluePods: {securityContext: {readOnlyRootFilesystem: false}}, glue: [{queue: gpu}]}')
    t.equal(glue(own).securityContext?.readOnlyRootFilesystem, false)
  },
)

t.test('what the launcher is told', async (t) => {
  const made = build(
    'glue: [{queue: gpu, createQueue: true, maxPods: 8, keepCompletedMinutes: 60, image: team/train:1}]',
  )
  t.match(env(glue(made)), {
    CLEARML_API_HOST: 'http://clearml-apiserver.clearml.svc:8008',
    CLEARML_API_SECRET_KEY: { secretKeyRef: { name: 'clearml-credentials', key: 'agent-secret' } },
    CLEARML_DOCKER_IMAGE: 'team/train:1',
    K8S_GLUE_QUEUE: 'gpu',
    K8S_GLUE_NAMESPACE: 'clearml',
    K8S_GLUE_TEMPLATE: '/opt/clearml-agent/glue/template.yaml',
    K8S_GLUE_CREATE_QUEUE: 'true',
    K8S_GLUE_MAX_PODS: '8',
    K8S_GLUE_COMPLETED_POD_DELETION_DELAY_MINUTES: '60',
    K8S_GLUE_WAIT_SECONDS: '2400',
  })
  t.equal(task(made).image, 'team/train:1')
  const plain = env(glue(build('glue: [{queue: gpu}]')))
  for (const name of [
    'K8S_GLUE_CREATE_QUEUE',
    'K8S_GLUE_MAX_PODS',
    'K8S_GLUE_SESSIONS',
    'CLEARML_CONFIG_FILE',
  ])
    t.equal(plain[name], undefined, name)
})

t.test('where tasks run, and what they get', async (t) => {
  const made = build(
    `
    packageIndex: https://pypi.example.com/simple
    aws: {accessKeyId: {secret: aws, key: id}, secretAccessKey: {secret: aws, key: secret}, region: eu-central-1}
    google: {credentials: {secret: gcp, key: k.json}}
    glue:
      - queue: gpu
        gpus: 2
        runtimeClassName: nvidia
        priorityClassName: training
        resources: {requests: {cpu: 4, memory: 16Gi}, limits: {memory: 32Gi}}
        nodeSelector: {pool: gpu}
        tolerations: [{key: gpu, operator: Exists}]
        env: [{name: WANDB_MODE, value: offline}, {name: CLEARML_WEB_HOST, value: 'http://other'}]`,
    {
      pods: { nodeSelector: { disk: 'ssd' }, tolerations: [{ key: 'ml', operator: 'Exists' }] },
      imagePullSecrets: ['registry'],
    },
  )
  t.match(template(made).spec, {
    nodeSelector: { disk: 'ssd', pool: 'gpu' },
    tolerations: [{ key: 'ml' }, { key: 'gpu' }],
    runtimeClassName: 'nvidia',
    priorityClassName: 'training',
    imagePullSecrets: [{ name: 'registry' }],
    volumes: [
      { name: 'google', secret: { secretName: 'gcp', items: [{ key: 'k.json', path: 'key.json' }] } },
    ],
  })
  t.strictSame(task(made).resources, {
    requests: { cpu: '4', memory: '16Gi' },
    limits: { memory: '32Gi', 'nvidia.com/gpu': '2' },
  })
  t.match(env(task(made)), {
    PIP_INDEX_URL: 'https://pypi.example.com/simple',
    AWS_SECRET_ACCESS_KEY: { secretKeyRef: { name: 'aws', key: 'secret' } },
    AWS_DEFAULT_REGION: 'eu-central-1',
    GOOGLE_APPLICATION_CREDENTIALS: '/opt/clearml-agent/google/key.json',
    WANDB_MODE: 'offline',
    CLEARML_WEB_HOST: 'http://other',
  })
  t.equal(task(made).env?.filter(({ name }) => name === 'CLEARML_WEB_HOST').length, 1)
})

t.test('a certificate that is not verified: tasks are told too', async (t) => {
  const made = build(
    '{server: {api: https://api.example.org, verifyCertificate: false}, existingSecret: keys, glue: [{queue: gpu}]}',
  )
  t.equal(env(task(made)).CLEARML_API_HOST_VERIFY_CERT, 'false')
  t.equal(env(glue(made)).CLEARML_API_HOST_VERIFY_CERT, 'false')
})

t.test('each kind of GPU by its own name; without one a task sees none', async (t) => {
  const limits = (gpu: string) => task(build(`glue: [{queue: gpu, gpus: 1, gpu: ${gpu}}]`)).resources?.limits
  t.strictSame(limits('{vendor: amd}'), { 'amd.com/gpu': '1' })
  t.strictSame(limits('{migProfile: 1g.5gb}'), { 'nvidia.com/mig-1g.5gb': '1' })
  t.strictSame(limits('{shared: true}'), { 'nvidia.com/gpu.shared': '1' })
  t.strictSame(limits('{resource: gpu.intel.com/xe}'), { 'gpu.intel.com/xe': '1' })
  const none = task(build('glue: [{queue: gpu}]'))
  t.equal(none.resources?.limits, undefined)
  t.equal(env(none).NVIDIA_VISIBLE_DEVICES, 'void')
})

t.test('pipeline controllers ask for little', async (t) => {
  const made = build('glue: [{queue: gpu, profile: controllers, resources: {requests: {cpu: 50m}}}]')
  t.strictSame(task(made).resources, { requests: { cpu: '50m', memory: '256Mi' } })
})

t.test('a limit stands for the request that nobody gives', async (t) => {
  const made = build('glue: [{queue: gpu, resources: {limits: {memory: 512Mi}}}]')
  t.strictSame(task(made).resources, { requests: { cpu: '500m' }, limits: { memory: '512Mi' } })
  t.notMatch(made.warnings.join('\n'), /memory|requests/)
})

t.test('a template of the queue is laid over the pod as Kubernetes merges it', async (t) => {
  const made = build(`
    glue:
      - queue: gpu
        template:
          metadata: {annotations: {team: ml}, namespace: elsewhere}
          spec:
            schedulerName: volcano
            restartPolicy: OnFailure
            volumes: [{name: shm, emptyDir: {medium: Memory}}]
            containers:
              - {name: proxy, image: 'proxy:1'}
              - name: task
                env: [{name: CLEARML_WEB_HOST, value: 'http://other'}]
                volumeMounts: [{name: shm, mountPath: /dev/shm}]`)
  t.match(template(made), {
    metadata: {
      annotations: { team: 'ml' },
      namespace: 'clearml',
      labels: { 'app.kubernetes.io/component': 'task-gpu' },
    },
    spec: {
      schedulerName: 'volcano',
      restartPolicy: 'OnFailure',
      serviceAccountName: 'clearml-task-gpu',
      volumes: [{ name: 'shm', emptyDir: { medium: 'Memory' } }],
      containers: [
        { name: 'task', volumeMounts: [{ name: 'shm', mountPath: '/dev/shm' }] },
        { name: 'proxy' },
      ],
    },
  })
  t.match(env(task(made)), {
    CLEARML_WEB_HOST: 'http://other',
    CLEARML_FILES_HOST: 'http://files.example.com',
  })
})

t.test('an overlay edits the template as an object, and the text follows', async (t) => {
  const edited = overlay({
    name: 'mine',
    edits: {
      agents: { glue: { gpu: { podTemplate: { template: { spec: add({ schedulerName: 'volcano' }) } } } } },
    },
  })
  const { manifests } = built({
    overlays: [agents({ glue: [{ queue: 'gpu' }] }), edited],
    values: { domain: 'example.com' },
  })
  const text = found<kube.ConfigMap>(manifests, 'ConfigMap/clearml-glue-gpu').data?.['template.yaml'] ?? ''
  t.match(parse(text), { spec: { schedulerName: 'volcano', serviceAccountName: 'clearml-task-gpu' } })
})

t.test('clearml.conf: a text goes with the queue, a Secret is mounted into the tasks', async (t) => {
  const text = build("{config: 'sdk.a: 1', glue: [{queue: gpu}]}")
  t.equal(
    found<kube.ConfigMap>(text.manifests, 'ConfigMap/clearml-glue-gpu').data?.['clearml.conf'],
    'sdk.a: 1',
  )
  t.equal(env(glue(text)).CLEARML_CONFIG_FILE, '/opt/clearml-agent/glue/clearml.conf')
  t.equal(template(text).spec?.volumes, undefined)
  const annotations = (made: ReturnType<typeof build>) =>
    deployment(made).spec?.template.metadata?.annotations
  t.notSame(
    annotations(text),
    annotations(build("{config: 'sdk.a: 2', glue: [{queue: gpu}]}")),
    'a change replaces the glue',
  )

  const secret = build('{configSecret: {secret: conf, key: my.conf}, glue: [{queue: gpu}]}')
  const volumes = [
    { name: 'config', secret: { secretName: 'conf', items: [{ key: 'my.conf', path: 'clearml.conf' }] } },
  ]
  const path = '/opt/clearml-agent/config/clearml.conf'
  t.match(env(glue(secret)), { CLEARML_CONFIG_FILE: path, K8S_GLUE_TASK_CONFIG_FILE: path })
  t.strictSame(template(secret).spec?.volumes, volumes)
  t.match(task(secret).volumeMounts, [{ name: 'config', mountPath: '/opt/clearml-agent/config' }])
  t.match(deployment(secret).spec?.template.spec?.volumes, [{}, {}, {}, volumes[0]])
})

t.test('a change of the template does not replace the glue, which reads it for each task', async (t) => {
  const annotations = (yaml: string) => deployment(build(yaml)).spec?.template.metadata?.annotations
  t.strictSame(annotations('glue: [{queue: gpu}]'), annotations('glue: [{queue: gpu, nodeSelector: {a: b}}]'))
})

t.test('sessions: a Service of each number, with the ports in a row', async (t) => {
  const made = build(
    'glue: [{queue: gpu, sessions: {enabled: true, startingPort: 32000, count: 2, gateway: ml-node-1}}]',
  )
  t.match(found(made.manifests, 'Service/clearml-session-gpu-2'), {
    spec: {
      type: 'NodePort',
      selector: { 'clearml-session': 'gpu-2' },
      ports: [{ port: 10022, targetPort: 10022, nodePort: 32001 }],
    },
  })
  t.equal(names(made).filter((name) => name.startsWith('Service/clearml-session')).length, 2)
  t.match(task(made).ports, [{ containerPort: 10022 }])
  t.match(env(glue(made)), {
    K8S_GLUE_SESSIONS: '2',
    K8S_GLUE_STARTING_PORT: '32000',
    K8S_GLUE_GATEWAY: 'ml-node-1',
    K8S_GLUE_LIMIT_POD_LABEL: 'clearml-session=gpu-{pod_number}',
  })
  const balanced = build(
    'glue: [{queue: gpu, sessions: {enabled: true, count: 1, type: LoadBalancer, annotations: {a: b}}}]',
  )
  t.match(found(balanced.manifests, 'Service/clearml-session-gpu-1'), {
    metadata: { annotations: { a: 'b' } },
    spec: { type: 'LoadBalancer', ports: [{ port: 31000, targetPort: 10022, nodePort: undefined }] },
  })
})

t.test('session ports that another queue or the server has are an error', async (t) => {
  const sessions = (port: number) => `sessions: {enabled: true, startingPort: ${port}, count: 2}`
  fails(t, `glue: [{queue: a, ${sessions(31000)}}, {queue: b, ${sessions(31001)}}]`, /31001/)
  t.ok(build(`glue: [{queue: a, ${sessions(31000)}}, {queue: b, ${sessions(31002)}}]`))
})

t.test('tasks in a namespace of their own', async (t) => {
  const made = build(`
    glue:
      - {queue: gpu, namespace: {name: ml-tasks, existingSecret: keys}}
      - {queue: cpu, namespace: {name: ml-tasks, existingSecret: keys}}
      - {queue: old, namespace: {name: there, create: false, existingSecret: keys}}`)
  const of = (id: string) => at(found<JsonObject>(made.manifests, id), ['metadata', 'namespace'])
  t.strictSame(
    names(made).filter((name) => name.startsWith('Namespace/')),
    ['Namespace/clearml', 'Namespace/ml-tasks'],
    'made once',
  )
  for (const id of [
    'Role/clearml-glue-gpu',
    'RoleBinding/clearml-glue-gpu',
    'ServiceAccount/clearml-task-gpu',
  ])
    t.equal(of(id), 'ml-tasks', id)
  for (const id of [
    'Deployment/clearml-glue-gpu',
    'ConfigMap/clearml-glue-gpu',
    'ServiceAccount/clearml-glue-gpu',
  ])
    t.equal(of(id), 'clearml', id)
  t.equal(template(made).metadata?.namespace, 'ml-tasks')
  t.equal(env(glue(made)).K8S_GLUE_NAMESPACE, 'ml-tasks')
  t.strictSame(env(task(made)).CLEARML_API_ACCESS_KEY, { secretKeyRef: { name: 'keys', key: 'agent-key' } })
  t.strictSame(env(glue(made)).CLEARML_API_ACCESS_KEY, {
    secretKeyRef: { name: 'clearml-credentials', key: 'agent-key' },
  })
})

t.test('a service account of the user, or a cloud identity', async (t) => {
  const given = build('glue: [{queue: gpu, serviceAccount: {existing: trainer}}]')
  t.equal(template(given).spec?.serviceAccountName, 'trainer')
  t.notOk(names(given).includes('ServiceAccount/clearml-task-gpu'))
  const cloud = build('glue: [{queue: gpu, serviceAccount: {annotations: {role: training}}}]')
  t.match(found(cloud.manifests, 'ServiceAccount/clearml-task-gpu'), {
    metadata: { annotations: { role: 'training' } },
  })
})

t.test('what a queue names of the user is not missed', async (t) => {
  const made = build(`
    gluePods: {extraEnv: [{name: A, valueFrom: {configMapKeyRef: {name: glue, key: a}}}]}
    glue:
      - queue: gpu
        env: [{name: TOKEN, valueFrom: {secretKeyRef: {name: hub, key: token}}}]
        template:
          spec:
            imagePullSecrets: [{name: pull}]
            containers: [{name: task, envFrom: [{secretRef: {name: more}}, {configMapRef: {name: also}}]}]
            volumes:
              - {name: data, persistentVolumeClaim: {claimName: datasets}}
              - {name: ca, configMap: {name: ca}}
              - {name: all, projected: {sources: [{secret: {name: s}}, {configMap: {name: c}}]}}`)
  t.ok(made)
})

t.test('a mirror and an own image are taken', async (t) => {
  const mirror = build('glue: [{queue: gpu}]', { imageRegistry: 'mirror.example.com' })
  t.match(glue(mirror).image, 'mirror.example.com/library/python:')
  t.match(env(glue(mirror)).CLEARML_DOCKER_IMAGE, 'mirror.example.com/library/python:')
  const own = build('{ownImage: "team/agent:3", glue: [{queue: gpu}]}')
  t.match(glue(own), { image: 'team/agent:3', command: ['python3', '/opt/clearml-manifests/launcher.py'] })
  t.equal(deployment(own).spec?.template.spec?.initContainers, undefined, 'nothing is installed')
  t.match(task(own).image, 'docker.io/library/python:', 'tasks run in their own')
})

t.test('the published image: its own start script, its own rights', async (t) => {
  const yaml = (queue = '') => `{gluePods: {form: published}, glue: [{queue: gpu${queue}}]}`
  const made = build(yaml(', maxPods: 3'))
  t.match(glue(made), {
    image: 'docker.io/allegroai/clearml-agent-k8s-base:1.24-21',
    command: ['/bin/bash', '-c', /entrypoint\.sh/],
    livenessProbe: undefined,
  })
  t.match(env(glue(made)), {
    K8S_GLUE_QUEUE: 'gpu',
    K8S_GLUE_MAX_PODS: '3',
    K8S_GLUE_EXTRA_ARGS:
      '--namespace clearml --template-yaml /opt/clearml-agent/glue/template.yaml --pod-clearml-conf /opt/clearml-agent/glue/clearml.conf',
    CLEARML_AGENT_UPDATE_VERSION: '==2.0.4',
    K8S_GLUE_POD_AGENT_INSTALL_ARGS: '==2.0.4',
    CLEARML_AGENT_UPDATE_REPO: undefined,
  })
  t.match(deployment(made).spec?.template.spec, { securityContext: { runAsUser: 0, runAsNonRoot: false } })
  t.match(
    found<kube.ConfigMap>(made.manifests, 'ConfigMap/clearml-glue-gpu').data?.['clearml.conf'],
    /./,
    'not the keys of its own file',
  )
  t.strictSame(found<kube.Role>(made.manifests, 'Role/clearml-glue-gpu').rules?.[0]?.verbs, [
    'get',
    'list',
    'watch',
    'create',
    'delete',
  ])
  const annotations = (of: string) => deployment(build(of)).spec?.template.metadata?.annotations
  t.notSame(annotations(yaml()), annotations(yaml(', nodeSelector: {a: b}')), 'it reads the template once')
  t.notOk(names(made).includes('ConfigMap/clearml-agents'), 'no programs of ours')
})

t.test('values that do not go together', async (t) => {
  const cases: ReadonlyArray<readonly [yaml: string, message: string]> = [
    ['glue: [{queue: a}, {queue: a}]', 'agents.glue[1].queue: expected a queue that no entry before it has'],
    [
      'glue: [{queue: a b}, {queue: A-B}]',
      'agents.glue[1].name: expected another name than a-b, which the objects of an entry before it have',
    ],
    [
      'glue: [{queue: 队列}]',
      'agents.glue[0].name: expected a name for its objects: "队列" has no letter or digit for one',
    ],
    [
      `glue: [{queue: a, name: ${'x'.repeat(41)}}]`,
      'agents.glue[0].name: expected a name of at most 40 characters',
    ],
    [
      'glue: [{queue: a, maxPods: 2, sessions: {enabled: true}}]',
      'agents.glue[0].maxPods: expected none beside sessions, whose number is the limit: the glue knows one limit',
    ],
    [
      'glue: [{queue: a, sessions: {enabled: true, startingPort: 65530, count: 10}}]',
      'agents.glue[0].sessions.startingPort: expected at most 65526, for 10 ports up to 65535',
    ],
    [
      'glue: [{queue: a, namespace: other}]',
      'agents.glue[0].namespace.existingSecret: expected the name of a Secret in other with the keys agent-key and agent-secret: a pod reads no Secret of another namespace',
    ],
    [
      '{cache: {enabled: true}, glue: [{queue: a, namespace: {name: other, existingSecret: keys}}]}',
      'agents.glue[0].cache: expected false: the claim of agents.cache is in clearml (or agents.cache.existingClaim names one that is in other too)',
    ],
    [
      'glue: [{queue: a, profile: controllers, gpus: 1}]',
      'agents.glue[0].gpus: expected 0 with profile controllers, whose pods have no GPU',
    ],
    ['glue: [{queue: a, gpus: 1, gpu: {shared: true, migProfile: 1g.5gb}}]', 'agents.glue[0].gpu.'],
    [
      "glue: [{queue: a, template: {spec: {containers: [{name: task, image: 'a:1'}]}}}]",
      'agents.glue[0].template.spec.containers[0].image: expected none: the glue writes it (agents.glue[].image is for tasks that name no image)',
    ],
    [
      '{version: 2.0.7, glue: [{queue: a, keepCompletedMinutes: 5}]}',
      'agents.glue[0].keepCompletedMinutes: expected 0 with agents.version 2.0.7, which deletes ended pods at once',
    ],
    [
      '{gluePods: {form: published}, glue: [{queue: a, createQueue: true}]}',
      'agents.glue[0].createQueue: expected false with agents.gluePods.form published, whose example script of 2022 cannot make queues',
    ],
    [
      '{gluePods: {form: published}, glue: [{queue: a, sessions: {enabled: true}}]}',
      'agents.glue[0].sessions.enabled: expected false with agents.gluePods.form published',
    ],
    [
      '{gluePods: {form: published}, glue: [{queue: a b}]}',
      'agents.glue[0].queue: expected a name without spaces and commas with agents.gluePods.form published',
    ],
    [
      '{gluePods: {form: published}, configSecret: {secret: a, key: b}, glue: [{queue: a}]}',
      'agents.configSecret: expected none with agents.gluePods.form published',
    ],
  ]
  for (const [yaml, message] of cases)
    t.throws(() => build(yaml), { message: new RegExp(escaped(message)) }, yaml)
})

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
