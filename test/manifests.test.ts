import * as E from 'fp-ts/lib/Either.js'
import t from 'tap'
import { showFinding } from '../src/lint/index.js'
import { manifestsOf } from '../src/manifests.js'
import { defaultValues } from '../src/values/defaults.js'

const secretUser = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'report' },
  spec: { containers: [{ name: 'report', image: 'report:1', envFrom: [{ secretRef: { name: 'chat' } }] }] },
}
const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'clearml' } }

t.test('objects get the namespace and the order in which they are applied', async (t) => {
  const stream = manifestsOf([secretUser, namespace], defaultValues, [{ kind: 'Secret', name: 'chat' }], [])
  t.same(
    E.isRight(stream) ? stream.right.manifests.map(({ kind, metadata }) => [kind, metadata]) : stream.left,
    [
      ['Namespace', { name: 'clearml' }],
      ['Pod', { name: 'report', namespace: 'clearml' }],
    ],
  )
})

t.test('what nobody makes stops the build, unless an overlay says that it is external', async (t) => {
  const stream = manifestsOf([secretUser, namespace], defaultValues, [], [])
  t.match(E.isLeft(stream) ? stream.left.map(showFinding).join('\n') : '', 'no Secret "chat" in the stream')
})
