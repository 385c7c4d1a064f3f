import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import * as yaml from 'yaml'
import { isArray, isObject, type Json, type JsonObject, type Path, showPath } from '../../src/json.js'
import { parseStream } from '../../src/node/readStream.js'
import { kubeVersions, type SchemaFinding, showSchemaFinding, validate } from '../../src/openapi/index.js'
import { changed, idOf } from '../support/objects.js'
import { built, cases } from '../support/streams.js'
import { examples } from './examples.js'

const manifestsOf = (text: string): ReadonlyArray<JsonObject> => {
  const documents = parseStream(yaml, text, 'x.yaml')
  if (E.isLeft(documents)) throw new Error(JSON.stringify(documents.left))
  return documents.right.map(({ manifest }) => manifest)
}

const judged = (manifests: ReadonlyArray<JsonObject>, version?: string): ReadonlyArray<SchemaFinding> =>
  validate(
    manifests.map((manifest) => ({ manifest })),
    version === undefined ? {} : { version },
  )

const all = manifestsOf(Object.values(examples).join('\n---\n'))

t.test('there are seven versions, and the examples pass in each of them', async (t) => {
  t.equal(kubeVersions.length, 7)
  for (const version of kubeVersions) t.same(judged(all, version).map(showSchemaFinding), [], version)
  t.ok(all.length >= 30)
})

for (const version of kubeVersions) {
  t.test(`every stream of ours passes for Kubernetes ${version}`, async (t) => {
    for (const { name, build } of cases) {
      const findings = judged(built(build).manifests, version)
      t.same(findings.filter(({ severity }) => severity === 'error').map(showSchemaFinding), [], name)
      t.same(
        new Set(findings.map(({ _tag }) => _tag)),
        new Set(findings.length > 0 ? ['NoSchema'] : []),
        name,
      )
    }
  })
}

/** Every field of a manifest, leaving out the keys of maps, which are the user's own. */
const fieldsOf = (value: Json, path: Path = []): ReadonlyArray<Path> => {
  if (isArray(value)) return value.flatMap((item, index) => fieldsOf(item, [...path, index]))
  if (!isObject(value)) return []
  return Object.entries(value).flatMap(([key, item]) => {
    const here = [...path, key]
    return OWN_KEYS.includes(key) ? [here] : [here, ...fieldsOf(item, here)]
  })
}

/** Maps, and what holds any JSON. */
const OWN_KEYS = [
  ...['labels', 'annotations', 'matchLabels', 'nodeSelector', 'parameters', 'properties'],
  ...['requests', 'limits', 'capacity', 'hard', 'data', 'stringData', 'binaryData', 'anything'],
  ...['default', 'defaultRequest', 'min', 'max'],
]

const isMap = (path: Path, kind: unknown): boolean =>
  kind === 'Service' && path[path.length - 1] === 'selector' && path.length === 2

/** The same with the last key of `path` misspelt. */
const misspelt = (value: Json, path: Path, name: string): Json => {
  const [step, ...rest] = path
  if (isArray(value)) return value.map((item, index) => (index === step ? misspelt(item, rest, name) : item))
  if (!isObject(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => {
      if (key !== step) return [key, item]
      return rest.length === 0 ? [name, item] : [key, misspelt(item, rest, name)]
    }),
  )
}

const own = all.filter(({ kind }) => kind !== 'CronTab' && kind !== 'List')

t.test(
  'a typo in any field, at any depth, gives exactly one message with its path and the right name',
  async (t) => {
    let count = 0
    for (const manifest of own) {
      for (const path of fieldsOf(manifest)) {
        const field = String(path[path.length - 1])
        if (path.length === 1 && (field === 'apiVersion' || field === 'kind')) continue
        if (isMap(path.slice(0, -1), manifest.kind)) continue
        count += 1
        const name = `${field}zz`
        const found = judged([misspelt(manifest, path, name) as JsonObject]) // a map stays a map
        const errors = found.filter(({ severity }) => severity === 'error')
        const [first] = errors
        const shown = `${idOf(manifest)} ${showPath(path)}: ${errors.map(showSchemaFinding).join('; ')}`
        if (errors.length !== 1 || first?._tag !== 'UnknownField') t.fail(shown)
        else if (showPath(first.path) !== showPath([...path.slice(0, -1), name])) t.fail(shown)
        else if (!first.known.includes(field)) t.fail(shown)
      }
    }
    t.ok(count > 500, `${count} typos`)
  },
)

t.test('a value of another type, in any field, gives exactly one message with its path', async (t) => {
  let count = 0
  for (const manifest of own) {
    for (const path of fieldsOf(manifest)) {
      const field = String(path[path.length - 1])
      if (path.length === 1 || isMap(path.slice(0, -1), manifest.kind)) continue
      if (field === 'default' && manifest.kind === 'CustomResourceDefinition') continue // any JSON
      count += 1
      const found = judged(changed([manifest], idOf(manifest), path, [{ a: [] }]))
      const errors = found.filter(({ severity }) => severity === 'error')
      const shown = `${idOf(manifest)} ${showPath(path)}: ${errors.map(showSchemaFinding).join('; ')}`
      if (!errors.every((one) => showPath(one.path).startsWith(showPath(path))) || errors.length === 0)
        t.fail(shown)
      if (errors.filter(({ _tag }) => _tag === 'WrongType').length > 1) t.fail(shown)
    }
  }
  t.ok(count > 500, `${count} values`)
})

