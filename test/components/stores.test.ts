import { execFile } from 'node:child_process'
import { createServer } from 'node:net'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { argocd, cloud, ephemeral, expose, hostpath, nfs, restricted } from '../../overlays/index.js'
import { presets } from '../../presets/index.js'
import { storeAddresses } from '../../src/components/stores.js'
import { usesOf } from '../../src/images/uses.js'
import { type Build, build, defaultValues, overlay, type ValuesInput } from '../../src/index.js'
import { inspectionData } from '../../src/inspect/data.js'
import { inspection } from '../../src/inspect/inspection.js'
import type { EnvVar } from '../../src/kube/types.js'
import { notes } from '../../src/notes.js'
import { envOf, idOf, type Manifests, podOf, pods, scriptOf } from '../support/objects.js'
import { built, outsideStores, presetNeeds, workers } from '../support/streams.js'
import { needs } from '../support/which.js'

type Reader = 'apiserver' | 'asyncdelete' | 'fileserver'
type External<S extends 'elasticsearch' | 'mongodb' | 'redis'> = NonNullable<
  NonNullable<ValuesInput[S]>['external']
>
const readers: ReadonlyArray<Reader> = ['apiserver', 'asyncdelete', 'fileserver']

const mongodb = (external: External<'mongodb'>): ValuesInput => ({
  mongodb: { enabled: false, external },
})
const elasticsearch = (external: External<'elasticsearch'>): ValuesInput => ({
  elasticsearch: { enabled: false, external },
})
const redis = (external: External<'redis'>): ValuesInput => ({
  redis: { enabled: false, external },
})

/** What a role is told of stores: written out, or `Secret/key`. */
const told = (values: ValuesInput, reader: Reader): Readonly<Record<string, string>> =>
  Object.fromEntries(
    (podOf(built({ values }).manifests, reader).main.env ?? [])
      .filter(({ name }) =>
        /^CLEARML_(MONGODB|ELASTIC|REDIS)_|__(hosts__(?!api)|mongo__|loggers__)/.test(name),
      )
      .map((one) => [one.name, textOf(one)]),
  )
const textOf = ({ value, valueFrom }: EnvVar): string =>
  value ?? `${valueFrom?.secretKeyRef?.name}/${valueFrom?.secretKeyRef?.key}`
const of = (prefix: RegExp, all: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => prefix.test(name)))

const account = { user: 'clearml', password: { secret: 'db', key: 'password' } }
const waits = (values: ValuesInput, reader: Reader): ReadonlyArray<string> =>
  scriptOf(podOf(built({ values }).manifests, reader).main)
    .split('\n')
    .filter((line) => line.startsWith('wait_for '))

t.test('without a word every store is the one of the stream', async (t) => {
  for (const store of ['elasticsearch', 'mongodb', 'redis'] as const) {
    t.match(storeAddresses(defaultValues, store), [{ host: `clearml-${store}` }])
  }
  t.same(of(/./, told({}, 'fileserver')), {
    CLEARML_REDIS_SERVICE_HOST: 'clearml-redis',
    CLEARML_REDIS_SERVICE_PORT: '6379',
  })
})

t.test(
  'every role that connects to a store is told where it is, by which user and with which password',
  async (t) => {
    const all: ReadonlyArray<readonly [RegExp, ReadonlyArray<Reader>]> = [
      [/^CLEARML_MONGODB_SERVICE_(HOST|PORT|USERNAME|PASSWORD|QUERY)$/, ['apiserver', 'asyncdelete']],
      [/^CLEARML_ELASTIC_SERVICE_(USERNAME|PASSWORD)$/, ['apiserver', 'asyncdelete']],
      [/^CLEARML__hosts__elastic__(events|workers)__(hosts|args)$/, ['apiserver', 'asyncdelete']],
      [/^CLEARML_REDIS_SERVICE_(HOST|PORT|PASSWORD)$/, readers],
      [/^CLEARML__hosts__redis__/, readers],
    ]
    const api = told(outsideStores, 'apiserver')
    for (const [names, whose] of all) {
      const expected = of(names, api)
      t.ok(Object.keys(expected).length > 1, String(names))
      for (const reader of readers) {
        const actual = of(names, told(outsideStores, reader))
        if (!whose.includes(reader)) t.same(actual, {}, `${reader} ${names}`)
        else if (reader !== 'fileserver' || !String(names).includes('hosts__redis')) {
          t.same(actual, expected, `${reader} ${names}`)
        }
      }
    }
  },
)

