/** Any directories with kustomizations: bases, overlays and components, in which names meet. */
import fc from 'fast-check'
import type { Json, JsonObject } from '../../../src/json.js'
import { type Directory, write } from './corpus.js'

/** What is known of an object in a layer: the name that it has there, and the one that it came in with. */
interface Known {
  readonly kind: string
  readonly apiVersion: string
  readonly name: string
  readonly original: string
  readonly namespace: string | undefined
  readonly originalNamespace: string | undefined
}

interface Layer {
  readonly path: string
  readonly objects: ReadonlyArray<Known>
}

type Draw = fc.GeneratorValue

/** Of one to four layers. What does not fit (a few of a hundred) is refused by both. */
export const directory: fc.Arbitrary<Directory> = fc.gen().map((draw) => {
  const files: Record<string, Json> = {}
  const bases = Array.from({ length: oneOf(draw, [1, 1, 2]) }, (_, i) => base(draw, files, `base${i}`, i))
  let layers: ReadonlyArray<Layer> = bases
  for (let i = 0; i < oneOf(draw, [0, 1, 1, 2]); i++) layers = [overlay(draw, files, `overlay${i}`, layers)]
  const top = overlay(draw, files, 'top', layers)
  return { root: top.path, files }
})

const oneOf = <A>(draw: Draw, items: ReadonlyArray<A>): A => draw(fc.constantFrom, ...items)
const chance = (draw: Draw, percent: number): boolean => draw(() => fc.integer({ min: 0, max: 99 })) < percent
const some = <A>(draw: Draw, items: ReadonlyArray<A>, maxLength: number): ReadonlyArray<A> =>
  draw(() => fc.shuffledSubarray([...items], { maxLength: Math.min(maxLength, items.length) }))

const NAMES = ['a', 'b', 'c']
const LABELS: ReadonlyArray<JsonObject> = [
  { team: 'x' },
  { app: 'z', tier: '1' },
  { 'example.com/part': 'true' },
]

const base = (draw: Draw, files: Record<string, Json>, path: string, index: number): Layer => {
  const namespace = oneOf(draw, [undefined, undefined, undefined, 'n1'])
  const kinds = Object.keys(MANIFESTS).filter((kind) => index === 0 || !KEPT.includes(kind))
  const pool = kinds.flatMap((kind) => (kind === 'Namespace' ? ['a'] : NAMES).map((name) => ({ kind, name })))
  const chosen = some(draw, pool, 7)
  const manifests = chosen.map(({ kind, name }) => manifest(draw, kind, name, namespace))
  const half = Math.ceil(manifests.length / 2)
  files[`${path}/one.yaml`] = manifests.slice(0, half)
  files[`${path}/two.yaml`] = manifests.slice(half)
  const { fields, objects } = generatorsOf(draw, files, path, manifests.map(knownOf), 30)
  const isRenamed = index > 0 || chance(draw, 30)
  return written(draw, files, {
    path,
    resources: ['one.yaml', 'two.yaml'],
    generators: fields,
    objects,
    isRenamed,
  })
}

const overlay = (
  draw: Draw,
  files: Record<string, Json>,
  path: string,
  layers: ReadonlyArray<Layer>,
): Layer => {
  const below = layers.flatMap(({ objects }) => objects)
  const own = chance(draw, 40)
    ? [manifest(draw, oneOf(draw, Object.keys(MANIFESTS)), `own-${path}`, undefined)]
    : []
  if (own.length > 0) files[`${path}/own.yaml`] = own
  const generated = generatorsOf(draw, files, path, [...below, ...own.map(knownOf)], 30)
  let objects = generated.objects
  const resources = [...layers.map((layer) => `../${layer.path}`), ...(own.length > 0 ? ['own.yaml'] : [])]
  const components: string[] = []
  if (chance(draw, 30)) {
    const component = `component-${path}`
    components.push(`../${component}`)
    const own = generatorsOf(draw, files, component, objects, 20)
    const names = chance(draw, 20) ? namesOf(draw, 'k-', 30, 20) : {}
    files[`${component}/kustomization.yaml`] = {
      apiVersion: 'kustomize.config.k8s.io/v1alpha1',
      kind: 'Component',
      ...names,
      ...own.fields,
      ...fieldsOf(draw, files, component, own.objects, 12, true),
      commonAnnotations: { component },
    }
    objects = renamed(own.objects, names)
  }
  const isRenamed = chance(draw, 40)
  return written(draw, files, {
    path,
    resources,
    components,
    generators: generated.fields,
    objects,
    isRenamed,
  })
}

