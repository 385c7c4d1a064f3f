/** NetworkPolicies, made of arrows: one for the pods of each component, and one that closes all others. */
import type {
  NetworkPolicy,
  NetworkPolicyEgressRule,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
} from '../kube/types.js'
import { type Arrow, type End, isPods, ofNamespaces, other, type PodsEnd } from './arrow.js'
import { toHost } from './elsewhere.js'
import type { Installation } from './installation.js'
import { metadata, selectorLabels } from './metadata.js'
import { RETENTION } from './retention.js'
import { stores } from './stores.js'

type Ports = Arrow['ports']

/**
 * By name. Both directions are closed but for the arrows: a connection between two components is let out by the policy of
 * the one and let in by that of the other. Laws: no policy selects pods of others; without `networkPolicies.enabled` there
 * is none.
 */
export const networkPolicies = ($: Installation): Readonly<Record<string, NetworkPolicy>> => {
  if (!$.values.networkPolicies.enabled) return {}
  const arrows = [...$.config.arrows, ...toProxy($)]
  const policies = [closed($), ...endsOf(arrows).map((end) => policyOf($, end, arrows))]
  return Object.fromEntries(policies.map((policy) => [policy.metadata?.name ?? '', policy]))
}

/** The proxy, for all who are told of it: everybody but the stores and who speaks to them alone. */
const toProxy = ($: Installation): ReadonlyArray<Arrow> => {
  const { http, https } = $.values.proxy
  const urls = [...new Set([http, https])].flatMap((url) => url ?? [])
  const alone: ReadonlyArray<string> = [...stores, RETENTION]
  return endsOf($.config.arrows)
    .filter(({ component }) => !alone.includes(component))
    .flatMap((from) => urls.flatMap((url) => toHost(from, url, other('proxy', []))))
}

const TYPES = ['Ingress', 'Egress']

/**
 * For pods of the installation that no arrow speaks of, such as those that an overlay adds. Pods of another installer may
 * have the other labels too.
 */
const closed = ($: Installation): NetworkPolicy => {
  const { 'app.kubernetes.io/component': _, ...ours } = selectorLabels('')
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: metadata($.values, 'clearml-default-deny', 'network'),
    spec: {
      podSelector: { matchLabels: { ...ours, 'app.kubernetes.io/managed-by': 'clearml-manifests' } },
      policyTypes: TYPES,
    },
  }
}

const policyOf = ($: Installation, own: PodsEnd, arrows: ReadonlyArray<Arrow>): NetworkPolicy => {
  const { namespace } = $.values
  const peersOf = (end: End) => peersFrom(end, own, namespace.name)
  const ingress = rulesOf(arrows.filter(({ to }) => isSame(to, own)).map((one) => [one.from, one.ports]))
  const egress = rulesOf(arrows.filter(({ from }) => isSame(from, own)).map((one) => [one.to, one.ports]))
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: {
      ...metadata($.values, `clearml-${own.component}`, own.component),
      ...(own.namespace === null ? {} : { namespace: own.namespace }),
    },
    spec: {
      podSelector: { matchLabels: selectorLabels(own.component) },
      policyTypes: TYPES,
      ingress: ingress.map(({ ends, ports }): NetworkPolicyIngressRule => {
        const from = allOf(ends.map(peersOf))
        return { ...(from === null ? {} : { from }), ...(ports === null ? {} : { ports }) }
      }),
      egress: [
        ...egress.map(({ ends, ports }): NetworkPolicyEgressRule => {
          const to = allOf(ends.map(peersOf))
          return { ...(to === null ? {} : { to }), ...(ports === null ? {} : { ports }) }
        }),
        ...$.values.networkPolicies.egressRules,
      ],
    },
  }
}

/** What a policy in the namespace of `own` says of an end: a selector of pods alone means its own namespace. */
const peersFrom = (end: End, own: PodsEnd, installation: string): ReadonlyArray<NetworkPolicyPeer> | null => {
  if (!isPods(end)) return end.peers
  const podSelector = { matchLabels: selectorLabels(end.component) }
  if (end.namespace === own.namespace) return [{ podSelector }]
  return ofNamespaces([end.namespace ?? installation]).map((one) => ({ ...one, podSelector }))
}

interface Rule {
  readonly ends: ReadonlyArray<End>
  readonly ports: Ports
}

/** One rule for the ends that have their ports in common. One that allows everything stands alone. */
const rulesOf = (allowed: ReadonlyArray<readonly [End, Ports]>): ReadonlyArray<Rule> => {
  const everything = allowed.find(([end, ports]) => ports === null && !isPods(end) && end.peers === null)
  if (everything !== undefined) return [{ ends: [everything[0]], ports: null }]
  const byPorts = new Map<string, Rule>()
  for (const [end, ports] of allowed) {
    const key = JSON.stringify(ports)
    byPorts.set(key, { ends: [...(byPorts.get(key)?.ends ?? []), end], ports })
  }
  return [...byPorts.values()]
}

/** Peers together, each once; `null`, which is anybody, where one is anybody. */
const allOf = (
  lists: ReadonlyArray<ReadonlyArray<NetworkPolicyPeer> | null>,
): ReadonlyArray<NetworkPolicyPeer> | null => {
  if (lists.includes(null)) return null
  const peers = lists.flatMap((list) => list ?? [])
  return [...new Map(peers.map((one) => [JSON.stringify(one), one])).values()]
}

/** The pods that arrows speak of, each once, in their order. */
const endsOf = (arrows: ReadonlyArray<Arrow>): ReadonlyArray<PodsEnd> => {
  const ends = arrows.flatMap(({ from, to }) => [from, to]).filter(isPods)
  return ends.filter((end, i) => ends.findIndex((one) => isSame(one, end)) === i)
}

const isSame = (end: End, own: PodsEnd): boolean =>
  isPods(end) && end.component === own.component && end.namespace === own.namespace
