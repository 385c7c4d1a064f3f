/** An installation on the test cluster: applying it, waiting for it, looking at it, taking it away. */
import { at, isObject, type Json, type JsonObject } from '../../src/json.js'
import { type Api, messageOf, metadataOf } from './api.js'

/** `Deployment/clearml-apiserver` */
export const shown = (manifest: JsonObject): string =>
  `${String(manifest.kind)}/${metadataOf(manifest).name ?? ''}`

/** Applies a stream in its order, as `kubectl apply --server-side` does: what the server refuses, and in which words. */
export const applyAll = async (
  api: Api,
  manifests: ReadonlyArray<JsonObject>,
  options: { readonly dryRun?: boolean } = {},
): Promise<ReadonlyArray<readonly [string, string]>> => {
  const refused: Array<readonly [string, string]> = []
  for (const manifest of manifests) {
    const reply = await api.apply(manifest, options)
    if (reply.status >= 300) refused.push([shown(manifest), messageOf(reply)])
  }
  return refused
}

/** A Service of the overlay agents, whose pod comes when somebody asks for a session. */
const SESSION = 'Service/clearml-session-'

/** What is still not there, one line each: claims that wait, workloads that are not ready, Services without endpoints. */
export const unready = async (
  api: Api,
  manifests: ReadonlyArray<JsonObject>,
): Promise<ReadonlyArray<string>> => {
  const lines: string[] = []
  for (const manifest of manifests) {
    const kind = String(manifest.kind)
    if (shown(manifest).startsWith(SESSION)) continue
    if (!['PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'Job', 'Service'].includes(kind)) continue
    const live = (await api.get(manifest)).body
    const problem = kind === 'Service' ? await serviceProblem(api, live) : problemOf(kind, live)
    if (problem !== undefined) lines.push(`${shown(manifest)}: ${problem}`)
  }
  return lines
}

/** Waits until nothing is unready; what still is after `seconds`. */
export const settled = async (
  api: Api,
  manifests: ReadonlyArray<JsonObject>,
  seconds = 40,
): Promise<ReadonlyArray<string>> => {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const lines = await unready(api, manifests)
    if (lines.length === 0 || Date.now() > end) return lines
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
}

const problemOf = (kind: string, live: JsonObject): string | undefined => {
  const status = at(live, ['status'])
  const of = (...path: string[]): Json | undefined => (isObject(status) ? at(status, path) : undefined)
  switch (kind) {
    case 'PersistentVolumeClaim':
      return of('phase') === 'Bound' ? undefined : `is ${String(of('phase'))}`
    case 'Job':
      return of('succeeded') === 1 ? undefined : 'is not complete'
    default: {
      const wanted = at(live, ['spec', 'replicas'])
      const isSeen = of('observedGeneration') === at(live, ['metadata', 'generation'])
      const ready = of('readyReplicas') ?? 0
      const updated = of('updatedReplicas') ?? 0
      return isSeen && ready === wanted && updated === wanted
        ? undefined
        : `${String(ready)} of ${String(wanted)} ready, ${String(updated)} updated`
    }
  }
}

const serviceProblem = async (api: Api, live: JsonObject): Promise<string | undefined> => {
  if (at(live, ['spec', 'selector']) === undefined) return undefined
  const { name = '', namespace = '' } = metadataOf(live)
  const slices = await api.list(
    `/apis/discovery.k8s.io/v1/namespaces/${namespace}/endpointslices?labelSelector=kubernetes.io%2Fservice-name%3D${name}`,
  )
  const endpoints = slices.flatMap((slice) => (Array.isArray(slice.endpoints) ? slice.endpoints : []))
  return endpoints.some((endpoint) => at(endpoint, ['conditions', 'ready']) === true)
    ? undefined
    : 'no endpoint is ready'
}

/** Identity and resourceVersion of each object, as the server has them. */
export const versions = async (
  api: Api,
  manifests: ReadonlyArray<JsonObject>,
): Promise<ReadonlyMap<string, string>> => {
  const all = new Map<string, string>()
  for (const manifest of manifests) {
    const live = (await api.get(manifest)).body
    all.set(shown(manifest), String(metadataOf(live).resourceVersion))
  }
  return all
}

const LEFT_BEHIND = ['pods', 'replicasets', 'persistentvolumeclaims', 'endpointslices']

/** Deletes what a stream has made, pods and volumes made for its claims too, and waits until it is gone. */
export const wipe = async (api: Api, manifests: ReadonlyArray<JsonObject>): Promise<void> => {
  await remove(api, [...manifests].filter(({ kind }) => kind !== 'Namespace').reverse())
  const namespaces = new Set(manifests.flatMap((manifest) => metadataOf(manifest).namespace ?? []))
  for (const namespace of namespaces) {
    await api.call('DELETE', `/api/v1/namespaces/${namespace}/pods?gracePeriodSeconds=0`)
  }
  const end = Date.now() + 60_000
  for (;;) {
    const volumes = await api.list('/api/v1/persistentvolumes')
    for (const volume of volumes) {
      const claimed = at(volume, ['spec', 'claimRef', 'namespace'])
      if (namespaces.has(String(claimed)))
        await api.call('DELETE', `/api/v1/persistentvolumes/${metadataOf(volume).name}`)
    }
    const left = await Promise.all(
      [...namespaces].flatMap((namespace) =>
        LEFT_BEHIND.map((kind) => api.list(`${ROOTS[kind] ?? '/api/v1'}/namespaces/${namespace}/${kind}`)),
      ),
    )
    const volumesLeft = volumes.filter((volume) =>
      namespaces.has(String(at(volume, ['spec', 'claimRef', 'namespace']))),
    )
    if (left.every((objects) => objects.length === 0) && volumesLeft.length === 0) return
    if (Date.now() > end) throw new Error(`still there: ${left.flat().map(shown).join(', ')}`)
    await new Promise((resolve) => setTimeout(resolve, 150))
  }
}

const ROOTS: Readonly<Record<string, string>> = {
  replicasets: '/apis/apps/v1',
  endpointslices: '/apis/discovery.k8s.io/v1',
}

/** Deletes objects one by one, in this order; pods at once. */
export const remove = async (api: Api, manifests: ReadonlyArray<JsonObject>): Promise<void> => {
  for (const manifest of manifests) {
    const reply = await api.call('DELETE', `${await api.pathOf(manifest)}?propagationPolicy=Background`)
    if (reply.status >= 300 && reply.status !== 404)
      throw new Error(`${shown(manifest)}: ${messageOf(reply)}`)
  }
}