t.test('MongoDB: host, port, user, password and query, each in a variable of its own', async (t) => {
  t.same(told(mongodb({ hosts: ['mongo.example.com'], ...account, port: 27018 }), 'asyncdelete'), {
    CLEARML_ELASTIC_SERVICE_HOST: 'clearml-elasticsearch',
    CLEARML_ELASTIC_SERVICE_PORT: '9200',
    CLEARML_MONGODB_SERVICE_HOST: 'mongo.example.com',
    CLEARML_MONGODB_SERVICE_PORT: '27018',
    CLEARML_MONGODB_SERVICE_USERNAME: 'clearml',
    CLEARML_MONGODB_SERVICE_PASSWORD: 'db/password',
    CLEARML_MONGODB_SERVICE_QUERY: 'authSource=admin',
    CLEARML__logging__loggers__clearml__level: '"WARNING"',
    CLEARML_REDIS_SERVICE_HOST: 'clearml-redis',
    CLEARML_REDIS_SERVICE_PORT: '6379',
  })
})

t.test('MongoDB: no connection string, which the server would log', async (t) => {
  for (const reader of readers)
    t.notMatch(Object.keys(told(outsideStores, reader)).join(), 'CONNECTION_STRING')
})

t.test(
  'MongoDB: options of the query are encoded, and stand beside what has a value of its own',
  async (t) => {
    const query = (external: External<'mongodb'>) =>
      told(mongodb({ hosts: ['m.example.com'], ...external }), 'apiserver').CLEARML_MONGODB_SERVICE_QUERY
    t.equal(query({}), undefined)
    t.equal(query({ replicaSet: 'rs1' }), 'replicaSet=rs1')
    t.equal(query({ ...account, authSource: 'users' }), 'authSource=users')
    t.equal(query({ tls: { enabled: true } }), 'tls=true')
    t.equal(
      query({ tls: { enabled: true, ca: { secret: 's', key: 'k' } } }),
      'tls=true&tlsCAFile=%2Fopt%2Fclearml%2Fstores%2Fmongodb%2Fca.crt',
    )
    t.equal(
      query({ options: { appName: 'a b&c=d', readPreference: 'primary' } }),
      'appName=a%20b%26c%3Dd&readPreference=primary',
    )
  },
)

t.test(
  'MongoDB: only the API server would raise the compatibility version, and does so where it is asked to',
  async (t) => {
    const name = 'CLEARML__apiserver__mongo__ensure_db_version_on_startup'
    const hosts = ['m.example.com']
    t.equal(told(mongodb({ hosts }), 'apiserver')[name], 'false')
    t.equal(told(mongodb({ hosts }), 'asyncdelete')[name], undefined)
    t.equal(told(mongodb({ hosts, ensureVersion: true }), 'apiserver')[name], undefined)
    t.equal(told({}, 'apiserver')[name], undefined, 'our own MongoDB is raised as ever')
  },
)

t.test('MongoDB: the log that would hold the password is kept short, unless that is unwanted', async (t) => {
  const name = 'CLEARML__logging__loggers__clearml__level'
  const hosts = ['m.example.com']
  t.equal(told(mongodb({ hosts }), 'apiserver')[name], undefined, 'there is no password')
  const loud = mongodb({ hosts, ...account, quietLogs: false })
  t.equal(told(loud, 'apiserver')[name], undefined)
  t.match(built({ values: loud }).warnings.join('\n'), 'The password of MongoDB is in the log')
})

t.test('Elasticsearch: hosts with their schemes; what would override every host is not set', async (t) => {
  const one = told(elasticsearch({ hosts: ['a.example.com', 'b.example.com'], scheme: 'http' }), 'apiserver')
  t.same(of(/ELASTIC_|elastic__/, one), {
    CLEARML__hosts__elastic__events__hosts:
      '[{"host":"a.example.com","port":9200,"scheme":"http"},{"host":"b.example.com","port":9200,"scheme":"http"}]',
    CLEARML__hosts__elastic__workers__hosts:
      '[{"host":"a.example.com","port":9200,"scheme":"http"},{"host":"b.example.com","port":9200,"scheme":"http"}]',
  })
  const verified = told(
    elasticsearch({ hosts: ['a.example.com'], tls: { ca: { configMap: 'c', key: 'k' } } }),
    'apiserver',
  )
  const args = 'CLEARML__hosts__elastic__events__args'
  t.equal(verified[args], '{"ca_certs":"/opt/clearml/stores/elasticsearch/ca.crt"}')
  const blind = elasticsearch({ hosts: ['a.example.com'], tls: { verify: false } })
  t.equal(told(blind, 'apiserver')[args], '{"verify_certs":false}')
  t.match(built({ values: blind }).warnings.join('\n'), 'certificate of Elasticsearch is not verified')
})

