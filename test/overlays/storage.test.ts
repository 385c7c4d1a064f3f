import t from 'tap'
import { cloud, ephemeral, hostpath, nfs } from '../../overlays/index.js'
import { type Overlay, part, type ValuesInput } from '../../src/index.js'
import type { PersistentVolume, PersistentVolumeClaim } from '../../src/kube/types.js'
import { notes } from '../../src/notes.js'
import { idOf, ofKind, podOf, pods } from '../support/objects.js'
import { built, cases } from '../support/streams.js'

// What every overlay of the slot `storage` keeps, so that one can be exchanged for another.
const overlays: Readonly<Record<string, Overlay | null>> = {
  none: null,
  hostpath: hostpath(),
  nfs: nfs({ server: '10.0.0.5', path: '/exports' }),
  cloud: cloud({ storageClass: 'gp3' }),
  ephemeral: ephemeral(),
}
const build = (overlay: Overlay | null, values: ValuesInput = {}) =>
  built({ overlays: overlay === null ? [] : [overlay], values })
const claims = (overlay: Overlay | null) =>
  ofKind<PersistentVolumeClaim>(build(overlay).manifests, 'PersistentVolumeClaim').map(
    ({ metadata }) => metadata?.name,
  )
const volumes = (overlay: Overlay, values: ValuesInput = {}) =>
  ofKind<PersistentVolume>(build(overlay, values).manifests, 'PersistentVolume')

t.test('workloads keep kind, name, strategy and selector whatever the storage', async (t) => {
  const shape = (overlay: Overlay | null) =>
    pods(build(overlay).manifests).map(({ name, workload, selector }) => ({
      name,
      kind: workload.kind,
      id: workload.metadata?.name,
      strategy: workload.spec && 'strategy' in workload.spec ? workload.spec.strategy : undefined,
      selector,
    }))
  for (const [name, overlay] of Object.entries(overlays)) t.strictSame(shape(overlay), shape(null), name)
})

t.test('a claim has the same name whatever makes its volume', async (t) => {
  const names = ['elasticsearch', 'fileserver', 'mongodb', 'redis'].map((of) => `clearml-${of}-data`)
  for (const [name, overlay] of Object.entries(overlays))
    t.same(claims(overlay), name === 'ephemeral' ? [] : names, name)
})

for (const { name, build } of cases) {
  t.test(`${name}: the parts data and app share nothing and are all`, async (t) => {
    const { manifests } = built(build)
    const [data, app] = [part('data')(manifests), part('app')(manifests)]
    t.same([...data, ...app].map(idOf).sort(), manifests.map(idOf).sort())
    t.ok(
      data.every(({ kind }) =>
        ['Namespace', 'PersistentVolume', 'PersistentVolumeClaim'].includes(String(kind)),
      ),
    )
    t.notOk(app.some(({ kind }) => String(kind).startsWith('Persistent') || kind === 'Namespace'))
  })
}

t.test('hostpath pins the data to the node that carries the label, or to one node by name', async (t) => {
  const terms = (overlay: Overlay) =>
    volumes(overlay).map(({ spec }) => spec?.nodeAffinity?.required?.nodeSelectorTerms[0]?.matchExpressions)
  t.same(new Set(terms(hostpath()).map((one) => JSON.stringify(one))).size, 1)
  t.same(terms(hostpath())[0], [{ key: 'app', operator: 'In', values: ['clearml'] }])
  t.same(terms(hostpath({ node: 'ml-1' }))[0], [
    { key: 'kubernetes.io/hostname', operator: 'In', values: ['ml-1'] },
  ])
  t.throws(() => volumes(hostpath({ nodeLabels: { app: null } as unknown as Record<string, string> })), {
    message: /hostpath\.nodeLabels: expected a label at least, or hostpath\.node/,
  })
})

t.test(
  'hostpath opens no directory that Elasticsearch 7 or MongoDB 3.6 wrote, and keeps the files where they lay',
  async (t) => {
    const paths = volumes(hostpath()).map(({ spec }) => spec?.hostPath?.path)
    t.same(paths, [
      '/opt/clearml/data/server_2/elasticsearch',
      '/opt/clearml/data/fileserver',
      '/opt/clearml/data/server_2/mongodb',
      '/opt/clearml/data/server_2/redis',
    ])
  },
)

t.test('volumes and directories carry the namespace when it is not the default one', async (t) => {
  for (const overlay of [hostpath({ path: '/data' }), nfs({ server: 'nfs', path: '/data' })]) {
    const [first] = volumes(overlay, { namespace: 'ml' })
    t.equal(first?.metadata?.name, 'clearml-elasticsearch-data-ml')
    t.equal(first?.spec?.hostPath?.path ?? first?.spec?.nfs?.path, '/data/ns/ml/server_2/elasticsearch')
    t.match(first?.spec?.claimRef, { name: 'clearml-elasticsearch-data', namespace: 'ml' })
  }
})

