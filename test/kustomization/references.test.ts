import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { parseAllDocuments } from 'yaml'
import type { JsonObject } from '../../src/json.js'
import { showKustomizationError } from '../../src/kustomization/error.js'
import { withReferences } from '../../src/kustomization/references.js'
import { type Resource, remembered } from '../../src/patch/resource.js'

/** The objects of a text; the name of each is put together of `name` and, where it is renamed, `was`. */
const objects = (text: string): ReadonlyArray<Resource> =>
  parseAllDocuments(text).map((document) => {
    const { was, ...manifest } = document.toJS() as JsonObject // maps all
    const now: Resource = { manifest, previous: [] }
    if (typeof was !== 'object' || was === null) return now
    const before = { ...manifest, metadata: was as JsonObject } // metadata of what it was
    return { ...remembered({ manifest: before, previous: [] }), manifest }
  })

const followed = (text: string, leniency: 'strict' | 'kustomize' = 'strict'): ReadonlyArray<JsonObject> => {
  const result = withReferences(objects(text), { leniency })
  if (E.isLeft(result)) throw new Error(result.left.map(showKustomizationError).join('\n'))
  return result.right.map(({ manifest }) => manifest)
}
const last = (text: string, leniency?: 'strict' | 'kustomize'): JsonObject =>
  followed(text, leniency).at(-1) ?? {}

const service = `
apiVersion: v1
kind: Service
metadata: {name: p-redis, namespace: prod}
was: {name: redis, namespace: ml}
spec: {ports: [{port: 6379}]}
`

t.test('nothing renamed is nothing changed', async (t) => {
  const all = objects('{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {serviceAccountName: a}}')
  t.strictSame(withReferences(all, { leniency: 'strict' }), E.right(all))
})

t.test('a claim that a PersistentVolume is kept for, which Kustomize forgets', async (t) => {
  const text = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: p-data, namespace: prod}
was: {name: data, namespace: ml}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: pv}
spec: {claimRef: {name: data, namespace: ml}}
`
  t.strictSame(last(text).spec, { claimRef: { name: 'p-data', namespace: 'prod' } })
  t.strictSame(last(text, 'kustomize').spec, { claimRef: { name: 'data', namespace: 'ml' } })
})

t.test('a claim of a renamed StatefulSet', async (t) => {
  const text = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: p-mongodb, namespace: ml}
was: {name: mongodb, namespace: ml}
spec: {volumeClaimTemplates: [{metadata: {name: data}}]}
---
apiVersion: v1
kind: PersistentVolume
metadata: {name: pv}
spec: {claimRef: {name: data-mongodb-0, namespace: ml}}
`
  t.strictSame(last(text).spec, { claimRef: { name: 'data-p-mongodb-0', namespace: 'ml' } })
  t.strictSame(followed(text)[0]?.spec, { volumeClaimTemplates: [{ metadata: { name: 'data' } }] })
})

const texts: ReadonlyArray<readonly [before: string, after: string]> = [
  ['http://redis/x', 'http://p-redis/x'],
  ['redis://user:pw@redis/0', 'redis://user:pw@p-redis/0'],
  ['redis:6379,redis:6379', 'p-redis:6379,p-redis:6379'],
  ['redis.ml.svc', 'p-redis.prod.svc'],
  ['redis.ml.svc.cluster.local', 'p-redis.prod.svc.cluster.local'],
  ['nc -z redis 6379', 'nc -z p-redis 6379'],
  ['host: "redis"', 'host: "p-redis"'],
  ['image: docker.io/redis:6379', 'image: docker.io/redis:6379'],
  ['redis:7', 'redis:7'],
  ['redis is a word', 'redis is a word'],
  ['my-redis:6379 redis-x:6379 a.redis:6379', 'my-redis:6379 redis-x:6379 a.redis:6379'],
  ['redis.other.svc', 'redis.other.svc'],
]

t.test('a host name in a ConfigMap', async (t) => {
  for (const [before, after] of texts) {
    const map = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'c', namespace: 'prod' },
      data: { f: before },
    }
    t.strictSame(last(`${service}\n---\n${JSON.stringify(map)}`).data, { f: after }, before)
    t.strictSame(last(`${service}\n---\n${JSON.stringify(map)}`, 'kustomize').data, { f: before }, before)
  }
})

t.test('a host name in a variable and in words of a command', async (t) => {
  const pod = `
apiVersion: v1
kind: Pod
metadata: {name: p, namespace: prod}
spec:
  containers:
  - name: redis
    image: redis
    env: [{name: REDIS_HOST, value: redis}, {name: NAME, value: redis}]
    args: [--host, redis, --name, redis]
`
  t.strictSame(last(`${service}\n---\n${pod}`).spec, {
    containers: [
      {
        name: 'redis',
        image: 'redis',
        env: [
          { name: 'REDIS_HOST', value: 'p-redis' },
          { name: 'NAME', value: 'redis' },
        ],
        args: ['--host', 'p-redis', '--name', 'redis'],
      },
    ],
  })
})

t.test('a name that two can mean is refused', async (t) => {
  const map = (name: string): string =>
    `{apiVersion: v1, kind: ConfigMap, metadata: {name: ${name}}, was: {name: c}}`
  const pod = '{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {volumes: [{configMap: {name: c}}]}}'
  const result = withReferences(objects([map('a-c'), map('b-c'), pod].join('\n---\n')), {
    leniency: 'kustomize',
  })
  t.match(E.isLeft(result) ? result.left.map(showKustomizationError) : [], [
    /Pod\/p \(v1\) names c, which could be each of ConfigMap\/a-c \(v1\), ConfigMap\/b-c/,
  ])
})

t.test('4,000 objects of one name in their namespaces take no long time', async (t) => {
  const all = Array.from({ length: 2000 }, (_, i): ReadonlyArray<Resource> => {
    const namespace = `n${i}`
    const map = (name: string): JsonObject => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace },
    })
    const container = {
      name: 'c',
      envFrom: [{ configMapRef: { name: 'c' } }],
      env: [{ name: 'A', value: 'a' }],
    }
    const pod = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'd', namespace },
      spec: { template: { spec: { containers: [container] } } },
    }
    return [
      { ...remembered({ manifest: map('c'), previous: [] }), manifest: map('p-c') },
      { manifest: pod, previous: [] },
    ]
  }).flat()
  const start = performance.now()
  const result = withReferences(all, { leniency: 'strict' })
  const ms = performance.now() - start
  t.ok(E.isRight(result) && JSON.stringify(result.right[1]).includes('p-c'))
  t.ok(ms < 1000, `${ms} ms`)
  t.comment(`${ms} ms`)
})