interface Draft {
  readonly path: string
  readonly resources: ReadonlyArray<string>
  readonly components?: ReadonlyArray<string>
  readonly generators: JsonObject
  readonly objects: ReadonlyArray<Known>
  readonly isRenamed: boolean
}

const written = (
  draw: Draw,
  files: Record<string, Json>,
  { path, resources, components = [], generators, objects, isRenamed }: Draft,
): Layer => {
  const names = namesOf(draw, `${path.slice(0, 1)}${path.slice(-1)}-`, isRenamed ? 100 : 0, 25)
  files[
    `${path}/${oneOf(draw, ['kustomization.yaml', 'kustomization.yaml', 'kustomization.yml', 'Kustomization'])}`
  ] = {
    resources,
    ...(components.length > 0 ? { components } : {}),
    ...names,
    ...generators,
    ...fieldsOf(draw, files, path, objects, 18, false),
  }
  return { path, objects: renamed(objects, names) }
}

interface Names {
  readonly namePrefix?: string
  readonly nameSuffix?: string
  readonly namespace?: string
}

const namesOf = (
  draw: Draw,
  prefix: string,
  isPrefixed: number,
  isInNamespace: number,
): Names & JsonObject => ({
  ...(chance(draw, isPrefixed) ? { namePrefix: prefix } : {}),
  ...(chance(draw, 20) ? { nameSuffix: `-${prefix}s` } : {}),
  ...(chance(draw, isInNamespace) ? { namespace: oneOf(draw, ['n1', 'n2']) } : {}),
})

const renamed = (
  objects: ReadonlyArray<Known>,
  { namePrefix = '', nameSuffix = '', namespace }: Names,
): ReadonlyArray<Known> =>
  objects.map((one) => {
    if (one.kind === 'Namespace') return namespace === undefined ? one : { ...one, name: namespace }
    if (KEPT.includes(one.kind)) return one
    return {
      ...one,
      name: `${namePrefix}${one.name}${nameSuffix}`,
      namespace: isOfCluster(one.kind) ? undefined : (namespace ?? one.namespace),
    }
  })

/** Its generators, and the objects with what they make. */
const generatorsOf = (
  draw: Draw,
  files: Record<string, Json>,
  path: string,
  objects: ReadonlyArray<Known>,
  percent: number,
): { readonly fields: JsonObject; readonly objects: ReadonlyArray<Known> } => {
  const kinds = (['ConfigMap', 'Secret'] as const).filter(() => chance(draw, percent))
  const made = kinds.map((kind) => ({ kind, args: generator(draw, files, path, objects, kind) }))
  return {
    fields: {
      ...Object.fromEntries(
        made.map(({ kind, args }) => [kind === 'Secret' ? 'secretGenerator' : 'configMapGenerator', [args]]),
      ),
      ...(chance(draw, percent / 2) ? { generatorOptions: options(draw) } : {}),
    },
    objects: [
      ...objects,
      ...made
        .filter(({ args }) => args.behavior === undefined)
        .map(({ kind, args }) => knownOf({ apiVersion: 'v1', kind, metadata: { name: args.name ?? '' } })),
    ],
  }
}

const KEPT = ['Namespace', 'CustomResourceDefinition']
const isOfCluster = (kind: string): boolean => MANIFESTS[kind]?.[1] === true

