/** What serving needs that the stream does not make, how models get into it, and what will not work as it stands. */
import { type Config, parts, type Values } from '../../src/index.js'
import { controllerOf } from '../expose/controllers.js'
import { idleEgress } from '../network.js'
import { keysSecretOf } from '../server.js'
import { grpcControllers } from './ingress.js'
import { nameOf, portsOf, VERSION } from './names.js'
import { healthPath } from './pods.js'
import { isEnabled, own } from './table.js'
import { publicServeUrl } from './urls.js'

export const notes = (values: Values): ReadonlyArray<string> => {
  const { taskId } = own(values)
  const url = publicServeUrl(values)
  const { port } = portsOf.inference[0]
  return [
    ...keys(values),
    ...operators(values),
    `The serving task ${taskId} is made once, on a machine where clearml-init has been run:`,
    `  pip install clearml-serving==${VERSION}`,
    '  clearml-serving create --name serving',
    'Endpoints are added there; the pods look for new ones by themselves:',
    `  clearml-serving --id ${taskId} model add --engine sklearn --endpoint NAME --model-id MODEL`,
    ...(url === null
      ? [
          'Nothing leads to serving from outside; from your own machine:',
          `  kubectl -n ${values.namespace.name} port-forward service/${nameOf('inference')} ${port}`,
        ]
      : []),
    'A request:',
    `  curl -X POST ${url ?? `http://localhost:${port}/serve`}/NAME -H 'Content-Type: application/json' -d '{}'`,
    ...tls(values),
  ]
}

const keys = (values: Values): ReadonlyArray<string> =>
  own(values).existingSecret === null && values.auth.existingSecret === null
    ? []
    : [
        `Secret ${keysSecretOf(values, own(values))} in the namespace ${values.namespace.name}, with the keys of serving:`,
        `  ${parts.agentKeys.key}, ${parts.agentKeys.secret}`,
      ]

/** Who makes something of custom resources must be there before they are applied. */
const operators = (values: Values): ReadonlyArray<string> => {
  const { kafka, metrics, dashboard } = own(values)
  const needed = [
    ...(kafka.operator === null ? [] : ['Strimzi']),
    ...(metrics === 'prometheus-operator' ? ['prometheus-operator'] : []),
    ...(dashboard === 'grafana-operator' ? ['grafana-operator'] : []),
  ]
  return needed.length === 0 ? [] : [`Operators that must be in the cluster already: ${needed.join(', ')}`]
}

const tls = (values: Values): ReadonlyArray<string> => {
  const { inference, triton } = own(values)
  return [inference.ingress, triton.ingress].flatMap(({ host, tlsSecret }) =>
    host === null
      ? []
      : [
          `DNS record that leads to the Ingress: ${host}`,
          ...(tlsSecret === null
            ? []
            : [
                `TLS Secret ${tlsSecret} in the namespace ${values.namespace.name} for it, unless cert-manager makes it`,
              ]),
        ],
  )
}

export const warnings = (values: Values, config: Config): ReadonlyArray<string> => {
  const { inference, triton, networkPolicies } = own(values)
  return [
    ...otherServer(values, config),
    ...idleEgress(values, 'serving.networkPolicies', networkPolicies),
    ...(inference.ingress.host === null
      ? []
      : [
          ...controllerWarning(inference.ingress.controller),
          ...(inference.ingress.controller === 'gce'
            ? [
                `A Google load balancer may ask for the health of inference at /, where it has no answer: give it the path ${healthPath('inference')} by a BackendConfig, in serving.inference.service.annotations.`,
              ]
            : []),
        ]),
    ...(isEnabled(values, 'triton') && triton.ingress.host !== null ? grpcWarnings(values) : []),
  ]
}

/** The keys of the installation sign in nowhere else. */
const otherServer = (values: Values, config: Config): ReadonlyArray<string> => {
  const { server, existingSecret } = own(values)
  const isOther = server.api !== null && config.urls.api !== null && server.api !== config.urls.api
  return isOther && values.server.enabled && existingSecret === null
    ? [
        `serving.server.api, ${server.api}, is not the API of this installation, and serving has its keys: name a Secret with a pair of that server by serving.existingSecret.`,
      ]
    : []
}

const controllerWarning = (name: string | null): ReadonlyArray<string> => {
  const { warning } = controllerOf(name)
  if (warning !== null) return [warning]
  return name === null
    ? [
        'serving.inference.ingress.controller is not set: see to it that the controller takes request bodies and times as long as your models need.',
      ]
    : []
}

const grpcWarnings = (values: Values): ReadonlyArray<string> => {
  const { controller, tlsSecret, annotations } = own(values).triton.ingress
  const certificate = controllerOf(controller).certificate?.annotation ?? ''
  return [
    ...(controller === null || !grpcControllers.includes(controller)
      ? [
          `It is not known here how the ingress controller ${controller ?? '(serving.triton.ingress.controller is not set)'} is told that Triton speaks gRPC: say so in serving.triton.ingress.annotations. Known are ${grpcControllers.join(', ')}.`,
        ]
      : []),
    ...(tlsSecret === null && !Object.hasOwn(annotations, certificate)
      ? ['Most ingress controllers take gRPC with TLS only: serving.triton.ingress.tlsSecret is not set.']
      : []),
  ]
}
