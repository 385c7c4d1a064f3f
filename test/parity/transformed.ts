/** Objects and fields of kustomizations that have something to do with each other. */
import fc from 'fast-check'
import { isObject, type Json, type JsonObject } from '../../src/json.js'
import type { Kustomization } from '../../src/kustomization/kustomization.js'

/** What a kustomization asks for, without what it is. */
export type Fields = Omit<Kustomization, 'kind' | 'place' | 'directory' | 'fileName'>

const maybe = (arbitrary: fc.Arbitrary<Json>, absent = 1): fc.Arbitrary<Json | undefined> =>
  fc.oneof({ weight: Math.round(10 * absent), arbitrary: fc.constant(undefined) }, { weight: 30, arbitrary })

const map = (fields: Readonly<Record<string, fc.Arbitrary<Json | undefined>>>): fc.Arbitrary<JsonObject> =>
  fc.record(fields).map(
    (record) =>
      Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)) as JsonObject, // without them
  )

const word = fc.constantFrom('a', 'b', 'c')
const labels: fc.Arbitrary<JsonObject> = fc.dictionary(word, fc.constantFrom('v', 'w', '1', 'true'), {
  maxKeys: 2,
})
/** Never empty: Kustomize keeps notes of its own there, and takes the map away with them. */
const annotations = labels.filter((one) => Object.keys(one).length > 0)
const orNull = (arbitrary: fc.Arbitrary<Json>): fc.Arbitrary<Json> =>
  fc.oneof({ weight: 12, arbitrary }, { weight: 1, arbitrary: fc.constant(null) })
const selector = map({ matchLabels: maybe(orNull(labels)) })
const image = fc
  .tuple(
    fc.constantFrom('', 'reg:5000/', 'docker.io/x/'),
    fc.constantFrom('nginx', 'redis', 'a'),
    fc.constantFrom('', ':1', ':1.2-x'),
    fc.constantFrom('', '', '@sha256:ab'),
  )
  .map((parts) => parts.join(''))
const containers = orNull(fc.array(map({ name: word, image: maybe(image, 0.2) }), { maxLength: 2 }))
const term = map({ labelSelector: maybe(selector), topologyKey: word })
const affinity = map({
  requiredDuringSchedulingIgnoredDuringExecution: maybe(fc.array(term, { maxLength: 2 })),
  preferredDuringSchedulingIgnoredDuringExecution: maybe(
    fc.array(map({ podAffinityTerm: term }), { maxLength: 2 }),
  ),
})
const podSpec = map({
  containers: maybe(containers, 0.3),
  initContainers: maybe(containers, 3),
  affinity: maybe(map({ podAffinity: maybe(affinity), podAntiAffinity: maybe(affinity) }), 3),
  topologySpreadConstraints: maybe(fc.array(term, { maxLength: 2 }), 3),
})
const metadataOf = (name: fc.Arbitrary<Json | undefined>) =>
  map({ name, labels: maybe(orNull(labels)), annotations: maybe(annotations) })
const template = map({ metadata: maybe(metadataOf(fc.constant(undefined))), spec: maybe(podSpec, 0.2) })
const workload = map({
  replicas: maybe(fc.constantFrom(1, 2)),
  selector: maybe(orNull(selector)),
  template: maybe(orNull(template), 0.3),
  volumeClaimTemplates: maybe(
    orNull(fc.array(map({ metadata: maybe(metadataOf(word)) }), { maxLength: 2 })),
    3,
  ),
})

