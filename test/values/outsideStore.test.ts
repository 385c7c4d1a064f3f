import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { build, showError, type ValuesInput } from '../../src/index.js'
import { built } from '../support/streams.js'

/** The errors of values that types may forbid. */
const errors = (values: object): ReadonlyArray<string> => {
  const result = build({ values: values as ValuesInput }) // some are wrong on purpose
  return E.isLeft(result) ? result.left.map(showError) : []
}
const said = (values: object): string => errors(values).join('\n')

const host = { hosts: ['db.example.com'] }
const password = { secret: 'db', key: 'password' }
const mongodb = (external: object) => ({ mongodb: { enabled: false, external } })
const elasticsearch = (external: object) => ({ elasticsearch: { enabled: false, external } })
const redis = (external: object) => ({ redis: { enabled: false, external } })

t.test('a store that is switched off and not elsewhere is an error at its host', async (t) => {
  t.match(said({ mongodb: { enabled: false } }), /mongodb\.external\.hosts: .*mongodb\.enabled is false/s)
  t.match(said({ elasticsearch: { enabled: false } }), /elasticsearch\.external\.hosts: /)
  t.match(said({ redis: { enabled: false } }), /redis\.external\.host: /)
})

t.test('a connection that nobody uses is an error at each value of it', async (t) => {
  const found = errors({ redis: { external: { host: 'r.example.com', tls: { enabled: true } } } })
  t.match(found, [/redis\.external\.host: .*redis\.enabled is false/s, /redis\.external\.tls\.enabled: /])
  t.equal(found.length, 2)
  t.match(said({ mongodb: { external: { options: { w: 'majority' } } } }), 'mongodb.external.options')
})

t.test('half of a pair is an error at the other half', async (t) => {
  const ca = { ca: { secret: 'ca', key: 'ca.crt' } }
  const wrong: ReadonlyArray<readonly [object, string]> = [
    [mongodb({ ...host, user: 'u' }), 'mongodb.external.password'],
    [mongodb({ ...host, password }), 'mongodb.external.user'],
    [mongodb({ ...host, authSource: 'users' }), 'mongodb.external.authSource'],
    [mongodb({ ...host, tls: ca }), 'mongodb.external.tls.ca'],
    [elasticsearch({ ...host, user: 'u' }), 'elasticsearch.external.password'],
    [elasticsearch({ ...host, password }), 'elasticsearch.external.user'],
    [elasticsearch({ ...host, scheme: 'http', tls: ca }), 'elasticsearch.external.tls.ca'],
    [elasticsearch({ ...host, scheme: 'http', tls: { verify: false } }), 'elasticsearch.external.tls.verify'],
    [elasticsearch({ ...host, tls: { ...ca, verify: false } }), 'elasticsearch.external.tls.ca'],
    [redis({ host: 'r.example.com', user: 'u' }), 'redis.external.password'],
    [redis({ host: 'r.example.com', tls: ca }), 'redis.external.tls.ca'],
  ]
  for (const [values, path] of wrong) t.match(said(values), `${path}: `, path)
  t.same(errors(redis({ host: 'r.example.com', password })), [], 'Redis has a user without a name')
})

t.test('OpenSearch is refused by name, as a provider and by its hosts, with the reason', async (t) => {
  for (const provider of ['opensearch', 'OpenSearch', 'amazon-opensearch', 'open-search', 'aoss']) {
    t.match(said(elasticsearch({ ...host, provider })), /provider: expected .*elasticsearch-py 8/s, provider)
  }
  for (const one of [
    'search-ml-abc.eu-central-1.es.amazonaws.com',
    'vpc-ml-abc.cn-north-1.es.amazonaws.com.cn',
    'abc.us-east-1.aoss.amazonaws.com',
    'search-ml-abc.aos.us-east-1.on.aws',
  ]) {
    t.match(
      said(elasticsearch({ hosts: ['e.example.com', one] })),
      /hosts\[1\]: expected .*elasticsearch-py 8/s,
      one,
    )
  }
  t.same(errors(elasticsearch({ hosts: ['es.amazonaws.com.example.com', 'aos.on.aws'] })), [])
})

t.test('another provider is refused with those that there are', async (t) => {
  t.match(said(mongodb({ ...host, provider: 'cosmos' })), /one of mongodb, atlas, documentdb/)
  t.match(said(elasticsearch({ ...host, provider: 'elastic' })), /one of elasticsearch, elasticCloud, got/)
  t.match(
    said(redis({ host: 'r.example.com', provider: 'valkey' })),
    /one of redis, elasticache, memorystore/,
  )
})

