/** What is wrong with the connection to a store elsewhere: half-given, given beside a store of our own, or impossible. */
import { isObject, type Json, type Path } from '../json.js'
import { defaultValues } from './defaults.js'
import {
  elasticsearchConnection,
  MONGODB_PORT,
  mongodbConnection,
  redisConnection,
  type Store,
  stores,
} from './outsideConnection.js'
import { noOpenSearch } from './outsideStore.js'
import type { Problem } from './problem.js'
import type { Values } from './table.js'

export const outsideProblems = (values: Values): ReadonlyArray<Problem> => [
  ...stores.flatMap((of) => (values[of].enabled ? [...unused(values, of)] : halfGiven(values, of))),
  ...(values.mongodb.enabled ? [] : mongodbProblems(values)),
  ...(values.elasticsearch.enabled ? [] : elasticsearchProblems(values)),
  ...(values.redis.enabled ? [] : redisProblems(values)),
]

/** Each value of a connection that nobody uses. */
const unused = (values: Values, of: Store): ReadonlyArray<Problem> =>
  different(plain(values[of].external), plain(defaultValues[of].external), [of, 'external']).map((path) => ({
    path,
    expected: `nothing, unless ${of}.enabled is false: the stream installs its own`,
  }))

const plain = (group: object): Json => group as unknown as Json // decoded values are plain data

const different = (now: Json | undefined, before: Json | undefined, path: Path): ReadonlyArray<Path> =>
  isObject(now) && isObject(before) && Object.keys(before).length > 0
    ? Object.keys(before).flatMap((key) => different(now[key], before[key], [...path, key]))
    : JSON.stringify(now) === JSON.stringify(before)
      ? []
      : [path]

/** What every store needs, and the halves of a pair. */
const halfGiven = (values: Values, of: Store): ReadonlyArray<Problem> => {
  const { user, password, tls } = values[of].external
  const path = (...steps: ReadonlyArray<string>): Path => [of, 'external', ...steps]
  const hosts =
    of === 'redis' ? [values.redis.external.host].filter((host) => host !== null) : values[of].external.hosts
  return [
    ...(hosts.length > 0
      ? []
      : [
          {
            path: path(of === 'redis' ? 'host' : 'hosts'),
            expected: `where it is: ${of}.enabled is false, so the stream installs none`,
          },
        ]),
    ...(user !== null && password === null
      ? [{ path: path('password'), expected: `the Secret with the password of ${of}.external.user` }]
      : []),
    ...(password !== null && user === null && of !== 'redis'
      ? [{ path: path('user'), expected: `the name that ${of}.external.password belongs to` }]
      : []),
    ...(tls.ca !== null && !isEncrypted(values, of)
      ? [{ path: path('tls', 'ca'), expected: `none: the connection is not encrypted (${switchOf(of)})` }]
      : []),
    ...(values[of].storage.existingClaim === null
      ? []
      : [{ path: [of, 'storage', 'existingClaim'], expected: `none: ${of}.enabled is false` }]),
  ]
}

/** Whether the connection to a store elsewhere is encrypted. */
export const isEncrypted = (values: Values, of: Store): boolean => {
  switch (of) {
    case 'mongodb':
      return mongodbConnection(values.mongodb.external).tls
    case 'elasticsearch':
      return elasticsearchConnection(values.elasticsearch.external).scheme === 'https'
    case 'redis':
      return redisConnection(values.redis.external).tls
  }
}

/** What switches encryption on. */
export const switchOf = (of: Store): string =>
  of === 'elasticsearch' ? 'elasticsearch.external.scheme: https' : `${of}.external.tls.enabled: true`

/** Options of a MongoDB URI that have a value of their own here. */
const ownOptions: Readonly<Record<string, string>> = {
  tls: 'tls.enabled',
  ssl: 'tls.enabled',
  tlscafile: 'tls.ca',
  replicaset: 'replicaSet',
  authsource: 'authSource',
}

