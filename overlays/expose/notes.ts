import type { Values } from '../../src/index.js'
import { own } from './table.js'
import { hostOf } from './urls.js'

/** What the way in needs that the stream does not make: the certificate and the DNS records. */
export const prepare = (values: Values): ReadonlyArray<string> => {
  const { type, host, ingress } = own(values)
  if (type === 'nodePort') return []
  const hosts = (['web', 'api', 'files'] as const).flatMap((of) => hostOf(values, of) ?? [])
  const isNamed = type === 'ingress' || (host === null && values.domain !== null)
  return [
    ...(isNamed
      ? [
          `DNS records that lead to the ${type === 'ingress' ? 'Ingress' : 'load balancer of each Service'}:`,
          `  ${[...new Set(hosts)].join(', ')}`,
        ]
      : []),
    ...(ingress.tlsSecret === null
      ? []
      : [
          `TLS Secret ${ingress.tlsSecret} in the namespace ${values.namespace.name} for these hosts, unless cert-manager makes it`,
        ]),
  ]
}