t.test('a host is a name or an address, and no URL, port or connection string', async (t) => {
  for (const wrong of [
    'mongodb://db',
    'db:27017',
    'user@db',
    'a.example.com,b.example.com',
    'db/backend',
    'ml:ZXU=',
  ]) {
    t.match(said(mongodb({ hosts: [wrong] })), 'without scheme, port or path', wrong)
    t.match(said(redis({ host: wrong })), 'without scheme, port or path', wrong)
  }
})

t.test('a password that is written out is refused and not repeated', async (t) => {
  for (const values of [
    mongodb({ ...host, user: 'u', password: 'hunter2' }),
    redis({ host: 'r', password: 'hunter2' }),
  ]) {
    t.match(said(values), 'password: expected a reference')
    t.notMatch(said(values), 'hunter2')
  }
  const option = mongodb({ ...host, options: { tlsCertificateKeyFilePassword: 'hunter2' } })
  t.match(said(option), 'the stream holds no secrets')
  t.notMatch(said(option), 'hunter2')
})

t.test('an authority is in a Secret or in a ConfigMap, and not in both', async (t) => {
  const tls = (ca: unknown) => mongodb({ ...host, tls: { enabled: true, ca } })
  t.same(errors(tls({ configMap: 'ca', key: 'ca.crt' })), [])
  for (const ca of [
    '-----BEGIN CERTIFICATE-----',
    { secret: 'ca' },
    { secret: 'a', configMap: 'b', key: 'c' },
  ]) {
    t.match(
      said(tls(ca)),
      'tls.ca: expected a reference {secret: NAME, key: KEY} or {configMap: NAME, key: KEY}',
    )
  }
})

t.test('what the server cannot say of MongoDB is refused', async (t) => {
  const two = { hosts: ['a.example.com', 'b.example.com'] }
  t.match(said(mongodb({ ...two, port: 27018 })), /port: expected 27017 for several hosts/)
  t.same(errors(mongodb({ ...two, port: 27017 })), [])
  t.match(said(mongodb({ hosts: ['a.example.com', 'fd00::1'] })), /hosts: expected names or IPv4/)
  t.match(said(mongodb({ ...two, srv: true })), /hosts: expected one name/)
  t.match(said(mongodb({ ...host, srv: true, port: 27017 })), /port: expected none: with srv/)
  for (const seed of ['mongo.local', '10.0.0.7', 'fd00::1']) {
    t.match(said(mongodb({ hosts: [seed], srv: true })), /hosts: expected a DNS name of three parts/, seed)
  }
  for (const [name, own] of [
    ['replicaSet', 'replicaSet'],
    ['AUTHSOURCE', 'authSource'],
    ['ssl', 'tls.enabled'],
    ['tlsCAFile', 'tls.ca'],
  ]) {
    t.match(said(mongodb({ ...host, options: { [name ?? '']: 'x' } })), `this is mongodb.external.${own}`)
  }
  t.match(said(mongodb({ ...host, options: { readPreferenceTags: 'dc:ny' } })), 'encodes its ":"')
  t.match(said(mongodb({ ...host, options: { 'a b': 'c' } })), 'an option of a MongoDB URI')
})

t.test('what a provider does not have is refused', async (t) => {
  const documentdb = { ...host, provider: 'documentdb', tls: { ca: { configMap: 'rds-ca', key: 'k' } } }
  const wrong: ReadonlyArray<readonly [object, RegExp]> = [
    [mongodb({ ...host, provider: 'atlas', tls: { enabled: false } }), /tls\.enabled: expected true/],
    [mongodb({ ...host, provider: 'atlas', ensureVersion: true }), /ensureVersion: expected false: atlas/],
    [mongodb({ ...host, provider: 'documentdb' }), /tls\.ca: expected the CA bundle of Amazon RDS/],
    [mongodb({ ...documentdb, srv: true }), /srv: expected false/],
    [mongodb({ ...documentdb, options: { retryWrites: 'true' } }), /retryWrites: expected false/],
    [mongodb({ ...documentdb, ensureVersion: true }), /ensureVersion: expected false: documentdb/],
    [elasticsearch({ ...host, provider: 'elasticCloud', scheme: 'http' }), /scheme: expected https/],
    [
      { version: '2.3.0', ...redis({ host: 'r.example.com', cluster: true }) },
      /cluster: expected false.*2\.3\.0 crashes/,
    ],
  ]
  for (const [values, expected] of wrong) t.match(said(values), expected)
  t.same(errors(mongodb(documentdb)), [])
  const bundle = { trust: { caBundle: { configMap: 'corporate' } } }
  t.same(
    errors({ ...bundle, ...mongodb({ ...host, provider: 'documentdb' }) }),
    [],
    'it may be in the bundle of all',
  )
})

