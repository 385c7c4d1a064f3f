import t from 'tap'
import { components, type ValuesInput } from '../../src/index.js'
import { type Manifests, podOf, pods } from '../support/objects.js'
import { built, cases } from '../support/streams.js'

// Every variable that we set, and the code that reads it. ClearML ignores a variable that it does not know, so a
// misspelt one would never be noticed.
const hocon = 'apiserver/config/basic.py: CLEARML__a__b sets a.b'
const servers = 'apiserver/config/basic.py, fileserver/config/basic.py'
const script = 'src/components/credentialsScript.ts'
const compose =
  "docker-compose.yml; the image's docker-entrypoint.sh hands settings with a dot to Elasticsearch"

const stores = {
  CLEARML_ELASTIC_SERVICE_HOST: 'apiserver/es_factory.py',
  CLEARML_ELASTIC_SERVICE_PORT: 'apiserver/es_factory.py',
  CLEARML_MONGODB_SERVICE_HOST: 'apiserver/database/__init__.py',
  CLEARML_MONGODB_SERVICE_PORT: 'apiserver/database/__init__.py',
  CLEARML_REDIS_SERVICE_HOST: 'apiserver/redis_manager.py',
  CLEARML_REDIS_SERVICE_PORT: 'apiserver/redis_manager.py',
}
const redisSettings = (of: string, reader: string) =>
  Object.fromEntries(
    ['username', 'cluster', 'ssl', 'ssl_ca_certs'].map((key) => [
      `CLEARML__hosts__redis__${of}__${key}`,
      `${reader} hands it to redis-py; ${hocon}`,
    ]),
  )
/** Those of stores elsewhere. */
const outside = {
  ...Object.fromEntries(
    ['events', 'workers'].flatMap((cluster) =>
      ['hosts', 'args'].map((key) => [
        `CLEARML__hosts__elastic__${cluster}__${key}`,
        `apiserver/es_factory.py; ${hocon}`,
      ]),
    ),
  ),
  CLEARML_ELASTIC_SERVICE_USERNAME: 'apiserver/es_factory.py',
  CLEARML_ELASTIC_SERVICE_PASSWORD: 'apiserver/es_factory.py',
  CLEARML__hosts__mongo__backend__host: `apiserver/database/__init__.py; ${hocon}`,
  CLEARML__hosts__mongo__auth__host: `apiserver/database/__init__.py; ${hocon}`,
  CLEARML_MONGODB_SERVICE_USERNAME: 'apiserver/database/__init__.py',
  CLEARML_MONGODB_SERVICE_PASSWORD: 'apiserver/database/__init__.py',
  CLEARML_MONGODB_SERVICE_QUERY: 'apiserver/database/__init__.py',
  CLEARML__logging__loggers__clearml__level: `apiserver/config_repo.py hands it to Python's logging; ${hocon}`,
  CLEARML_REDIS_SERVICE_PASSWORD: 'apiserver/redis_manager.py',
  ...redisSettings('apiserver', 'apiserver/redis_manager.py'),
  ...redisSettings('workers', 'apiserver/redis_manager.py'),
}
const deletion = {
  CLEARML__services__async_urls_delete__enabled: `apiserver/bll/task/task_cleanup.py; ${hocon}`,
  CLEARML__services__async_urls_delete__fileserver__url_prefixes: `apiserver/bll/task/task_cleanup.py, apiserver/jobs/async_urls_delete.py; ${hocon}`,
}
const step = {
  SECRET_NAME: script,
  SOURCE: script,
  ADMIN_USERNAME: script,
  ROTATION: script,
  FILES: script,
  TARGET: script,
}
const signInStep = { ...step, USERS: script, PASSWORDS: script, GUEST: script }

/** What the surroundings give to every container that reaches the outside. */
const around = Object.fromEntries([
  ...['http_proxy', 'https_proxy', 'no_proxy'].flatMap((name) =>
    [name, name.toUpperCase()].map((one) => [one, 'curl, Python, gRPC: the variables of proxies']),
  ),
  ...[
    ['SSL_CERT_FILE', 'OpenSSL'],
    ['REQUESTS_CA_BUNDLE', 'requests'],
    ['CURL_CA_BUNDLE', 'curl'],
    ['AWS_CA_BUNDLE', 'boto3'],
    ['GIT_SSL_CAINFO', 'git'],
    ['PIP_CERT', 'pip'],
  ],
])

