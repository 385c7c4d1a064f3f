/** A pod template laid over another one, as Kubernetes merges them. */
import type { Json, JsonObject, kube } from '../../../src/index.js'

/**
 * The lists in a pod template whose items are told apart by a key, by the names of their fields, each of which means one
 * list. Every other list is replaced.
 * Source: `x-kubernetes-patch-merge-key` of PodTemplateSpec in Kubernetes' OpenAPI, v1.30 to v1.36.
 */
export const mergeKeys: Readonly<Record<string, string>> = {
  containers: 'name',
  env: 'name',
  ephemeralContainers: 'name',
  hostAliases: 'ip',
  imagePullSecrets: 'name',
  initContainers: 'name',
  ownerReferences: 'uid',
  ports: 'containerPort',
  resourceClaims: 'name',
  schedulingGates: 'name',
  topologySpreadConstraints: 'topologyKey',
  volumeDevices: 'devicePath',
  volumeMounts: 'mountPath',
  volumes: 'name',
}

/** Lists whose items keep only the keys of the stronger side: a volume, or a claim, has one source. Source: strategy `retainKeys`. */
export const retaining: ReadonlyArray<string> = ['resourceClaims', 'volumes']

/**
 * `over` laid over `under`: maps key by key, a list with a merge key item by item (its new items at the end, so that the
 * container of the task stays the first one), anything else as a whole. `null` takes a key away.
 * Laws: `laidOver(a, {})` is `a`; what `over` says is there afterwards.
 */
export const laidOver = (under: kube.PodTemplateSpec, over: kube.PodTemplateSpec): kube.PodTemplateSpec =>
  map(under as unknown as JsonObject, over as unknown as JsonObject) as unknown as kube.PodTemplateSpec // both are plain data of this form, and so is what a merge makes of them

const isMap = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const map = (under: JsonObject, over: JsonObject): JsonObject => {
  const merged: Record<string, Json> = { ...under }
  for (const [key, value] of Object.entries(over)) {
    if (value === null) delete merged[key]
    else merged[key] = field(key, merged[key], value)
  }
  return merged
}

const field = (key: string, under: Json | undefined, over: Json): Json => {
  if (isMap(over)) return isMap(under) ? map(under, over) : over
  const mergeKey = Object.hasOwn(mergeKeys, key) ? mergeKeys[key] : undefined
  if (mergeKey === undefined || !Array.isArray(over) || !Array.isArray(under)) return over
  const isSame = (a: Json, b: Json): boolean =>
    isMap(a) && isMap(b) && a[mergeKey] !== undefined && a[mergeKey] === b[mergeKey]
  const items = under.map((item) => {
    const stronger = over.find((one) => isSame(item, one))
    if (!isMap(item) || !isMap(stronger)) return item
    return map(retaining.includes(key) ? kept(item, stronger) : item, stronger)
  })
  return [...items, ...over.filter((one) => !under.some((item) => isSame(item, one)))]
}

const kept = (item: JsonObject, stronger: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(item).filter(([key]) => Object.hasOwn(stronger, key)))
