import type { Values } from '../../src/index.js'
import { secretOf } from './certManager.js'
import { type Expose, own } from './table.js'
import { hostOf, hostsHave, urlsOf } from './urls.js'

const leadTo: Readonly<Record<Expose['type'], string>> = {
  nodePort: 'a node',
  loadBalancer: 'the load balancer of each Service',
  ingress: 'the Ingress',
  gateway: 'the Gateway',
  route: 'the router',
}

/** What the way in needs that the stream does not make: the certificate and the DNS records. */
export const prepare = (values: Values): ReadonlyArray<string> => {
  const mine = own(values)
  const { type, host } = mine
  if (type === 'nodePort') return []
  const hosts = urlsOf.flatMap((of) => hostOf(values, of) ?? [])
  const isNamed = hostsHave(type) || (host === null && hosts.length > 0)
  return [
    ...(isNamed ? [`DNS records that lead to ${leadTo[type]}:`, `  ${[...new Set(hosts)].join(', ')}`] : []),
    ...certificate(mine, values),
  ]
}

const certificate = (mine: Expose, { namespace }: Values): ReadonlyArray<string> => {
  const { type, tls, gateway } = mine
  const { issuer, issuerKind } = tls
  const secretName = secretOf(mine)
  if (issuer !== null) {
    const where = issuerKind === 'Issuer' ? ` in the namespace ${namespace.name}` : ''
    return [`cert-manager with the ${issuerKind} ${issuer}${where}${alsoNeeds[type] ?? ''}`]
  }
  if (secretName === null || (type === 'gateway' && gateway.className === null)) return []
  return [
    `TLS Secret ${secretName} in the namespace ${namespace.name} for these hosts, unless cert-manager makes it`,
  ]
}

/** What cert-manager has to be told beside. Source: its "Annotated Gateway resource"; cert-manager/openshift-routes. */
const alsoNeeds: Readonly<Partial<Record<Expose['type'], string>>> = {
  gateway: ', with its support of the Gateway API switched on',
  route: ', and cert-manager/openshift-routes, which reads the annotations of Routes',
}
