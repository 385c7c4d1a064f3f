import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { expose } from '../overlays/index.js'
import { presets, singleNode } from '../presets/index.js'
import { buildLayers, madeOf } from '../src/build.js'
import { type Build, build, type JsonObject, type Overlay, overlay } from '../src/index.js'
import { at, leavesOf, showPath } from '../src/json.js'
import { identity, showIdentity } from '../src/kube/identity.js'
import { withPatches } from '../src/overlay.js'
import { explained, type LeafProvenance } from '../src/provenance/index.js'
import { built, cases } from './support/streams.js'

/** Of one object: all of them take a second. */
const leavesOfObject = ({ values = {}, ...input }: Build, object: string): ReadonlyArray<LeafProvenance> => {
  const layers = [{ origin: 'values', tier: 'user' as const, values: values as JsonObject }]
  const detailed = { ...input, ignore: [], layers }
  const result = buildLayers(detailed)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  const found = explained(madeOf(detailed, result.right)).find((one) => showIdentity(one.object) === object)
  return found?.trace().leaves ?? []
}

/** `origin path=value` of each step of the chain, and what is not given. */
const chainOf = (
  input: Build,
  object: string,
  field: string,
): { chain: ReadonlyArray<string>; unset: ReadonlyArray<string> } => {
  const leaf = leavesOfObject(input, object).find(({ path }) => showPath(path) === field)
  const { chain, unset } = leaf ?? ({ chain: [], unset: [] } satisfies Partial<LeafProvenance>)
  return {
    chain: chain.map(
      ({ of, origin, path, value }) =>
        `${origin}: ${of === 'object' ? 'it' : showPath(path)}=${JSON.stringify(value)}`,
    ),
    unset: unset.map(showPath),
  }
}
const edits = (name: string, change: unknown): Overlay => overlay({ name, edits: change as never })
const apiserver = 'Deployment/clearml-apiserver'

t.test('without asking there is none', async (t) => {
  t.equal(built({}).provenance, undefined)
  t.equal(built({ provenance: false }).provenance, undefined)
  t.match(build({ provenance: 1 } as never), {
    left: [{ _tag: 'InvalidInput', path: ['provenance'], expected: 'true or false' }],
  })
})

t.test(
  'every leaf of every object has a chain whose last step is its value, in the order of the stream',
  async (t) => {
    for (const { name, build: input } of cases.slice(0, 2)) {
      const { manifests, provenance = [] } = built({ ...input, provenance: true })
      t.strictSame(
        provenance.map(({ object }) => showIdentity(object)),
        manifests.map((one) => showIdentity(identity(one))),
        name,
      )
      for (const [i, manifest] of manifests.entries()) {
        const leaves = provenance[i]?.leaves ?? []
        t.strictSame(
          leaves.map(({ path }) => path),
          leavesOf(manifest).map(({ path }) => path),
          name,
        )
        t.ok(
          leaves.every(
            ({ path, value, chain }) =>
              chain.length > 0 && JSON.stringify(value) === JSON.stringify(at(manifest, path)),
          ),
          name,
        )
      }
      t.strictSame(manifests, built(input).manifests, 'the stream is the same')
    }
  },
)

t.test('who set this nodeSelector: the value, and not the others that the pod reads', async (t) => {
  t.strictSame(
    chainOf(
      { values: { pods: { nodeSelector: { disk: 'ssd' } } } },
      apiserver,
      'spec.template.spec.nodeSelector.disk',
    ).chain,
    ['values: pods.nodeSelector.disk="ssd"', 'clearml-manifests: it="ssd"'],
  )
})

t.test('who chose this image: the version, from its default on; and what else would change it', async (t) => {
  const image = chainOf({ values: { version: '2.3.0' } }, apiserver, 'spec.template.spec.containers[0].image')
  t.strictSame(image.chain, [
    'by default: version="2.4.0"',
    'values: version="2.3.0"',
    'clearml-manifests: it="docker.io/clearml/server:2.3.0"',
  ])
  t.strictSame([...image.unset].sort(), [
    'apiserver.image.digest',
    'apiserver.image.repository',
    'apiserver.image.tag',
    'imageRegistry',
  ])
})

t.test('who chose these resources: default, preset, user', async (t) => {
  const dev = presets.find(({ name }) => name === 'dev')
  const field = 'spec.template.spec.containers[0].resources.limits.memory'
  t.strictSame(
    chainOf(
      { ...(dev ? { preset: dev } : {}), values: { redis: { resources: { limits: { memory: '256Mi' } } } } },
      'StatefulSet/clearml-redis',
      field,
    ).chain,
    ['by default', 'preset dev', 'values', 'clearml-manifests'].map(
      (origin, i) =>
        `${origin}: ${i < 3 ? `redis.resources.limits.memory` : 'it'}="${['512Mi', '128Mi', '256Mi', '256Mi'][i]}"`,
    ),
  )
})

