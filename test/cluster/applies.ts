/** Each installation on an empty cluster: applied, ready, bound and scheduled as meant, and applying again changes nothing. */
import type { Test } from 'tap'
import { at, type JsonObject } from '../../src/json.js'
import { built } from '../support/streams.js'
import { type Api, messageOf, metadataOf } from './api.js'
import { applyAll, settled, shown, versions, wipe } from './installation.js'
import { NODES } from './nodes.js'
import type { ClusterCase } from './streams.js'

/** What was seen of one installation. */
export interface Applied {
  readonly name: string
  readonly objects: number
  readonly claims: number
  readonly pods: number
}

export const applies = async (
  t: Test,
  api: Api,
  all: ReadonlyArray<ClusterCase>,
): Promise<ReadonlyArray<Applied>> => {
  const seen: Applied[] = []
  for (const one of all) {
    await t.test(one.name, async (t) => {
      seen.push(await applied(t, api, one))
    })
  }
  return seen
}

const applied = async (t: Test, api: Api, { name, build, nodes = {} }: ClusterCase): Promise<Applied> => {
  const { manifests, values } = built(build)
  t.teardown(() => wipe(api, manifests))
  t.same(await applyAll(api, manifests), [], 'the API server takes every object')
  t.same(await settled(api, manifests), [], 'claims are bound, workloads ready, Services have endpoints')

  const claims = manifests.filter(({ kind }) => kind === 'PersistentVolumeClaim')
  for (const claim of claims) {
    const live = (await api.get(claim)).body
    const volume = String(at(live, ['spec', 'volumeName']))
    t.equal(
      volume,
      meantFor(claim, manifests) ?? `pvc-${String(at(live, ['metadata', 'uid']))}`,
      `volume of ${shown(claim)}`,
    )
  }

  const pods = await api.list(`/api/v1/namespaces/${values.namespace.name}/pods`)
  for (const pod of pods) {
    const component = String(at(pod, ['metadata', 'labels', 'app.kubernetes.io/component']))
    const node = String(at(pod, ['spec', 'nodeName']))
    const meant = nodes[component]
    if (meant === undefined)
      t.ok(
        [NODES.labelled, NODES.plain].some((any) => any === node),
        `${component} tolerates ${node}`,
      )
    else t.equal(node, meant, `${component} is on its node`)
  }

  await nothingMoves(t, api, manifests)
  return { name, objects: manifests.length, claims: claims.length, pods: pods.length }
}

/** The volume of the stream that names this claim. */
const meantFor = (claim: JsonObject, manifests: ReadonlyArray<JsonObject>): string | undefined => {
  const { name, namespace } = metadataOf(claim)
  const volume = manifests.find(
    (one) =>
      one.kind === 'PersistentVolume' &&
      at(one, ['spec', 'claimRef', 'name']) === name &&
      at(one, ['spec', 'claimRef', 'namespace']) === namespace,
  )
  return volume === undefined ? undefined : metadataOf(volume).name
}

/** The status of an object may still move by itself, so its version is read right before. */
const nothingMoves = async (t: Test, api: Api, manifests: ReadonlyArray<JsonObject>): Promise<void> => {
  await quiet(api, manifests)
  const before = await versions(api, manifests)
  const moved: string[] = []
  for (const manifest of manifests) {
    const reply = await api.apply(manifest)
    const version =
      reply.status < 300
        ? metadataOf((reply.body.metadata ? reply.body : {}) as JsonObject).resourceVersion
        : messageOf(reply)
    if (version !== before.get(shown(manifest)))
      moved.push(`${shown(manifest)}: ${before.get(shown(manifest))} → ${version}`)
  }
  t.same(moved, [], 'applying again moves no resourceVersion')
}

const quiet = async (api: Api, manifests: ReadonlyArray<JsonObject>): Promise<void> => {
  let last = await versions(api, manifests)
  for (let tries = 0; tries < 40; tries++) {
    await new Promise((resolve) => setTimeout(resolve, 250))
    const now = await versions(api, manifests)
    if ([...now].every(([name, version]) => last.get(name) === version)) return
    last = now
  }
}
