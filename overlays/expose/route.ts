/** Routes of OpenShift. Source: the reference of `route.openshift.io/v1`, "Route-specific annotations". */
import { type Entrance, type Installation, type JsonObject, ports } from '../../src/index.js'
import { issuerAnnotations } from './certManager.js'
import { metadata } from './metadata.js'
import { own } from './table.js'
import { hostOf, pathOf, urlOf } from './urls.js'

/** One Route: the router speaks TLS, and plain http with the pods. */
export const route = ($: Installation, of: Entrance): JsonObject => {
  const mine = own($.values)
  const path = pathOf($.values, urlOf[of])
  const isStripped = of !== 'webserver' && path !== '/'
  return {
    apiVersion: 'route.openshift.io/v1',
    kind: 'Route',
    metadata: metadata($.values, `clearml-${of}`, of, {
      'haproxy.router.openshift.io/timeout': '600s',
      ...(isStripped ? { 'haproxy.router.openshift.io/rewrite-target': '/' } : {}),
      ...issuerAnnotations(mine),
      ...mine.route.annotations,
    }),
    spec: {
      host: hostOf($.values, urlOf[of]) ?? '',
      ...(path === '/' ? {} : { path }),
      to: { kind: 'Service', name: `clearml-${of}`, weight: 100 },
      port: { targetPort: ports[of].name },
      ...(mine.route.tls ? { tls: { termination: 'edge', insecureEdgeTerminationPolicy: 'Redirect' } } : {}),
    },
  }
}
