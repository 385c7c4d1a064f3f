/**
 * What may change of a Service. Source: `ValidateServiceUpdate` in pkg/apis/core/validation/validation.go of Kubernetes, and
 * `patchAllocatedValues` in pkg/registry/core/service/storage/storage.go, which keeps what is left out.
 */
import { at, type Json, type JsonObject, type Path } from '../json.js'
import type { Pair } from './comparison.js'
import type { PreviousFault } from './finding.js'
import { type Check, changed, immutable } from './immutable.js'

/** A Service that is or becomes an ExternalName can change its addresses: it has none. */
export const service: Check = (pair) => {
  const types = [typeOf(pair.before.manifest), typeOf(pair.after.manifest)]
  const address = types.includes('ExternalName') ? [] : [...clusterIP(pair), ...ipFamily(pair)].slice(0, 1)
  const balanced = types.every((type) => type === 'LoadBalancer')
  return [
    ...address,
    ...(balanced ? immutable({ path: ['spec', 'loadBalancerClass'] })(pair) : []),
    ...(balanced ? healthPort(pair) : []),
  ]
}

const typeOf = (manifest: JsonObject): Json => at(manifest, ['spec', 'type']) ?? 'ClusterIP'

const IP: Path = ['spec', 'clusterIP']

/** A headless Service stays one when `clusterIP` is left out, and has no ports on nodes. */
const clusterIP = (pair: Pair): ReadonlyArray<PreviousFault> => {
  const [was, would] = [ipOf(pair.before.manifest), ipOf(pair.after.manifest)]
  const exposed = ['NodePort', 'LoadBalancer'].includes(String(typeOf(pair.after.manifest)))
  return was === 'None' && would === undefined && exposed
    ? [{ _tag: 'Leftover', object: pair.before.identity, path: IP, beside: ['spec', 'type'] }]
    : kept(pair, IP, was, would)
}

const ipOf = (manifest: JsonObject): Json | undefined => {
  const ip = at(manifest, ['spec', 'clusterIP'])
  return ip === undefined || ip === '' ? at(manifest, ['spec', 'clusterIPs', 0]) : ip
}

const FAMILY: Path = ['spec', 'ipFamilies', 0]

/** The first family stays, except of headless Services. The cluster's choice is taken for IPv4. */
const ipFamily = (pair: Pair): ReadonlyArray<PreviousFault> => {
  const headless = [pair.before, pair.after].some(({ manifest }) => ipOf(manifest) === 'None')
  const [was, would] = [at(pair.before.manifest, FAMILY), at(pair.after.manifest, FAMILY)]
  return headless || (was === undefined && would === 'IPv4') ? [] : kept(pair, FAMILY, was, would)
}

/** Both are asked for their health on a port of the nodes. */
const healthPort = (pair: Pair): ReadonlyArray<PreviousFault> => {
  const local = [pair.before, pair.after].every(
    ({ manifest }) => at(manifest, ['spec', 'externalTrafficPolicy']) === 'Local',
  )
  const path = ['spec', 'healthCheckNodePort']
  return local ? kept(pair, path, at(pair.before.manifest, path), at(pair.after.manifest, path)) : []
}

/** What is left out stays as it is; what was left out has been chosen by the cluster. */
const kept = (
  pair: Pair,
  path: Path,
  was: Json | undefined,
  would: Json | undefined,
): ReadonlyArray<PreviousFault> => {
  if (would === undefined || would === was) return []
  return was === undefined && would !== 'None'
    ? [{ _tag: 'ChosenByCluster', object: pair.before.identity, path, would }]
    : [changed(pair, path, was, would)]
}
