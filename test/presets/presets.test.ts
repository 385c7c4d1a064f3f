import t from 'tap'
import { nfs } from '../../overlays/index.js'
import { cloudReady, dev, presets, remoteAgents, singleNode } from '../../presets/index.js'
import type { PersistentVolume, Service } from '../../src/kube/types.js'
import { notes } from '../../src/notes.js'
import { envOf, type Manifests, ofKind, podOf, pods } from '../support/objects.js'
import { built } from '../support/streams.js'

const nodePorts = (manifests: Manifests) =>
  ofKind<Service>(manifests, 'Service').flatMap(({ spec }) =>
    (spec?.ports ?? []).flatMap(({ nodePort }) => nodePort ?? []),
  )
const volumes = (manifests: Manifests) => ofKind<PersistentVolume>(manifests, 'PersistentVolume')

t.test('single-node gives what the chart clearml-server-chart gave', async (t) => {
  const { manifests, config, warnings } = built({
    preset: singleNode,
    values: { expose: { host: 'ml-node-1' } } as object,
  })
  t.same(nodePorts(manifests), [30008, 30081, 30080])
  t.equal(volumes(manifests).length, 4)
  t.ok(volumes(manifests).every(({ spec }) => spec?.hostPath?.path.startsWith('/opt/clearml/data/')))
  t.equal(config.urls.web, 'http://ml-node-1:30080')
  t.match(warnings, [/^Users sign in over plain http/])
  t.equal(warnings.length, 1)
  t.match(
    built({ preset: singleNode }).warnings,
    [/`expose\.host`/],
    'without a host it says what will not work',
  )
})

t.test(
  '--overlay nfs on single-node means NFS: a user’s overlay fills the slot, the node ports stay',
  async (t) => {
    const { manifests } = built({ preset: singleNode, overlays: [nfs({ server: '10.0.0.5', path: '/x' })] })
    t.ok(volumes(manifests).every(({ spec }) => spec?.nfs !== undefined && spec.hostPath === undefined))
    t.same(nodePorts(manifests), [30008, 30081, 30080])
  },
)

t.test('cloud-ready gives claims on a StorageClass and three hosts of one domain', async (t) => {
  const { manifests, config } = built({ preset: cloudReady, values: { domain: 'clearml.example.com' } })
  t.equal(volumes(manifests).length, 0)
  t.equal(manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim').length, 4)
  t.equal(manifests.filter(({ kind }) => kind === 'Ingress').length, 1)
  t.equal(config.urls.files, 'http://files.clearml.example.com')
  t.throws(() => built({ preset: cloudReady }), { message: /--set domain=clearml\.example\.com/ })
})

t.test('dev is small, keeps nothing, and is reached by port-forward', async (t) => {
  const started = built({ preset: dev })
  const { manifests } = started
  t.notOk(manifests.some(({ kind }) => String(kind).startsWith('Persistent')))
  const mebibytes = pods(manifests).map(({ main }) => {
    const [, count, unit] = /^([0-9]+)(Mi|Gi)$/.exec(main.resources?.requests?.memory ?? '') ?? []
    return Number(count) * (unit === 'Gi' ? 1024 : 1)
  })
  t.ok(mebibytes.reduce((a, b) => a + b, 0) < 2048, `${mebibytes} MiB are asked for`)
  t.match(notes(started), 'kubectl -n clearml port-forward service/clearml-webserver 8080')
  t.match(JSON.stringify(podOf(manifests, 'webserver').main.env), 'http://localhost:8008')
})

t.test('remote-agents is agents alone, of the server that is named', async (t) => {
  const { manifests, warnings } = built({
    preset: remoteAgents,
    values: {
      agents: {
        server: { api: 'https://api.clear.ml', files: 'https://files.clear.ml' },
        existingSecret: 'clearml-agent-keys',
      },
    } as object,
  })
  t.same([...new Set(manifests.map(({ kind }) => kind))].sort(), [
    'ConfigMap',
    'Deployment',
    'Namespace',
    'ServiceAccount',
  ])
  t.equal(envOf(podOf(manifests, 'agent-services').main).CLEARML_API_HOST, 'https://api.clear.ml')
  t.same(warnings, [])
  t.throws(() => built({ preset: remoteAgents }), { message: /agents\.existingSecret/ })
})

t.test('a preset is values and overlays only, and its example is what it needs', async (t) => {
  t.same(
    presets.map(({ name }) => name),
    ['single-node', 'cloud-ready', 'dev', 'remote-agents'],
  )
  for (const preset of presets)
    t.same(Object.keys(preset).sort(), ['doc', 'example', 'name', 'overlays', 'values'], preset.name)
})
