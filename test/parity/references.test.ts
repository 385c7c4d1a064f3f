import fc from 'fast-check'
import t from 'tap'
import type { Json, JsonObject } from '../../src/json.js'
import { nameReferences } from '../../src/kustomization/fieldSpecs/nameReference.js'
import { sameAsKustomize } from '../support/kustomizeJudge.js'
import { needs } from '../support/which.js'

/** Lists in the specs of pods, bindings and rules. */
const LISTS = [
  ...['containers', 'initContainers', 'env', 'envFrom', 'volumes', 'sources', 'imagePullSecrets', 'tls'],
  ...['rules', 'paths', 'resourceNames', 'webhooks', 'subjects', 'volumeClaimTemplates'],
]
const MAPS = ['service', 'subjects']

/** An object whose field at `path` holds a name. */
const holding = (path: string, name: string): JsonObject => {
  const keys = path.split(/(?<!\\)\//).map((key) => key.replaceAll('\\/', '/'))
  const made = (at: number): Json => {
    const key = keys[at]
    if (key === undefined) return name
    const isMap = at === keys.length - 1 && MAPS.includes(key)
    const inside = isMap ? { name } : made(at + 1)
    return { [key]: LISTS.includes(key) ? [inside, inside] : inside }
  }
  return made(0) as JsonObject // it has a key
}

const GROUPS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  StatefulSet: 'apps/v1',
  DaemonSet: 'apps/v1',
  ReplicaSet: 'apps/v1',
  Job: 'batch/v1',
  CronJob: 'batch/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
  Ingress: 'networking.k8s.io/v1',
  IngressClass: 'networking.k8s.io/v1',
  Role: 'rbac.authorization.k8s.io/v1',
  ClusterRole: 'rbac.authorization.k8s.io/v1',
  StorageClass: 'storage.k8s.io/v1',
  PriorityClass: 'scheduling.k8s.io/v1',
  ValidatingAdmissionPolicy: 'admissionregistration.k8s.io/v1',
}
const apiVersionOf = (kind: string, group = ''): string =>
  group === '' ? (GROUPS[kind] ?? 'v1') : `${group}/v1`

t.test('every field that Kustomize knows, and no other', needs('kubectl'), async (t) => {
  const kinds = nameReferences.map(({ kind, group }) => ({ kind, group }))
  const referred: ReadonlyArray<JsonObject> = kinds.map(({ kind, group }) => ({
    apiVersion: apiVersionOf(kind, group),
    kind,
    metadata: { name: 'meant' },
  }))
  const all = nameReferences.flatMap(({ fields }) => fields)
  const others = [
    { kind: 'ReplicationController', path: 'spec/template/spec/volumes/configMap/name' },
    { kind: 'ReplicaSet', path: 'spec/template/spec/serviceAccountName' },
    { kind: 'PersistentVolume', path: 'spec/claimRef/name' },
    { kind: 'Ingress', path: 'spec/ingressClassName' },
    { kind: 'Deployment', path: 'spec/template/spec/serviceAccount' },
    { kind: 'ServiceAccount', path: 'secrets/name' },
    { kind: 'Foo', path: 'spec/template/spec/volumes/configMap/name' },
  ]
  const referrers = [...all, ...others].map((field, i): JsonObject => {
    const group = 'group' in field ? (field.group ?? '') : ''
    const { metadata, ...rest } = holding(field.path, 'meant')
    return {
      apiVersion: apiVersionOf(field.kind ?? '', group),
      kind: field.kind ?? '',
      ...rest,
      metadata: { ...(typeof metadata === 'object' && metadata !== null ? metadata : {}), name: `r${i}` },
    }
  })
  const files = {
    'kustomization.yaml': { resources: ['a.yaml'], namePrefix: 'p-' },
    'a.yaml': [...referred, ...referrers],
  }
  await sameAsKustomize(t, { 'in one namespace': { files } })
})