/** Container, as `pod/container`, to variable, to its reader in clearml-server, or in this repository. */
const readers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'apiserver/apiserver': {
    ...stores,
    ...outside,
    CLEARML__apiserver__mongo__ensure_db_version_on_startup: `apiserver/mongo/initialize; ${hocon}`,
    ...deletion,
    CLEARML_USE_GUNICORN: 'docker/build/internal_files/entrypoint.sh',
    CLEARML_GUNICORN_WORKERS: 'docker/build/internal_files/entrypoint.sh',
    ...Object.fromEntries(
      ['enabled', 'threshold_sec', 'watch_interval_sec'].map((name) => [
        `CLEARML__services__tasks__non_responsive_tasks_watchdog__${name}`,
        `apiserver/bll/task/non_responsive_tasks_watchdog.py; ${hocon}`,
      ]),
    ),
    CLEARML_CONFIG_DIR: servers,
    CLEARML__apiserver__auth__session_auth_cookie_name: `apiserver/service_repo/auth; ${hocon}`,
    CLEARML__apiserver__auth__cookies__domain: `apiserver/service_repo/auth; ${hocon}`,
    CLEARML__apiserver__auth__cookies__secure: `apiserver/service_repo/auth; ${hocon}`,
    CLEARML__services__auth__fixed_users__guest__enabled: `apiserver/service_repo/auth/fixed_user.py; ${hocon}`,
    CLEARML__services__auth__fixed_users__guest__name: `apiserver/service_repo/auth/fixed_user.py; ${hocon}`,
    CLEARML__apiserver__pre_populate__enabled: `apiserver/server_init/app_sequence.py; ${hocon}`,
    CLEARML__apiserver__pre_populate__zip_files: `apiserver/server_init/app_sequence.py; ${hocon}`,
  },
  'apiserver/credentials': signInStep,
  'asyncdelete/asyncdelete': {
    ...stores,
    ...outside,
    ...deletion,
    PYTHONPATH: 'Python; apiserver/jobs/async_urls_delete.py imports from there',
    CLEARML_CONFIG_DIR: servers,
    CLEARML__logging__handlers__text_file__filename: `apiserver/config/basic.py; ${hocon}`,
  },
  'asyncdelete/credentials': step,
  'fileserver/fileserver': {
    CLEARML_REDIS_SERVICE_HOST: 'fileserver/redis_manager.py',
    CLEARML_REDIS_SERVICE_PORT: 'fileserver/redis_manager.py',
    CLEARML_REDIS_SERVICE_PASSWORD: 'fileserver/redis_manager.py',
    ...redisSettings('fileserver', 'fileserver/redis_manager.py'),
    CLEARML_CONFIG_DIR: servers,
    CLEARML__hosts__api_server: `fileserver/auth.py; ${hocon}`,
    CLEARML__fileserver__auth__cookie_names: `fileserver/auth.py; ${hocon}`,
  },
  'fileserver/credentials': step,
  'webserver/webserver': {
    NGINX_APISERVER_ADDRESS: 'docker/build/internal_files/clearml.conf.template',
    NGINX_FILESERVER_ADDRESS: 'docker/build/internal_files/clearml.conf.template',
    DISABLE_NGINX_IPV6: 'docker/build/internal_files/entrypoint.sh',
    CLEARML_SERVER_SUB_PATH: 'docker/build/internal_files/entrypoint.sh',
    COMPANY_ID: 'docker/build/internal_files/entrypoint.sh',
    WEBSERVER__apiBaseUrl: 'utilities/update_from_env.py; clearml-web src/environments/base.ts',
    WEBSERVER__fileBaseUrl: 'utilities/update_from_env.py; clearml-web src/environments/base.ts',
    WEBSERVER__displayedServerUrls: 'utilities/update_from_env.py; clearml-web src/environments/base.ts',
    WEBSERVER__baseHref: 'utilities/update_from_env.py; clearml-web src/main.ts',
    WEBSERVER__useFilesProxy: 'utilities/update_from_env.py; clearml-web src/environments/base.ts',
  },
  'webserver/credentials': step,
  'elasticsearch/elasticsearch': {
    'cluster.name': compose,
    'node.name': compose,
    'discovery.type': compose,
    'xpack.security.enabled': compose,
    'cluster.routing.allocation.node_initial_primaries_recoveries': compose,
    'cluster.routing.allocation.disk.watermark.low': compose,
    'cluster.routing.allocation.disk.watermark.high': compose,
    'cluster.routing.allocation.disk.watermark.flood_stage': compose,
    'http.compression_level': compose,
    'node.store.allow_mmap': 'Elasticsearch: "Virtual memory"',
    ES_JAVA_OPTS: "the image's bin/elasticsearch",
  },
}

