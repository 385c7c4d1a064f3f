import t from 'tap'
import { cacheParts } from '../../overlays/agents/cache.js'
import type { AgentsInput } from '../../overlays/agents/table.js'
import { agents } from '../../overlays/index.js'
import { type kube, parts } from '../../src/index.js'
import { ofKind } from '../support/objects.js'
import { built } from '../support/streams.js'

const build = (own: AgentsInput) =>
  built({ overlays: [agents({ glue: [{ queue: 'gpu' }], ...own })], values: { domain: 'a.b' } })
const claims = (own: AgentsInput) =>
  ofKind<kube.PersistentVolumeClaim>(build(own).manifests, 'PersistentVolumeClaim').filter(
    ({ metadata }) => metadata?.name === 'clearml-agents-cache',
  )

t.test('one claim that all nodes share, and that outlives the installation', async (t) => {
  const [claim] = claims({ cache: { enabled: true, storageClass: 'efs', size: '500Gi' } })
  t.match(claim?.spec, {
    accessModes: ['ReadWriteMany'],
    storageClassName: 'efs',
    resources: { requests: { storage: '500Gi' } },
  })
  t.match(claim?.metadata?.annotations, parts.keepAnnotations)
  t.equal(claims({ cache: { enabled: true } })[0]?.spec?.storageClassName, undefined, "the cluster's class")
  t.strictSame(claims({}), [])
  t.strictSame(claims({ cache: { enabled: true, existingClaim: 'mine' } }), [])
})

t.test('datasets and downloads of pip have a directory each, below the home of the tasks', async (t) => {
  t.strictSame(cacheParts(build({ cache: { enabled: true, home: '/home/user/' } }).values), {
    volumes: [{ name: 'cache', persistentVolumeClaim: { claimName: 'clearml-agents-cache' } }],
    volumeMounts: [
      { name: 'cache', mountPath: '/home/user/.clearml/cache', subPath: 'clearml' },
      { name: 'cache', mountPath: '/home/user/.cache/pip', subPath: 'pip' },
    ],
  })
  t.match(cacheParts(build({ cache: { enabled: true, existingClaim: 'mine' } }).values).volumes, [
    { persistentVolumeClaim: { claimName: 'mine' } },
  ])
  t.strictSame(cacheParts(build({}).values), { volumes: [], volumeMounts: [] })
})

t.test('a queue can do without', async (t) => {
  const texts = build({ cache: { enabled: true }, glue: [{ queue: 'a' }, { queue: 'b', cache: false }] })
    .manifests.filter(({ kind }) => kind === 'ConfigMap')
    .map((one) => JSON.stringify(one))
  t.match(
    texts.find((text) => text.includes('clearml-glue-a')),
    'clearml-agents-cache',
  )
  t.notMatch(
    texts.find((text) => text.includes('clearml-glue-b')),
    'clearml-agents-cache',
  )
})
