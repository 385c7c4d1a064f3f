import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { agents, serving } from '../overlays/index.js'
import { type Build, build } from '../src/index.js'
import { objectsOf } from '../src/objects.js'
import { overlay } from '../src/overlay.js'
import { idOf } from './support/objects.js'

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

const kafka = { bootstrapServers: ['kafka.example.com:9092'] }
const taskId = 'ab12cd34ef56ab78cd90ef12ab34cd56'
const workersOf = (on: boolean): Build => ({
  values: { domain: 'clearml.example.com' },
  overlays: [
    agents({ static: { count: on ? 1 : 0 }, services: { enabled: on }, glue: [{ queue: 'gpu', gpus: 1 }] }),
    serving({ taskId, ...(on ? { kafka } : {}), statistics: { enabled: on }, triton: { enabled: on } }),
  ],
})

t.test('what a value switches off is known by the name that it has where it is on', async (t) => {
  for (const name of ['agent', 'agent-services', 'serving-statistics', 'serving-triton']) {
    const metadata = { name: `clearml-${name}` }
    const patch = overlay({
      name: 'own',
      patches: [{ apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { minReadySeconds: 7 } }],
    })
    const [on, off] = [true, false].map((one) => {
      const given = workersOf(one)
      return build({ ...given, overlays: [...(given.overlays ?? []), patch] })
    })
    const patched = on !== undefined && E.isRight(on) ? on.right.manifests : []
    t.match(patched.find((one) => idOf(one) === `Deployment/${metadata.name}`)?.spec, { minReadySeconds: 7 })
    const said = off !== undefined && E.isRight(off) ? off.right.warnings.join('\n') : ''
    t.match(said, `left out: ${metadata.name} is switched off by a value`)
    t.ok(E.isLeft(build({ overlays: [patch] })), 'without its overlay it is not known')
  }
})