t.test('Redis: each role sets up its own connections, and no other', async (t) => {
  const names = (reader: Reader) => Object.keys(of(/__redis__/, told(outsideStores, reader)))
  const keys = ['username', 'cluster', 'ssl', 'ssl_ca_certs']
  const expected = (...connections: ReadonlyArray<string>) =>
    connections.flatMap((one) => keys.map((key) => `CLEARML__hosts__redis__${one}__${key}`))
  t.same(names('apiserver'), expected('apiserver', 'workers'))
  t.same(names('asyncdelete'), expected('apiserver', 'workers'))
  t.same(names('fileserver'), expected('fileserver'))
})

t.test('a path of CLEARML__ is lower case: in upper case it would be another setting', async (t) => {
  for (const reader of readers) {
    for (const name of Object.keys(told(outsideStores, reader)).filter((one) =>
      one.startsWith('CLEARML__'),
    )) {
      t.match(name, /^CLEARML__[a-z0-9_]+$/)
    }
  }
})

t.test('each given authority is mounted where the variables say, in every role that connects', async (t) => {
  const { manifests } = built({ values: outsideStores })
  const mounted = (reader: Reader) => {
    const pod = podOf(manifests, reader)
    const mounts = pod.main.volumeMounts?.filter(({ mountPath }) => mountPath.includes('/stores/')) ?? []
    return mounts.map(({ name, mountPath, readOnly }) => {
      const volume = pod.volumes.find((one) => one.name === name)
      const items = [{ key: 'ca.crt', path: 'ca.crt' }]
      t.match(volume?.secret ?? volume?.configMap, { items }, `${reader} ${name}`)
      t.ok(readOnly)
      return mountPath
    })
  }
  const all = ['elasticsearch', 'mongodb', 'redis'].map((of) => `/opt/clearml/stores/${of}`)
  t.same(mounted('apiserver'), all)
  t.same(mounted('asyncdelete'), all)
  t.same(mounted('fileserver'), ['/opt/clearml/stores/redis'])
  for (const reader of readers) {
    const values = Object.values(told(outsideStores, reader)).map(decodeURIComponent).join('\n')
    for (const path of mounted(reader)) t.match(values, `${path}/ca.crt`)
  }
})

t.test('a start waits for any host of a store elsewhere; of a DNS seed list it knows none', async (t) => {
  const connect = `timeout 5 bash -c ': > "/dev/tcp/$0/$1"'`
  const two = { hosts: ['a.example.com', 'b.example.com'] }
  t.same(waits({ ...mongodb(two), ...redis({ host: 'r.example.com', port: 6390 }) }, 'asyncdelete'), [
    "wait_for 'mongodb' any 'a.example.com' 27017 'b.example.com' 27017",
    `wait_for 'redis' ${connect} 'r.example.com' 6390`,
    "wait_for 'fileserver' curl -fsS -m 5 --noproxy '*' -o /dev/null 'http://clearml-fileserver:8081/'",
  ])
  const seeds = waits(mongodb({ provider: 'atlas', hosts: ['c0.abcde.mongodb.net'] }), 'apiserver')
  t.match(seeds, [/^wait_for 'elasticsearch' curl/, /^wait_for 'redis'/])
  t.equal(seeds.length, 2)
  t.match(waits(elasticsearch(two), 'apiserver')[0], /^wait_for 'elasticsearch' any 'a.example.com' 9200 /)
})

t.test(
  'one host that accepts a connection is enough, and none is not',
  needs('bash', 'timeout'),
  async (t) => {
    const two = { hosts: ['127.0.0.1', '127.0.0.2'] }
    const script = scriptOf(podOf(built({ values: elasticsearch(two) }).manifests, 'apiserver').main)
    const any = script.split('\n').find((line) => line.startsWith('any() ')) ?? ''
    const server = createServer((socket) => socket.end())
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', () => listening()))
    const address = server.address()
    const open = typeof address === 'object' && address !== null ? address.port : 0
    const code = (...ports: ReadonlyArray<number>) =>
      new Promise<unknown>((answer) => {
        const hosts = ports.map((port) => `127.0.0.1 ${port}`).join(' ')
        execFile('bash', ['-c', `${any}\nany ${hosts}`], (error) => answer(error === null ? 0 : error.code))
      })
    t.equal(await code(1, open), 0)
    t.equal(await code(open, 1), 0)
    t.equal(await code(1, 1), 1)
    server.close()
  },
)

