/** From each installation to each other one: applied, or refused beforehand by `build --previous`, object for object. */
import * as E from 'fp-ts/lib/Either.js'
import type { Test } from 'tap'
import type { JsonObject } from '../../src/json.js'
import { showIdentity } from '../../src/kube/identity.js'
import { compareWithPrevious, type PreviousFinding } from '../../src/previous/index.js'
import { built } from '../support/streams.js'
import type { Api } from './api.js'
import { applyAll, settled, wipe } from './installation.js'
import { cases } from './streams.js'

/** By their names in `cases`: each preset, storage and way in, and other values that change objects. */
const chosen: ReadonlyArray<string> = [
  'base',
  'single-node',
  'cloud-ready',
  'dev',
  'hostpath',
  'nfs',
  'cloud',
  'cloud-static-volumes',
  'ephemeral',
  'expose-node-ports',
  'expose-load-balancer',
  'expose-ingress-nginx',
  'expose-ingress-gce',
  'configuration',
  'open-sign-in',
  'existing-secret',
  'version-2.3.0',
  'agents-and-serving',
]

/** What becomes of a change: applied as it is, stopped because data would stay behind, refused by the API server. */
export type Outcome = 'applies' | 'dataLoss' | 'immutableFields'

export interface Transition {
  readonly from: string
  readonly to: string
  readonly outcome: Outcome
}

export const transitions = async (t: Test, api: Api): Promise<ReadonlyArray<Transition>> => {
  const streams = chosen.map((name) => {
    const one = cases.find((any) => any.name === name)
    if (one === undefined) throw new Error(`no such case: ${name}`)
    return { name, manifests: built(one.build).manifests }
  })
  const seen: Transition[] = []
  for (const from of streams) {
    await t.test(`from ${from.name}`, async (t) => {
      t.teardown(() => wipe(api, [...from.manifests, ...streams.flatMap(({ manifests }) => manifests)]))
      await install(t, api, from.manifests)
      for (const to of streams) {
        if (to === from) continue
        const findings = compared(from.manifests, to.manifests)
        const said = [...new Set(findings.filter(isRefused).map(({ object }) => showIdentity(object)))].sort()
        const refused = await applyAll(api, to.manifests, { dryRun: true })
        t.same(refused.map(([object]) => object).sort(), said, `to ${to.name}: refused as said`)
        const outcome: Outcome =
          findings.length === 0 ? 'applies' : said.length > 0 ? 'immutableFields' : 'dataLoss'
        seen.push({ from: from.name, to: to.name, outcome })
        if (outcome !== 'applies') continue
        // The other way round, this way was gone already on the way back.
        const isBack =
          streams.indexOf(to) < streams.indexOf(from) && compared(to.manifests, from.manifests).length === 0
        if (isBack) continue
        await install(t, api, to.manifests, `to ${to.name}: `)
        // What has no claims yet leaves those of the other one behind on its way back, which the build says.
        if (compared(to.manifests, from.manifests).length > 0) {
          await wipe(api, [...from.manifests, ...to.manifests])
        }
        await install(t, api, from.manifests)
      }
    })
  }
  return seen
}

const isRefused = ({ rule }: PreviousFinding): boolean => rule === 'immutableFields'

const compared = (
  before: ReadonlyArray<JsonObject>,
  after: ReadonlyArray<JsonObject>,
): ReadonlyArray<PreviousFinding> => {
  const result = compareWithPrevious(before, after)
  if (E.isLeft(result)) throw new Error(JSON.stringify(result.left))
  return result.right
}

const install = async (t: Test, api: Api, manifests: ReadonlyArray<JsonObject>, what = ''): Promise<void> => {
  const refused = await applyAll(api, manifests)
  const waiting = await settled(api, manifests)
  if (what !== '' || refused.length > 0 || waiting.length > 0) {
    t.same([...refused, ...waiting], [], `${what}applied and ready`)
  }
}
