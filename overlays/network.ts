/** What the clients of a ClearML server, agents and serving, reach: the server itself, and what else tasks and models need. */
import { type Installation, type kube, parts, schema, type Values } from '../src/index.js'
import { type OfServer, urlsOfServer } from './server.js'

/** Blocks that belong to no host of the internet, link-local ones with the clouds' metadata among them. Source: RFC 6890. */
const PRIVATE = ['10.0.0.0/8', '100.64.0.0/10', '169.254.0.0/16', '172.16.0.0/12', '192.168.0.0/16']
const PRIVATE_V6 = ['fc00::/7', 'fe80::/10']

/** The values that say how far code of users gets. */
export const egressFields = (of: string) => ({
  egress: schema.oneOf(
    ['all', 'internet', 'clearml'],
    'all',
    `How far ${of} get. \`all\`: anywhere, but into pods that are closed. \`internet\`: public addresses, and no private ones such as those of other pods. \`clearml\`: the server and DNS.`,
    'internet',
  ),
  egressRules: schema.egressRules(of),
  serverAddresses: schema.textList(
    'Addresses of the hosts of the URLs of the server. Default: any, at the ports of the URLs.',
    ['203.0.113.7/32'],
    schema.cidr,
  ),
})

export interface Egress {
  readonly egress: 'all' | 'internet' | 'clearml'
  readonly egressRules: ReadonlyArray<kube.NetworkPolicyEgressRule>
  readonly serverAddresses: ReadonlyArray<string>
}

/**
 * To the server: to the pods of this installation where it has them, since its public URLs may lead there too, and to the
 * hosts of the URLs. `api`: its URL, where it is not the Service of this installation.
 */
export const toServer = (
  $: Installation,
  from: parts.End,
  own: OfServer & { readonly networkPolicies: Egress },
  api: string | null = own.server.api,
): ReadonlyArray<parts.Arrow> => {
  const urls = new Set([api, urlsOfServer($, own).files])
  return [
    parts.toDns($, from),
    ...($.values.server.enabled
      ? [parts.toServed($, from, 'apiserver'), parts.toServed($, from, 'fileserver')]
      : []),
    ...[...urls].flatMap((url) =>
      url === null ? [] : parts.toUrl($, from, url, own.networkPolicies.serverAddresses),
    ),
  ]
}

/** A sentence where code of users seems to be held, and is not; `path` is that of the values. */
export const idleEgress = (values: Values, path: string, { egress }: Egress): ReadonlyArray<string> =>
  egress === 'all' || values.networkPolicies.enabled
    ? []
    : [`${path}.egress is ${egress}, and nothing holds it: networkPolicies.enabled is false.`]

/** To what code of users needs, by the values. */
export const toWorld = (from: parts.End, { egress, egressRules }: Egress): ReadonlyArray<parts.Arrow> => [
  ...worlds[egress].map((to) => ({ from, to, ports: null })),
  ...egressRules.map(({ to, ports }) => ({
    from,
    to: parts.other('egressRules', to ?? []),
    ports: ports === undefined || ports.length === 0 ? null : ports,
  })),
]

const worlds: Readonly<Record<Egress['egress'], ReadonlyArray<parts.OtherEnd>>> = {
  all: [parts.other('anywhere', [])],
  internet: [
    parts.other('internet', [
      { ipBlock: { cidr: '0.0.0.0/0', except: PRIVATE } },
      { ipBlock: { cidr: '::/0', except: PRIVATE_V6 } },
    ]),
  ],
  clearml: [],
}
