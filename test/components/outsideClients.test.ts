import { spawnSync } from 'node:child_process'
import t from 'tap'
import type { ValuesInput } from '../../src/index.js'
import { podOf } from '../support/objects.js'
import { built, outsideStores } from '../support/streams.js'

// The variables, read as the server reads them, by the packages that it reads them with: pyhocon, furl and pymongo of the
// Python that CLEARML_MANIFESTS_PYTHON names.
const python = process.env.CLEARML_MANIFESTS_PYTHON

const missing = (...modules: ReadonlyArray<string>): string | false => {
  if (python === undefined) return 'CLEARML_MANIFESTS_PYTHON is not set'
  const { status } = spawnSync(python, ['-c', `import ${modules.join()}`])
  return status === 0 ? false : `${python} has no ${modules.join(', ')}`
}

/** What a program prints, as JSON, of what it is given as JSON. */
const asked = (program: string, input: unknown): unknown => {
  const { stdout, stderr, status } = spawnSync(python ?? 'python3', ['-c', program], {
    input: JSON.stringify(input),
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

const env = (values: ValuesInput, reader = 'apiserver'): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (podOf(built({ values }).manifests, reader).main.env ?? []).map(({ name, value }) => [
      name,
      value ?? 'p@ss:/w%$ö',
    ]),
  )

/** `apiserver/config/basic.py`: each variable is a line of HOCON, laid over what is there. */
const SETTINGS = `
import json, sys
from pyhocon import ConfigFactory, ConfigTree
tree = ConfigTree()
for name, value in json.load(sys.stdin).items():
    if name.startswith("CLEARML__"):
        path = name[len("CLEARML__"):].replace("__", ".").lower()
        tree = ConfigTree.merge_configs(tree, ConfigFactory.parse_string(f"{path}: {value}"))
print(json.dumps(tree.as_plain_ordered_dict()))
`

t.test(
  'the settings of stores elsewhere are read as the data that is meant',
  { skip: missing('pyhocon') },
  async (t) => {
    const hosts = ['es-0.example.com', 'es-1.example.com'].map((host) => ({
      host,
      port: 9200,
      scheme: 'https',
    }))
    const cluster = { hosts, args: { ca_certs: '/opt/clearml/stores/elasticsearch/ca.crt' } }
    const redis = {
      username: 'clearml',
      cluster: true,
      ssl: true,
      ssl_ca_certs: '/opt/clearml/stores/redis/ca.crt',
    }
    t.match(asked(SETTINGS, env(outsideStores)), {
      hosts: { elastic: { events: cluster, workers: cluster }, redis: { apiserver: redis, workers: redis } },
      apiserver: { mongo: { ensure_db_version_on_startup: false } },
      logging: { loggers: { clearml: { level: 'WARNING' } } },
    })
    t.match(asked(SETTINGS, env(outsideStores, 'fileserver')), { hosts: { redis: { fileserver: redis } } })
    const atlas: ValuesInput = {
      mongodb: { enabled: false, external: { provider: 'atlas', hosts: ['c0.abcde.mongodb.net'] } },
      redis: {
        enabled: false,
        external: { host: 'r', user: 'a "b" \\ é#{}', password: { secret: 's', key: 'k' } },
      },
    }
    t.match(asked(SETTINGS, env(atlas)), {
      hosts: {
        mongo: {
          backend: { host: 'mongodb+srv://c0.abcde.mongodb.net/backend' },
          auth: { host: 'mongodb+srv://c0.abcde.mongodb.net/auth' },
        },
        redis: { workers: { username: 'a "b" \\ é#{}' } },
      },
    })
  },
)

/** `apiserver/database/__init__.py`: each part is set in the URL, one after the other; then PyMongo takes it apart. */
const URLS = `
import json, sys
from furl import furl
from pymongo import uri_parser
env = json.load(sys.stdin)
url = json.loads(env.get("CLEARML__hosts__mongo__backend__host", '"mongodb://127.0.0.1:27017/backend"'))
for key in ("host", "port", "username", "password", "query"):
    value = env.get(f"CLEARML_MONGODB_SERVICE_{key.upper()}")
    if value:
        url = furl(url).set(**{key: value}).url
seeds = url.startswith("mongodb+srv://")
if seeds:
    # The names of the hosts would be asked from the DNS.
    assert furl(url).port is None
    url = url.replace("mongodb+srv://", "mongodb://")
parsed = uri_parser.parse_uri(url, warn=False)
print(json.dumps([seeds, parsed["nodelist"], parsed["username"], parsed["password"], parsed["database"], dict(parsed["options"])]))
`

t.test('PyMongo finds in the URL what the values say', { skip: missing('furl', 'pymongo') }, async (t) => {
  const signedIn = { user: 'us@r:1', password: { secret: 's', key: 'k' } }
  const read = (external: NonNullable<NonNullable<ValuesInput['mongodb']>['external']>) =>
    asked(URLS, env({ mongodb: { enabled: false, external } }))
  const who = ['us@r:1', 'p@ss:/w%$ö', 'backend']
  t.same(read({ hosts: ['m.example.com'], port: 27018, ...signedIn, options: { appName: 'a b+c&d=e%20' } }), [
    false,
    [['m.example.com', 27018]],
    ...who,
    { authsource: 'admin', appname: 'a b+c&d=e%20' },
  ])
  t.same(
    read({
      hosts: ['a.example.com', 'b.example.com'],
      replicaSet: 'rs0',
      tls: { enabled: true },
      ...signedIn,
    }),
    [
      false,
      [
        ['a.example.com', 27017],
        ['b.example.com', 27017],
      ],
      ...who,
      { authsource: 'admin', replicaset: 'rs0', tls: true },
    ],
  )
  t.same(read({ hosts: ['fd00::1'] }), [false, [['fd00::1', 27017]], null, null, 'backend', {}])
  t.same(read({ provider: 'atlas', hosts: ['c0.abcde.mongodb.net'], ...signedIn }), [
    true,
    [['c0.abcde.mongodb.net', 27017]],
    ...who,
    { authsource: 'admin', tls: true },
  ])
})
