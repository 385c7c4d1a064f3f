import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { keepAnnotations, labels } from '../../src/components/metadata.js'
import { build, showError, type ValuesInput } from '../../src/index.js'
import { defaultValues } from '../../src/values/defaults.js'

const errors = (values: ValuesInput): ReadonlyArray<string> => {
  const result = build({ values })
  return E.isLeft(result) ? result.left.map(showError) : []
}

t.test('several file servers need a volume that they can share', async (t) => {
  t.strictSame(errors({ fileserver: { replicas: 2 } }), [
    'values: fileserver.replicas: expected at most 1, unless fileserver.storage.accessMode is ReadWriteMany: its pods share one volume, got number 2',
  ])
  t.strictSame(errors({ fileserver: { replicas: 2, storage: { accessMode: 'ReadWriteMany' } } }), [])
})

t.test('Elasticsearch needs a heap that Java understands and memory to start', async (t) => {
  t.match(errors({ elasticsearch: { heap: '2Gi' } }), [/elasticsearch.heap: expected a Java heap size/])
  t.strictSame(errors({ elasticsearch: { heap: '2g' } }), [])
  t.match(errors({ elasticsearch: { resources: { limits: { memory: '256Mi' } } } }), [
    /elasticsearch.resources.limits.memory: expected at least 512Mi, got string "256Mi"/,
  ])
})

t.test('the heap of Elasticsearch is less than its memory', async (t) => {
  const heap = (text: string) => errors({ elasticsearch: { heap: text } })
  t.strictSame(heap('4095m'), [])
  t.strictSame(heap('4g'), [
    'values: elasticsearch.heap: expected less than 4Gi, the memory limit, got string "4g"',
  ])
  t.strictSame(heap('5000M').length, 1)
  const unlimited = { heap: '40g', resources: { limits: { memory: null } } }
  t.strictSame(errors({ elasticsearch: unlimited as never }), [], 'null takes the limit away')
})

t.test('what is requested is at most the limit, for any resource of any component', async (t) => {
  const redis = (requests: Record<string, string>, limits: Record<string, string>) =>
    errors({ redis: { resources: { requests, limits } } })
  t.strictSame(errors({ apiserver: { resources: { requests: { memory: '3Gi' } } } }), [
    'values: apiserver.resources.requests.memory: expected at most 2Gi, the limit, got string "3Gi"',
  ])
  t.strictSame(redis({ 'nvidia.com/gpu': '2' }, { 'nvidia.com/gpu': '1' }), [
    'values: redis.resources.requests["nvidia.com/gpu"]: expected at most 1, the limit, got string "2"',
  ])
  t.strictSame(redis({ cpu: '1001m' }, { cpu: '1' }).length, 1)
  t.strictSame(redis({ cpu: '1', 'ephemeral-storage': '1Gi' }, { cpu: '1000m' }), [])
  t.match(
    errors({ webserver: { resources: { limits: { memory: '32Mi' } } } }),
    [/webserver.resources.requests.memory: expected at most 32Mi, the limit, got string "64Mi"/],
    'also the default request',
  )
})

t.test('resources have names that Kubernetes knows', async (t) => {
  t.strictSame(errors({ redis: { resources: { limits: { cpus: '1' } } } }), [
    'values: redis.resources.limits.cpus: expected cpu, memory, ephemeral-storage, hugepages-SIZE or a name with "/" such as nvidia.com/gpu (did you mean cpu?), got string "cpus"',
  ])
  t.strictSame(errors({ redis: { resources: { limits: { 'hugepages-2Mi': '4Mi', 'a.b/c': '1' } } } }), [])
})

t.test('ClearML reads configuration files of some names', async (t) => {
  t.strictSame(errors({ config: { 'services.yaml': 'x' } }), [
    'values: config["services.yaml"]: expected a file that ClearML reads: apiserver.conf, fileserver.conf, hosts.conf, logging.conf, services.conf (did you mean services.conf?), got string "services.yaml"',
  ])
  t.match(errors({ config: { '../x.conf': 'x' } }), [/expected a file that ClearML reads/])
  t.match(errors({ config: { services: { conf: {} } } }), [/\(did you mean services.conf\?\)/])
  const all = ['apiserver', 'fileserver', 'hosts', 'logging', 'services'].map((name) => [
    `${name}.conf`,
    'a {}',
  ])
  t.strictSame(errors({ config: Object.fromEntries(all) }), [])
})

t.test('no credential goes into a configuration file, and no error shows one', async (t) => {
  t.strictSame(errors({ config: { 'secure.conf': 'credentials { apiserver { user_secret: hush } }' } }), [
    'values: config["secure.conf"]: expected no credentials: they belong in a Secret (auth.existingSecret), the stream holds no secrets, got string "secure.conf"',
  ])
  const users = { 'apiserver.conf': 'auth {\n  fixed_users { enabled: true }\n}' }
  t.strictSame(errors({ config: users }), [
    'values: config["apiserver.conf"]: expected no fixed_users: the users are those of auth.users and of the Secret\'s apiserver.conf, which is read later and wins, got string "fixed_users"',
  ])
  t.equal(errors({ config: users, auth: { mode: 'open' } }).length, 1)
  t.equal(errors({ config: users, auth: { existingSecret: 'mine' } }).length, 1)
  t.strictSame(errors({ config: { 'apiserver.conf': '# fixed_users\n' } }), [])
})

