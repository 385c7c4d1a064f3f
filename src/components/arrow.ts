/** One connection that an installation needs: who opens it, to whom, at which ports. */
import type { NetworkPolicyPeer, NetworkPolicyPort } from '../kube/types.js'

/** Pods of the installation, by the value of their label `app.kubernetes.io/component`. */
export interface PodsEnd {
  readonly component: string
  /** `null`: the namespace of the installation. */
  readonly namespace: string | null
}

/** Anything else: other pods, addresses. */
export interface OtherEnd {
  /** What it is called in the documentation: `DNS`, `outside`. */
  readonly name: string
  /** What a NetworkPolicy says of it; `null`: any pod and any address. */
  readonly peers: ReadonlyArray<NetworkPolicyPeer> | null
}

export type End = PodsEnd | OtherEnd

/** `from` opens the connection. Answers need no arrow of their own. */
export interface Arrow {
  readonly from: End
  readonly to: End
  /** Ports of `to` itself, for a policy does not see Services: of pods their container ports. `null`: every port. */
  readonly ports: ReadonlyArray<NetworkPolicyPort> | null
}

export const isPods = (end: End): end is PodsEnd => 'component' in end

export const pods = (component: string, namespace: string | null = null): PodsEnd => ({
  component,
  namespace,
})

/** Without peers it is anybody: that is what a NetworkPolicy makes of an empty list. */
export const other = (name: string, peers: ReadonlyArray<NetworkPolicyPeer>): OtherEnd => ({
  name,
  peers: peers.length === 0 ? null : peers,
})

export const tcp = (...ports: ReadonlyArray<number>): ReadonlyArray<NetworkPolicyPort> =>
  ports.map((port) => ({ protocol: 'TCP', port }))

/** All pods of these namespaces. The label is one that Kubernetes itself sets, since 1.22. */
export const ofNamespaces = (names: ReadonlyArray<string>): ReadonlyArray<NetworkPolicyPeer> =>
  names.map((name) => ({ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } } }))

export const ofAddresses = (cidrs: ReadonlyArray<string>): ReadonlyArray<NetworkPolicyPeer> =>
  cidrs.map((cidr) => ({ ipBlock: { cidr } }))
