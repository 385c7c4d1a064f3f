/** Slot `expose`: node ports, load balancers or an Ingress. The public URLs follow from it. */

import { add, type Edit } from '../../src/dsl/index.js'
import {
  type Config,
  type Entrance,
  hostBelow,
  type Installation,
  type JsonObject,
  labels,
  type Overlay,
  overlay,
  ownValues,
  ports,
  type Urls,
  type Values,
} from '../../src/index.js'
import { controllerOf, controllers } from './controllers.js'
import { ingress } from './ingress.js'
import { type Expose, type ExposeInput, problems, table } from './table.js'

const own = ownValues('expose', table)

/** What a value that follows from the installation is given. */
interface Late {
  readonly $: Installation
}

/** Each entrance, by the word that its URL has. */
const entranceOf = { web: 'webserver', api: 'apiserver', files: 'fileserver' } as const
const urlOf = { webserver: 'web', apiserver: 'api', fileserver: 'files' } as const

/** The URL that follows from the way in; `null` where a host or port is not known. */
const exposedUrl = (values: Values, scheme: string, of: keyof Urls): string | null => {
  const { type, host, nodePorts, ingress: given } = own(values)
  const at = (name: string, port: number): string =>
    `${scheme}://${name.includes(':') ? `[${name}]` : name}:${port}`
  if (type === 'ingress') {
    const name = given.hosts[of] ?? (values.domain === null ? null : hostBelow(values.domain, of))
    return name === null ? null : `${scheme}://${name}`
  }
  if (type === 'nodePort') {
    const port = nodePorts[of]
    return host === null || port === null ? null : at(host, port)
  }
  const name = host ?? (values.domain === null ? null : hostBelow(values.domain, of))
  return name === null ? null : at(name, ports[entranceOf[of]].port)
}

const schemeOf = (values: Values): 'http' | 'https' =>
  values.urls.scheme ?? (own(values).ingress.tlsSecret === null ? 'http' : 'https')

const url =
  (of: keyof Urls) =>
  ({ $ }: Late): string | null =>
    $.values.urls[of] ?? exposedUrl($.values, $.config.scheme, of)

const entry = (of: Entrance): Edit<Config['entries'][Entrance], Installation> => ({
  type: ({ $ }) => serviceTypes[own($.values).type],
  nodePort: ({ $ }) => own($.values).nodePorts[urlOf[of]],
})

const serviceTypes = { nodePort: 'NodePort', loadBalancer: 'LoadBalancer', ingress: 'ClusterIP' } as const

/** The path on which a component says that it is well. */
const healthPath = (of: Entrance): string => (of === 'apiserver' ? '/debug.ping' : '/')

const controller = (values: Values) =>
  controllerOf(own(values).type === 'ingress' ? own(values).ingress.controller : null)
const usesBackendConfig = (values: Values): boolean =>
  own(values).type === 'ingress' && own(values).ingress.controller === 'gce'

const service = (of: Entrance): Edit<Pick<Installation['apiserver'], 'service'>, Installation> => ({
  service: {
    metadata: {
      annotations: add(({ $ }: Late): Readonly<Record<string, string>> => {
        const { service: annotations, healthCheckAnnotations } = controller($.values)
        return {
          ...annotations,
          ...Object.fromEntries(healthCheckAnnotations.map((name) => [name, healthPath(of)])),
          ...(usesBackendConfig($.values)
            ? { 'cloud.google.com/backend-config': JSON.stringify({ default: `clearml-${of}` }) }
            : {}),
        }
      }),
    },
  },
})

/** Health check and time limit of a Google load balancer. Source: GKE's "Ingress configuration", BackendConfig. */
const backend =
  (of: Entrance) =>
  ({ $ }: Late): JsonObject | null =>
    usesBackendConfig($.values)
      ? {
          apiVersion: 'cloud.google.com/v1',
          kind: 'BackendConfig',
          metadata: {
            name: `clearml-${of}`,
            labels: labels($.values, of),
            annotations: $.values.annotations,
          },
          spec: {
            timeoutSec: 600,
            healthCheck: { type: 'HTTP', requestPath: healthPath(of), port: ports[of].container },
          },
        }
      : null

export const expose = (values: ExposeInput = {}): Overlay =>
  overlay({
    name: 'expose',
    slot: 'expose',
    doc: 'Lets users and agents in: node ports, load balancers or an Ingress.',
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
        ingress: ({ $ }) => (own($.values).type === 'ingress' ? ingress($, own($.values)) : null),
        webserverBackend: backend('webserver'),
        apiserverBackend: backend('apiserver'),
        fileserverBackend: backend('fileserver'),
      },
    },
    warnings: (all) => warnings(own(all), all),
  })

const warnings = (mine: Expose, values: Values): ReadonlyArray<string> => {
  if (mine.type !== 'ingress') return []
  const { controller: name } = mine.ingress
  const { warning } = controller(values)
  if (name !== null && Object.hasOwn(controllers, name)) return warning === null ? [] : [warning]
  return [
    `${name === null ? 'expose.ingress.controller is not set' : `The ingress controller ${name} is not known here`}: ` +
      'see to it that it takes request bodies of any size and requests of ten minutes, and that its health check of the ' +
      `API asks for /debug.ping. Known are ${Object.keys(controllers).join(', ')}.`,
  ]
}
