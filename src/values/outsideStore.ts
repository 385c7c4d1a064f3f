/**
 * The values of stores that the stream does not install: where they are, and how the servers reach them. What is not
 * given comes from the provider (`outsideConnection.ts`).
 */
import * as t from 'io-ts'
import { isObject } from '../json.js'
import * as codec from './codec.js'
import { group, type Leaf, leaf, nullable, type ValueOf } from './leaf.js'
import { boolean, optionalInteger, optionalOneOf, optionalText, textList, texts } from './schema.js'
import { secretKey } from './secretKey.js'

/** One key of a Secret or of a ConfigMap of the user, in the namespace of the installation. */
export type CaSource =
  | { readonly secret: string; readonly key: string }
  | { readonly configMap: string; readonly key: string }

/** A name that is no provider though one might think so, and why. */
interface Refusal {
  readonly form: RegExp
  readonly reason: string
}

/** One of the names; what is refused by name is said with its reason. */
const providerOf = <const A extends string>(
  names: ReadonlyArray<A>,
  fallback: NoInfer<A>,
  doc: string,
  example: NoInfer<A>,
  refusals: ReadonlyArray<Refusal> = [],
): Leaf<A> => {
  const one = codec.oneOf(names)
  const withReasons = new t.Type<A>(
    one.name,
    one.is,
    (value, context) => {
      const refusal = typeof value === 'string' ? refusals.find(({ form }) => form.test(value)) : undefined
      if (refusal === undefined) return one.validate(value, context)
      const type = codec.such(codec.text, `${one.name}; ${refusal.reason}`, () => false)
      const last = context.length - 1
      return t.failures([
        { value, context: context.map((entry, i) => (i === last ? { ...entry, type } : entry)) },
      ])
    },
    t.identity,
  )
  return leaf(withReasons, { value: fallback }, 'string', { enum: names }, doc, example)
}

/** Why OpenSearch is no Elasticsearch here. Source: the product check of elasticsearch-py 8 (`UnsupportedProductError`). */
export const noOpenSearch =
  'OpenSearch is none: the API server speaks by elasticsearch-py 8, which refuses every server that is not Elasticsearch itself'

const optionalBoolean = (doc: string, example: boolean): Leaf<boolean | null> =>
  nullable(leaf(codec.boolean, null, 'boolean', { type: 'boolean' }, doc, example))

const keyForm = /^[-._a-zA-Z0-9]{1,253}$/

const isCaSource = (value: unknown): value is CaSource => {
  if (!isObject(value)) return false
  const keys = Object.keys(value).sort().join()
  const name = keys === 'key,secret' ? value.secret : keys === 'configMap,key' ? value.configMap : undefined
  return codec.dnsName.is(name) && typeof value.key === 'string' && keyForm.test(value.key)
}

const caSource: t.Type<CaSource> = new t.Type<CaSource>(
  'a reference {secret: NAME, key: KEY} or {configMap: NAME, key: KEY}',
  isCaSource,
  (value, context) => (isCaSource(value) ? t.success(value) : t.failure(value, context)),
  t.identity,
)

const ca = (example: CaSource): Leaf<CaSource | null> =>
  nullable(
    leaf(
      caSource,
      null,
      'string',
      {
        type: 'object',
        required: ['key'],
        additionalProperties: false,
        properties: { secret: { type: 'string' }, configMap: { type: 'string' }, key: { type: 'string' } },
      },
      'PEM file of the authorities that the certificate is verified by, in a Secret or ConfigMap of yours. Default: those of the image.',
      { ...example },
    ),
  )

/** A name by which a server knows who signs in. It stands in variables, where a line has no end. */
const userName: t.Type<string> = codec.such(
  codec.nonEmptyText,
  'a name without control characters',
  (value) => ![...value].some((letter) => letter < ' ' || letter === '\u007f'),
)

const port = (fallback: string) => optionalInteger(`Its port. Default: ${fallback}.`, 6390, 1, 65535)
const user = (doc: string) => optionalText(doc, 'clearml', userName)
const password = (secret: string) => secretKey('Its password.', { secret, key: 'password' })