t.test('hostpath gives the directories to their users, as root, unless told not to', async (t) => {
  const prepare = (overlay: Overlay, values: ValuesInput = {}) =>
    pods(build(overlay, values).manifests).flatMap(({ name, init }) =>
      init
        .filter((one) => one.name === 'prepare')
        .map((one) => `${name}: ${one.command?.[2]?.split('\n')[0]}`),
    )
  t.same(prepare(hostpath()), [
    'elasticsearch: [ "$(stat -c %u /usr/share/elasticsearch/data)" = 1000 ] || chown -R 1000:1000 /usr/share/elasticsearch/data',
    'mongodb: [ "$(stat -c %u /data/db)" = 999 ] || chown -R 999:999 /data/db',
    'redis: [ "$(stat -c %u /data)" = 999 ] || chown -R 999:999 /data',
    'fileserver: [ "$(stat -c %u /mnt/fileserver)" = 1000 ] || chown -R 1000:1000 /mnt/fileserver',
  ])
  t.match(
    prepare(hostpath(), { redis: { podSecurityContext: { runAsUser: 7, fsGroup: 8 } } })[2],
    'chown -R 7:8',
  )
  t.match(prepare(hostpath(), { redis: { securityContext: { runAsUser: 7 } } })[2], 'chown -R 7:999')
  t.equal(
    prepare(hostpath(), { redis: { storage: { existingClaim: 'mine' } } }).length,
    3,
    'not a claim of the user',
  )
  t.same(prepare(hostpath({ prepare: false })), [])
  t.match(
    notes(build(hostpath({ prepare: false }))),
    'install -d -o 999 -g 999 -m 0770 /opt/clearml/data/server_2/mongodb',
  )
  t.notMatch(notes(build(hostpath())), 'install -d')
})

t.test('nfs mounts one export, one path for each store, on any node', async (t) => {
  const overlay = nfs({ server: '10.0.0.5', path: '/exports/clearml' })
  for (const { spec } of volumes(overlay)) {
    t.equal(spec?.nfs?.server, '10.0.0.5')
    t.same(spec?.mountOptions, ['hard', 'nfsvers=4.1'])
    t.equal(spec?.nodeAffinity, undefined)
  }
  t.equal(new Set(volumes(overlay).map(({ spec }) => spec?.nfs?.path)).size, 4)
  t.notMatch(JSON.stringify(build(overlay).manifests), 'subPath')
  t.same(
    volumes(nfs({ server: 'a', path: '/b', mountOptions: ['nfsvers=3', 'nolock'] }))[0]?.spec?.mountOptions,
    ['nfsvers=3', 'nolock'],
  )
})

t.test('nfs needs no root by default, and says what to make on the server', async (t) => {
  const overlay = nfs({ server: 'files.example.com', path: '/exports' })
  const { manifests } = build(overlay)
  for (const of of ['elasticsearch', 'mongodb', 'redis', 'fileserver']) {
    const { init, spec } = podOf(manifests, of)
    t.notOk(
      init.some(({ securityContext }) => securityContext?.runAsUser === 0),
      of,
    )
    t.ok(spec.securityContext?.runAsNonRoot, of)
  }
  t.match(
    notes(build(overlay)),
    [
      'Make these directories on files.example.com, as root, before the first start:',
      '    install -d -o 1000 -g 1000 -m 0770 /exports/server_2/elasticsearch',
      '    install -d -o 999 -g 999 -m 0770 /exports/server_2/mongodb',
      '    install -d -o 999 -g 999 -m 0770 /exports/server_2/redis',
      '    install -d -o 1000 -g 1000 -m 0770 /exports/fileserver',
    ].join('\n'),
  )
  const prepared = build(nfs({ server: 'a', path: '/b', prepare: true })).manifests
  t.ok(podOf(prepared, 'mongodb').init.some(({ name }) => name === 'prepare'))
})

t.test('nfs says what it cannot do without', async (t) => {
  t.throws(() => build(nfs()), {
    message: /nfs\.server is required: .* For example: --set nfs\.server=10\.0\.0\.5\nnfs\.path is required/,
  })
  t.throws(() => build(nfs({ server: 'nfs://a', path: 'exports' })), {
    message: /nfs\.server: expected a host name.*\n.*nfs\.path: expected an absolute path/,
  })
})

t.test('ephemeral keeps nothing, in emptyDirs no bigger than the claims would be', async (t) => {
  const { manifests } = build(ephemeral(), { redis: { storage: { size: '2Gi' } } })
  t.same(podOf(manifests, 'redis').volumes[0], { name: 'data', emptyDir: { sizeLimit: '2Gi' } })
  t.throws(() => build(ephemeral(), { redis: { storage: { existingClaim: 'mine' } } }), {
    message: /redis\.storage\.existingClaim: means nothing with the overlay ephemeral: it uses no claims/,
  })
})

t.test(
  'a claim that exists is mounted, and nothing is made for it, under each overlay with claims',
  async (t) => {
    for (const [name, overlay] of Object.entries(overlays)) {
      if (name === 'ephemeral') continue
      const { manifests } = build(overlay, { mongodb: { storage: { existingClaim: 'my-claim' } } })
      t.match(
        podOf(manifests, 'mongodb').volumes[0],
        { persistentVolumeClaim: { claimName: 'my-claim' } },
        name,
      )
      t.same(
        manifests.map(idOf).filter((id) => id.startsWith('Persistent') && id.includes('mongodb')),
        [],
        name,
      )
    }
  },
)

t.test('a volume has no empty class, which the API server would drop; its claim keeps it', async (t) => {
  for (const overlay of [hostpath(), nfs({ server: 'nfs', path: '/data' })]) {
    const { manifests } = build(overlay)
    for (const { spec } of ofKind<PersistentVolume>(manifests, 'PersistentVolume'))
      t.notOk('storageClassName' in (spec ?? {}))
    for (const { spec } of ofKind<PersistentVolumeClaim>(manifests, 'PersistentVolumeClaim'))
      t.equal(spec?.storageClassName, '')
  }
})
