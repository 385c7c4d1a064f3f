import fc from 'fast-check'
import t from 'tap'
import { at, isObject, type JsonObject } from '../../src/json.js'
import type { Kustomization } from '../../src/kustomization/kustomization.js'
import { frozen, kustomizationIn, laid, made, resourcesIn } from './laid.js'

const objects = `
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data: {level: info}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
      - {name: web, image: nginx, env: [{name: A, value: a}], envFrom: [{configMapRef: {name: settings}}]}
      - {name: side, image: busybox}
`

/** Fields that go together in any number and order. */
const fields: Readonly<Record<string, fc.Arbitrary<string>>> = {
  namePrefix: fc.constantFrom('p-', 'q-'),
  nameSuffix: fc.constantFrom('-s', '-t'),
  namespace: fc.constantFrom('one', 'two'),
  commonAnnotations: fc.constantFrom('{team: a}', '{team: b, cost: c}'),
  labels: fc.constantFrom('[{pairs: {a: b}}]', '[{pairs: {a: c}, includeTemplates: true}]'),
  images: fc.constantFrom('[{name: nginx, newTag: v1}]', '[{name: nginx, digest: "sha256:1"}]'),
  replicas: fc.constantFrom('[{name: web, count: 3}]', '[{name: web, count: 5}]'),
  configMapGenerator: fc.constantFrom('[{name: more, literals: [a=b]}]'),
  patches: fc.constantFrom(
    '[{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {template: {spec: {containers: [{name: side, tty: true}]}}}}]',
    '[{target: {kind: Deployment}, patch: [{op: add, path: /metadata/annotations, value: {x: w}}]}]',
  ),
}
const kustomization: fc.Arbitrary<Kustomization> = fc.record(fields, { requiredKeys: [] }).map((given) =>
  kustomizationIn(
    `allow: [noEffect]\n${Object.entries(given)
      .map(([field, value]) => `${field}: ${value}`)
      .join('\n')}`,
  ),
)

const id = (manifest: JsonObject): string =>
  JSON.stringify([
    manifest.apiVersion,
    manifest.kind,
    at(manifest, ['metadata', 'namespace']),
    nameOf(manifest),
  ])
const nameOf = (manifest: JsonObject): unknown => at(manifest, ['metadata', 'name'])

t.test('an empty kustomization is the identity, and each resource is the very same', async (t) => {
  const resources = resourcesIn(objects)
  const after = laid(resources, [kustomizationIn('{}'), kustomizationIn('patches: []\nnamePrefix: ""')])
  t.equal(after.length, 2)
  after.forEach((manifest, i) => {
    t.equal(manifest, resources[i]?.manifest)
  })
})

t.test('nothing that is handed in is changed, and objects stay unique', async (t) => {
  fc.assert(
    fc.property(fc.array(kustomization, { maxLength: 3 }), (layers) => {
      const after = laid(resourcesIn(objects), frozen(layers)) // a change would throw
      const ids = after.map((one) => (isObject(one) ? id(one) : one))
      return new Set(ids).size === ids.length
    }),
    { numRuns: 60 },
  )
  t.pass()
})

t.test('equal data gives equal objects, and a reference leads to what it named', async (t) => {
  fc.assert(
    fc.property(fc.array(kustomization, { maxLength: 3 }), (layers) => {
      const [first, second] = [laid(objects, layers), laid(objects, layers)]
      t.same(first, second)
      const [settings, web] = ['ConfigMap', 'Deployment'].map((kind) =>
        first.find((one): one is JsonObject => isObject(one) && one.kind === kind),
      )
      if (settings === undefined || web === undefined) return first.every((one) => typeof one === 'string')
      const path = ['spec', 'template', 'spec', 'containers']
      const containers = at(web, path)
      const main = Array.isArray(containers) ? containers.find(({ name }) => name === 'web') : undefined
      return at(main, ['envFrom', 0, 'configMapRef', 'name']) === nameOf(settings)
    }),
    { numRuns: 40 },
  )
  t.pass()
})

t.test(
  'two layers are a kustomization of one directory over another, also when the first renames',
  async (t) => {
    const inner = kustomizationIn('namePrefix: p-\nnamespace: ml\nlabels: [{pairs: {a: b}}]')
    const outer = kustomizationIn(`
nameSuffix: -s
patches:
- {apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: 4}}
- {target: {kind: ConfigMap, name: p-settings}, patch: [{op: replace, path: /data/level, value: debug}]}
`)
    const manifests = resourcesIn(objects).map(({ manifest }) => ({ manifest, place: { origin: 'x' } }))
    const source = { _tag: 'Manifests', path: 'x', manifests } as const
    const nested = { ...inner, resources: [source] }
    t.same(
      made({ ...outer, resources: [{ _tag: 'Directory', kustomization: nested }] }),
      laid(objects, [inner, outer]),
    )
    t.match(laid(objects, [inner, outer]), [
      { metadata: { name: 'p-settings-s', namespace: 'ml' }, data: { level: 'debug' } },
      { metadata: { name: 'p-web-s' }, spec: { replicas: 4 } },
    ])
  },
)

