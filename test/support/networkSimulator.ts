/**
 * What NetworkPolicies let through, by the words of the Kubernetes documentation ("Network Policies") and of the API
 * reference of networking.k8s.io/v1. Traffic from the node of a pod, such as probes, is always let in and not asked here.
 */
import { BlockList, isIPv6 } from 'node:net'
import type {
  NetworkPolicy,
  NetworkPolicyIngressRule,
  NetworkPolicyPeer,
  NetworkPolicyPort,
} from '../../src/kube/types.js'

type Labels = Readonly<Record<string, string>>

/** A pod as the network sees it. Two pods are one if they are the same object. */
export interface SimulatedPod {
  readonly namespace: string
  readonly labels: Labels
  readonly ip?: string
  /** Named ports of its containers. */
  readonly ports?: Readonly<Record<string, number>>
}

/** Anything else: a host outside, a node, the Kubernetes API. */
export interface SimulatedAddress {
  readonly ip: string
}
export type Peer = SimulatedPod | SimulatedAddress

export interface Network {
  readonly policies: ReadonlyArray<NetworkPolicy>
  /** Labels of namespaces by name, beside the one that Kubernetes sets. */
  readonly namespaces?: Readonly<Record<string, Labels>>
  /** Whether an ipBlock speaks of pods too: network plugins differ (Calico: yes; Cilium: no). */
  readonly ipBlocksMatchPods?: boolean
}

export interface Connection {
  readonly from: Peer
  readonly to: Peer
  readonly port: number
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP'
}

const isPod = (peer: Peer): peer is SimulatedPod => 'namespace' in peer

/** Whether the connection comes about: the policies of both ends must let it through. A pod always reaches itself. */
export const isAllowed = (network: Network, connection: Connection): boolean =>
  connection.from === connection.to ||
  (passes(network, connection, 'Egress') && passes(network, connection, 'Ingress'))

type Direction = 'Ingress' | 'Egress'

/** A pod that no policy of a direction selects is not isolated in it; the rules of all that select it add up. */
const passes = (network: Network, connection: Connection, direction: Direction): boolean => {
  const own = direction === 'Egress' ? connection.from : connection.to
  const far = direction === 'Egress' ? connection.to : connection.from
  if (!isPod(own)) return true
  const selecting = network.policies.filter(
    (policy) =>
      (policy.metadata?.namespace ?? 'default') === own.namespace &&
      matches(policy.spec?.podSelector, own.labels) &&
      directionsOf(policy).includes(direction),
  )
  return (
    selecting.length === 0 ||
    selecting.some((policy) =>
      rulesOf(policy, direction).some(
        ({ from: peers = [], ports = [] }) =>
          (peers.length === 0 || peers.some((peer) => isPeer(network, own.namespace, peer, far))) &&
          (ports.length === 0 || ports.some((port) => isPort(port, connection))),
      ),
    )
  )
}

/** "If no policyTypes are specified then by default Ingress will always be set, and Egress if there are egress rules." */
const directionsOf = ({ spec }: NetworkPolicy): ReadonlyArray<string> => {
  const given = spec?.policyTypes ?? []
  if (given.length > 0) return given
  return (spec?.egress ?? []).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
}

const rulesOf = ({ spec }: NetworkPolicy, direction: Direction): ReadonlyArray<NetworkPolicyIngressRule> =>
  direction === 'Ingress'
    ? (spec?.ingress ?? [])
    : (spec?.egress ?? []).map(({ to, ports }) => ({
        ...(to === undefined ? {} : { from: to }),
        ...(ports === undefined ? {} : { ports }),
      }))

const isPeer = (network: Network, namespace: string, peer: NetworkPolicyPeer, far: Peer): boolean => {
  const { ipBlock, namespaceSelector, podSelector } = peer
  if (ipBlock !== undefined) {
    if (isPod(far) && network.ipBlocksMatchPods !== true) return false
    return far.ip !== undefined && isIn(far.ip, ipBlock.cidr) && !(ipBlock.except ?? []).some(within(far.ip))
  }
  if (!isPod(far)) return false
  const inNamespace =
    namespaceSelector === undefined
      ? far.namespace === namespace
      : matches(namespaceSelector, {
          'kubernetes.io/metadata.name': far.namespace,
          ...network.namespaces?.[far.namespace],
        })
  return inNamespace && (podSelector === undefined || matches(podSelector, far.labels))
}

const within =
  (ip: string) =>
  (cidr: string): boolean =>
    isIn(ip, cidr)

const isIn = (ip: string, cidr: string): boolean => {
  const [network = '', bits] = cidr.split('/')
  const family = isIPv6(network) ? 'ipv6' : 'ipv4'
  if ((family === 'ipv6') !== isIPv6(ip)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(ip, family)
}

/** A name is that of a port of the pod which is connected to. */
const isPort = (rule: NetworkPolicyPort, { to, port, protocol = 'TCP' }: Connection): boolean => {
  if ((rule.protocol ?? 'TCP') !== protocol) return false
  if (rule.port === undefined) return true
  if (typeof rule.port === 'string') return isPod(to) && to.ports?.[rule.port] === port
  return rule.port <= port && port <= (rule.endPort ?? rule.port)
}

interface Selector {
  readonly matchLabels?: Labels
  readonly matchExpressions?: ReadonlyArray<{
    readonly key: string
    readonly operator: string
    readonly values?: ReadonlyArray<string>
  }>
}

const matches = (selector: Selector | undefined, labels: Labels): boolean =>
  Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value) &&
  (selector?.matchExpressions ?? []).every(({ key, operator, values = [] }) => {
    const value = labels[key]
    switch (operator) {
      case 'In':
        return value !== undefined && values.includes(value)
      case 'NotIn':
        return value === undefined || !values.includes(value)
      case 'Exists':
        return value !== undefined
      default:
        return value === undefined
    }
  })
