import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { showKustomizationError } from '../../src/kustomization/error.js'
import { absorbed, generated } from '../../src/kustomization/generators.js'
import { contentHash, hashed } from '../../src/kustomization/hash.js'
import type { Kustomization } from '../../src/kustomization/kustomization.js'
import type { Resource } from '../../src/patch/resource.js'

const kustomization = (fields: Partial<Kustomization>): Kustomization => ({
  kind: 'Kustomization',
  place: { origin: 'kustomization.yaml' },
  directory: '',
  fileName: 'kustomization.yaml',
  ...fields,
})
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)
const strict = { leniency: 'strict' } as Parameters<typeof generated>[1]
const lenient = { leniency: 'kustomize' } as Parameters<typeof generated>[1]

const made = (fields: Partial<Kustomization>, context = strict): ReadonlyArray<Resource> => {
  const result = generated(kustomization(fields), context)
  return E.isRight(result) ? result.right : []
}
const refused = (fields: Partial<Kustomization>): ReadonlyArray<string> => {
  const result = generated(kustomization(fields), strict)
  return E.isLeft(result) ? result.left.map(showKustomizationError) : []
}

t.test('text is data, bytes are binaryData, and a Secret has base64', async (t) => {
  const files = [
    { key: 'a.txt', content: bytes('text\n') },
    { key: 'b.bin', content: Uint8Array.of(255, 0) },
  ]
  const all = made({
    configMapGenerator: [{ name: 'c', files, literals: ['k="v"'] }],
    secretGenerator: [{ name: 's', type: 't', files }],
    generatorOptions: { immutable: true, labels: { a: 'all', b: 'all' } },
  })
  t.strictSame(
    all.map(({ manifest }) => manifest),
    [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'c', labels: { a: 'all', b: 'all' } },
        data: { 'a.txt': 'text\n', k: 'v' },
        binaryData: { 'b.bin': '/wA=' },
        immutable: true,
      },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 's', labels: { a: 'all', b: 'all' } },
        type: 't',
        data: { 'a.txt': 'dGV4dAo=', 'b.bin': '/wA=' },
        immutable: true,
      },
    ],
  )
})

t.test('base64 of 70 characters and more is in lines', async (t) => {
  const data = (length: number): unknown =>
    made({ secretGenerator: [{ name: 's', literals: [`k=${'x'.repeat(length)}`] }] })[0]?.manifest.data
  t.strictSame(data(51), { k: 'eHh4'.repeat(17) })
  t.strictSame(data(54), { k: `${'eHh4'.repeat(17)}eH\nh4\n` })
})

t.test('what is wrong with entries is said for all of them', async (t) => {
  const configMapGenerator = [
    { name: '', literals: ['none', '=v', 'a=1', 'a=2', 'a b=1'] },
    { name: 'c', envs: [{ file: 'x.env', content: bytes('A=1\n=v\n') }] },
  ]
  t.strictSame(refused({ configMapGenerator }), [
    'kustomization.yaml: configMapGenerator[0].literals[0]: expected key=value, got "none"',
    'kustomization.yaml: configMapGenerator[0].literals[1]: expected key=value, got "=v"',
    'kustomization.yaml: configMapGenerator[0].literals[3]: expected a key that is not there yet, got "a"',
    'kustomization.yaml: configMapGenerator[0].literals[4]: expected a key of letters, digits, -, _ and . that does not start with .., got "a b"',
    'kustomization.yaml: configMapGenerator[0].name: expected a name, got ""',
    'kustomization.yaml: configMapGenerator[1].envs[0]: expected a key before = in line 2 of x.env, got "=v"',
  ])
})

t.test('Kustomize takes keys that the API server does not', async (t) => {
  const [one] = made({ configMapGenerator: [{ name: 'c', literals: ['a b=1'] }] }, lenient)
  t.strictSame(one?.manifest.data, { 'a b': '1' })
})

t.test('merge keeps what is there, replace does not, and both keep its name', async (t) => {
  const old = made({ configMapGenerator: [{ name: 'c', literals: ['a=1', 'b=1'] }] })
  const after = (behavior: 'merge' | 'replace'): unknown => {
    const more = made({ configMapGenerator: [{ name: 'c', behavior, literals: ['b=2'] }] })
    const result = absorbed(old, more, strict)
    return E.isRight(result) ? result.right.map(({ manifest }) => manifest.data) : result.left
  }
  t.strictSame(after('merge'), [{ a: '1', b: '2' }])
  t.strictSame(after('replace'), [{ b: '2' }])
})

t.test('a behavior that does not fit is refused', async (t) => {
  const old = made({ configMapGenerator: [{ name: 'clearml', literals: ['a=1'] }] })
  const errors = (more: ReadonlyArray<Resource>): ReadonlyArray<string> => {
    const result = absorbed(old, more, strict)
    return E.isLeft(result) ? result.left.map(showKustomizationError) : []
  }
  t.match(errors(old), [/makes a second ConfigMap\/clearml/])
  const merge = made({ configMapGenerator: [{ name: 'clearm', behavior: 'merge' }] })
  t.match(errors(merge), [/there is no ConfigMap\/clearm \(v1\) to merge; did you mean ConfigMap\/clearml/])
})

t.test('the hash is of the content, not of the name', async (t) => {
  const map = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a' } }
  t.equal(contentHash(map), '6ct58987ht')
  t.equal(contentHash({ ...map, metadata: { name: 'b' } }), '6ct58987ht')
  t.equal(contentHash({ ...map, data: { two: 2, one: '', three: 3 } }), '7757f9kkct')
  t.equal(contentHash({ kind: 'Secret', type: 'my-type', data: { one: '' } }), '74bd68bm66')
})

t.test('a generated name ends in the hash, and the one before is remembered', async (t) => {
  const [one] = hashed(made({ configMapGenerator: [{ name: 'a' }] }))
  t.strictSame(one?.manifest.metadata, { name: 'a-6ct58987ht' })
  t.strictSame(
    one?.previous.map(({ name }) => name),
    ['a'],
  )
  const plain = made({ configMapGenerator: [{ name: 'a', options: { disableNameSuffixHash: true } }] })
  t.equal(hashed(plain), plain)
})
