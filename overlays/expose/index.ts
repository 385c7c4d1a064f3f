/** Slot `expose`: node ports, load balancers or an Ingress. The public URLs follow from it. */

import { add, type Edit } from '../../src/dsl/index.js'
import {
  type Config,
  type Entrance,
  type Installation,
  type Overlay,
  overlay,
  type Urls,
  type Values,
} from '../../src/index.js'
import { controllers } from './controllers.js'
import { backendConfig, controller, serviceAnnotations } from './health.js'
import { ingress } from './ingress.js'
import { prepare } from './notes.js'
import { type Expose, type ExposeInput, own, problems, table } from './table.js'
import { exposedUrl, schemeOf } from './urls.js'

/** What a value that follows from the installation is given. */
interface Late {
  readonly $: Installation
}

const url =
  (of: keyof Urls) =>
  ({ $ }: Late): string | null =>
    $.values.urls[of] ?? exposedUrl($.values, $.config.scheme, of)

const entry = (of: Entrance): Edit<Config['entries'][Entrance], Installation> => ({
  type: ({ $ }) => serviceTypes[own($.values).type],
  nodePort: ({ $ }) => own($.values).nodePorts[urlOf[of]],
})

const urlOf = { webserver: 'web', apiserver: 'api', fileserver: 'files' } as const
const serviceTypes = { nodePort: 'NodePort', loadBalancer: 'LoadBalancer', ingress: 'ClusterIP' } as const

const service = (of: Entrance): Edit<Pick<Installation['apiserver'], 'service'>, Installation> => ({
  service: { metadata: { annotations: add(({ $ }: Late) => serviceAnnotations($.values, of)) } },
})

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
        webserverBackend: ({ $ }) => backendConfig($, 'webserver'),
        apiserverBackend: ({ $ }) => backendConfig($, 'apiserver'),
        fileserverBackend: ({ $ }) => backendConfig($, 'fileserver'),
      },
    },
    warnings: (all) => warnings(own(all), all),
    notes: prepare,
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