/** A subset of all fields but those that say what is read and how it is called. */
const fieldsOf = (
  draw: Draw,
  files: Record<string, Json>,
  path: string,
  objects: ReadonlyArray<Known>,
  percent: number,
  isComponent: boolean,
): JsonObject => {
  const fields: Record<string, Json> = {}
  const with_ = (field: string, of: () => Json | undefined, more = 0): void => {
    const value = chance(draw, percent + more) ? of() : undefined
    if (value !== undefined) fields[field] = value
  }
  const list = (of: () => Json | undefined, maximum = 2): Json =>
    Array.from({ length: draw(() => fc.integer({ min: 1, max: maximum })) }, of).filter(
      (item): item is Json => item !== undefined,
    )
  const workloads = objects.filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet')
  with_('patches', () => list(() => patch(draw, files, path, objects), 3), 30)
  with_('patchesStrategicMerge', () => {
    const merge = strategic(draw, objects)
    return merge === undefined ? undefined : [write(merge)]
  })
  with_('patchesJson6902', () => list(() => operations(draw, files, path, objects, true)))
  with_('labels', () =>
    list(() => ({
      pairs: oneOf(draw, LABELS),
      ...(chance(draw, 40) ? { includeSelectors: chance(draw, 70) } : {}),
      ...(chance(draw, 40) ? { includeTemplates: chance(draw, 70) } : {}),
      ...(chance(draw, 20)
        ? { fields: [{ path: 'spec/labels', kind: 'Thing', create: chance(draw, 50) }] }
        : {}),
    })),
  )
  with_('commonLabels', () => oneOf(draw, LABELS))
  with_('commonAnnotations', () => oneOf(draw, [{ note: 'x' }, { 'example.com/n': '1', note: 'yes' }]))
  with_('images', () => list(() => image(draw)), 10)
  with_('replicas', () =>
    workloads.length === 0
      ? undefined
      : list(() => {
          const { name, original } = oneOf(draw, workloads)
          return { name: chance(draw, 50) ? name : original, count: draw(() => fc.nat(9)) }
        }),
  )
  with_('replacements', () => list(() => replacement(draw, objects)))
  if (isComponent) return fields
  with_('buildMetadata', () => [
    ...some(draw, ['originAnnotations', 'transformerAnnotations', 'managedByLabel'], 3),
  ])
  with_('sortOptions', () =>
    oneOf<Json>(draw, [
      { order: 'fifo' },
      { order: 'legacy' },
      {
        order: 'legacy',
        legacySortOptions: { orderFirst: ['Thing', 'Deployment'], orderLast: ['ConfigMap'] },
      },
    ]),
  )
  return fields
}

const patch = (
  draw: Draw,
  files: Record<string, Json>,
  path: string,
  objects: ReadonlyArray<Known>,
): Json | undefined => {
  if (chance(draw, 40)) return operations(draw, files, path, objects, false)
  const merge = strategic(draw, objects)
  if (merge === undefined) return undefined
  const mayRename = chance(draw, 6)
  const kind = String(merge.kind)
  const target = chance(draw, 30) || mayRename ? { target: { kind, name: nameOf(merge) } } : {}
  const named = mayRename ? { ...merge, metadata: { name: oneOf(draw, ['renamed', ...NAMES]) } } : merge
  return { patch: write(named), ...target, ...(mayRename ? { options: { allowNameChange: true } } : {}) }
}

/** A strategic merge patch of an object that is there, mostly by a name that it has or had. */
const strategic = (draw: Draw, objects: ReadonlyArray<Known>): JsonObject | undefined => {
  if (objects.length === 0) return undefined
  const one = oneOf(draw, objects)
  const { kind, apiVersion } = one
  const metadata: JsonObject = {
    ...idOf(one, chance(draw, 90)),
    ...(chance(draw, 30) ? { labels: { patched: oneOf(draw, ['yes', null]), app: 'a' } } : {}),
    ...(chance(draw, 20) ? { annotations: { patched: '1' } } : {}),
  }
  const changes: ReadonlyArray<JsonObject> = PATCHES[kind] ?? [
    { spec: { patched: [1, 'two'], nothing: null } },
  ]
  const deletion: JsonObject = chance(draw, 2) ? { $patch: 'delete' } : {}
  return { ...deletion, apiVersion, kind, metadata, ...oneOf(draw, changes) }
}

const podSpec = (spec: JsonObject): JsonObject => ({ spec: { template: { spec } } })
const WORKLOAD: ReadonlyArray<JsonObject> = [
  { spec: { replicas: 5, paused: true } },
  { spec: { replicas: null } },
  podSpec({
    containers: [
      { name: 'main', env: [{ name: 'NEW', value: '1' }], envFrom: [{ configMapRef: { name: 'a' } }] },
    ],
  }),
  podSpec({ containers: [{ name: 'side', $patch: 'delete' }] }),
  podSpec({
    containers: [{ name: 'new', image: 'nginx' }],
    volumes: [{ name: 'v', configMap: { name: 'b' } }],
  }),
  podSpec({ volumes: [{ $patch: 'replace' }, { name: 'only', secret: { secretName: 'a' } }] }),
]
const PATCHES: Readonly<Record<string, ReadonlyArray<JsonObject>>> = {
  Deployment: WORKLOAD,
  StatefulSet: WORKLOAD,
  Service: [
    { spec: { ports: [{ port: 80, name: 'patched' }, { port: 81 }] } },
    { spec: { selector: { app: null } } },
  ],
  ConfigMap: [{ data: { x: 'patched', new: 'yes' } }, { data: null }],
  Secret: [{ data: { x: 'cGF0Y2hlZA==' } }, { type: 'patched' }],
}

