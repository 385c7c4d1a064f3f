/** Two installations on one cluster, each in its namespace. */
import type { Test } from 'tap'
import { expose, hostpath, nfs } from '../../overlays/index.js'
import { cloudReady, singleNode } from '../../presets/index.js'
import type { Build } from '../../src/index.js'
import { built } from '../support/streams.js'
import type { Api } from './api.js'
import { applyAll, settled, shown, versions, wipe } from './installation.js'

const otherPorts = expose({ type: 'nodePort', nodePorts: { web: 31080, api: 31008, files: 31081 } })
const share = nfs({ server: '10.0.0.5', path: '/exports/clearml' })

/** What stands first in the namespace clearml, and what comes to it in the namespace ml. */
const pairs: ReadonlyArray<{ readonly name: string; readonly first: Build; readonly second: Build }> = [
  {
    name: 'single-node twice, on one node',
    first: { preset: singleNode },
    second: { preset: singleNode, overlays: [otherPorts], values: { namespace: 'ml' } },
  },
  {
    name: 'NFS twice, on one share',
    first: { overlays: [share] },
    second: { overlays: [share], values: { namespace: 'ml' } },
  },
  {
    name: 'cloud-ready twice, by two domains',
    first: { preset: cloudReady, values: { domain: 'clearml.example.com' } },
    second: { preset: cloudReady, values: { namespace: 'ml', domain: 'ml.example.com' } },
  },
  {
    name: 'single-node beside the default installation with directories of the node',
    first: { preset: singleNode },
    second: { overlays: [hostpath()], values: { namespace: 'ml' } },
  },
]

/** Gives the names of the pairs. */
export const twoNamespaces = async (t: Test, api: Api): Promise<ReadonlyArray<string>> => {
  for (const { name, first, second } of pairs) {
    await t.test(name, async (t) => {
      const one = built(first).manifests
      const other = built(second).manifests
      t.teardown(() => wipe(api, [...one, ...other]))
      t.same(await applyAll(api, one), [], 'the first is applied')
      t.same(await settled(api, one), [], 'the first becomes ready')
      const before = await versions(
        api,
        one.filter(({ kind }) => !MOVING.has(String(kind))),
      )
      t.same(await applyAll(api, other), [], 'the second is applied')
      t.same(await settled(api, [...one, ...other]), [], 'both are ready, each with volumes of its own')
      const after = await versions(
        api,
        one.filter(({ kind }) => !MOVING.has(String(kind))),
      )
      t.same(after, before, 'the first is what it was')
      const shared = one.map(identityOf).filter((identity) => other.map(identityOf).includes(identity))
      t.same(shared, [], 'they share no object')
    })
  }
  await t.test('node ports that another installation has are refused by the server', async (t) => {
    const one = built({ preset: singleNode }).manifests
    const other = built({ preset: singleNode, values: { namespace: 'ml' } }).manifests
    t.teardown(() => wipe(api, [...one, ...other]))
    t.same(await applyAll(api, one), [])
    const refused = await applyAll(api, other)
    t.same(
      refused.map(([object]) => object),
      ['Service/clearml-apiserver', 'Service/clearml-fileserver', 'Service/clearml-webserver'],
    )
    for (const [object, message] of refused) t.match(message, /provided port is already allocated/, object)
  })
  return pairs.map(({ name }) => name)
}

/** Their status moves by itself. */
const MOVING = new Set(['Deployment', 'StatefulSet'])

const identityOf = (manifest: Parameters<typeof shown>[0]): string =>
  `${shown(manifest)} ${JSON.stringify((manifest.metadata as { namespace?: string }).namespace)}` // built by us