t.test('labels and annotations that the installation sets itself are refused', async (t) => {
  const name = { 'app.kubernetes.io/name': 'x' }
  const refusal = 'another key: this label is set by the installation itself, got string "x"'
  t.strictSame(
    errors({
      labels: name,
      namespace: { labels: name },
      redis: { labels: name, podLabels: name, service: { labels: name } },
    }).toSorted(),
    ['labels', 'namespace.labels', 'redis.labels', 'redis.podLabels', 'redis.service.labels'].map(
      (path) => `values: ${path}["app.kubernetes.io/name"]: expected ${refusal}`,
    ),
  )
  for (const key of Object.keys(labels(defaultValues, 'redis'))) {
    t.equal(errors({ labels: { [key]: 'x' } }).length, 1, key)
  }
  for (const key of Object.keys(keepAnnotations)) {
    t.match(
      errors({ annotations: { [key]: 'x' } }),
      [/expected another key: this annotation keeps the data/],
      key,
    )
    t.equal(errors({ namespace: { annotations: { [key]: 'x' } } }).length, 1, key)
  }
  t.strictSame(errors({ pods: { nodeSelector: name }, redis: { podAnnotations: keepAnnotations } }), [])
})

t.test('values that an object of the user makes idle are refused', async (t) => {
  t.strictSame(errors({ auth: { existingSecret: 'mine', secretName: 'other', adminUsername: 'root' } }), [
    'values: auth.secretName: expected none: auth.existingSecret is used, got string "other"',
    'values: auth.adminUsername: expected none: auth.existingSecret is used, got string "root"',
  ])
  t.strictSame(errors({ auth: { existingSecret: 'mine', adminUsername: 'admin' } }), [])
  t.strictSame(
    errors({ redis: { storage: { existingClaim: 'mine', size: '7Gi', accessMode: 'ReadWriteMany' } } }),
    [
      'values: redis.storage.size: expected none: existingClaim is used, got string "7Gi"',
      'values: redis.storage.accessMode: expected none: existingClaim is used, got string "ReadWriteMany"',
    ],
  )
  const shared = { existingClaim: 'mine', accessMode: 'ReadWriteMany' } as const
  t.strictSame(errors({ fileserver: { replicas: 2, storage: shared } }), [], 'it says that pods can share it')
  t.equal(errors({ fileserver: { storage: shared } }).length, 1)
})

t.test("a namespace of the cluster's own is not made", async (t) => {
  for (const name of ['default', 'kube-system']) {
    t.strictSame(errors({ namespace: name }), [
      'values: namespace.create: expected false: this namespace belongs to the cluster, got boolean true',
    ])
    t.strictSame(errors({ namespace: { name, create: false } }), [])
  }
})

t.test('what is wrong with several values is reported together', async (t) => {
  t.equal(errors({ fileserver: { replicas: 3 }, elasticsearch: { heap: 'x' } }).length, 2)
})

t.test(
  'a variable does not take the place of a credential, by whatever name ClearML would read it',
  async (t) => {
    const from = { valueFrom: { secretKeyRef: { name: 'mine', key: 'key' } } }
    const env = (name: string, role = 'apiserver') => errors({ [role]: { extraEnv: [{ name, ...from }] } })
    for (const name of [
      'CLEARML__secure__auth__token_secret',
      'CLEARML__SECURE__AUTH__TOKEN_SECRET',
      'TRAINS__secure__credentials__fileserver__user_key',
      'CLEARML__secure',
      'CLEARML__services__events__events_retrieval__scroll_id_key',
      'USER_SECRET',
    ])
      for (const role of ['apiserver', 'asyncdelete', 'fileserver', 'webserver'])
        t.strictSame(env(name, role), [
          `values: ${role}.extraEnv[0]: expected none: this credential comes from the Secret (auth.credentials), which is checked, got string "${name}"`,
        ])
    t.match(env('CLEARML_CONFIG_DIR'), [/the server would start with published credentials/])
    t.match(env('TRAINS_CONFIG_DIR', 'fileserver'), [/published credentials/])
    for (const name of [
      'CLEARML__apiserver__auth__fixed_users__enabled',
      'CLEARML__services__auth__fixed_users__guest__password',
    ])
      t.match(env(name), [/expected none: who may sign in is auth\.users and auth\.guest, got string/])
    for (const name of [
      'CLEARML__secure__elastic__password',
      'CLEARML__services__tasks__max_last_metrics',
      'CLEARML__services__auth__fixed_users__guest__allow_endpoints',
      'CLEARML_SERVER_SUB_PATH',
    ])
      t.strictSame(env(name), [], name)
    t.strictSame(env('USER_KEY', 'redis'), [], 'a store has none of them')
  },
)

t.test(
  'a connection string, which the server logs, and a gunicorn that "false" would switch on',
  async (t) => {
    const env = (name: string, value: string) => errors({ apiserver: { extraEnv: [{ name, value }] } })
    const refused = env('CLEARML_MONGODB_SERVICE_CONNECTION_STRING', 'mongodb://user:hunter2@mongo')
    t.match(refused, [/apiserver\.extraEnv\[0\]: expected none: the server writes it into its log/])
    t.notMatch(refused.join(), 'hunter2')
    t.match(env('CLEARML_USE_GUNICORN', 'false'), [/any text switches gunicorn on, also "false"/])
    t.strictSame(env('CLEARML_USE_GUNICORN', 'true'), [])
  },
)
