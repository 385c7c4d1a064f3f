import t from 'tap'
import { withoutNulls } from '../../src/kustomization/withoutNulls.js'
import { frozen, kustomizationIn, laid, made } from './laid.js'

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: a}
spec: {replicas: 1, template: {spec: {containers: [{name: c, image: "x:1"}]}}}
`

t.test('a field of an entry that is null is not there', async (t) => {
  const strict = `
images: [{name: x, newTag: "2", newName: null, digest: null}]
replicas: [{name: a, count: 3}]
labels: [{pairs: {b: c}, fields: null, includeSelectors: null}]
`
  const [result] = laid(deployment, [strict])
  t.match(result, {
    metadata: { name: 'a', labels: { b: 'c' } },
    spec: { replicas: 3, template: { spec: { containers: [{ image: 'x:2' }] } } },
  })
})

t.test('a tag that is null leaves the tag, as one that changes nothing', async (t) => {
  t.strictSame(laid(deployment, ['images: [{name: x, newTag: null}]']), [
    'kustomization.yaml:1:10: changes nothing in Deployment/a (apps/v1) (allow: [noEffect] if it is meant so)',
  ])
})

t.test('a label or annotation that is null is an empty text', async (t) => {
  t.strictSame(
    made(`
configMapGenerator:
- {name: g, options: {disableNameSuffixHash: true, labels: {a: null}, annotations: {b: null}}}
commonAnnotations: {c: null}
`),
    [
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'g', labels: { a: '' }, annotations: { b: '', c: '' } },
      },
    ],
  )
})

t.test('a name that is needed and null, or not there, is found nowhere', async (t) => {
  for (const entry of ['{count: 2}', '{name: null, count: 2}']) {
    t.match(laid(deployment, [`replicas: [${entry}]`]), [/there is no Deployment, .* of the name /], entry)
  }
})

t.test('content of files, places and positions are the very same; twice is once', async (t) => {
  const content = new TextEncoder().encode('x')
  const given = frozen({
    ...kustomizationIn('namePrefix: p-'),
    configMapGenerator: [{ name: 'a', files: [{ key: 'k', content }] }],
  })
  const result = withoutNulls(given)
  t.equal(result.configMapGenerator?.[0]?.files?.[0]?.content, content)
  t.equal(result.place, given.place)
  t.strictSame(withoutNulls(result), result)
})
