import t from 'tap'
import { mergeKeyOf, patchMetaOf, schemaOf } from '../../src/openapi/index.js'

const schema = schemaOf('1.36')
const pod = ['spec', 'template', 'spec']

t.test('merge keys are those of the Kubernetes documentation', async (t) => {
  const key = (...path: ReadonlyArray<string | number>) =>
    mergeKeyOf(schema, 'apps/v1', 'Deployment', [...pod, ...path])
  t.equal(key('containers'), 'name')
  t.equal(key('containers', 0, 'env'), 'name')
  t.equal(key('containers', 0, 'ports'), 'containerPort')
  t.equal(key('containers', 0, 'volumeMounts'), 'mountPath')
  t.equal(key('volumes'), 'name')
  t.equal(key('hostAliases'), 'ip')
  t.equal(key('topologySpreadConstraints'), 'topologyKey')
  t.equal(key('tolerations'), undefined, 'a patch replaces them')
  t.equal(key('containers', 0, 'args'), undefined)
  t.equal(key('nothing'), undefined)
  t.equal(mergeKeyOf(schema, 'v1', 'Service', ['spec', 'ports']), 'port')
  t.equal(mergeKeyOf(schema, 'v1', 'Servise', ['spec', 'ports']), undefined)
})

t.test('strategies and list-map keys are said beside', async (t) => {
  t.same(patchMetaOf(schema, 'apps/v1', 'Deployment', [...pod, 'volumes']), {
    mergeKey: 'name',
    strategies: ['merge', 'retainKeys'],
    listMapKeys: ['name'],
  })
  t.same(patchMetaOf(schema, 'apps/v1', 'Deployment', ['spec', 'strategy']), {
    strategies: ['retainKeys'],
    listMapKeys: [],
  })
  t.same(patchMetaOf(schema, 'v1', 'Service', ['spec', 'ports'])?.listMapKeys, ['port', 'protocol'])
  t.same(patchMetaOf(schema, 'v1', 'Pod', ['metadata', 'finalizers'])?.strategies, ['merge'])
})