const specs: Readonly<Record<string, fc.Arbitrary<Json>>> = {
  'apps/v1 Deployment': workload,
  'apps/v1 StatefulSet': workload,
  'apps/v1 DaemonSet': workload,
  'apps/v1 ReplicaSet': workload,
  'x.io/v1 Deployment': workload,
  'batch/v1 Job': workload,
  'batch/v1 CronJob': map({
    jobTemplate: maybe(map({ metadata: maybe(metadataOf(word)), spec: maybe(workload) })),
  }),
  'v1 Pod': podSpec,
  'v1 ReplicationController': map({ selector: maybe(labels), template: maybe(template) }),
  'v1 Service': map({ selector: maybe(orNull(labels)) }),
  'serving.knative.dev/v1 Service': map({ template: maybe(template) }),
  'v1 Namespace': fc.constant({}),
  'rbac.authorization.k8s.io/v1 ClusterRole': fc.constant({}),
  'policy/v1 PodDisruptionBudget': map({ selector: maybe(selector) }),
  'networking.k8s.io/v1 NetworkPolicy': map({
    podSelector: maybe(selector),
    ingress: maybe(
      fc.array(map({ from: maybe(fc.array(map({ podSelector: maybe(selector) }), { maxLength: 2 })) }), {
        maxLength: 2,
      }),
    ),
  }),
  'apiregistration.k8s.io/v1 APIService': map({ service: maybe(map({ namespace: maybe(word) })) }),
  'x.io/v1 Foo': map({
    deep: maybe(fc.array(podSpec, { maxLength: 2 })),
    map: maybe(labels),
    containers: maybe(containers),
  }),
}

/** An object of a kind that Kustomize treats in a way of its own, or of one that it does not know. */
export const object: fc.Arbitrary<JsonObject> = fc
  .constantFrom(...Object.entries(specs))
  .chain(([type, spec]) => {
    const [apiVersion = '', kind = ''] = type.split(' ')
    const name = fc.constantFrom('one', 'two', 'three', 'four')
    return fc.record({
      apiVersion: fc.constant(apiVersion),
      kind: fc.constant(kind),
      metadata: map({
        name,
        // One of several kinds that have a namespace.
        namespace: maybe(fc.constantFrom('ml', 'old'), kind === 'Foo' || kind === 'Pod' ? 3 : 1000),
        labels: maybe(orNull(labels)),
        annotations: maybe(annotations),
      }),
      spec,
    })
  })

/** By what Kustomize refuses a second object when it reads them. */
export const idOf = ({ apiVersion, kind, metadata }: JsonObject): string => {
  const { name = null, namespace = 'default' } = isObject(metadata) ? metadata : {}
  return JSON.stringify([apiVersion, kind, name, namespace])
}

const pairs = fc.dictionary(word, fc.constantFrom('v', 'x', '2', 'null'), { minKeys: 1, maxKeys: 2 })
const path = fc.constantFrom(
  'spec/map',
  'spec/deep/map',
  'spec/deep[]/map',
  'map',
  'spec/template/metadata/labels',
)
const label = fc.record(
  {
    pairs,
    includeSelectors: fc.boolean(),
    includeTemplates: fc.boolean(),
    fields: fc.array(
      fc.record(
        { path, create: fc.constantFrom(true, true, false), kind: fc.constantFrom('Foo', 'Deployment') },
        { requiredKeys: ['path', 'create'] },
      ),
      { maxLength: 2 },
    ),
  },
  { requiredKeys: ['pairs'] },
)
const entry = fc.record(
  {
    name: fc.constantFrom('nginx', 'redis', 'reg:5000/nginx', 'a', '.*nginx', 'a|redis', 'docker.io/x/a'),
    newName: fc.constantFrom('nginx', 'redis', 'other:1/nginx'),
    newTag: fc.constantFrom('9', 'v1.0'),
    digest: fc.constant('sha256:cd'),
    tagSuffix: fc.constant('-s'),
  },
  { requiredKeys: ['name'] },
)

/** Some fields of a kustomization, of those that follow tables of fields. */
export const kustomizationFields: fc.Arbitrary<Fields> = fc
  .record(
    {
      namespace: fc.constantFrom('ml', 'x1'),
      namePrefix: fc.constantFrom('p-', 'q-'),
      nameSuffix: fc.constantFrom('-s', '-t'),
      labels: fc.array(label, { minLength: 1, maxLength: 2 }),
      commonLabels: pairs,
      commonAnnotations: pairs,
      images: fc.array(entry, { minLength: 1, maxLength: 3 }),
      replicas: fc.array(fc.record({ name: fc.constantFrom('one', 'two', 'p-one'), count: fc.nat(5) }), {
        maxLength: 1,
      }),
    },
    { requiredKeys: [] },
  )
  .filter((fields) => Object.keys(fields).length > 0)
