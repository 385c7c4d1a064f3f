/** What the way in cannot do, one sentence each. */
import type { Values } from '../../src/index.js'
import { controllers } from './controllers.js'
import { controller } from './health.js'
import type { Expose } from './table.js'
import { hostsHave } from './urls.js'

export const warnings = (mine: Expose, values: Values): ReadonlyArray<string> => [
  ...(mine.type === 'nodePort' && values.domain !== null
    ? ['`domain` is not used: node ports are reached at expose.host.']
    : []),
  ...(mine.type === 'ingress' ? ofController(mine, values) : []),
  ...(mine.type === 'gateway' ? ofGateway(mine, values) : []),
  ...(hostsHave(mine.type) && mine.layout === 'paths' ? ofPaths(mine) : []),
]

const ofController = (mine: Expose, values: Values): ReadonlyArray<string> => {
  const { controller: name } = mine.ingress
  const { warning } = controller(values)
  if (name !== null && Object.hasOwn(controllers, name)) return warning === null ? [] : [warning]
  return [
    `${name === null ? 'expose.ingress.controller is not set' : `The ingress controller ${name} is not known here`}: ` +
      'see to it that it takes request bodies of any size and requests of ten minutes, and that its health check of the ' +
      `API asks for /debug.ping. Known are ${Object.keys(controllers).join(', ')}.`,
  ]
}

const ofGateway = ({ gateway: { className } }: Expose, values: Values): ReadonlyArray<string> => [
  ...(className === null && values.urls.scheme === null
    ? [
        'Whether the Gateway speaks TLS is not known here, so URLs are http: if it does, set urls.scheme to https.',
      ]
    : []),
  ...(className?.startsWith('gke-')
    ? [
        'The load balancers of GKE ask each Service for /, which the API server does not answer: make a HealthCheckPolicy ' +
          'that asks clearml-apiserver for /debug.ping, and a GCPBackendPolicy for requests of ten minutes.',
      ]
    : []),
]

/** Source: `clearml/cli/config`, `get_files_server_host` of the SDK (2.1.12); AWS Load Balancer Controller 2.14.1, #4433. */
const ofPaths = ({ type, ingress: { controller: name } }: Expose): ReadonlyArray<string> => [
  'One host with paths: an SDK that is told less than all three URLs guesses the others wrong (ports 8008 and 8081 of the ' +
    'host). Paste the whole block of the web UI into clearml-init, of clearml 1.13 or later, or set api.web_server, ' +
    'api.api_server and api.files_server.',
  ...(type === 'ingress' && name === 'alb'
    ? [
        'The AWS Load Balancer Controller takes /api and /files away from a path since 2.14.1; EKS Auto Mode did not when ' +
          'it came out: see whether a request for /api/debug.ping is answered.',
      ]
    : []),
]