t.test('who chose this node port: the overlay, through the config that it changes', async (t) => {
  t.strictSame(chainOf({ preset: singleNode }, 'Service/clearml-webserver', 'spec.ports[0].nodePort').chain, [
    'overlay expose: expose.nodePorts.web=30080',
    'clearml-manifests: entries.webserver.nodePort=null',
    'overlay expose: entries.webserver.nodePort=30080',
    'clearml-manifests: it=30080',
  ])
})

t.test('who chose this variable: what the URL is made of', async (t) => {
  const input = {
    overlays: [expose({ type: 'nodePort', host: 'ml', nodePorts: { files: 30081 } })],
    values: { auth: { cookieDomain: 'a.b' } },
  } as Build
  const leaves = leavesOfObject(input, apiserver)
  const leaf = leaves.find(({ value }) => String(value).includes('http://ml'))
  t.match(
    leaf?.chain.map(({ origin, path }) => `${origin} ${showPath(path)}`).join('\n'),
    'overlay expose expose.host',
  )
})

t.test('an edit of the object is there beside what it wins over', async (t) => {
  const input = {
    overlays: [edits('fixed', { apiserver: { deployment: { spec: { replicas: 3 } } } })],
    values: { apiserver: { replicas: 2 } },
  }
  t.strictSame(chainOf(input, apiserver, 'spec.replicas').chain, [
    'by default: apiserver.replicas=1',
    'values: apiserver.replicas=2',
    'clearml-manifests: it=2',
    'overlay fixed: it=3',
  ])
})

t.test('a label, the namespace, and a constant', async (t) => {
  const input = { values: { labels: { team: 'a' }, namespace: { name: 'ml' } } }
  t.strictSame(chainOf(input, apiserver, 'metadata.labels.team').chain, [
    'values: labels.team="a"',
    'clearml-manifests: it="a"',
  ])
  t.strictSame(chainOf(input, apiserver, 'metadata.namespace').chain, [
    'by default: namespace.name="clearml"',
    'values: namespace.name="ml"',
    'clearml-manifests: it="ml"',
  ])
  t.strictSame(chainOf(input, apiserver, 'kind').chain, ['clearml-manifests: it="Deployment"'])
})

t.test('an object that an overlay adds is its own; what a Secret holds is not shown', async (t) => {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' }, stringData: { key: 'hunter2' } }
  const input: Build = { overlays: [overlay({ name: 'more', objects: [secret] })] }
  const result = build({ ...input, provenance: true })
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  const mine = result.right.provenance?.find(({ object }) => object.kind === 'Secret')
  t.match(
    mine?.leaves.find(({ path }) => path[0] === 'stringData'),
    { value: '(not shown)', chain: [{ origin: 'overlay more', value: '(not shown)' }] },
  )
  t.notMatch(JSON.stringify(result.right.provenance), 'hunter2')
})

t.test('code that throws for other values does no harm', async (t) => {
  const picky = edits('picky', {
    apiserver: {
      deployment: {
        spec: {
          replicas: ({ $ }: { $: { values: { apiserver: { replicas: number } } } }) => {
            if ($.values.apiserver.replicas !== 2) throw new Error('only two')
            return 4
          },
        },
      },
    },
  })
  t.strictSame(
    chainOf({ overlays: [picky], values: { apiserver: { replicas: 2 } } }, apiserver, 'spec.replicas').chain,
    ['clearml-manifests: it=2', 'overlay picky: it=4'],
  )
})

t.test('a patch is the last writer of what it changes, and of nothing else', async (t) => {
  const quiet = withPatches(overlay({ name: 'quiet' }), {
    change: (resources) =>
      E.right({
        resources: resources
          .filter(({ manifest: { kind } }) => kind !== 'Role' && kind !== 'RoleBinding')
          .map((one) =>
            one.manifest.kind === 'Namespace'
              ? { ...one, manifest: { ...one.manifest, metadata: { name: 'clearml', labels: { a: 'b' } } } }
              : one,
          ),
        warnings: [],
      }),
    finish: E.right,
  })
  const chain = (field: string) => chainOf({ overlays: [quiet] }, 'Namespace/clearml', field).chain
  t.strictSame(chain('metadata.labels.a'), ['overlay quiet: it="b"'])
  t.strictSame(chain('metadata.name'), [
    'by default: namespace.name="clearml"',
    'clearml-manifests: it="clearml"',
  ])
  t.strictSame(
    leavesOfObject({ overlays: [quiet] }, 'Role/clearml-credentials'),
    [],
    'what it takes away is gone',
  )
})
