import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { nfs } from '../../overlays/index.js'
import { build, overlay, showError } from '../../src/index.js'
import { findings } from './findings.js'

const claim = (mode: string): string =>
  `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: files}, spec: {accessModes: [${mode}]}}\n---\n`
const workload = (
  count: number,
  kind = 'Deployment',
  volume = 'persistentVolumeClaim: {claimName: files}',
): string =>
  `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: web}, spec: {replicas: ${count}, template: {spec: {containers: [{name: web}], volumes: [{name: a, ${volume}}]}}}}`
const check = (yaml: string): ReadonlyArray<string> => findings('replicas', yaml)

t.test('several pods on a claim of one node are found; one, or a claim for many, is fine', async (t) => {
  t.match(check(claim('ReadWriteOnce') + workload(2)), [
    /Deployment\/web spec\.replicas: 2 pods would mount PersistentVolumeClaim "files"/,
  ])
  t.equal(check(claim('ReadWriteOncePod') + workload(3, 'StatefulSet')).length, 1)
  t.same(check(claim('ReadWriteOnce') + workload(1)), [])
  t.same(check(claim('ReadWriteMany') + workload(2)), [])
  t.same(check(claim('ReadWriteOnce') + workload(2, 'Deployment', 'emptyDir: {}')), [])
  t.same(check(workload(2)), [], 'a claim that is not here is not judged')
})

t.test('an autoscaler counts by the most that it may ask for', async (t) => {
  const scaler =
    '\n---\n{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: web}, spec: {maxReplicas: 4, scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}}'
  t.match(check(claim('ReadWriteOnce') + workload(1) + scaler), [
    /HorizontalPodAutoscaler\/web spec\.maxReplicas: 4 pods/,
  ])
})

t.test('several Elasticsearch that stand alone are found', async (t) => {
  const of = (count: number) =>
    check(
      `{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: es}, spec: {replicas: ${count}, template: {spec: {containers: [{name: es, env: [{name: discovery.type, value: single-node}]}]}}}}`,
    )
  t.same(of(1), [])
  t.match(of(3), [/3 pods would be 3 stores that do not know of each other/])
})

t.test(
  'a patch that multiplies a store of ClearML stops the build, on storage for many nodes too',
  async (t) => {
    for (const [name, kind] of [
      ['mongodb', 'StatefulSet'],
      ['redis', 'StatefulSet'],
      ['elasticsearch', 'StatefulSet'],
    ] as const) {
      const more = overlay({
        name: 'more',
        patches: [
          { apiVersion: 'apps/v1', kind, metadata: { name: `clearml-${name}` }, spec: { replicas: 2 } },
        ],
      })
      for (const overlays of [[more], [nfs({ server: '10.0.0.5', path: '/exports' }), more]]) {
        const result = build({ overlays })
        t.match(
          E.isLeft(result) ? result.left.map(showError).join('\n') : 'built',
          /2 pods would be 2 stores/,
          name,
        )
      }
    }
  },
)

t.test('a second file server needs a volume for many nodes', async (t) => {
  const patched = overlay({
    name: 'more',
    patches: [
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'clearml-fileserver' },
        spec: { replicas: 2 },
      },
    ],
  })
  const result = build({ overlays: [patched] })
  t.match(
    E.isLeft(result) ? result.left.map(showError).join('\n') : 'built',
    /clearml-fileserver-data.*ReadWriteMany/,
  )
  const storage = { accessMode: 'ReadWriteMany' } as const
  t.ok(E.isRight(build({ values: { fileserver: { replicas: 2, storage } } })))
})