t.test('the addresses of a store are those that the servers are told', async (t) => {
  const { values } = built({ values: outsideStores })
  t.same(storeAddresses(values, 'mongodb'), [
    { host: 'mongo-0.example.com', port: 27017 },
    { host: 'mongo-1.example.com', port: 27017 },
  ])
  t.same(storeAddresses(values, 'redis'), [{ host: 'redis.example.com', port: 6379 }])
  t.same(storeAddresses({ values } as Parameters<typeof storeAddresses>[0], 'elasticsearch'), [
    { host: 'es-0.example.com', port: 9200 },
    { host: 'es-1.example.com', port: 9200 },
  ]) // an installation has more, which it does not read
})

/** A stream and all that is said of it. */
const everything = (input: Build): string => {
  const one = built(input)
  return [JSON.stringify(one.manifests), notes(one), ...one.warnings].join('\n')
}

t.test('nothing of a store that is elsewhere remains, whatever keeps the data', async (t) => {
  const storages = {
    none: [],
    hostpath: [hostpath()],
    nfs: [nfs({ server: '10.0.0.5', path: '/exports/clearml' })],
    cloud: [cloud({ volumes: { redis: { driver: 'ebs', handle: 'vol-0a' } } })],
    ephemeral: [ephemeral()],
  }
  for (const [name, overlays] of Object.entries(storages)) {
    for (const store of ['elasticsearch', 'mongodb', 'redis'] as const) {
      const values = {
        [store]: outsideStores[store],
        ...(store === 'elasticsearch'
          ? { elasticsearch: { ...outsideStores[store], vmMaxMapCount: 'host' } }
          : {}),
      } as ValuesInput
      const text = everything({ overlays, values })
      t.notOk(text.includes(`clearml-${store}`), `${name}: no name of ${store}`)
      t.notOk(text.includes(`server_2/${store}`), `${name}: no directory to make`)
      t.notOk(text.includes(`app.kubernetes.io/component":"${store}"`), `${name}: no object`)
      t.equal(text.includes('vm.max_map_count') && store === 'elasticsearch', false, name)
    }
  }
})

t.test(
  'nor in what others have of it: policies, proxies, agents, retention, images, where each field comes from',
  async (t) => {
    for (const store of ['elasticsearch', 'mongodb', 'redis'] as const) {
      const input: Build = {
        overlays: [
          expose({ type: 'ingress', ingress: { controller: 'nginx' } }),
          restricted(),
          argocd(),
          ...workers,
        ],
        values: {
          domain: 'ml.example.com',
          size: 'large',
          networkPolicies: { enabled: true },
          retention: { logDays: 9, workerStatsMonths: 1 },
          proxy: { https: 'http://proxy.example.com:3128' },
          trust: { caBundle: { configMap: 'corporate-ca' } },
          [store]: outsideStores[store],
        },
      }
      const one = built(input)
      const image = { elasticsearch: 'elasticsearch', mongodb: 'mongo', redis: 'redis' }[store]
      const used = usesOf(one.manifests).map((found) => found.image)
      t.ok(used.some((found) => found.includes('/server:')))
      t.notOk(
        used.some((found) => found.includes(`/${image}:`)),
        `${store}: no image`,
      )
      const { provenance } = built({ values: { [store]: outsideStores[store] }, provenance: true })
      const told = [one.manifests, inspectionData(inspection(one.manifests)), provenance].map((part) =>
        JSON.stringify(part),
      )
      const said = [...told, notes(one), ...one.warnings].join('\n')
      for (const trace of [`clearml-${store}`, `"app.kubernetes.io/component":"${store}"`])
        t.equal(said.split(trace).length - 1, 0, `${store}: ${trace}`)
      t.ok(said.includes('clearml-apiserver'))
    }
  },
)

