/** The ends of arrows that are no pods of the installation. */
import { at, get, isObject, type Json, leavesOf } from '../json.js'
import type { NetworkPolicyPeer } from '../kube/types.js'
import { type Arrow, type End, type OtherEnd, ofAddresses, ofNamespaces, other, tcp } from './arrow.js'
import type { Entrance, Installation } from './installation.js'
import { nameOf } from './metadata.js'

/** What names are asked of, over UDP, and over TCP where an answer is long. */
export const toDns = ({ values }: Installation, from: End): Arrow => {
  const { namespaces, cidrs, ports } = values.networkPolicies.dns
  return {
    from,
    to: other('DNS', [...ofNamespaces(namespaces), ...ofAddresses(cidrs)]),
    ports: ports.flatMap((port) => [
      { protocol: 'UDP', port },
      { protocol: 'TCP', port },
    ]),
  }
}

/**
 * A policy sees the API server itself and not its Service, and API servers are no pods but addresses of nodes or of a
 * cloud: port 6443 where kubeadm has made them, 443 elsewhere.
 */
export const toKubernetesApi = ({ values }: Installation, from: End): Arrow => {
  const { cidrs, ports } = values.networkPolicies.kubernetesApi
  return { from, to: other('Kubernetes API', ofAddresses(cidrs)), ports: tcp(...ports) }
}

/** Who comes in from outside, as the values say; empty: they say nothing. */
export const comers = ($: Installation): ReadonlyArray<NetworkPolicyPeer> => {
  const { namespaces, cidrs, from } = $.values.networkPolicies.ingress
  return [...controller($), ...ofNamespaces(namespaces), ...ofAddresses(cidrs), ...from]
}

/** The pods of the ingress controller. */
const controller = ({ values }: Installation): ReadonlyArray<NetworkPolicyPeer> => {
  const { namespaces, peers } = values.networkPolicies.ingress.controller
  return [...ofNamespaces(namespaces), ...peers]
}

export const outside = ($: Installation): OtherEnd => other('outside', comers($))

/** Whether the Service is for others than the cluster, or some Ingress or route of the stream leads to it. */
export const isExposed = ($: Installation, entrance: Entrance): boolean => {
  const type = at($ as unknown as Json, [entrance, 'service', 'spec', 'type']) ?? 'ClusterIP' // manifests are data
  return type !== 'ClusterIP' || leavesOf(routes($)).some(({ value }) => value === nameOf(entrance))
}

/** The specs of what is exposed; other custom resources beside them are about a Service and lead nowhere. */
const routes = ({ expose }: Installation): ReadonlyArray<Json> => specsOf(expose as unknown as Json) // as above

const ROUTES: ReadonlyArray<Json | undefined> = ['Ingress', 'HTTPRoute', 'Route']

const specsOf = (value: Json): ReadonlyArray<Json> => {
  if (!isObject(value)) return []
  const [kind, spec] = [get(value, 'kind'), get(value, 'spec')]
  if (typeof kind !== 'string') return Object.values(value).flatMap(specsOf)
  return ROUTES.includes(kind) && spec !== undefined ? [spec] : []
}

/** The end to which the public URLs lead back, where the controller is in the cluster. */
export const CONTROLLER = 'ingress controller'

/**
 * The host of a URL of the server, whose addresses are `cidrs`; none: any address. It may be an address outside the
 * cluster, or one that leads back into it: there the network plugin sees the pods of the ingress controller, at ports of
 * their own.
 */
export const toUrl = (
  $: Installation,
  from: End,
  url: string,
  cidrs: ReadonlyArray<string>,
): ReadonlyArray<Arrow> => {
  const hosts = toHost(from, url, other('host of the URL', ofAddresses(cidrs)))
  const inCluster = controller($)
  const { ports } = $.values.networkPolicies.ingress.controller
  return hosts.length === 0 || inCluster.length === 0
    ? hosts
    : [...hosts, { from, to: other(CONTROLLER, inCluster), ports: tcp(...ports) }]
}

/** `to`, which is what the host of `url` leads to, at its port; none where it leads to the pod itself. */
export const toHost = (from: End, url: string, to: OtherEnd): ReadonlyArray<Arrow> => {
  const { host, port } = addressOf(url)
  return host === '' || isLoopback(host) ? [] : [{ from, to, ports: tcp(port) }]
}

/** Of the pod itself, for which no policy counts. */
const isLoopback = (host: string): boolean => host === 'localhost' || /^127\.|^\[::1\]$/.test(host)

const addressOf = (url: string): { readonly host: string; readonly port: number } => {
  const [, scheme, host = '', port] = /^([a-z]+):\/\/(\[[^\]]*\]|[^/:]*)(?::(\d+))?/i.exec(url) ?? []
  return { host, port: port === undefined ? (scheme === 'https' ? 443 : 80) : Number(port) }
}
