/** Deleting `--part app` leaves all data, and applying again finds it. */
import type { Test } from 'tap'
import { at, type JsonObject } from '../../src/json.js'
import { part } from '../../src/kube/part.js'
import { built } from '../support/streams.js'
import type { Api } from './api.js'
import { applyAll, remove, settled, shown, wipe } from './installation.js'
import { cases } from './streams.js'

const chosen = ['single-node', 'cloud-ready', 'dev', 'nfs', 'cloud-static-volumes', 'base']

/** Gives the names of the installations. */
export const parts = async (t: Test, api: Api): Promise<ReadonlyArray<string>> => {
  for (const name of chosen) {
    await t.test(name, async (t) => {
      const one = cases.find((any) => any.name === name)
      if (one === undefined) throw new Error(`no such case: ${name}`)
      const { manifests } = built(one.build)
      t.teardown(() => wipe(api, manifests))
      const [data, app] = [part('data')(manifests), part('app')(manifests)]
      t.same(await applyAll(api, manifests), [])
      t.same(await settled(api, manifests), [])
      const before = await whatHoldsData(api, data)

      await remove(api, [...app].reverse())
      await emptied(api, app)
      t.same(await whatHoldsData(api, data), before, 'without the program, claims are bound to their volumes')

      t.same(await applyAll(api, manifests), [], 'applied again')
      t.same(await settled(api, manifests), [], 'ready again')
      t.same(await whatHoldsData(api, data), before, 'on the same claims and volumes')
    })
  }
  return chosen
}

/** Of each object of the part its uid, and of a claim its volume and phase. */
const whatHoldsData = async (api: Api, data: ReadonlyArray<JsonObject>): Promise<ReadonlyArray<string>> => {
  const lines: string[] = []
  for (const manifest of data) {
    const live = (await api.get(manifest)).body
    const facts = [
      ['metadata', 'uid'],
      ['spec', 'volumeName'],
      ['status', 'phase'],
      ['metadata', 'deletionTimestamp'],
    ].map((path) => String(at(live, path) ?? ''))
    lines.push(`${shown(manifest)} ${facts.join(' ')}`)
  }
  return lines
}

/** Waits until nothing of the part is there, nor a pod of it. */
const emptied = async (api: Api, app: ReadonlyArray<JsonObject>): Promise<void> => {
  const namespace = String(at(app[0] ?? {}, ['metadata', 'namespace']))
  const end = Date.now() + 30_000
  for (;;) {
    const pods = await api.list(`/api/v1/namespaces/${namespace}/pods`)
    const replies = await Promise.all(app.map((manifest) => api.get(manifest)))
    if (pods.length === 0 && replies.every(({ status }) => status === 404)) return
    if (Date.now() > end) throw new Error(`${pods.length} pods of the program are still there`)
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
}