const deployment = manifestsOf(examples.deployment ?? '')
const lines = (manifests: ReadonlyArray<JsonObject>, version: string): ReadonlyArray<string> =>
  judged(manifests, version).map(showSchemaFinding)

t.test('what only newer versions have is refused by older ones', async (t) => {
  const id = 'Deployment/web'
  const spec: Path = ['spec', 'template', 'spec']
  const override = changed(deployment, id, [...spec, 'hostnameOverride'], 'a')
  t.same(lines(override, '1.34'), [])
  t.same(lines(override, '1.33'), [
    'Deployment/web spec.template.spec: unknown field "hostnameOverride" in Kubernetes 1.33; it comes with 1.34',
  ])
  const stop = changed(deployment, id, [...spec, 'containers', 0, 'lifecycle', 'stopSignal'], 'SIGUSR1')
  t.same(lines(stop, '1.33'), [])
  t.match(lines(stop, '1.32'), [/unknown field "stopSignal" in Kubernetes 1.32; it comes with 1.33$/])
  const image = changed(deployment, id, [...spec, 'volumes', 1], {
    name: 'cache',
    image: { reference: 'a:1' },
  })
  t.same(lines(image, '1.31'), [])
  t.match(lines(image, '1.30'), [/unknown field "image" in Kubernetes 1.30; it comes with 1.31$/])
  const claim = {
    apiVersion: 'resource.k8s.io/v1',
    kind: 'ResourceClaim',
    metadata: { name: 'gpu' },
    spec: {},
  }
  t.same(lines([claim], '1.34'), [])
  t.same(lines([claim], '1.33'), [
    'ResourceClaim/gpu apiVersion: resource.k8s.io/v1 ResourceClaim is not in Kubernetes 1.33, it comes with 1.34; use resource.k8s.io/v1beta2 or resource.k8s.io/v1beta1 or resource.k8s.io/v1alpha3',
  ])
  const dotted = changed(deployment, id, [...spec, 'containers', 0, 'env', 0, 'name'], 'a b')
  t.same(lines(dotted, '1.32'), [], 'names of variables are relaxed since 1.32')
  t.match(lines(dotted, '1.31'), [/env\[0\]\.name: expected a name of letters, digits, _ - and \./])
})

t.test('what older versions had is removed in newer ones, and said to be deprecated before', async (t) => {
  const flow = {
    apiVersion: 'flowcontrol.apiserver.k8s.io/v1beta3',
    kind: 'FlowSchema',
    metadata: { name: 'health' },
    spec: { priorityLevelConfiguration: { name: 'exempt' } },
  }
  t.same(lines([flow], '1.31'), [
    'warning: FlowSchema/health apiVersion: flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema is deprecated since Kubernetes 1.29, removed in 1.32; use flowcontrol.apiserver.k8s.io/v1',
  ])
  t.same(lines([flow], '1.32'), [
    'FlowSchema/health apiVersion: flowcontrol.apiserver.k8s.io/v1beta3 FlowSchema was removed in Kubernetes 1.32; use flowcontrol.apiserver.k8s.io/v1',
  ])
  const old = changed(deployment, 'Deployment/web', ['spec', 'template', 'spec', 'serviceAccount'], 'web')
  t.same(lines(old, '1.36'), ['warning: Deployment/web spec.template.spec.serviceAccount: is deprecated'])
})

t.test('what a Secret holds is in no message', async (t) => {
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'a' },
    data: { key: 'hunter2!' },
    stringData: { pin: 4711 },
    hunter3: 'x',
  }
  const text = lines([secret], '1.36').join('\n')
  t.notMatch(text, /hunter2|4711/)
  t.match(text, 'Secret/a stringData.pin: expected a string, got a number; quote it')
})

t.test('what the API server takes for no value is none', async (t) => {
  const id = 'Deployment/web'
  const paths: ReadonlyArray<readonly [Path, Json]> = [
    [['metadata', 'creationTimestamp'], null],
    [['status'], {}],
    [['spec', 'strategy', 'type'], ''],
    [['spec', 'template', 'spec', 'restartPolicy'], ''],
    [['spec', 'template', 'spec', 'containers', 0, 'imagePullPolicy'], ''],
    [['spec', 'template', 'spec', 'tolerations'], null],
    [['metadata', 'labels', 'empty'], ''],
    [['spec', 'template', 'spec', 'containers', 0, 'resources', 'limits', 'cpu'], 1],
  ]
  for (const [path, value] of paths)
    t.same(lines(changed(deployment, id, path, value), '1.36'), [], showPath(path))
})

t.test('any JSON is judged without a throw', async (t) => {
  const odd: ReadonlyArray<JsonObject> = [
    {},
    { kind: 'Pod' },
    { apiVersion: 1, kind: [] },
    { apiVersion: 'v1', kind: 'Pod', metadata: null, spec: null },
    { apiVersion: 'v1', kind: 'Pod', metadata: [], spec: 'x' },
    { apiVersion: 'v1', kind: 'List', items: [null, 1, { apiVersion: 'v1', kind: 'Pod' }] },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'a' },
      spec: { ports: [null, 1, []], selector: [] },
    },
    { apiVersion: '__proto__', kind: 'constructor', metadata: { name: 'toString' } },
  ]
  for (const one of odd) t.not(judged([one]).length, 0, JSON.stringify(one))
})
