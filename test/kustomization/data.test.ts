import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { patchEntryOf } from '../../src/kustomization/data.js'
import { inWords, kustomizationIn, made, read } from './laid.js'

const errors = (text: string): ReadonlyArray<string> => {
  const result = read(text)
  return E.isLeft(result) ? inWords(result.left) : []
}

t.test('manifests stand where files would be named', async (t) => {
  t.match(
    made(`
namePrefix: p-
resources:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}}
- {apiVersion: v1, kind: Pod, metadata: {name: web}, spec: {containers: [{name: c, image: i, envFrom: [{configMapRef: {name: a}}]}]}}
patchesStrategicMerge:
- {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {b: c}}
`),
    [
      { metadata: { name: 'p-a' }, data: { b: 'c' } },
      { spec: { containers: [{ envFrom: [{ configMapRef: { name: 'p-a' } }] }] } },
    ],
  )
})

t.test('files and what is misspelt are refused by name, with their places', async (t) => {
  t.match(
    errors(`
components: [a]
bases: [b]
configMapGenerator:
- {name: a, files: [b], literls: [c]}
namePrefx: a
allow: [unmatchd]
`),
    [
      'kustomization.yaml:2:1: components: is not supported; as data there are no files: give one kustomization after the other',
      'kustomization.yaml:3:1: bases: is not supported; as data there are no files: use resources',
      'kustomization.yaml:5:13: configMapGenerator[0].files: is not supported; as data there are no files: use literals',
      'kustomization.yaml:5:25: configMapGenerator[0].literls: no such field; did you mean literals?',
      'kustomization.yaml:6:1: namePrefx: no such field; did you mean namePrefix?',
      'kustomization.yaml:7:9: allow[0]: expected unmatched or noEffect or renamedClaim or removedClaim or conflict, got "unmatchd"',
    ],
  )
  t.match(errors('replacements: [{source: {kid: a}, targets: [{fieldPaths: [a]}]}]'), [
    'kustomization.yaml:1:26: replacements[0].source.kid: no such field; did you mean kind?',
  ])
})

t.test('what it says is what it holds', async (t) => {
  const kustomization = kustomizationIn(
    'kind: Component\nnamespace: a\nnameSuffix: ""\nreplicas: [{name: a, count: 2}]\nallow: [noEffect]',
  )
  t.match(kustomization, {
    kind: 'Component',
    namespace: 'a',
    replicas: [{ name: 'a', count: 2 }],
    allow: ['noEffect'],
  })
  t.notOk(Object.hasOwn(kustomization, 'nameSuffix'))
})

const entry = (item: Parameters<typeof patchEntryOf>[0]) => patchEntryOf(item, { place: { origin: 'p' } })

t.test('an item is an entry where it says what one says, else a manifest', async (t) => {
  const manifest = { kind: 'A', metadata: { name: 'a' }, target: 'own' }
  t.strictSame(entry(manifest).documents, [{ value: manifest, place: { origin: 'p' } }])
  const [first, second] = [{ kind: 'A' }, { kind: 'B' }]
  t.match(entry({ patch: [first, second], target: { name: 'a' }, allow: [], type: 'merge', options: {} }), {
    documents: [{ value: first }, { value: second }],
    target: { name: 'a' },
    type: 'merge',
  })
  t.match(entry({ patch: [{ op: 'remove', path: '/a' }] }).documents, [{ value: [{ op: 'remove' }] }])
  t.match(entry({ target: {}, path: 'a.yaml' }), { documents: [], others: ['path'] })
  t.match(entry({ patch: first, targt: {} }), { others: ['targt'] })
})
