import t from 'tap'
import { objectsOf } from '../src/objects.js'

const installation = {
  config: { urls: { kind: 'no object' } },
  namespace: { namespace: { kind: 'Namespace' } },
  redis: { service: { kind: 'Service' }, claim: null },
  agents: { glue: { gpu: { role: { kind: 'Role' } } }, cache: null },
}
const paths = (hasServer: boolean) =>
  objectsOf(installation, hasServer).map(({ object, path }) => `${String(object.kind)} ${path.join('.')}`)

t.test('every object that is not switched off is found, however deep', async (t) => {
  t.same(paths(true), ['Namespace namespace.namespace', 'Service redis.service', 'Role agents.glue.gpu.role'])
})

t.test('without the server only what is not of it is there', async (t) => {
  t.same(paths(false), ['Namespace namespace.namespace', 'Role agents.glue.gpu.role'])
})