/** Variables that a script exports by itself, beside those of its `env`. */
const exported = (script: string): ReadonlyArray<string> =>
  [...script.matchAll(/^export '([A-Z_]+)'/gm)].map(([, name]) => name ?? '')

/** Those of the server; of agents and serving their own tests speak. */
const emitted = (manifests: Manifests): ReadonlyArray<string> =>
  pods(manifests).flatMap(({ name, containers }) =>
    !components.some((component) => component === name)
      ? []
      : containers.flatMap((container) =>
          (container.env ?? []).map((variable) => `${name}/${container.name} ${variable.name}`),
        ),
  )

const values: ReadonlyArray<ValuesInput> = [
  { webserver: { disableIPv6: true } },
  { apiserver: { prePopulate: { enabled: true } } },
  { watchdog: { enabled: false } },
  { auth: { guest: { enabled: true, name: 'Visitor' } } },
  { auth: { mode: 'open', rotation: 1 } },
  { auth: { mode: 'open', existingSecret: 'my-keys' } },
  { domain: 'clearml.example.com' },
  { mongodb: { enabled: false, external: { provider: 'atlas', hosts: ['c0.abcde.mongodb.net'] } } },
]
const all = new Set(
  [...cases.map(({ build }) => build), ...values.map((one) => ({ values: one }))].flatMap((build) =>
    emitted(built(build).manifests),
  ),
)
const isStore = (of: string): boolean => /^(elasticsearch|mongodb|redis)\//.test(of)
const known = Object.entries(readers).flatMap(([of, names]) =>
  Object.keys(isStore(of) || of === 'webserver/credentials' ? names : { ...around, ...names }).map(
    (name) => `${of} ${name}`,
  ),
)

t.test('no variable is set that nothing reads', async (t) => {
  t.same(
    [...all].filter((one) => !known.includes(one)),
    [],
  )
})

t.test('the table has no row of a variable that is never set', async (t) => {
  t.same(
    known.filter((one) => !all.has(one)),
    [],
  )
})

t.test('our own script reads the variables of the credential step', async (t) => {
  const text = JSON.stringify(
    built({}).manifests.find(({ data }) => JSON.stringify(data ?? {}).includes('credentials.py')),
  )
  for (const name of Object.keys(signInStep))
    t.match(text, new RegExp(`os\\.environ(\\.get\\(|\\[)\\\\"${name}\\\\"`), name)
})

t.test(
  'the start command of the web UI exports the pair that its entrypoint reads, with open sign-in only',
  async (t) => {
    const of = (mode: 'open' | 'closed') =>
      exported(podOf(built({ values: { auth: { mode } } }).manifests, 'webserver').main.command?.[2] ?? '')
    t.same(of('open'), ['USER_KEY', 'USER_SECRET'])
    t.same(of('closed'), [])
  },
)

t.test('a further setting of Elasticsearch stands beside ours', async (t) => {
  const { manifests } = built({
    values: { elasticsearch: { settings: { 'indices.query.bool.max_clause_count': '4096' } } },
  })
  t.same(
    podOf(manifests, 'elasticsearch').main.env?.filter(({ name }) => name.startsWith('indices.')),
    [{ name: 'indices.query.bool.max_clause_count', value: '4096' }],
  )
})
