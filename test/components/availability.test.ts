import t from 'tap'
import type { Deployment, PodDisruptionBudget } from '../../src/kube/types.js'
import { compareWithPrevious } from '../../src/previous/index.js'
import { ofKind, podOf } from '../support/objects.js'
import { built } from '../support/streams.js'

const budgets = (manifests: Parameters<typeof podOf>[0]) =>
  ofKind<PodDisruptionBudget>(manifests, 'PodDisruptionBudget')
const constraints = (manifests: Parameters<typeof podOf>[0], name: string) =>
  podOf(manifests, name).spec.topologySpreadConstraints

const several = {
  apiserver: { replicas: 2 },
  webserver: { replicas: 3 },
  fileserver: { replicas: 2, storage: { accessMode: 'ReadWriteMany' as const } },
}

t.test('one pod has no budget, which would keep its node from being drained', async (t) => {
  t.same(budgets(built({}).manifests), [])
  t.equal(constraints(built({}).manifests, 'apiserver'), undefined)
})

t.test('several pods of one component are taken one after the other', async (t) => {
  const { manifests } = built({ values: several })
  t.strictSame(
    budgets(manifests).map(({ metadata, spec }) => [
      metadata?.name,
      spec?.maxUnavailable,
      spec?.selector?.matchLabels?.['app.kubernetes.io/component'],
    ]),
    [
      ['clearml-apiserver', 1, 'apiserver'],
      ['clearml-fileserver', 1, 'fileserver'],
      ['clearml-webserver', 1, 'webserver'],
    ],
  )
})

t.test('they keep apart where they can', async (t) => {
  const { manifests } = built({ values: several })
  t.match(constraints(manifests, 'apiserver'), [
    { topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'ScheduleAnyway' },
    { topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'ScheduleAnyway' },
  ])
  t.equal(constraints(manifests, 'redis'), undefined)
})

t.test('constraints of the user take their place, and mean the pods that they are written for', async (t) => {
  const own = { maxSkew: 2, topologyKey: 'rack', whenUnsatisfiable: 'DoNotSchedule' } as const
  const values = { ...several, pods: { topologySpreadConstraints: [own] } }
  t.strictSame(constraints(built({ values }).manifests, 'apiserver'), [
    {
      ...own,
      labelSelector: {
        matchLabels: {
          'app.kubernetes.io/name': 'clearml',
          'app.kubernetes.io/instance': 'clearml',
          'app.kubernetes.io/component': 'apiserver',
        },
      },
    },
  ])
  const labelSelector = { matchLabels: { team: 'ml' } }
  const said = { ...values, pods: { topologySpreadConstraints: [{ ...own, labelSelector }] } }
  t.match(constraints(built({ values: said }).manifests, 'redis'), [{ labelSelector }])
})

t.test('several file servers are replaced one after the other, a single one is stopped first', async (t) => {
  const storage = { accessMode: 'ReadWriteMany' as const }
  const of = (replicas: number) => built({ values: { fileserver: { replicas, storage } } }).manifests
  const strategy = (replicas: number) =>
    ofKind<Deployment>(of(replicas), 'Deployment').find(
      ({ metadata }) => metadata?.name === 'clearml-fileserver',
    )?.spec?.strategy
  t.strictSame(strategy(1), { type: 'Recreate' })
  t.strictSame(strategy(3), { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } })
  for (const [before, after] of [
    [1, 3],
    [3, 1],
  ] as const) {
    const compared = compareWithPrevious(of(before), of(after))
    t.match(compared, { _tag: 'Right', right: [] }, `from ${before} to ${after}`)
  }
})
