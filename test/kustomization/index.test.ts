import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import type { JsonObject } from '../../src/json.js'
import { customize, showKustomizationError } from '../../src/kustomization/index.js'

const service = (name: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name },
  spec: { selector: { app: name } },
})
const ingress: JsonObject = {
  apiVersion: 'networking.k8s.io/v1',
  kind: 'Ingress',
  metadata: { name: 'web' },
  spec: { defaultBackend: { service: { name: 'web', port: { number: 80 } } } },
}
const frozen = <A>(value: A): A => {
  if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(frozen)
  return value
}
const lines = (result: ReturnType<typeof customize>): ReadonlyArray<string> =>
  E.isLeft(result) ? result.left.map(showKustomizationError) : []

t.test('fields of a kustomization.yaml as data change any manifests, and references follow', async (t) => {
  const given = frozen([service('web'), ingress])
  const result = customize(given, [
    { namePrefix: 'team-', labels: [{ pairs: { team: 'ml' } }] },
    {
      resources: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'more' } }],
      patches: [
        {
          patch: { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec: { type: 'NodePort' } },
        },
      ],
    },
  ])
  t.strictSame(result, {
    _tag: 'Right',
    right: [
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'team-web', labels: { team: 'ml' } },
        spec: { selector: { app: 'web' }, type: 'NodePort' },
      },
      {
        ...ingress,
        metadata: { name: 'team-web', labels: { team: 'ml' } },
        spec: { defaultBackend: { service: { name: 'team-web', port: { number: 80 } } } },
      },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'more' } },
    ],
  })
})

t.test('what is wrong is data, and says where', async (t) => {
  t.strictSame(lines(customize([service('web')], [{ images: [{ name: 'ngnix' }], namePrefx: 'a' }])), [
    'kustomizations[0]: namePrefx: no such field; did you mean namePrefix?',
  ])
  t.match(lines(customize([service('web')], [{ patches: [service('wev')] }])), [
    /^kustomizations\[0\]: no Service\/wev \(v1\); did you mean Service\/web \(v1\)\?/,
  ])
  t.strictSame(lines(customize([service('web')], [{ patches: [service('wev')], allow: ['unmatched'] }])), [])
  t.match(lines(customize([service('web')], [{ components: ['../x'] }])), [/components: is not supported/])
})

t.test('no kustomizations change nothing, and two runs are one with both lists', async (t) => {
  const name = fc.constantFrom('a', 'b', 'c')
  const manifests = fc.uniqueArray(name, { minLength: 1 }).map((names) => names.map(service))
  const labels = fc.record({ labels: fc.constant([{ pairs: { team: 'ml' } }]) })
  const annotations = fc
    .dictionary(fc.constantFrom('x', 'y'), name, { minKeys: 1 })
    .map((pairs) => ({ commonAnnotations: pairs }))
  fc.assert(
    fc.property(manifests, fc.oneof(labels, annotations), fc.oneof(labels, annotations), (all, one, two) => {
      t.strictSame(customize(all, []), E.right(all))
      const both = customize(all, [one, two])
      const apart = E.chain((now: ReadonlyArray<JsonObject>) => customize(now, [two]))(customize(all, [one]))
      t.strictSame(apart, both)
    }),
    { numRuns: 30 },
  )
})
