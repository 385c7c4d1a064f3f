/** What each value of the overlay `serving` needs beside it to be legal, or to mean something; by its path. */
import { table } from '../../overlays/serving/table.js'
import type { Path } from '../../src/json.js'
import type { Fields, Group } from '../../src/values/schema.js'

type Values = Readonly<Record<string, unknown>>

const task = { taskId: 'ab12cd34' }
const kafka = { bootstrapServers: ['kafka.example.com:9092'] }
/** Without statistics, and with them. */
const alone = { ...task, statistics: { enabled: false } }
const counted = { ...task, kafka }
const elsewhere = { api: 'https://api.example.com', files: 'https://files.example.com' }
const shown = {
  ...counted,
  dashboard: 'grafana-operator',
  prometheus: { url: 'http://prometheus.example.com' },
}
const scratch = { extraVolumes: [{ name: 'scratch', emptyDir: {} }] }

/** By the beginning of a path; the longest one counts. */
const contexts: Readonly<Record<string, Values>> = {
  '': alone,
  taskId: { ...alone, taskId: 'ef56ab78' },
  server: { ...alone, existingSecret: 'keys', server: elsewhere },
  'server.verifyCertificate': alone,
  ...Object.fromEntries(
    (['inference', 'triton'] as const).flatMap((of) => {
      const on = of === 'triton' ? { enabled: true } : {}
      const beside = (values: Values): Values => ({ ...alone, [of]: { ...on, ...values } })
      return [
        [of, beside({})],
        [`${of}.autoscaling`, beside({ autoscaling: { enabled: true } })],
        [`${of}.autoscaling.enabled`, beside({})],
        [`${of}.ingress`, beside({ ingress: { host: 'a.example.com' } })],
        [`${of}.extraVolumeMounts`, beside(scratch)],
      ]
    }),
  ),
  'triton.enabled': alone,
  'triton.gpu': { ...alone, triton: { enabled: true, gpus: 1 } },
  statistics: counted,
  'statistics.enabled': task,
  'statistics.extraVolumeMounts': { ...counted, statistics: scratch },
  kafka: counted,
  'kafka.operator': task,
  'kafka.strimzi': { ...task, kafka: { operator: 'strimzi' } },
  metrics: counted,
  'prometheus.labels': { ...counted, metrics: 'prometheus-operator' },
  'prometheus.url': shown,
  dashboard: { ...counted, prometheus: { url: 'http://prometheus.example.com' } },
  grafana: shown,
}

const contextOf = (path: Path): Values => {
  const beginnings = path.map((_, i) => path.slice(0, path.length - i).join('.'))
  const known = beginnings.find((one) => Object.hasOwn(contexts, one)) ?? ''
  return { domain: 'ml.example.com', serving: contexts[known] }
}

const pathsOf = (group: Group<Fields>, path: Path): ReadonlyArray<Path> =>
  Object.entries(group.fields).flatMap(([name, field]) =>
    field._tag === 'Group' ? pathsOf(field, [...path, name]) : [[...path, name]],
  )

/** `serving.inference.workers` and so on, each with its context. */
export const servingContexts: Readonly<Record<string, Values>> = Object.fromEntries(
  pathsOf(table, []).map((path) => [['serving', ...path].join('.'), contextOf(path)]),
)
