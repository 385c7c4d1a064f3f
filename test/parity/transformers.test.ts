import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import * as E from 'fp-ts/lib/Either.js'
import t, { type Test } from 'tap'
import { parseAllDocuments, stringify } from 'yaml'
import type { Json, JsonObject } from '../../src/json.js'
import { commonAnnotations } from '../../src/kustomization/commonAnnotations.js'
import { commonLabels } from '../../src/kustomization/commonLabels.js'
import { showKustomizationError } from '../../src/kustomization/error.js'
import { images } from '../../src/kustomization/images.js'
import type { Kustomization } from '../../src/kustomization/kustomization.js'
import { labels } from '../../src/kustomization/labels.js'
import { namePrefix } from '../../src/kustomization/namePrefix.js'
import { nameSuffix } from '../../src/kustomization/nameSuffix.js'
import { namespace } from '../../src/kustomization/namespace.js'
import { replicas } from '../../src/kustomization/replicas.js'
import { type Resource, resourcesOf } from '../../src/patch/resource.js'
import { needs } from '../support/which.js'
import { type Fields, idOf, kustomizationFields, object } from './transformed.js'

/** Fields of a kustomization.yaml, and one around it, and so on: the innermost first. */
type Layers = ReadonlyArray<Fields>
/** The objects in the order of their text, or why they are refused. */
type Result = ReadonlyArray<Json> | string

const folder = await mkdtemp(join(tmpdir(), 'clearml-manifests-'))
t.teardown(() => rm(folder, { recursive: true }))

const read = (text: string): ReadonlyArray<JsonObject> =>
  parseAllDocuments(text, { version: '1.1' }).map((document) => document.toJS() as JsonObject) // objects all
const sorted = (manifests: ReadonlyArray<JsonObject>): ReadonlyArray<Json> => {
  const keyed = (value: Json): Json =>
    Array.isArray(value)
      ? value.map(keyed)
      : typeof value === 'object' && value !== null
        ? Object.fromEntries(
            Object.entries(value)
              .map(([key, item]) => [key, keyed(item)] as const)
              .sort(([a], [b]) => (a < b ? -1 : 1)),
          )
        : value
  return manifests.map(keyed).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
}

let folders = 0
const theirs = async (objects: ReadonlyArray<JsonObject>, layers: Layers): Promise<Result> => {
  const top = join(folder, String(folders++))
  const directories = layers.map((_, i) => join(top, String(i)))
  for (const [i, directory] of directories.entries()) {
    await mkdir(directory, { recursive: true })
    const resources = [i === 0 ? 'resources.yaml' : `../${i - 1}`]
    await writeFile(join(directory, 'kustomization.yaml'), JSON.stringify({ resources, ...layers[i] }))
  }
  const text = objects.map((one) => stringify(one, { version: '1.1', aliasDuplicateObjects: false }))
  await writeFile(join(top, '0', 'resources.yaml'), text.join('---\n'))
  return new Promise((resolve) => {
    execFile('kubectl', ['kustomize', directories.at(-1) ?? top], (error, output, message) => {
      resolve(error === null ? sorted(read(output)) : `refused: ${message}`)
    })
  })
}

const ours = (objects: ReadonlyArray<JsonObject>, layers: Layers): Result => {
  let resources: ReadonlyArray<Resource> = resourcesOf(objects)
  for (const layer of layers) {
    const kustomization: Kustomization = {
      ...layer,
      kind: 'Kustomization',
      place: { origin: 'k' },
      directory: '',
      fileName: 'kustomization.yaml',
    }
    for (const one of [
      namespace,
      namePrefix,
      nameSuffix,
      labels,
      commonLabels,
      commonAnnotations,
      replicas,
      images,
    ]) {
      const result = one(resources, kustomization, { leniency: 'kustomize' })
      if (E.isLeft(result)) return `refused: ${result.left.map(showKustomizationError).join('\n')}`
      resources = result.right
    }
  }
  return sorted(resources.map(({ manifest }) => manifest))
}