const operations = (
  draw: Draw,
  files: Record<string, Json>,
  path: string,
  objects: ReadonlyArray<Known>,
  isNamed: boolean,
): Json | undefined => {
  if (objects.length === 0) return undefined
  const { kind, name, original } = oneOf(draw, objects)
  const target = oneOf<JsonObject>(draw, [
    { kind, name },
    { kind, name: original },
    { kind: `${kind}|Nothing`, name: `.*${original}.*` },
    ...(isNamed ? [] : [{ kind }, { labelSelector: 'app in (a, b)' }, { labelSelector: '!app', kind }]),
  ])
  const change = oneOf<JsonObject>(draw, [
    { op: 'add', path: '/metadata/annotations', value: { operated: 'yes' } },
    { op: 'add', path: '/operated', value: { list: [1, '1', null] } },
    { op: 'replace', path: '/apiVersion', value: 'v1' },
    { op: 'copy', from: '/metadata/name', path: '/copied' },
    ...(chance(draw, 8) ? [{ op: 'replace', path: '/metadata/name', value: `${original}-moved` }] : []),
  ])
  if (chance(draw, 70)) return { target, patch: write([change]) }
  const file = `ops-${kind}-${original}.json`
  files[`${path}/${file}`] = JSON.stringify([change])
  return { target, path: file }
}

const image = (draw: Draw): JsonObject => ({
  name: oneOf(draw, ['nginx', 'reg:5000/team/app', 'docker.io/library/busybox']),
  ...oneOf<JsonObject>(draw, [
    { newTag: '2.0' },
    { newName: 'nginx' },
    { digest: 'sha256:abc' },
    { newName: 'other:5000/x', newTag: 'latest' },
    { newTag: '3', digest: 'sha256:def' },
  ]),
})

const options = (draw: Draw): JsonObject => ({
  ...(chance(draw, 40) ? { disableNameSuffixHash: chance(draw, 80) } : {}),
  ...(chance(draw, 40) ? { labels: { generated: 'yes', n: '1' } } : {}),
  ...(chance(draw, 30) ? { annotations: { generated: 'true' } } : {}),
  ...(chance(draw, 20) ? { immutable: true } : {}),
})

const generator = (
  draw: Draw,
  files: Record<string, Json>,
  path: string,
  objects: ReadonlyArray<Known>,
  kind: 'ConfigMap' | 'Secret',
): JsonObject => {
  const there = objects.filter((one) => one.kind === kind)
  // A name that references say, or one of its own.
  const name = chance(draw, 40) && there.length === 0 ? oneOf(draw, NAMES) : `g-${path}`
  const merged = there.length > 0 && chance(draw, 50) ? oneOf(draw, there) : undefined
  const sources: JsonObject = {
    ...(chance(draw, 70) ? { literals: [...some(draw, ['x=1', 'y=two words', 'z="quoted"', 'w='], 3)] } : {}),
    ...(chance(draw, 30) ? { files: [oneOf(draw, ['text.txt', 'key=text.txt', 'bytes.bin'])] } : {}),
    ...(chance(draw, 20) ? { envs: ['some.env'] } : {}),
  }
  if (sources.files !== undefined) {
    files[`${path}/text.txt`] = 'one\n  two\n'
    files[`${path}/bytes.bin`] = { base64: '/wD+gIGC' }
  }
  if (sources.envs !== undefined) files[`${path}/some.env`] = '# none\nE=1\nF="2"\n'
  return {
    name: merged === undefined ? name : merged.original,
    ...(merged === undefined ? {} : { behavior: oneOf(draw, ['merge', 'merge', 'replace']) }),
    ...(merged?.originalNamespace === undefined ? {} : { namespace: merged.originalNamespace }),
    ...(kind === 'Secret' && chance(draw, 20) ? { type: 'example.com/some' } : {}),
    ...sources,
    ...(chance(draw, 25) ? { options: options(draw) } : {}),
  }
}

