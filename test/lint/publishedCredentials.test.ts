import t from 'tap'
import { PUBLISHED } from '../../src/lint/published.js'
import { findings } from './findings.js'

const check = (manifest: object): ReadonlyArray<string> =>
  findings('publishedCredentials', JSON.stringify(manifest))

const configMap = (more: object): object => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'c' },
  ...more,
})
const secret = (more: object): object => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name: 's' },
  ...more,
})
const base64 = (text: string): string => Buffer.from(text).toString('base64')

const [name, key] = PUBLISHED.find(([of]) => of === 'secure.auth.token_secret') ?? ['', '']
const says = `holds a published default credential (${name}); expected a reference to a Secret of your own`

t.test('credentials of your own, and short words, are nobody else’s', async (t) => {
  t.same(check(configMap({ data: { a: 'guest clearml tests admin', b: 'x'.repeat(60) } })), [])
  t.same(
    check(secret({ data: { a: base64('a key of my own, long enough') }, stringData: { b: 'mine' } })),
    [],
  )
  t.same(check(secret({ data: { a: 'no base64!', b: 7, c: null } })), [])
})

t.test('each published key is found in a text, and never printed', async (t) => {
  for (const [of, published] of PUBLISHED) {
    const found = check(configMap({ data: { 'secure.conf': `credentials: "${published}"\n` } }))
    t.same(found, [`ConfigMap/c data["secure.conf"]: ${says.replace(name, of)}`])
    t.notOk(found.join().includes(published))
    t.ok(published.length >= 20, 'no short word')
  }
})

t.test('a key is found wherever it is', async (t) => {
  const pod = (container: object): object => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'p' },
    spec: { containers: [container] },
  })
  t.same(check(pod({ env: [{ name: 'A', value: key }] })), [`Pod/p spec.containers[0].env[0].value: ${says}`])
  t.same(check(pod({ args: ['sh', `-c=${key}`] })), [`Pod/p spec.containers[0].args[1]: ${says}`])
  t.same(check(configMap({ metadata: { name: 'c', annotations: { note: key } } })), [
    `ConfigMap/c metadata.annotations.note: ${says}`,
  ])
  t.same(check(secret({ stringData: { a: key } })), [`Secret/s stringData.a: ${says}`])
})

t.test('a key that is the name of a field is reported without it', async (t) => {
  t.same(check(configMap({ data: { [key]: 'x' } })), [`ConfigMap/c data: ${says}`])
})

t.test('a key is found inside base64', async (t) => {
  t.same(check(secret({ data: { a: base64(`x${key}`) } })), [`Secret/s data.a: ${says}`])
  t.same(check(secret({ data: { a: base64(`x${key}`).replace(/=/g, '') } })), [`Secret/s data.a: ${says}`])
  t.same(check(configMap({ binaryData: { a: base64(key) } })), [`ConfigMap/c binaryData.a: ${says}`])
  const probe = {
    httpGet: { httpHeaders: [{ name: 'Authorization', value: `Basic ${base64(`user:${key}`)}` }] },
  }
  t.same(
    check({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p' },
      spec: { containers: [{ readinessProbe: probe }] },
    }),
    [`Pod/p spec.containers[0].readinessProbe.httpGet.httpHeaders[0].value: ${says}`],
  )
})

t.test('each credential of a text is reported', async (t) => {
  const text = PUBLISHED.map(([, published]) => published).join(' ')
  t.equal(check(configMap({ data: { a: text } })).length, PUBLISHED.length)
})
