import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { presets } from '../presets/index.js'
import { type Build, build, type JsonObject, type Overlay, overlay, showError } from '../src/index.js'
import { patchesOver, patchingOf } from '../src/kustomization/patching.js'
import { andThen, withPatches } from '../src/overlay.js'
import { kustomizationIn } from './kustomization/laid.js'
import { idOf } from './support/objects.js'
import { presetNeeds } from './support/streams.js'

/** A kustomization as an overlay. */
const kustomized = (text: string): Overlay =>
  withPatches(overlay({ name: 'team' }), patchingOf(kustomizationIn(text), { leniency: 'strict' }))

/** The objects by their ids, or the errors in words. */
const built = (of: Build): Readonly<Record<string, JsonObject>> | ReadonlyArray<string> => {
  const result = build(of)
  return E.isLeft(result)
    ? result.left.map(showError)
    : Object.fromEntries(result.right.manifests.map((one) => [idOf(one), one]))
}
const warningsOf = (of: Build): ReadonlyArray<string> => {
  const result = build(of)
  return E.isLeft(result) ? result.left.map(showError) : result.right.warnings
}

const replicas = (name: string, count: number): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name },
  spec: { replicas: count },
})
const patching = (...patches: ReadonlyArray<JsonObject>): Overlay => overlay({ name: 'own', patches })

t.test(
  'namePrefix over a whole installation: every rule passes, and no name of before is left',
  async (t) => {
    const renaming = kustomized('namePrefix: team-\nallow: [renamedClaim]')
    for (const preset of presets) {
      const values = presetNeeds[preset.name] ?? {}
      const before = built({ preset, values })
      const after = built({ preset, values, overlays: [renaming] })
      t.notOk(Array.isArray(after), preset.name)
      const expected = Object.keys(before).map((id) =>
        /^(Namespace|CustomResourceDefinition)\//.test(id) ? id : id.replace('/', '/team-'),
      )
      t.strictSame(new Set(Object.keys(after)), new Set(expected), preset.name)
    }
  },
)

t.test('hosts, subjects and claims follow; the name of a Secret that pods make does not', async (t) => {
  const [preset] = presets.filter(({ name }) => name === 'single-node')
  const after = built({
    ...(preset === undefined ? {} : { preset }),
    overlays: [kustomized('namePrefix: team-\nallow: [renamedClaim]')],
  })
  t.match(after, {
    'RoleBinding/team-clearml-credentials': {
      roleRef: { name: 'team-clearml-credentials' },
      subjects: [{ name: 'team-clearml-apiserver', namespace: 'clearml' }, {}, {}],
    },
    'PersistentVolume/team-clearml-redis-data': {
      spec: { claimRef: { name: 'team-clearml-redis-data', namespace: 'clearml' } },
    },
    'Role/team-clearml-credentials': { rules: [{}, { resourceNames: ['clearml-credentials'] }] },
  })
  const text = JSON.stringify(after)
  t.match(text, '{"name":"SECRET_NAME","value":"clearml-credentials"}')
  t.match(text, '{"name":"CLEARML_REDIS_SERVICE_HOST","value":"team-clearml-redis"}')
  t.notMatch(text, /"value":"clearml-(redis|mongodb|elasticsearch|apiserver|fileserver)"/)
})

t.test('namespace moves everything, and what names it', async (t) => {
  const after = built({ overlays: [kustomized('namespace: ml')] })
  t.ok(Object.hasOwn(after, 'Namespace/ml'))
  t.notMatch(JSON.stringify(after), '"namespace":"clearml"')
  t.match(after, { 'RoleBinding/clearml-credentials': { subjects: [{ namespace: 'ml' }, {}, {}] } })
})

t.test('a renamed claim of data is refused where it is not allowed', async (t) => {
  const errors = built({ overlays: [kustomized('namePrefix: team-')] })
  t.match(errors, [/^kustomization.yaml:1:1: .*is renamed: its data would not be found any more/])
})