/** A MongoDB outside of the stream. */
export const mongodbExternal = group('A MongoDB elsewhere, used where `mongodb.enabled` is false.', {
  provider: providerOf(
    ['mongodb', 'atlas', 'documentdb'],
    'mongodb',
    'Whose it is; it says what is not given. `atlas`: found by SRV, with TLS. `documentdb`: TLS by the CA of Amazon RDS, replica set `rs0`, no retryable writes.',
    'atlas',
  ),
  hosts: textList(
    'Its hosts, without scheme and port: one, or members of the replica set that all listen on 27017; with `srv` the one name of the DNS seed list.',
    ['mongo.example.com'],
    codec.host,
  ),
  port: port('27017'),
  srv: optionalBoolean(
    'Whether the host is a DNS seed list (`mongodb+srv://`). Default: what the provider says.',
    true,
  ),
  user: user('Name that the servers sign in by.'),
  password: password('clearml-mongodb'),
  authSource: optionalText('Database that knows the user. Default: `admin`.', 'backend'),
  replicaSet: optionalText('Name of the replica set. Default: what the provider says.', 'rs1'),
  tls: group('Encryption of the connection.', {
    enabled: optionalBoolean('Whether it is encrypted. Default: what the provider says.', true),
    ca: ca({ secret: 'mongodb-ca', key: 'ca.crt' }),
  }),
  options: texts({}, 'Further options of the connection, as in the query of a MongoDB URI.', {
    readPreference: 'primaryPreferred',
  }),
  ensureVersion: boolean(
    false,
    'Whether the API server raises the feature compatibility version of the database. It needs the right to do so, or makes no users; on `atlas` and `documentdb` it has none.',
  ),
  quietLogs: boolean(
    true,
    'The API server writes the address of MongoDB with the password in it into its log, at level INFO. `true`: where there is a password, the API server and the deletion job log warnings and errors only.',
  ),
})

/** An Elasticsearch outside of the stream. */
export const elasticsearchExternal = group(
  'An Elasticsearch elsewhere, used where `elasticsearch.enabled` is false.',
  {
    provider: providerOf(
      ['elasticsearch', 'elasticCloud'],
      'elasticsearch',
      'Whose it is; it says what is not given. `elasticCloud`: port 443.',
      'elasticCloud',
      [{ form: /open-?search|aoss/i, reason: noOpenSearch }],
    ),
    hosts: textList('Its hosts, without scheme and port.', ['elastic.example.com'], codec.host),
    port: port('9200; of `elasticCloud` 443'),
    scheme: optionalOneOf(
      ['http', 'https'],
      'Scheme by which it answers. Default: https, as Elasticsearch 8 does unless its security is switched off.',
      'http',
    ),
    user: user('Name that the API server signs in by.'),
    password: password('clearml-elasticsearch'),
    tls: group('The certificate of an Elasticsearch that answers by https.', {
      ca: ca({ secret: 'elastic-ca', key: 'ca.crt' }),
      verify: boolean(true, 'Whether its certificate is verified.'),
    }),
  },
)

/** A Redis outside of the stream. */
export const redisExternal = group('A Redis elsewhere, used where `redis.enabled` is false.', {
  provider: providerOf(
    ['redis', 'elasticache', 'memorystore'],
    'redis',
    'Whose it is; it says what is not given. `elasticache`: TLS. `memorystore`: port 6378 with TLS.',
    'elasticache',
  ),
  host: optionalText('Its host, without scheme and port.', 'redis.example.com', codec.host),
  port: port('6379; of `memorystore` with TLS 6378'),
  user: user('Name of a user of its access control list. Default: its user `default`.'),
  password: password('clearml-redis'),
  cluster: boolean(
    false,
    'Whether it is a Redis Cluster (cluster mode), found by any of its hosts. Needs version 2.4.0.',
  ),
  tls: group('Encryption of the connection.', {
    enabled: optionalBoolean('Whether it is encrypted. Default: what the provider says.', true),
    ca: ca({ secret: 'redis-ca', key: 'ca.crt' }),
  }),
})

export type MongodbExternal = ValueOf<typeof mongodbExternal>
export type ElasticsearchExternal = ValueOf<typeof elasticsearchExternal>
export type RedisExternal = ValueOf<typeof redisExternal>
