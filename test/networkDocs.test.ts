import { readFileSync } from 'node:fs'
import t from 'tap'
import { expose } from '../overlays/index.js'
import type { Built, parts, ValuesInput } from '../src/index.js'
import { built, workers } from './support/streams.js'

// The list of docs/network.md is the one that the policies are made of.

const nameOf = (end: parts.End): string =>
  'component' in end ? end.component.replace(/^(glue|task)-.*$/, '$1-QUEUE') : end.name

/** With all switches that open something. */
const streams: ReadonlyArray<Built> = [
  built({
    overlays: [
      expose({ type: 'ingress', ingress: { controller: 'nginx', tlsSecret: 'clearml-tls' } }),
      ...workers,
    ],
    values: {
      domain: 'clearml.example.com',
      auth: { mode: 'open' },
      networkPolicies: { updates: true, ingress: { controller: { namespaces: ['ingress-nginx'] } } },
      agents: {
        static: { count: 1, queues: ['cpu'] },
        networkPolicies: { egress: 'internet', betweenTasks: true },
      },
      serving: {
        inference: { ingress: { host: 'models.example.com', tlsSecret: 'models-tls' } },
        networkPolicies: { clients: ['shop'] },
      },
    } as ValuesInput, // values of overlays are among them
  }),
  built({
    values: {
      mongodb: { enabled: false, external: { hosts: ['mongodb.example.com'] } },
      elasticsearch: { enabled: false, external: { hosts: ['elasticsearch.example.com'] } },
      redis: { enabled: false, external: { host: 'redis.example.com' } },
    },
  }),
]

t.test('the table of connections is the list of arrows', async (t) => {
  const rows = new Map<string, Set<string>>()
  for (const { from, to, ports } of streams.flatMap(({ config }) => config.arrows)) {
    const numbers = ports === null ? 'all' : [...new Set(ports.map(({ port }) => port))].join(' ')
    if (nameOf(to) === 'DNS') {
      t.equal(numbers, '53')
      continue
    }
    rows.set(nameOf(from), (rows.get(nameOf(from)) ?? new Set()).add(`${nameOf(to)} ${numbers}`))
  }
  const expected = [...rows].map(([from, to]) => `| ${from} | ${[...to].join(', ')} |`)
  const page = readFileSync('docs/network.md', 'utf8')
  const table = /^\| from \| to \|\n\|---\|---\|\n((?:\|.*\n)+)/m.exec(page)?.[1] ?? ''
  t.same(table.trim().split('\n'), expected)
})

t.test('every pod asks DNS', async (t) => {
  const { arrows } = streams[0]?.config ?? { arrows: [] }
  const asking = new Set(arrows.filter(({ to }) => nameOf(to) === 'DNS').map(({ from }) => nameOf(from)))
  const pods = new Set(
    arrows.flatMap(({ from, to }) => [from, to].filter((end) => 'component' in end).map(nameOf)),
  )
  t.same(asking, pods)
})
