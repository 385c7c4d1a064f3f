import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import * as E from 'fp-ts/lib/Either.js'
import t, { type Test } from 'tap'
import { openshift, restricted } from '../../overlays/index.js'
import { retentionScript } from '../../src/components/retentionScript.js'
import { build } from '../../src/index.js'
import type { CronJob, ServiceAccount } from '../../src/kube/types.js'
import { podSecurityLevels } from '../../src/lint/index.js'
import { envOf, ofKind } from '../support/objects.js'
import { built } from '../support/streams.js'
import { needs } from '../support/which.js'

const jobs = (values: Parameters<typeof built>[0]['values']) =>
  ofKind<CronJob>(built({ values: values ?? {} }).manifests, 'CronJob')
const containerOf = (job: CronJob | undefined) => job?.spec?.jobTemplate.spec?.template.spec?.containers[0]

t.test('nothing is deleted unless it is asked for', async (t) => {
  t.same(jobs({}), [])
  t.same(jobs({ retention: { schedule: '0 4 * * 0' } }), [])
})

t.test('a schedule that the API server does not read is refused', async (t) => {
  const taken = (schedule: string): boolean => E.isRight(build({ values: { retention: { schedule } } }))
  for (const one of ['*/15 0-6,22 1,15 jan-MAR sun', '0 4 ? * 1-5/2', '59 23 31 12 6']) t.ok(taken(one), one)
  for (const one of [
    'x',
    '99 3 * * *',
    '0 24 * * *',
    '0 0 0 * *',
    '0 0 * * 7',
    '0 0 * * Sunday',
    '0 0 * * *,',
    '*/0 0 * * *',
  ])
    t.notOk(taken(one), one)
})

t.test('what is asked for is told to a CronJob', async (t) => {
  const [job] = jobs({ retention: { logDays: 90, workerStatsMonths: 6, schedule: '0 4 * * 0' } })
  t.equal(job?.spec?.schedule, '0 4 * * 0')
  t.strictSame(envOf(containerOf(job)), {
    ELASTICSEARCH: 'http://clearml-elasticsearch:9200',
    LOG_DAYS: '90',
    WORKER_STATS_MONTHS: '6',
  })
  t.strictSame(
    podSecurityLevels([job as never]).map(({ level }) => level), // a manifest is data
    ['restricted'],
  )
})

t.test('an Elasticsearch elsewhere is asked with its password and its certificates', async (t) => {
  const [job] = jobs({
    retention: { logDays: 90 },
    elasticsearch: {
      enabled: false,
      external: {
        hosts: ['es-1.example.com', 'es-2.example.com'],
        scheme: 'https',
        user: 'clearml',
        password: { secret: 'es', key: 'password' },
        tls: { ca: { secret: 'es-ca', key: 'ca.crt' } },
      },
    },
  })
  const container = containerOf(job)
  t.match(envOf(container), {
    ELASTICSEARCH: 'https://es-1.example.com:9200 https://es-2.example.com:9200',
    ELASTICSEARCH_CA: '/opt/clearml/stores/elasticsearch/ca.crt',
    CLEARML_ELASTIC_SERVICE_USERNAME: 'clearml',
  })
  t.match(
    container?.env?.find(({ name }) => name === 'CLEARML_ELASTIC_SERVICE_PASSWORD'),
    { valueFrom: { secretKeyRef: { name: 'es', key: 'password' } } },
  )
})

t.test('one whose certificate nobody verifies is asked as the server asks it', async (t) => {
  const external = { hosts: ['es.example.com'], tls: { verify: false } }
  const [job] = jobs({ retention: { logDays: 90 }, elasticsearch: { enabled: false, external } })
  t.equal(envOf(containerOf(job)).ELASTICSEARCH_VERIFY, 'false')
})

t.test("the user's certificates are for an Elasticsearch elsewhere alone", async (t) => {
  const given = { retention: { logDays: 90 }, trust: { caBundle: { configMap: 'corporate-ca' } } }
  const [inside] = jobs(given)
  t.notMatch(JSON.stringify(inside), /corporate-ca|SSL_CERT_FILE/)
  const [outside] = jobs({
    ...given,
    elasticsearch: { enabled: false, external: { hosts: ['es.example.com'] } },
  })
  t.equal(envOf(containerOf(outside)).SSL_CERT_FILE, '/etc/clearml-ca/ca.crt')
  t.equal(containerOf(outside)?.volumeMounts?.at(-1)?.mountPath, '/etc/clearml-ca')
  t.match(outside?.spec?.jobTemplate.spec?.template.spec?.volumes?.at(-1), {
    configMap: { name: 'corporate-ca' },
  })
})

t.test(
  'its pods are placed as all are, have an account of their own, and are pulled as all are',
  async (t) => {
    const affinity = { nodeAffinity: {} }
    const values = {
      retention: { queueMetricsMonths: 0 },
      pods: { priorityClassName: 'low', affinity, nodeSelector: { pool: 'cpu' } },
      imagePullSecrets: ['key'],
      imageRegistry: 'registry.example.com',
    }
    const { manifests } = built({ values })
    const spec = ofKind<CronJob>(manifests, 'CronJob')[0]?.spec?.jobTemplate.spec?.template.spec
    t.match(spec, {
      serviceAccountName: 'clearml-retention',
      priorityClassName: 'low',
      affinity,
      nodeSelector: { pool: 'cpu' },
      imagePullSecrets: [{ name: 'key' }],
    })
    t.match(spec?.containers[0]?.image, /^registry\.example\.com\/clearml\/server:/)
    t.match(
      ofKind<ServiceAccount>(manifests, 'ServiceAccount').find(
        ({ metadata }) => metadata?.name === 'clearml-retention',
      ),
      { automountServiceAccountToken: false },
    )
  },
)