const names = fc.constantFrom('a', 'b')
const namespaces = fc.constantFrom(undefined, 'x', 'y', 'default')
const metadata = (name: string, namespace: string | undefined): JsonObject => ({
  name,
  ...(namespace === undefined ? {} : { namespace }),
})
const referable = fc
  .record({
    kind: fc.constantFrom('ConfigMap', 'Secret', 'ServiceAccount', 'Role', 'ClusterRole', 'Service'),
    name: names,
    namespace: namespaces,
  })
  .map(
    ({ kind, name, namespace }): JsonObject => ({
      apiVersion: apiVersionOf(kind),
      kind,
      metadata: metadata(name, kind === 'ClusterRole' ? undefined : namespace),
    }),
  )
const subject = fc
  .record({ kind: fc.constantFrom('ServiceAccount', 'User'), name: names, namespace: namespaces })
  .map(({ kind, name, namespace }) => ({ kind, ...metadata(name, namespace) }))
const referrer = fc.oneof(
  fc.record({ name: names, namespace: namespaces, account: names, config: names, secret: names }).map(
    (one): JsonObject => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: metadata(one.name, one.namespace),
      spec: {
        serviceAccountName: one.account,
        containers: [
          {
            name: 'c',
            envFrom: [{ configMapRef: { name: one.config } }, { secretRef: { name: one.secret } }],
          },
        ],
      },
    }),
  ),
  fc
    .record({
      kind: fc.constantFrom('RoleBinding', 'ClusterRoleBinding'),
      name: names,
      namespace: namespaces,
      role: fc.record({ kind: fc.constantFrom('Role', 'ClusterRole'), name: names }),
      subjects: fc.array(subject, { maxLength: 3 }),
    })
    .map(
      ({ kind, name, namespace, role, subjects }): JsonObject => ({
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind,
        metadata: metadata(name, kind === 'RoleBinding' ? namespace : undefined),
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', ...role },
        subjects,
      }),
    ),
  fc.record({ name: names, service: names, namespace: namespaces }).map(
    ({ name, service, namespace }): JsonObject => ({
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name },
      webhooks: [{ name: 'w.x.io', clientConfig: { service: metadata(service, namespace) } }],
    }),
  ),
)
const layer = fc.record(
  {
    namePrefix: fc.constantFrom('p-', 'q-'),
    nameSuffix: fc.constantFrom('-s', '-t'),
    namespace: fc.constantFrom('x', 'z'),
  },
  { requiredKeys: [] },
)
const idOf = (one: JsonObject): string => JSON.stringify([one.kind, one.metadata])
const part = fc.record({
  objects: fc.uniqueArray(fc.oneof(referable, referable, referrer), {
    selector: idOf,
    minLength: 2,
    maxLength: 8,
  }),
  layer,
  configMapGenerator: fc.array(
    names.map((name) => ({ name, literals: ['k=v'] })),
    { maxLength: 1 },
  ),
})

t.test('objects of two directories in one', needs('kubectl'), async (t) => {
  const sample = fc.sample(fc.record({ one: part, two: part, top: part }), { numRuns: 120, seed: 11 })
  const cases = sample.map(({ one, two, top }, i) => {
    const kustomization = (
      { layer: fields, configMapGenerator }: typeof one,
      resources: ReadonlyArray<string>,
    ): JsonObject => ({
      resources: ['o.yaml', ...resources],
      configMapGenerator,
      ...fields,
    })
    const files: Readonly<Record<string, Json>> = {
      'one/o.yaml': one.objects,
      'one/kustomization.yaml': kustomization(one, []),
      'two/o.yaml': two.objects,
      'two/kustomization.yaml': kustomization(two, []),
      'top/o.yaml': top.objects.slice(0, 3),
      'top/kustomization.yaml': kustomization(top, ['../one', '../two']),
    }
    return [`${i}`, { root: 'top', files }] as const
  })
  await sameAsKustomize(t, Object.fromEntries(cases))
})