const mongodbProblems = ({ trust, mongodb: { external: own } }: Values): ReadonlyArray<Problem> => {
  const { srv, port, tls } = mongodbConnection(own)
  const at = (...steps: ReadonlyArray<string>): Path => ['mongodb', 'external', ...steps]
  const managed = own.provider === 'mongodb' ? null : own.provider
  return [
    ...(srv && own.hosts.length > 1
      ? [{ path: at('hosts'), expected: 'one name: with srv the DNS knows the hosts' }]
      : []),
    ...(srv && own.hosts.length === 1 && !own.hosts.every(isSeedList)
      ? [
          {
            path: at('hosts'),
            expected: 'a DNS name of three parts at least: with srv it is a DNS seed list',
          },
        ]
      : []),
    ...(srv && own.port !== null
      ? [{ path: at('port'), expected: 'none: with srv the DNS knows the ports' }]
      : []),
    ...(!srv && own.hosts.length > 1 && port !== MONGODB_PORT
      ? [
          {
            path: at('port'),
            expected: `${MONGODB_PORT} for several hosts, because the API server can say one port only; one host and replicaSet will do: MongoDB tells the others`,
          },
        ]
      : []),
    ...(own.hosts.length > 1 && own.hosts.some((host) => host.includes(':'))
      ? [{ path: at('hosts'), expected: 'names or IPv4 addresses: of IPv6 the API server can say one only' }]
      : []),
    ...(own.authSource !== null && own.user === null
      ? [{ path: at('authSource'), expected: 'none without mongodb.external.user' }]
      : []),
    ...(managed !== null && own.ensureVersion
      ? [{ path: at('ensureVersion'), expected: `false: ${managed} does not let its users do that` }]
      : []),
    ...(own.provider === 'atlas' && !tls
      ? [{ path: at('tls', 'enabled'), expected: 'true: atlas accepts nothing else' }]
      : []),
    ...(own.provider === 'documentdb' &&
    tls &&
    own.tls.ca === null &&
    trust.caBundle.configMap === null &&
    trust.caBundle.secret === null
      ? [
          {
            path: at('tls', 'ca'),
            expected:
              'the CA bundle of Amazon RDS (global-bundle.pem), which signs DocumentDB and which no image holds',
          },
        ]
      : []),
    ...(own.provider === 'documentdb' && srv
      ? [{ path: at('srv'), expected: 'false: documentdb has no DNS seed list' }]
      : []),
    ...Object.entries(own.options).flatMap(([name, value]) =>
      optionProblems(at('options', name), name, value),
    ),
    ...retryable(own.provider, own.options, at),
  ]
}

const optionProblems = (path: Path, name: string, value: string): ReadonlyArray<Problem> => {
  const own = ownOptions[name.toLowerCase()]
  if (own !== undefined) return [{ path, expected: `none: this is mongodb.external.${own}` }]
  if (/^(authMechanismProperties|readPreferenceTags)$/i.test(name)) {
    const expected = 'another option: the API server encodes its ":", and the driver does not read it then'
    return [{ path, expected, found: name }]
  }
  if (/password$/i.test(name)) {
    return [{ path, expected: 'no password: the stream holds no secrets', found: name }]
  }
  return /^[A-Za-z]+$/.test(name) && value !== ''
    ? []
    : [{ path, expected: 'an option of a MongoDB URI, with a value', found: name }]
}

/** Source: "Functional differences: Amazon DocumentDB and MongoDB", retryable writes. */
const retryable = (
  provider: string,
  options: Readonly<Record<string, string>>,
  at: (...steps: ReadonlyArray<string>) => Path,
): ReadonlyArray<Problem> =>
  provider !== 'documentdb'
    ? []
    : Object.entries(options)
        .filter(([name, value]) => name.toLowerCase() === 'retrywrites' && value !== 'false')
        .map(([name]) => ({
          path: at('options', name),
          expected: 'false: documentdb has no retryable writes',
        }))

/** Source: the SRV resolver of PyMongo, which wants a host, a domain and a top-level domain. */
const isSeedList = (host: string): boolean =>
  host.split('.').filter((part) => part !== '').length >= 3 && /[a-z]/i.test(host) && !host.includes(':')

/** Endpoints of Amazon OpenSearch Service, of its serverless form, and of its dual-stack domains. */
const openSearchHost =
  /\.(es|aoss)\.amazonaws\.com(\.cn)?$|\.aos\.[^.]+\.on\.(aws|amazonwebservices\.com\.cn)$/i

const elasticsearchProblems = ({ elasticsearch: { external: own } }: Values): ReadonlyArray<Problem> => {
  const { scheme } = elasticsearchConnection(own)
  const path = (...steps: ReadonlyArray<string | number>): Path => ['elasticsearch', 'external', ...steps]
  return [
    ...own.hosts.flatMap((host, i) =>
      openSearchHost.test(host)
        ? [{ path: path('hosts', i), expected: `a host of Elasticsearch; ${noOpenSearch}` }]
        : [],
    ),
    ...(own.provider === 'elasticCloud' && scheme === 'http'
      ? [{ path: path('scheme'), expected: 'https: elasticCloud answers by nothing else' }]
      : []),
    ...(scheme === 'http' && !own.tls.verify
      ? [{ path: path('tls', 'verify'), expected: 'true: with the scheme http there is no certificate' }]
      : []),
    ...(own.tls.ca !== null && !own.tls.verify
      ? [{ path: path('tls', 'ca'), expected: 'none: elasticsearch.external.tls.verify is false' }]
      : []),
  ]
}

const redisProblems = ({ version, redis: { external: own } }: Values): ReadonlyArray<Problem> =>
  own.cluster && version === '2.3.0'
    ? [
        {
          path: ['redis', 'external', 'cluster'],
          expected: 'false: ClearML Server 2.3.0 crashes on a Redis Cluster; version 2.4.0 does not',
        },
      ]
    : []