const replacement = (draw: Draw, objects: ReadonlyArray<Known>): Json | undefined => {
  if (objects.length < 2) return undefined
  const source = oneOf(draw, objects)
  const target = oneOf(draw, objects)
  const named = (one: Known): JsonObject => ({ kind: one.kind, ...idOf(one, chance(draw, 85)) })
  return {
    source: {
      ...named(source),
      ...oneOf<JsonObject>(draw, [{}, { fieldPath: 'metadata.name' }, { fieldPath: 'kind' }]),
      ...(chance(draw, 15) ? { options: { delimiter: '-', index: 0 } } : {}),
    },
    targets: [
      {
        select: chance(draw, 70) ? named(target) : { kind: target.kind },
        ...(chance(draw, 15) ? { reject: [{ name: target.original }] } : {}),
        ...oneOf<JsonObject>(draw, [
          { fieldPaths: ['metadata.annotations.replaced'], options: { create: true } },
          {
            fieldPaths: ['metadata.annotations.[example.com/a]', 'spec.new.deep'],
            options: { create: true },
          },
          { fieldPaths: ['apiVersion'], options: { delimiter: '/', index: 1 } },
        ]),
      },
    ],
  }
}

const knownOf = (value: JsonObject): Known => {
  const metadata = value.metadata as JsonObject // as made below
  const namespace = typeof metadata.namespace === 'string' ? metadata.namespace : undefined
  return {
    kind: String(value.kind),
    apiVersion: String(value.apiVersion),
    name: String(metadata.name),
    original: String(metadata.name),
    namespace,
    originalNamespace: namespace,
  }
}

/** By the names that it has, or by those that it came in with. */
const idOf = (one: Known, isPresent: boolean): JsonObject => {
  const namespace = isPresent ? one.namespace : one.originalNamespace
  return { name: isPresent ? one.name : one.original, ...(namespace === undefined ? {} : { namespace }) }
}

const nameOf = (value: JsonObject): string => knownOf(value).name

const manifest = (draw: Draw, kind: string, name: string, namespace: string | undefined): JsonObject => {
  const [apiVersion, isOfCluster, of] = MANIFESTS[kind] as Kind // one of its keys
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...(namespace === undefined || isOfCluster ? {} : { namespace }),
      ...(chance(draw, 40) ? { labels: { app: name } } : {}),
      ...(chance(draw, 20) ? { annotations: { note: 'true' } } : {}),
    },
    ...of(draw, () => oneOf(draw, NAMES)),
  }
}

type Kind = readonly [
  apiVersion: string,
  isOfCluster: boolean,
  of: (draw: Draw, name: () => string) => JsonObject,
]

const podOf = (draw: Draw, name: () => string): JsonObject => ({
  ...(chance(draw, 40) ? { serviceAccountName: name() } : {}),
  ...(chance(draw, 20) ? { imagePullSecrets: [{ name: name() }] } : {}),
  ...(chance(draw, 20)
    ? { initContainers: [{ name: 'init', image: 'docker.io/library/busybox@sha256:123' }] }
    : {}),
  containers: [
    {
      name: 'main',
      image: oneOf(draw, ['nginx', 'nginx:1.25', 'reg:5000/team/app:1', 'docker.io/library/busybox']),
      ...(chance(draw, 40)
        ? { envFrom: [{ configMapRef: { name: name() } }, { secretRef: { name: name() } }] }
        : {}),
      ...(chance(draw, 40)
        ? {
            env: [
              { name: 'A', valueFrom: { secretKeyRef: { name: name(), key: 'x' } } },
              { name: 'B', value: 'b' },
            ],
          }
        : {}),
    },
    { name: 'side', image: 'reg:5000/team/app' },
  ],
  ...(chance(draw, 40)
    ? {
        volumes: [
          { name: 'v', secret: { secretName: name() } },
          {
            name: 'w',
            projected: { sources: [{ configMap: { name: name() } }, { secret: { name: name() } }] },
          },
          { name: 'x', persistentVolumeClaim: { claimName: name() } },
        ],
      }
    : {}),
})

const workload =
  (more: (name: () => string) => JsonObject): Kind[2] =>
  (draw, name) => ({
    spec: {
      ...(chance(draw, 60) ? { replicas: 1 } : {}),
      selector: { matchLabels: { app: 'a' } },
      template: {
        ...(chance(draw, 70) ? { metadata: { labels: { app: 'a' } } } : {}),
        spec: podOf(draw, name),
      },
      ...more(name),
    },
  })

