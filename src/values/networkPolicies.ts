/** The values of NetworkPolicies: who and what the installation's pods may talk to. */
import type { NetworkPolicyEgressRule, NetworkPolicyPeer } from '../kube/types.js'
import { cidr } from './cidr.js'
import { dnsLabel, integer, listOf, object, such } from './codec.js'
import { type Leaf, leaf } from './leaf.js'
import { boolean, group, kubernetesList, textList } from './schema.js'

const portSchema = { type: 'integer', minimum: 1, maximum: 65535 } as const

const somePorts = such(
  listOf(integer(1, 65535)),
  'a list of ports from 1 to 65535, one at least',
  (list) => list.length > 0,
)

/** Ports of pods and addresses; never none, for a rule without ports allows all of them. */
const ports = (
  fallback: ReadonlyArray<number>,
  doc: string,
  example: ReadonlyArray<number>,
): Leaf<ReadonlyArray<number>> =>
  leaf(somePorts, { value: fallback }, 'guess', { type: 'array', items: portSchema }, doc, example)

const peer = such(
  object<NetworkPolicyPeer>('Kubernetes NetworkPolicyPeer'),
  'a NetworkPolicyPeer with ipBlock, namespaceSelector or podSelector',
  (value) => Object.keys(value).length > 0,
)

/** What pods of the installation reach besides, by Kubernetes' own type. */
export const egressRules = (of: string): Leaf<ReadonlyArray<NetworkPolicyEgressRule>> =>
  kubernetesList<NetworkPolicyEgressRule>(
    'NetworkPolicyEgressRule',
    `What ${of} reach besides, as a NetworkPolicy has it.`,
    [{ to: [{ ipBlock: { cidr: '10.50.0.8/32' } }], ports: [{ protocol: 'TCP', port: 3128 }] }],
  )

export const networkPolicies = group(
  'NetworkPolicies: each pod of the installation may talk to what it needs and to nothing else.',
  {
    enabled: boolean(false, 'Whether there are any. They need a network plugin that enforces them.'),
    ingress: group(
      'Who may come in from outside to the web UI, the API, the file server, sessions and endpoints of models. Without these: everybody, to what has an Ingress, a route, a node port or a load balancer.',
      {
        controller: group(
          'The ingress controller, gateway or router, if its pods are in the cluster. It may, and the public URLs lead agents, tasks and models to it.',
          {
            namespaces: textList('Its namespaces.', ['ingress-nginx'], dnsLabel),
            peers: kubernetesList<NetworkPolicyPeer>(
              'NetworkPolicyPeer',
              'Its pods, as a NetworkPolicy has them.',
              [{ namespaceSelector: { matchLabels: { 'network.openshift.io/policy-group': 'ingress' } } }],
              peer,
            ),
            ports: ports(
              [80, 443, 8000, 8080, 8443],
              'Ports on which its pods listen, at which they are reached. The default holds those of ingress-nginx, Traefik, HAProxy, Envoy and the router of OpenShift.',
              [8443],
            ),
          },
        ),
        namespaces: textList(
          'Namespaces whose pods may: those of clients in the cluster.',
          ['notebooks'],
          dnsLabel,
        ),
        cidrs: textList('Addresses that may.', ['10.20.0.0/16'], cidr),
        from: kubernetesList<NetworkPolicyPeer>(
          'NetworkPolicyPeer',
          'Others that may, as a NetworkPolicy has them.',
          [{ podSelector: { matchLabels: { app: 'dashboard' } } }],
          peer,
        ),
      },
    ),
    dns: group('Where names are resolved.', {
      namespaces: textList('Namespaces of the DNS servers.', ['openshift-dns'], dnsLabel, ['kube-system']),
      cidrs: textList(
        'Addresses of a DNS cache on the nodes. The default is that of NodeLocal DNSCache.',
        ['169.254.25.10/32'],
        cidr,
        ['169.254.20.10/32'],
      ),
      ports: ports([53], 'Ports on which the pods of the DNS servers listen, UDP and TCP.', [5353]),
    }),
    kubernetesApi: group('The Kubernetes API, for pods that make credentials, and for the glue.', {
      cidrs: textList('Its addresses. Default: any.', ['10.0.0.1/32'], cidr),
      ports: ports([443, 6443], 'Its ports, behind the Service kubernetes.', [6443]),
    }),
    stores: group('MongoDB, Elasticsearch and Redis outside of the installation.', {
      cidrs: textList('Their addresses. Default: any, at their ports.', ['10.30.0.0/24'], cidr),
      ports: leaf(
        listOf(integer(1, 65535)),
        { value: [] },
        'guess',
        { type: 'array', items: portSchema },
        'Further ports of theirs: those that a DNS seed list or a cluster names.',
        [1024],
      ),
    }),
    buckets: group('Object storage, in which asyncdelete deletes files of deleted tasks.', {
      enabled: boolean(true, 'Whether it is reached.'),
      cidrs: textList('Its addresses. Default: any.', ['10.40.0.9/32'], cidr),
      ports: ports([443], 'Its ports.', [9000]),
    }),
    updates: boolean(
      false,
      'Whether the API server reaches port 443 of any address: once a day it asks updates.clear.ml for news, and logs that it could not.',
    ),
    egressRules: egressRules('all pods of the installation'),
  },
)