t.test('an empty list of patches changes nothing; two overlays are both, one after the other', async (t) => {
  t.strictSame(built({ overlays: [patching()] }), built({}))
  const one = patching(replicas('clearml-webserver', 2))
  const two = patching({ patch: replicas('clearml-webserver', 3), allow: ['conflict'] })
  const last = { 'Deployment/clearml-webserver': { spec: { replicas: 3 } } }
  t.match(built({ overlays: [one, two] }), last)
  t.strictSame(built({ overlays: [andThen(one, two)] }), built({ overlays: [one, two] }))
  t.match(built({ overlays: [kustomized('nameSuffix: -x\nallow: [renamedClaim]'), two] }), {
    'Deployment/clearml-webserver-x': { spec: { replicas: 3 } },
  })
})

t.test('patches find what overlays add, whatever the order', async (t) => {
  const added = overlay({
    name: 'added',
    objects: [{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' } }],
  })
  const patch = patching({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'own' }, data: { a: 'b' } })
  for (const overlays of [
    [added, patch],
    [patch, added],
  ]) {
    t.match(built({ overlays }), { 'ConfigMap/own': { data: { a: 'b' } } })
  }
})

t.test('errors of all overlays are reported, each with its place and the nearest name', async (t) => {
  const overlays = [
    patching(replicas('clearml-webservr', 2)),
    patching(replicas('clearml-webserver', 2), { kind: 'A' }),
    kustomized('images: [{name: x}]'),
  ]
  const errors = built({ overlays })
  t.match(errors, [
    /^overlay own: patches\[0\]: no Deployment\/clearml-webservr \(apps\/v1\); did you mean Deployment\/clearml-webserver/,
    'overlay own: patches[1]: metadata.name: expected a name, got nothing',
    /^kustomization.yaml:1:10: images\[0\]: there is no image x/,
  ])
  t.equal(errors.length, 3)
})

t.test('what is no list of patches is a fault of the overlay', async (t) => {
  const of = (patches: unknown) => built({ overlays: [overlay({ name: 'own', patches } as never)] }) // without types
  t.strictSame(of({}), ['overlay own: patches: expected a list of patches, got an object'])
  t.match(of([{ apiVersion: 'v1', kind: 'A', metadata: { name: () => 'a' } }]), [
    /^overlay own: patches\[0\].metadata.name: expected plain data, got/,
  ])
})

t.test(
  'what a value has switched off is left out with a warning; what is misspelt is an error',
  async (t) => {
    const values = { server: { enabled: false } }
    const patch = patching(replicas('clearml-webserver', 2))
    t.match(warningsOf({ values, overlays: [patch] }), [
      'overlay own: patches[0]: left out: clearml-webserver is switched off by a value',
    ])
    t.match(warningsOf({ values, overlays: [patching(replicas('clearml-webservr', 2))] }), [
      /^overlay own: patches\[0\]: no Deployment\/clearml-webservr/,
    ])
    const both = patching(
      { target: { name: 'clearml-redis' }, patch: [{ op: 'remove', path: '/spec' }] },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'clearml', labels: { a: 'b' } } },
    )
    t.match(built({ values, overlays: [both] }), {
      'Namespace/clearml': { metadata: { labels: { a: 'b' } } },
    })
  },
)

t.test(
  'explain tells the same story: the patch is the last writer, what is left out writes nothing',
  async (t) => {
    const overlays = [patching(replicas('clearml-webserver', 2)), patching(replicas('clearml-apiserver', 2))]
    const result = build({ overlays, provenance: true })
    const objects = E.isRight(result) ? (result.right.provenance ?? []) : []
    const leaf = objects
      .find(({ object: { kind, name } }) => kind === 'Deployment' && name === 'clearml-webserver')
      ?.leaves.find(({ path }) => path.join('.') === 'spec.replicas')
    t.match(leaf?.chain.at(-1), { of: 'object', origin: 'overlay own', value: 2 })
  },
)

t.test('a patching of somebody else may refuse, in lines of text', async (t) => {
  const { finish } = patchesOver([], 'own')
  const refusing = withPatches(overlay({ name: 'own' }), { change: () => E.left(['no', 'never']), finish })
  t.strictSame(built({ overlays: [refusing] }), ['no', 'never'])
})