t.test('a claim of one’s own for a store that is elsewhere is refused', async (t) => {
  const values = { mongodb: { enabled: false, external: host, storage: { existingClaim: 'mine' } } }
  t.match(said(values), 'mongodb.storage.existingClaim: expected none: mongodb.enabled is false')
})

/** What the API server is told, by the example of each provider in docs/external-stores.md. */
const told = (values: object): Readonly<Record<string, string>> => {
  const { manifests } = built({ values: values as ValuesInput }) // as above
  const text = JSON.stringify(
    manifests.find(
      ({ kind, metadata }) => kind === 'Deployment' && JSON.stringify(metadata).includes('apiserver'),
    ),
  )
  const { spec } = JSON.parse(text)
  return Object.fromEntries(
    spec.template.spec.containers[0].env.map((one: { readonly name: string; readonly value?: string }) => [
      one.name,
      one.value,
    ]),
  )
}
const signedIn = { user: 'clearml', password }

t.test('Atlas: found by SRV, over TLS, without a port', async (t) => {
  const env = told(mongodb({ provider: 'atlas', hosts: ['c0.abcde.mongodb.net'], ...signedIn }))
  t.equal(env.CLEARML__hosts__mongo__backend__host, '"mongodb+srv://c0.abcde.mongodb.net/backend"')
  t.equal(env.CLEARML__hosts__mongo__auth__host, '"mongodb+srv://c0.abcde.mongodb.net/auth"')
  t.equal(env.CLEARML_MONGODB_SERVICE_QUERY, 'authSource=admin&tls=true')
  t.notOk('CLEARML_MONGODB_SERVICE_HOST' in env || 'CLEARML_MONGODB_SERVICE_PORT' in env)
  t.equal(env.CLEARML__apiserver__mongo__ensure_db_version_on_startup, 'false')
})

t.test('DocumentDB: TLS by the given authority, its replica set, no retryable writes', async (t) => {
  const ca = { configMap: 'rds-ca', key: 'global-bundle.pem' }
  const env = told(mongodb({ ...host, provider: 'documentdb', ...signedIn, tls: { ca } }))
  t.equal(
    env.CLEARML_MONGODB_SERVICE_QUERY,
    'authSource=admin&replicaSet=rs0&tls=true&tlsCAFile=%2Fopt%2Fclearml%2Fstores%2Fmongodb%2Fca.crt&retryWrites=false',
  )
  t.equal(env.CLEARML_MONGODB_SERVICE_PORT, '27017')
  t.equal(env.CLEARML__apiserver__mongo__ensure_db_version_on_startup, 'false')
})

t.test('Elastic Cloud: https on 443', async (t) => {
  const env = told(
    elasticsearch({ provider: 'elasticCloud', hosts: ['c.es.eu.aws.elastic.cloud'], ...signedIn }),
  )
  t.equal(
    env.CLEARML__hosts__elastic__events__hosts,
    '[{"host":"c.es.eu.aws.elastic.cloud","port":443,"scheme":"https"}]',
  )
  t.notOk('CLEARML_ELASTIC_SERVICE_HOST' in env || 'CLEARML_ELASTIC_SERVICE_PORT' in env)
})

t.test('ElastiCache: over TLS, in cluster mode where asked', async (t) => {
  const env = told(redis({ provider: 'elasticache', host: 'r.example.com', cluster: true }))
  t.equal(env.CLEARML_REDIS_SERVICE_PORT, '6379')
  t.equal(env.CLEARML__hosts__redis__workers__ssl, 'true')
  t.equal(env.CLEARML__hosts__redis__workers__cluster, 'true')
  const plain = told(redis({ provider: 'elasticache', host: 'r.example.com', tls: { enabled: false } }))
  t.notOk('CLEARML__hosts__redis__workers__ssl' in plain)
})

t.test('Memorystore: another port where it is encrypted', async (t) => {
  const tls = { enabled: true, ca: { secret: 'm', key: 'server-ca.pem' } }
  const env = told(redis({ provider: 'memorystore', host: '10.20.30.4', tls }))
  t.equal(env.CLEARML_REDIS_SERVICE_PORT, '6378')
  t.equal(env.CLEARML__hosts__redis__apiserver__ssl_ca_certs, '"/opt/clearml/stores/redis/ca.crt"')
  t.equal(told(redis({ provider: 'memorystore', host: '10.20.30.4' })).CLEARML_REDIS_SERVICE_PORT, '6379')
})
