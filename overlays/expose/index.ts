/** Slot `expose`: node ports, load balancers, an Ingress, the Gateway API or Routes. The public URLs follow from it. */

import { add, type Edit } from '../../src/dsl/index.js'
import {
  type Config,
  type Entrance,
  type Installation,
  type JsonObject,
  type Overlay,
  overlay,
} from '../../src/index.js'
import { gateway, httpRoute, redirect } from './gateway.js'
import { backendConfig, serviceAnnotations } from './health.js'
import { ingress, middleware, pathsIngress } from './ingress.js'
import { prepare } from './notes.js'
import { problems } from './problems.js'
import { route } from './route.js'
import { type Expose, type ExposeInput, own, table } from './table.js'
import { exposedUrl, schemeOf, type UrlOf, urlOf } from './urls.js'
import { warnings } from './warnings.js'

/** What a value that follows from the installation is given. */
interface Late {
  readonly $: Installation
}

const url =
  (of: UrlOf) =>
  ({ $ }: Late): string | null =>
    $.values.urls[of] ?? exposedUrl($.values, $.config.scheme, of)

const entry = (of: Entrance): Edit<Config['entries'][Entrance], Installation> => ({
  type: ({ $ }) => serviceTypes[own($.values).type],
  nodePort: ({ $ }) => own($.values).nodePorts[urlOf[of]],
})

const serviceTypes = {
  nodePort: 'NodePort',
  loadBalancer: 'LoadBalancer',
  ingress: 'ClusterIP',
  gateway: 'ClusterIP',
  route: 'ClusterIP',
} as const

const service = (of: Entrance): Edit<Pick<Installation['apiserver'], 'service'>, Installation> => ({
  service: {
    metadata: {
      // The map as a whole: what it held before is said again, the user's own last.
      annotations: add(({ $ }: Late) => ({
        ...$.values.annotations,
        ...serviceAnnotations($.values, of),
        ...$.values[of].service.annotations,
      })),
    },
  },
})

/** An object that only one type has. */
const only =
  <A>(type: Expose['type'], make: ($: Installation) => A) =>
  ({ $ }: Late): A | null =>
    own($.values).type === type ? make($) : null

const routeOf =
  (of: Entrance) =>
  ({ $ }: Late): JsonObject | null => {
    const { type } = own($.values)
    if (type === 'gateway') return httpRoute($, of)
    return type === 'route' ? route($, of) : null
  }

export const expose = (values: ExposeInput = {}): Overlay =>
  overlay({
    name: 'expose',
    slot: 'expose',
    doc: 'Lets users and agents in: node ports, load balancers, an Ingress, the Gateway API or Routes.',
    schema: table,
    values: { expose: values },
    check: (all) => problems(own(all), all),
    edits: {
      config: {
        scheme: ({ $ }) => schemeOf($.values),
        urls: { web: url('web'), api: url('api'), files: url('files') },
        entries: {
          webserver: entry('webserver'),
          apiserver: entry('apiserver'),
          fileserver: entry('fileserver'),
        },
      },
      webserver: service('webserver'),
      apiserver: service('apiserver'),
      fileserver: service('fileserver'),
      expose: {
        ingress: only('ingress', ingress),
        pathsIngress: only('ingress', pathsIngress),
        middleware: only('ingress', middleware),
        gateway: only('gateway', gateway),
        redirect: only('gateway', redirect),
        webserverRoute: routeOf('webserver'),
        apiserverRoute: routeOf('apiserver'),
        fileserverRoute: routeOf('fileserver'),
        webserverBackend: ({ $ }) => backendConfig($, 'webserver'),
        apiserverBackend: ({ $ }) => backendConfig($, 'apiserver'),
        fileserverBackend: ({ $ }) => backendConfig($, 'fileserver'),
      },
    },
    warnings: (all) => warnings(own(all), all),
    notes: prepare,
  })