t.test('any two layers are the one directory over the other', async (t) => {
  fc.assert(
    fc.property(kustomization, kustomization, (inner, outer) => {
      const nested = { ...inner, resources: [source()] }
      const whole = made({ ...outer, resources: [{ _tag: 'Directory', kustomization: nested }] })
      const layers = laid(objects, [inner, outer])
      const byId = (all: typeof whole) =>
        Object.fromEntries(all.map((one) => [isObject(one) ? id(one) : one, one]))
      t.strictSame(byId(whole), byId(layers))
    }),
    { numRuns: 40 },
  )
})

t.test('a component changes what is there; a kustomization only what it names', async (t) => {
  const inner = kustomizationIn('namePrefix: p-')
  const base = { ...kustomizationIn('{}'), resources: [source()] }
  t.match(made({ ...base, components: [inner] }), [{ metadata: { name: 'p-settings' } }, {}])
  const beside = made({
    ...base,
    resources: [source(), { _tag: 'Directory', kustomization: { ...inner, resources: [other] } }],
  })
  t.strictSame(beside.map((one) => isObject(one) && nameOf(one)).toSorted(), ['p-other', 'settings', 'web'])
})

const source = () =>
  ({
    _tag: 'Manifests',
    path: 'x',
    manifests: resourcesIn(objects).map(({ manifest }) => ({ manifest, place: { origin: 'x' } })),
  }) as const
const other = {
  _tag: 'Manifests',
  path: 'y',
  manifests: [
    {
      manifest: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'other' } },
      place: { origin: 'y' },
    },
  ],
} as const

t.test('generated objects get their hash at the end, and what names them follows', async (t) => {
  const after = laid(objects.replace('name: settings}\ndata: {level: info}', 'name: x}'), [
    'configMapGenerator: [{name: settings, literals: [level=debug]}]',
    'configMapGenerator: [{name: settings, behavior: merge, literals: [more=a]}]',
  ])
  const generated = after.find((one) => isObject(one) && one.data !== undefined)
  t.match(generated, { metadata: { name: /^settings-[a-z0-9]{10}$/ }, data: { level: 'debug', more: 'a' } })
  t.match(JSON.stringify(after), `"configMapRef":{"name":"${isObject(generated) && nameOf(generated)}"}`)
})

t.test('what is for tools only is left out', async (t) => {
  const local = `
apiVersion: v1
kind: ConfigMap
metadata: {name: a, annotations: {config.kubernetes.io/local-config: "true"}}
---
apiVersion: v1
kind: ConfigMap
metadata: {name: b, annotations: {config.kubernetes.io/local-config: "false"}}
`
  t.match(laid(local, []), [{ metadata: { name: 'b' } }])
  t.equal(laid(local, []).length, 1)
})

t.test('errors of all fields are reported together, each with its place', async (t) => {
  t.strictSame(
    laid(objects, [
      `patches:
- {apiVersion: apps/v1, kind: Deployment, metadata: {name: wbe}, spec: {replicas: 2}}
replicas:
- {name: wed, count: 2}
images:
- {name: ngin, newTag: v1}
`,
    ]),
    [
      'kustomization.yaml:2:3: no Deployment/wbe (apps/v1); did you mean Deployment/web (apps/v1)? (allow: [unmatched] if it need not be there)',
      'kustomization.yaml:4:3: replicas[0]: there is no Deployment, ReplicationController, ReplicaSet, StatefulSet of the name wed; did you mean web? (allow: [unmatched] if it need not be there)',
      'kustomization.yaml:6:3: images[0]: there is no image ngin; did you mean nginx? (allow: [unmatched] if it need not be there)',
    ],
  )
})

t.test('a claim of data may go only where that is allowed', async (t) => {
  const claim = 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: data}\n'
  const keepsClaims = { leniency: 'strict', keepsClaims: true } as const
  t.strictSame(laid(claim, ['namePrefix: p-'], keepsClaims), [
    'kustomization.yaml:1:1: PersistentVolumeClaim/data (v1) is renamed: its data would not be found any more (allow: [renamedClaim] if it is meant so)',
  ])
  t.match(laid(claim, ['namePrefix: p-\nallow: [renamedClaim]'], keepsClaims), [
    { metadata: { name: 'p-data' } },
  ])
  const removal =
    'patches: [{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, $patch: delete}]'
  t.match(laid(claim, [removal], keepsClaims), [/^kustomization.yaml:1:11: .* is removed: .*removedClaim/])
  t.match(laid(claim, [`${removal}\nallow: [renamedClaim]`], keepsClaims), [/is removed/])
  t.strictSame(laid(claim, [`${removal}\nallow: [removedClaim]`], keepsClaims), [])
  t.strictSame(laid(claim, [removal]), [], 'where nobody asks for it')
})