t.test('with all stores elsewhere the fileserver alone keeps data, under every preset', async (t) => {
  for (const preset of presets.filter(({ name }) => name !== 'remote-agents')) {
    const { manifests } = built({ preset, values: { ...presetNeeds[preset.name], ...outsideStores } })
    t.same(
      pods(manifests)
        .map(({ name }) => name)
        .filter((name) => ['elasticsearch', 'mongodb', 'redis'].includes(name)),
      [],
      preset.name,
    )
    const claims = manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim').map(idOf)
    t.ok(
      claims.every((id) => id.endsWith('/clearml-fileserver-data')),
      preset.name,
    )
  }
})

t.test('a patch of a store that is elsewhere is left out with a warning', async (t) => {
  const patch = (name: string) =>
    overlay({
      name: 'own',
      patches: [{ apiVersion: 'v1', kind: 'Service', metadata: { name, labels: { team: 'ml' } } }],
    })
  const { warnings } = built({ overlays: [patch('clearml-redis')], values: redis({ host: 'r.example.com' }) })
  t.match(warnings.join('\n'), 'left out: clearml-redis is switched off by a value')
  t.ok(E.isLeft(build({ overlays: [patch('clearml-redsi')], values: redis({ host: 'r.example.com' }) })))
})

t.test('an edit of a store that is elsewhere is inert', async (t) => {
  const edited = overlay({
    name: 'own',
    edits: { redis: { statefulSet: { spec: { replicas: 1, minReadySeconds: 5 } } } },
  } as Parameters<typeof overlay>[0]) // an object that may be null
  const { manifests } = built({ overlays: [edited], values: redis({ host: 'r.example.com' }) })
  t.notOk(
    manifests.some(
      ({ kind, metadata }) => kind === 'StatefulSet' && JSON.stringify(metadata).includes('redis'),
    ),
  )
})

t.test('hosts elsewhere may be Services of yours; Secrets of yours are not missed', async (t) => {
  for (const host of ['mongo', 'mongo.clearml.svc', 'mongo.data.svc.cluster.local', '10.0.0.7']) {
    const { warnings } = built({ values: mongodb({ hosts: [host], ...account, tls: { enabled: true } }) })
    t.notMatch(warnings.join('\n'), 'mongo', host)
  }
})

t.test('a password over a connection that is not encrypted is warned of', async (t) => {
  const warned = (values: ValuesInput) =>
    built({ values }).warnings.filter((line) => line.includes('not encrypted'))
  t.match(warned(mongodb({ hosts: ['m.example.com'], ...account })), [
    /MongoDB .* mongodb\.external\.tls\.enabled: true/,
  ])
  t.match(warned(elasticsearch({ hosts: ['e.example.com'], scheme: 'http', ...account })), [
    /Elasticsearch .* elasticsearch\.external\.scheme: https/,
  ])
  t.match(warned(redis({ host: 'r.example.com', password: account.password })), [
    /Redis .* redis\.external\.tls/,
  ])
  t.same(warned(outsideStores), [])
  t.same(warned(redis({ host: 'r.example.com' })), [], 'there is no password')
})

t.test('what is to be made first is in the notes, by name and key', async (t) => {
  const text = notes(built({ values: outsideStores }))
  t.match(
    text,
    'Secret mongodb-login in the namespace clearml, with the key password: the password of mongodb',
  )
  t.match(text, 'ConfigMap stores-ca in the namespace clearml, with the key ca.crt')
  t.match(text, 'What you make in the namespace clearml yourself needs it first')
})

t.test('where no server is installed, nothing is said of its stores', async (t) => {
  const values = { ...outsideStores, server: { enabled: false } }
  const one = built({
    values: {
      ...values,
      redis: { ...outsideStores.redis, external: { host: 'r.example.com', password: account.password } },
    },
  })
  t.notMatch([...one.warnings, notes(one)].join('\n'), /redis|mongodb/i)
})

t.test('a name with a dollar sign reaches the server as it is', async (t) => {
  const env = envOf(
    podOf(
      built({ values: mongodb({ hosts: ['m.example.com'], ...account, user: 'a$(PATH)' }) }).manifests,
      'apiserver',
    ).main,
  )
  t.equal(env.CLEARML_MONGODB_SERVICE_USERNAME, 'a$$(PATH)', 'Kubernetes takes two for one')
})

t.test('the way in stays what it is', async (t) => {
  const overlays = [expose({ type: 'nodePort', host: 'ml-node-1' })]
  const services = (values: ValuesInput): Manifests =>
    built({ overlays, values }).manifests.filter(({ kind }) => kind === 'Service')
  t.same(
    services(outsideStores),
    services({}).filter((one) => !/elasticsearch|mongodb|redis/.test(idOf(one))),
  )
})