t.test('on OpenShift the cluster chooses its user', async (t) => {
  for (const [overlay, user] of [
    [restricted(), 1000],
    [openshift(), undefined],
  ] as const) {
    const { manifests } = built({ overlays: [overlay], values: { retention: { logDays: 3 } } })
    const [job] = ofKind<CronJob>(manifests, 'CronJob')
    const context = job?.spec?.jobTemplate.spec?.template.spec?.securityContext
    t.match(context, { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })
    t.equal(context?.runAsUser, user)
  }
})

const month = (back: number): string => {
  const now = new Date()
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - back, 1)).toISOString().slice(0, 7)
}

/** An Elasticsearch that has these indices, and says what it was asked. */
const elasticsearch = async (t: Test, indices: ReadonlyArray<string>) => {
  const asked: string[] = []
  let body = ''
  const server = createServer((request, response) => {
    const { method, url = '' } = request
    asked.push(`${method} ${url}`)
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      const prefix = /^\/_cat\/indices\/([a-z_]+)\*/.exec(url)?.[1]
      const answer =
        prefix === undefined
          ? { deleted: 3 }
          : indices.filter((name) => name.startsWith(prefix)).map((index) => ({ index }))
      response.setHeader('content-type', 'application/json')
      response.end(JSON.stringify(answer))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => server.close())
  const { port } = server.address() as AddressInfo // it listens on a port
  return { url: `http://127.0.0.1:${port}`, asked, body: () => body }
}

const run = (env: Readonly<Record<string, string>>): Promise<{ code: number | null; said: string }> =>
  new Promise((resolve) => {
    const child = spawn('python3', ['-c', retentionScript], { env: { PATH: process.env.PATH, ...env } })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += String(chunk)
      })
    }
    child.on('close', (code) => resolve({ code, said }))
  })

t.test('old months go, the present one and what is no month stay', needs('python3'), async (t) => {
  const company = 'd1bd92a3b039400cbafc60a7a5b1e52b'
  const stats = (name: string): string => `worker_stats_${company}_${name}`
  const es = await elasticsearch(t, [
    ...[0, 1, 2, 3, 14].map((back) => stats(month(back))),
    stats('2020-13'),
    `worker_stats_${company}`,
    `queue_metrics_${company}_${month(5)}`,
  ])
  const { code, said } = await run({
    ELASTICSEARCH: `http://127.0.0.1:1 ${es.url}`,
    WORKER_STATS_MONTHS: '2',
  })
  t.equal(code, 0, said)
  t.strictSame(
    es.asked.filter((one) => one.startsWith('DELETE')),
    [`DELETE /${stats(month(3))}`, `DELETE /${stats(month(14))}`],
  )
  const none = await run({ ELASTICSEARCH: es.url, WORKER_STATS_MONTHS: '0', QUEUE_METRICS_MONTHS: '5' })
  t.equal(none.code, 0, none.said)
  t.notOk(es.asked.includes(`DELETE /${stats(month(0))}`))
  t.notOk(es.asked.some((one) => one.includes('DELETE /queue_metrics')))
})

t.test('console logs go by their time, and nothing else of a task', needs('python3'), async (t) => {
  const es = await elasticsearch(t, [])
  const { code, said } = await run({ ELASTICSEARCH: es.url, LOG_DAYS: '30' })
  t.equal(code, 0, said)
  t.match(said, 'deleted 3 log records older than 30 days')
  t.match(es.asked.at(-1), /^POST \/events-log-\*\/_delete_by_query\?/)
  const { query } = JSON.parse(es.body()) as { query: { range: { timestamp: { lt: number } } } }
  const age = (Date.now() - query.range.timestamp.lt) / 86_400_000
  t.ok(age > 29.9 && age < 30.1, `${age} days`)
})

t.test('without an answer it fails, so that the Job says so', needs('python3'), async (t) => {
  const { code, said } = await run({ ELASTICSEARCH: 'http://127.0.0.1:1', LOG_DAYS: '30' })
  t.equal(code, 1)
  t.match(said, 'Elasticsearch does not answer: http://127.0.0.1:1')
})

t.test(
  'a certificate is verified by the given authorities, or by nobody where that is said',
  needs('python3'),
  async (t) => {
    const fixture = (name: string): string => join('test/components/fixtures', name)
    const options = {
      key: readFileSync(fixture('api-server.key')),
      cert: readFileSync(fixture('api-server.crt')),
    }
    const server = createTlsServer(options, (_, response) => response.end('[]'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    t.teardown(() => server.close())
    const { port } = server.address() as AddressInfo // it listens on a port
    const asked = { ELASTICSEARCH: `https://127.0.0.1:${port}`, WORKER_STATS_MONTHS: '1' }
    t.match(await run(asked), { code: 1, said: /certificate verify failed/i })
    t.equal((await run({ ...asked, ELASTICSEARCH_VERIFY: 'false' })).code, 0)
    t.equal((await run({ ...asked, SSL_CERT_FILE: fixture('api-server.crt') })).code, 0)
    t.equal((await run({ ...asked, ELASTICSEARCH_CA: fixture('api-server.crt') })).code, 0)
    t.equal((await run({ ...asked, ELASTICSEARCH_CA: fixture('other-ca.crt') })).code, 1)
  },
)
