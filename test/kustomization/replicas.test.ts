import t from 'tap'
import { namePrefix } from '../../src/kustomization/namePrefix.js'
import { replicas } from '../../src/kustomization/replicas.js'
import { resources, shown, transformed } from './transformed.js'

const deployment = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: server}'

t.test('the number of pods of a workload', async (t) => {
  const fields = { replicas: [{ name: 'server', count: 3 }] }
  t.equal(shown(replicas, deployment, fields), `${deployment}\nspec: {replicas: 3}`)
  t.equal(shown(replicas, `${deployment}\nspec: {replicas: 1}`, fields), `${deployment}\nspec: {replicas: 3}`)
  const given = resources(`${deployment}\nspec: {replicas: 3}`)
  t.equal(transformed(replicas, given, fields)[0], given[0])
})

t.test('it is found by each name that it has had', async (t) => {
  const renamed = transformed(namePrefix, resources(deployment), { namePrefix: 'p-' })
  for (const name of ['server', 'p-server']) {
    const [result] = transformed(replicas, renamed, { replicas: [{ name, count: 2 }] })
    t.match(result?.manifest, { metadata: { name: 'p-server' }, spec: { replicas: 2 } })
  }
})

t.test('no such workload is an error in both leniencies', async (t) => {
  const fields = { replicas: [{ name: 'sever', count: 3 }] }
  for (const leniency of ['strict', 'kustomize'] as const) {
    t.match(
      shown(replicas, deployment, fields, leniency),
      /replicas\[0\]: there is no Deployment, .* of the name sever; did you mean server\?/,
    )
  }
  t.equal(
    shown(replicas, deployment, { ...fields, allow: ['unmatched'] }),
    deployment,
    'unless it is allowed',
  )
  const daemon = 'apiVersion: apps/v1\nkind: DaemonSet\nmetadata: {name: sever}'
  t.match(shown(replicas, daemon, fields), /there is no Deployment/, 'a DaemonSet has no replicas')
})
