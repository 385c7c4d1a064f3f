import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import t, { type Test } from 'tap'
import { retentionScript } from '../../src/components/retentionScript.js'
import type { CronJob } from '../../src/kube/types.js'
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