const same = async (t: Test, name: string, objects: ReadonlyArray<JsonObject>, layers: Layers) => {
  const judge = await theirs(objects, layers)
  const result = ours(objects, layers)
  const [expected, found] = [judge, result].map((one) => (typeof one === 'string' ? 'refused' : one))
  const diagnostics = { objects: JSON.stringify(objects), layers: JSON.stringify(layers), judge, result }
  t.strictSame(found, expected, name, diagnostics)
  return judge
}

interface Case {
  readonly name: string
  readonly objects: string
  readonly layers: Layers
  /** Kustomize refuses it. */
  readonly refused?: true
}

const deployment = '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}}'
const custom = (fields: string): string => `{apiVersion: x.io/v1, kind: Foo, metadata: {name: a}, ${fields}}`
const pod = (...found: ReadonlyArray<string>): string =>
  `{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [${found.map((one) => `{image: ${one}}`).join(', ')}]}}`
const bad = { refused: true } as const
const labelAt = (path: string, create = true): Layers => [
  { labels: [{ pairs: { a: 'v' }, fields: [{ path, create }] }] },
]

const cases: ReadonlyArray<Case> = [
  {
    name: 'namespace: known and unknown kinds',
    objects: `
{apiVersion: v1, kind: Namespace, metadata: {name: a}}
---
{apiVersion: foo/v1, kind: Namespace, metadata: {name: a}}
---
{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: a}, spec: {service: null}}
---
{apiVersion: apiregistration.k8s.io/v1, kind: APIService, metadata: {name: b}, spec: {}}
---
{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: a}, spec: {conversion: {webhook: {clientConfig: {service: {}}}}}}
---
{apiVersion: apiextensions.k8s.io/v1, kind: CustomResourceDefinition, metadata: {name: b}, spec: {conversion: {webhook: {clientConfig: {service: {namespace: old}}}}}}
---
{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingWebhookConfiguration, metadata: {name: b}, webhooks: [{clientConfig: {service: {name: x, namespace: old}}}]}
---
{apiVersion: admissionregistration.k8s.io/v1, kind: ValidatingAdmissionPolicy, metadata: {name: b}}
---
{apiVersion: rbac.authorization.k8s.io/v1alpha1, kind: ClusterRole, metadata: {name: b}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: null}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: z, namespace: "5"}}`,
    layers: [{ namespace: 'ml' }, { namespace: '7' }],
  },
  {
    name: 'namespace: subjects of role bindings',
    objects: `
{apiVersion: rbac.authorization.k8s.io/v1, kind: ClusterRoleBinding, metadata: {name: b, namespace: keep}, subjects: [{kind: ServiceAccount, name: default}, {kind: User, name: default, namespace: old}, {kind: ServiceAccount, name: x, namespace: old}, {name: default, namespace: null}, null, {name: null}]}
---
{apiVersion: v1, kind: RoleBinding, metadata: {name: b}, subjects: null}`,
    layers: [{ namespace: 'ml' }],
  },
  {
    name: 'namespace: two objects become one',
    objects: `
{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: a}}
---
{apiVersion: v1, kind: ConfigMap, metadata: {name: x, namespace: b}}`,
    layers: [{ namespace: 'ml' }],
    ...bad,
  },
  {
    name: 'namespace: two Namespaces',
    objects: `
{apiVersion: v1, kind: Namespace, metadata: {name: x}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: z}}`,
    layers: [{ namespace: 'ml' }],
    ...bad,
  },
  ...['[default]', '[{name: [x]}]', '{name: default}', '[{name: default, namespace: {}}]'].map(
    (subjects) => ({
      name: `namespace: subjects ${subjects}`,
      objects: `{apiVersion: rbac.authorization.k8s.io/v1, kind: RoleBinding, metadata: {name: b}, subjects: ${subjects}}`,
      layers: [{ namespace: 'ml' }],
      ...bad,
    }),
  ),
  {
    name: 'names: kinds that keep theirs',
    objects: [
      'v1, kind: Namespace',
      'x/v1, kind: Namespace',
      'v1, kind: APIService',
      'apiregistration.k8s.io/v1, kind: APIService',
      'v1, kind: CustomResourceDefinition',
      'v1, kind: ConfigMap',
      'rbac.authorization.k8s.io/v1, kind: ClusterRole',
    ]
      .map((kind) => `{apiVersion: ${kind}, metadata: {name: a}}`)
      .join('\n---\n'),
    layers: [{ namePrefix: 'p-', nameSuffix: '-s' }, { namePrefix: 'q-' }],
  },
  {
    name: 'labels: nothing where maps and lists are made',
    objects: `
{apiVersion: apps/v1, kind: Deployment, metadata: {name: a, labels: null}, spec: null}
---
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: b, labels: {a: null}}, spec: {selector: null, template: null, volumeClaimTemplates: null}}
---
{apiVersion: networking.k8s.io/v1, kind: NetworkPolicy, metadata: {name: c}, spec: {podSelector: {matchLabels: null}, ingress: [null, {from: [{podSelector: {matchLabels: {}}}, {podSelector: {}}]}]}}
---
{apiVersion: serving.knative.dev/v1, kind: Service, metadata: {name: d}}
---
{apiVersion: batch/v1, kind: CronJob, metadata: {name: e}, spec: {jobTemplate: {spec: {selector: {matchLabels: {}}}}}}
---
{apiVersion: foo/v1, kind: StatefulSet, metadata: {name: f}}`,
    layers: [{ labels: [{ pairs: { a: 'v', b: '1' }, includeSelectors: true }] }],
  },
  {
    name: 'labels: text in the place of a map',
    objects: '{apiVersion: v1, kind: Foo, metadata: {name: a, labels: x}}',
    layers: [{ commonLabels: { a: 'v' } }],
    ...bad,
  },
  {
    name: 'labels: a list in the place of a map',
    objects: '{apiVersion: v1, kind: Foo, metadata: {name: a, labels: [{b: c}]}}',
    layers: [{ commonLabels: { a: 'v' } }],
    ...bad,
  },
  {
    name: 'labels: a map in the place of a value',
    objects: '{apiVersion: v1, kind: Foo, metadata: {name: a, labels: {b: c}}, spec: {x: {a: {b: c}}}}',
    layers: labelAt('spec/x'),
  },
  ...[
    'spec/template/x',
    'spec/other/x',
    'spec/esc\\/aped/x',
    '/spec/lead',
    'spec/m/ /x',
    'spec/seq[]/x',
    'spec/none[]/x',
    'spec/nought[]/x',
    'spec/a[b=c]/x',
    'spec/x[]',
  ].map((path) => ({
    name: `labels: the field ${path}`,
    objects: custom(
      'spec: {template: [{x: {}}, {b: 1}, null], seq: {x: {b: 1}}, other: [[{x: {q: 1}}]], nought: null, x: {}}',
    ),
    layers: labelAt(path),
  })),
  ...[
    'spec/0/x',
    'spec/-/x',
    'spec/*/x',
    'spec/[name=c]/x',
    'spec/x/',
    'spec//x',
    '',
    'spec/[]/x',
    'nope/0/x',
    'spec/list[]',
    'spec/text/x',
    '//spec',
  ].map((path) => ({
    name: `labels: the field ${path}`,
    objects: custom('spec: {x: {}, list: [{b: 1}], text: t}'),
    layers: labelAt(path),
    ...bad,
  })),
  {
    name: 'labels: a field that is not made',
    objects: custom('spec: {x: {}}'),
    layers: [...labelAt('spec/x', false), ...labelAt('spec/none', false)],
  },
  {
    name: 'labels: a field that differs in create',
    objects: deployment,
    layers: labelAt('metadata/labels', false),
    ...bad,
  },
  {
    name: 'labels: a field for one kind takes the place of that for all',
    objects: `${deployment}\n---\n${custom('spec: {}')}`,
    layers: [
      { labels: [{ pairs: { a: 'v' }, fields: [{ path: 'metadata/labels', kind: 'Foo', create: true }] }] },
    ],
  },
  {
    name: 'labels: fields for groups and versions',
    objects: `${deployment}\n---\n${custom('spec: {}')}`,
    layers: [
      {
        labels: [
          {
            pairs: { a: 'v' },
            fields: [
              { path: 'x', group: 'x.io', create: true },
              { path: 'w', version: 'v2', create: true },
              { path: 'u', group: 'apps', version: 'v1', kind: 'Deployment', create: true },
            ],
          },
        ],
      },
    ],
  },
  {
    name: 'labels: a value in several maps is one value',
    objects: deployment,
    layers: [
      { labels: [{ pairs: { a: 'v1', b: 'w' }, includeSelectors: true }, { pairs: { a: 'v2' } }] },
      { namePrefix: 'p-', namespace: 'ml', labels: [{ pairs: { b: 'w2' } }] },
      { commonLabels: { c: 'x' } },
      { labels: [{ pairs: { c: 'x2' }, includeTemplates: true }] },
    ],
  },
  {
    name: 'labels: a value that was there is its own',
    objects:
      '{apiVersion: apps/v1, kind: Deployment, metadata: {name: a}, spec: {template: {metadata: {labels: {a: old}}, spec: {topologySpreadConstraints: [{labelSelector: {matchLabels: {a: old}}}, {labelSelector: {}}, {labelSelector: {matchLabels: {}}}]}}}}',
    layers: [{ commonLabels: { a: 'v1' } }, { labels: [{ pairs: { a: 'v2' } }] }],
  },
  {
    name: 'annotations',
    objects: `
{apiVersion: batch/v1, kind: CronJob, metadata: {name: f}}
---
{apiVersion: v1, kind: ReplicationController, metadata: {name: f, annotations: {b: x}}}
---
{apiVersion: x/v1, kind: StatefulSet, metadata: {name: f}}
---
{apiVersion: x/v1, kind: Job, metadata: {name: f}}`,
    layers: [{ commonAnnotations: { a: 'v', b: '2' } }],
  },
  {
    name: 'replicas: by each name that an object has had',
    objects: `
{apiVersion: apps/v1, kind: Deployment, metadata: {name: e}, spec: null}
---
{apiVersion: foo/v1, kind: StatefulSet, metadata: {name: e}}
---
{apiVersion: apps/v1, kind: StatefulSet, metadata: {name: f}, spec: {replicas: null}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: g}, spec: {replicas: "2"}}
---
{apiVersion: apps/v1, kind: Deployment, metadata: {name: h}, spec: {replicas: two}}
---
{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: f}}`,
    layers: [
      {
        namePrefix: 'p-',
        replicas: [
          { name: 'e', count: 3 },
          { name: 'p-f', count: -1 },
          { name: 'g', count: 0 },
          { name: 'h', count: 4 },
        ],
      },
      { namePrefix: 'q-', replicas: [{ name: 'p-e', count: 5 }] },
    ],
  },
  {
    name: 'replicas: of no object',
    objects: '{apiVersion: apps/v1, kind: DaemonSet, metadata: {name: f}}',
    layers: [{ replicas: [{ name: 'f', count: 1 }] }],
    ...bad,
  },
  {
    name: 'replicas: a list',
    objects: '{apiVersion: apps/v1, kind: Deployment, metadata: {name: f}, spec: {replicas: [1]}}',
    layers: [{ replicas: [{ name: 'f', count: 1 }] }],
    ...bad,
  },
  {
    name: 'images: parts of names',
    objects: pod(
      'nginx',
      '"nginx:1"',
      '"nginx@sha256:12"',
      '"nginx:1@sha256:12"',
      '"nginx:1@md5:12"',
      '"reg:5000/nginx:1"',
      '"reg:5000/nginx"',
      'xnginx',
      'nginx-x',
      '"nginx:"',
      '"nginx:{TAG}"',
      '"nginx:1/2"',
      '5',
      'true',
    ),
    layers: [
      { images: [{ name: 'nginx', newTag: '2' }] },
      { images: [{ name: 'reg:5000/nginx', digest: 'sha256:34' }] },
      {
        images: [
          { name: 'nginx', newName: 'a/b', newTag: '3', digest: 'sha256:56' },
          { name: 'a.b', newName: 'c' },
        ],
      },
      {
        images: [
          { name: '5', newName: 'five' },
          { name: 'reg:5000/(ng)+inx', tagSuffix: '-x' },
          { name: 'c', newTag: '', newName: 'host:1/c:d' },
        ],
      },
    ],
  },
  {
    name: 'images: a suffix, and where it is set twice',
    objects: `${pod('"nginx:1"', 'nginx', '"nginx:1@sha256:12"')}
---
${custom('deep: [{containers: [{image: "nginx:1"}, {}, null]}], containers: {image: nginx}, spec: {containers: null, initContainers: {image: nginx}, ephemeralContainers: [{image: nginx}]}')}
---
{apiVersion: v1, kind: CustomResourceDefinition, metadata: {name: a}, spec: {containers: [{image: nginx}]}}`,
    layers: [
      { images: [{ name: 'nginx', tagSuffix: '-x' }] },
      {
        images: [
          { name: 'nginx', tagSuffix: '-y', newTag: '3' },
          { name: 'nginx', digest: 'sha256:1', tagSuffix: '-y' },
        ],
      },
    ],
  },
  {
    name: 'images: expressions',
    objects: pod('"axx:1"', 'xxb', 'null', '"c@md5:1"', '"C:1"', '""', '":1"'),
    layers: [
      {
        images: [
          { name: 'a|b', newTag: '2' },
          { name: '(?i)c', newTag: '9' },
          { name: '', newTag: '4' },
        ],
      },
      { images: [{ name: '.*', newTag: '3' }] },
    ],
  },
  ...[
    'deep: [{containers: [a]}]',
    'containers: [{image: {repository: x}}]',
    'containers: [[{image: x}]]',
    'spec: text',
    'spec: {template: t}',
    'spec: {containers: t}',
  ].map((fields) => ({
    name: `images: ${fields}`,
    objects: custom(fields),
    layers: [{ images: [{ name: 'x', newTag: '1' }] }],
    ...bad,
  })),
  {
    name: 'images: a broken expression',
    objects: pod('a'),
    layers: [{ images: [{ name: 'a(', newTag: '1' }] }],
    ...bad,
  },
  {
    name: 'images: a broken expression without images',
    objects: deployment,
    layers: [{ images: [{ name: 'a(', newTag: '1' }] }],
  },
]

const pairs = async <A>(items: ReadonlyArray<A>, run: (item: A) => Promise<void>): Promise<void> => {
  const left = [...items]
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await run(item)
  }
  await Promise.all([worker(), worker()])
}

t.test('each edge that was found', needs('kubectl'), async (t) => {
  await pairs(cases, async ({ name, objects, layers, refused }) => {
    const judge = await same(t, name, read(objects), layers)
    t.equal(typeof judge === 'string', refused === true, `${name}: whether Kustomize refuses it`)
  })
})

t.test('any directory', needs('kubectl'), async (t) => {
  const seed = 6
  const any = fc.tuple(
    fc.uniqueArray(object, {
      minLength: 2,
      maxLength: 6,
      selector: idOf,
    }),
    fc.array(kustomizationFields, { minLength: 1, maxLength: 3 }),
  )
  const results: Result[] = []
  await pairs(fc.sample(any, { seed, numRuns: 40 }), async ([objects, layers]) => {
    results.push(await same(t, `seed ${seed}`, objects, layers))
  })
  t.ok(results.filter((one) => typeof one !== 'string').length > 15, 'most of them are built')
})