const MANIFESTS: Readonly<Record<string, Kind>> = {
  Deployment: ['apps/v1', false, workload(() => ({}))],
  StatefulSet: [
    'apps/v1',
    false,
    workload((name) => ({
      serviceName: name(),
      volumeClaimTemplates: [{ metadata: { name: 'data' }, spec: { storageClassName: name() } }],
    })),
  ],
  CronJob: [
    'batch/v1',
    false,
    (draw, name) => ({ spec: { jobTemplate: { spec: { template: { spec: podOf(draw, name) } } } } }),
  ],
  Service: [
    'v1',
    false,
    (draw) => ({ spec: { ports: [{ port: 80 }], ...(chance(draw, 70) ? { selector: { app: 'a' } } : {}) } }),
  ],
  ConfigMap: ['v1', false, (draw) => ({ data: { x: oneOf(draw, ['1', 'yes', 'one\ntwo\n']), y: 'a/b' } })],
  Secret: ['v1', false, () => ({ type: 'Opaque', data: { x: 'eA==' } })],
  ServiceAccount: ['v1', false, (_, name) => ({ imagePullSecrets: [{ name: name() }] })],
  PersistentVolumeClaim: [
    'v1',
    false,
    (_, name) => ({ spec: { storageClassName: name(), volumeName: name() } }),
  ],
  PersistentVolume: [
    'v1',
    true,
    (_, name) => ({ spec: { storageClassName: name(), claimRef: { name: name() } } }),
  ],
  StorageClass: ['storage.k8s.io/v1', true, () => ({ provisioner: 'none' })],
  Role: [
    'rbac.authorization.k8s.io/v1',
    false,
    (_, name) => ({ rules: [{ resources: ['secrets', 'configmaps'], resourceNames: [name(), name()] }] }),
  ],
  RoleBinding: [
    'rbac.authorization.k8s.io/v1',
    false,
    (draw, name) => ({
      roleRef: { kind: oneOf(draw, ['Role', 'ClusterRole']), name: name() },
      subjects: [
        { kind: 'ServiceAccount', name: name() },
        { kind: 'ServiceAccount', name: name(), namespace: oneOf(draw, ['n1', 'default']) },
        { kind: 'ServiceAccount', name: 'default' },
      ],
    }),
  ],
  ClusterRole: [
    'rbac.authorization.k8s.io/v1',
    true,
    (_, name) => ({ rules: [{ resourceNames: [name()] }] }),
  ],
  ClusterRoleBinding: [
    'rbac.authorization.k8s.io/v1',
    true,
    (_, name) => ({
      roleRef: { kind: 'ClusterRole', name: name() },
      subjects: [{ kind: 'ServiceAccount', name: name(), namespace: 'n1' }],
    }),
  ],
  Ingress: [
    'networking.k8s.io/v1',
    false,
    (_, name) => ({
      spec: {
        tls: [{ secretName: name() }],
        rules: [{ http: { paths: [{ backend: { service: { name: name(), port: { number: 80 } } } }] } }],
      },
    }),
  ],
  HorizontalPodAutoscaler: [
    'autoscaling/v2',
    false,
    (draw, name) => ({
      spec: {
        scaleTargetRef: {
          apiVersion: 'apps/v1',
          kind: oneOf(draw, ['Deployment', 'StatefulSet']),
          name: name(),
        },
      },
    }),
  ],
  PodDisruptionBudget: ['policy/v1', false, () => ({ spec: { selector: { matchLabels: { app: 'a' } } } })],
  NetworkPolicy: [
    'networking.k8s.io/v1',
    false,
    () => ({
      spec: {
        podSelector: { matchLabels: { app: 'a' } },
        ingress: [{ from: [{ podSelector: { matchLabels: { app: 'b' } } }] }],
      },
    }),
  ],
  ValidatingWebhookConfiguration: [
    'admissionregistration.k8s.io/v1',
    true,
    (draw, name) => ({
      webhooks: [
        { name: 'w', clientConfig: { service: { name: name(), namespace: oneOf(draw, ['n1', 'default']) } } },
      ],
    }),
  ],
  Namespace: ['v1', true, () => ({})],
  CustomResourceDefinition: ['apiextensions.k8s.io/v1', true, () => ({ spec: { group: 'example.com' } })],
  Thing: [
    'example.com/v1',
    false,
    (_, name) => ({ spec: { list: [{ name: 'x' }], ref: { name: name() }, flag: 'yes' } }),
  ],
}
