import fc from 'fast-check'
import t from 'tap'
import type { Json, JsonObject } from '../../src/json.js'
import { canonical } from '../../src/kube/canonical.js'

t.test(
  'a Deployment loses what the API server would drop, and its quantities get one spelling',
  async (t) => {
    const deployment = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'api', namespace: null, labels: {}, annotations: { a: null }, finalizers: [] },
      spec: {
        replicas: 0,
        selector: { matchLabels: {} },
        template: {
          metadata: { labels: { limits: '1000m', empty: '' } },
          spec: {
            nodeSelector: {},
            tolerations: [],
            securityContext: {},
            overhead: { cpu: 0.5 },
            containers: [
              {
                name: 'api',
                args: [],
                env: [{ name: 'A', value: '1000m' }, null],
                resources: { limits: { cpu: 2, memory: '1024Mi', gpu: 'many' }, requests: {} },
              },
              {
                name: 'b',
                command: [null],
                resources: { limits: { cpu: null } },
                livenessProbe: { exec: {} },
              },
            ],
            initContainers: [],
            volumes: [
              { name: 'tmp', emptyDir: {} },
              { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '0.5Gi' } },
              { name: 'all', projected: { sources: [] } },
            ],
          },
        },
      },
    }
    t.strictSame(canonical(deployment), {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'api' },
      spec: {
        replicas: 0,
        selector: {},
        template: {
          metadata: { labels: { limits: '1000m', empty: '' } },
          spec: {
            securityContext: {},
            overhead: { cpu: '500m' },
            containers: [
              {
                name: 'api',
                env: [{ name: 'A', value: '1000m' }],
                resources: { limits: { cpu: '2', memory: '1Gi', gpu: 'many' } },
              },
              { name: 'b', livenessProbe: { exec: {} } },
            ],
            volumes: [
              { name: 'tmp', emptyDir: {} },
              { name: 'shm', emptyDir: { medium: 'Memory', sizeLimit: '512Mi' } },
              { name: 'all', projected: { sources: [] } },
            ],
          },
        },
      },
    })
  },
)

t.test('empty values that mean something stay', async (t) => {
  const manifests: ReadonlyArray<JsonObject> = [
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      spec: { podSelector: {}, ingress: [{}, { from: [{ namespaceSelector: {} }] }] },
    },
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: { storageClassName: '', selector: {} } },
    { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', rules: [] },
    { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', overhead: {} },
    { apiVersion: 'policy/v1', kind: 'PodDisruptionBudget', spec: { selector: {} } },
  ]
  t.strictSame(manifests.map(canonical), manifests)
})

t.test('the same name means different things in different kinds', async (t) => {
  const ingress = { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', spec: { rules: [], tls: [] } }
  const service = { apiVersion: 'v1', kind: 'Service', spec: { selector: {}, ports: [] } }
  t.strictSame(canonical(ingress), { ...ingress, spec: {} })
  t.strictSame(canonical(service), { ...service, spec: {} })
  const hpa = (value: Json): JsonObject => ({
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    spec: {
      metrics: [{ type: 'Pods', pods: { target: { type: 'Value', value } } }],
      behavior: { scaleUp: { policies: [{ type: 'Pods', value: 4 }] } },
    },
  })
  t.strictSame(canonical(hpa('1000m')), hpa('1'))
})

t.test('volumes, claims and limits get canonical quantities', async (t) => {
  const kinds = (size: string, count: Json): ReadonlyArray<JsonObject> => [
    { apiVersion: 'v1', kind: 'PersistentVolume', spec: { capacity: { storage: size } } },
    { apiVersion: 'v1', kind: 'PersistentVolumeClaim', spec: { resources: { requests: { storage: size } } } },
    {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      spec: { volumeClaimTemplates: [{ spec: { resources: { requests: { storage: size } } } }] },
    },
    { apiVersion: 'v1', kind: 'ResourceQuota', spec: { hard: { pods: count, memory: size } } },
    { apiVersion: 'v1', kind: 'LimitRange', spec: { limits: [{ type: 'Pod', max: { memory: size } }] } },
  ]
  t.strictSame(kinds('1024Gi', 10).map(canonical), kinds('1Ti', '10'))
})

t.test('free text is not touched', async (t) => {
  const data = { env: '', labels: '[]', limits: '1000m', requests: '{}', sizeLimit: '1024Mi', value: 'null' }
  const texts: ReadonlyArray<JsonObject> = [
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', annotations: data }, data },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a', labels: data }, stringData: data },
    { apiVersion: 'v1', kind: 'Service', spec: { selector: data } },
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', parameters: data },
  ]
  t.strictSame(texts.map(canonical), texts)
})

t.test('of a kind that is not built in only the metadata is touched', async (t) => {
  const spec = { env: [], resources: {}, limits: { cpu: '1000m' }, off: null }
  const custom = {
    apiVersion: 'example.com/v1',
    kind: 'Deployment',
    metadata: { name: 'a', labels: {} },
    spec,
  }
  t.strictSame(canonical(custom), { ...custom, metadata: { name: 'a' } })
  t.strictSame(canonical({ kind: 'Nothing' }), { kind: 'Nothing' })
})

t.test('the members of a List are canonical', async (t) => {
  const list = {
    apiVersion: 'v1',
    kind: 'List',
    items: [{ apiVersion: 'v1', kind: 'Pod', spec: { volumes: [] } }],
  }
  t.strictSame(canonical(list), { ...list, items: [{ apiVersion: 'v1', kind: 'Pod', spec: {} }] })
})

const names = [
  ...[
    'metadata',
    'spec',
    'template',
    'containers',
    'env',
    'resources',
    'limits',
    'requests',
    'cpu',
    'data',
    'labels',
  ],
  ...[
    'selector',
    'rules',
    'emptyDir',
    'sizeLimit',
    'overhead',
    'podFixed',
    'target',
    'value',
    'options',
    'capacity',
    'x',
  ],
]
const json: fc.Arbitrary<Json> = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, '', '1000m', '1024Mi', 'a', 0, 0.5, 1000, true),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 5, noNullPrototype: true }),
  ),
})).value
const manifest: fc.Arbitrary<JsonObject> = fc
  .tuple(
    fc.constantFrom(
      'v1',
      'apps/v1',
      'networking.k8s.io/v1',
      'node.k8s.io/v1',
      'autoscaling/v2',
      'example.com/v1',
    ),
    fc.constantFrom(
      'Deployment',
      'Service',
      'Ingress',
      'Role',
      'RuntimeClass',
      'HorizontalPodAutoscaler',
      'List',
    ),
    json,
    json,
  )
  .map(([apiVersion, kind, metadata, spec]) => ({
    apiVersion,
    kind,
    metadata,
    spec,
    items: [{ kind, spec }],
  }))

t.test('canonical is idempotent and does not change its argument', async (t) => {
  fc.assert(
    fc.property(manifest, (value) => {
      const before = JSON.stringify(value)
      const once = canonical(value)
      t.strictSame(canonical(once), once)
      return JSON.stringify(value) === before
    }),
    { numRuns: 500 },
  )
})
