/**
 * Variables by which the servers reach a store that is elsewhere. ClearML parses the value of a `CLEARML__…` variable as
 * HOCON and its path in lower case; the fixed `CLEARML_…_SERVICE_…` variables are taken as they are, so what comes from
 * a Secret is in those only.
 * Source: `apiserver/database/__init__.py`, `apiserver/es_factory.py`, `apiserver/redis_manager.py` and
 * `fileserver/redis_manager.py` of clearml-server.
 */
import { byCodePoint, type Json } from '../json.js'
import type { EnvVar } from '../kube/types.js'
import {
  elasticsearchConnection,
  mongodbConnection,
  redisConnection,
  type Store,
} from '../values/outsideConnection.js'
import { envFrom, type SecretKey } from '../values/secretKey.js'
import type { Values } from '../values/table.js'

/** Where the authorities of a store's certificate are mounted, and the name of their file there. */
export const caDirectory = (of: Store): string => `/opt/clearml/stores/${of}`
export const CA_FILE = 'ca.crt'

const caFile = (of: Store): string => `${caDirectory(of)}/${CA_FILE}`

export const outsideEnv = (
  values: Values,
  of: Store,
  reader: 'apiserver' | 'asyncdelete' | 'fileserver',
): ReadonlyArray<EnvVar> => {
  switch (of) {
    case 'mongodb':
      return mongodbEnv(values.mongodb.external, reader === 'apiserver')
    case 'elasticsearch':
      return elasticsearchEnv(values.elasticsearch.external)
    case 'redis':
      return redisEnv(
        values.redis.external,
        reader === 'fileserver' ? ['fileserver'] : ['apiserver', 'workers'],
      )
  }
}

/** Kubernetes takes `$$` for a `$`, and `$(NAME)` for a variable. */
const raw = (name: string, value: string): EnvVar => ({ name, value: value.replaceAll('$', '$$$$') })

const set = (path: string, value: Json): EnvVar =>
  raw(`CLEARML__${path.replaceAll('.', '__')}`, JSON.stringify(value))

const signIn = (prefix: string, user: string | null, password: SecretKey | null): ReadonlyArray<EnvVar> => [
  ...(user === null ? [] : [raw(`${prefix}_USERNAME`, user)]),
  ...envFrom(`${prefix}_PASSWORD`, password),
]

/**
 * The server patches host, port, user, password and query, one after the other, into the two URLs of its databases.
 * The scheme of a DNS seed list comes from these URLs; a port beside it is refused by PyMongo, even the default one of
 * the server's own URLs.
 */
const mongodbEnv = (own: Values['mongodb']['external'], isApiserver: boolean): ReadonlyArray<EnvVar> => {
  const { srv, port } = mongodbConnection(own)
  const prefix = 'CLEARML_MONGODB_SERVICE'
  const hosts = own.hosts.map((host) => (host.includes(':') ? `[${host}]` : host)).join()
  const query = mongodbQuery(own)
  return [
    ...(srv
      ? (['backend', 'auth'] as const).map((of) =>
          set(`hosts.mongo.${of}.host`, `mongodb+srv://${hosts}/${of}`),
        )
      : [raw(`${prefix}_HOST`, hosts), raw(`${prefix}_PORT`, String(port))]),
    ...signIn(prefix, own.user, own.password),
    ...(query === '' ? [] : [raw(`${prefix}_QUERY`, query)]),
    ...(isApiserver && !own.ensureVersion
      ? [set('apiserver.mongo.ensure_db_version_on_startup', false)]
      : []),
    // The logger that writes the URL is `clearml.database`; a name with a dot cannot be set by HOCON, its parent can.
    ...(own.password !== null && own.quietLogs ? [set('logging.loggers.clearml.level', 'WARNING')] : []),
  ]
}

/** The query of the URLs. The server reads it as a query, and writes it anew. */
const mongodbQuery = (own: Values['mongodb']['external']): string => {
  const { srv, tls, authSource, replicaSet, options } = mongodbConnection(own)
  const pairs: ReadonlyArray<readonly [string, string]> = [
    ...(own.user === null ? [] : [['authSource', authSource] as const]),
    ...(replicaSet === null ? [] : [['replicaSet', replicaSet] as const]),
    // With a DNS seed list TLS is the default.
    ...(tls || srv ? [['tls', String(tls)] as const] : []),
    ...(own.tls.ca === null ? [] : [['tlsCAFile', caFile('mongodb')] as const]),
    ...Object.entries(options).sort(([a], [b]) => byCodePoint(a, b)),
  ]
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&')
}

/**
 * Hosts with their schemes, for the two clusters that the server connects to. The variables of host and port are left
 * out: they would override every host, and know no scheme.
 */
const elasticsearchEnv = (own: Values['elasticsearch']['external']): ReadonlyArray<EnvVar> => {
  const { port, scheme } = elasticsearchConnection(own)
  const hosts = own.hosts.map((host) => ({ host, port, scheme }))
  const args = {
    ...(own.tls.ca === null ? {} : { ca_certs: caFile('elasticsearch') }),
    ...(own.tls.verify ? {} : { verify_certs: false }),
  }
  return [
    ...(['events', 'workers'] as const).flatMap((cluster) => [
      set(`hosts.elastic.${cluster}.hosts`, hosts),
      ...(Object.keys(args).length === 0 ? [] : [set(`hosts.elastic.${cluster}.args`, args)]),
    ]),
    ...signIn('CLEARML_ELASTIC_SERVICE', own.user, own.password),
  ]
}

/** What the fixed variables do not know stands in the settings of each connection, and is handed to redis-py. */
const redisEnv = (
  own: Values['redis']['external'],
  connections: ReadonlyArray<string>,
): ReadonlyArray<EnvVar> => {
  const { port, tls } = redisConnection(own)
  const settings: Readonly<Record<string, Json>> = {
    ...(own.user === null ? {} : { username: own.user }),
    ...(own.cluster ? { cluster: true } : {}),
    ...(tls ? { ssl: true } : {}),
    ...(own.tls.ca === null ? {} : { ssl_ca_certs: caFile('redis') }),
  }
  return [
    raw('CLEARML_REDIS_SERVICE_HOST', own.host ?? ''),
    raw('CLEARML_REDIS_SERVICE_PORT', String(port)),
    ...envFrom('CLEARML_REDIS_SERVICE_PASSWORD', own.password),
    ...connections.flatMap((connection) =>
      Object.entries(settings).map(([key, value]) => set(`hosts.redis.${connection}.${key}`, value)),
    ),
  ]
}
