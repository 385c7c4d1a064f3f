/** The values of the overlay `expose`. */
import {
  type InputOf,
  ownValues,
  type Problem,
  schema,
  type Urls,
  type ValueOf,
  type Values,
} from '../../src/index.js'
import { controllerOf, controllers } from './controllers.js'

const nodePort = (of: string) =>
  schema.optionalInteger(`Node port of the ${of}. Default: the cluster chooses one.`, 30100, 1, 65535)
const ingressHost = (of: string) =>
  schema.optionalText(`Host of the ${of}. Default: below \`domain\`.`, 'clearml.example.org', schema.host)

export const table = schema.group('How users and agents reach the server.', {
  type: schema.requiredOneOf(['nodePort', 'loadBalancer', 'ingress'], 'How traffic comes in.', 'nodePort'),
  host: schema.optionalText(
    'Host under which nodes or load balancers are reached; the public URLs follow from it.',
    'ml-node-1',
    schema.host,
  ),
  nodePorts: schema.group('Node ports.', {
    web: nodePort('web UI'),
    api: nodePort('API'),
    files: nodePort('file server'),
  }),
  ingress: schema.group('The Ingress.', {
    controller: schema.optionalText(
      `The controller that serves it: ${Object.keys(controllers).join(', ')}. It decides how body size, timeouts and health checks are set.`,
      'nginx',
    ),
    className: schema.optionalText(
      "IngressClass. Default: the controller's usual one.",
      'internal',
      schema.dnsName,
    ),
    annotations: schema.texts({}, 'Further annotations of the Ingress.', {
      'cert-manager.io/cluster-issuer': 'letsencrypt',
    }),
    hosts: schema.group('Free host names.', {
      web: ingressHost('web UI'),
      api: ingressHost('API'),
      files: ingressHost('file server'),
    }),
    tlsSecret: schema.optionalText(
      'TLS Secret for all three hosts. The public URLs are https then. For alb the annotation alb.ingress.kubernetes.io/certificate-arn stands for it.',
      'clearml-tls',
      schema.dnsName,
    ),
  }),
})

export const own = ownValues('expose', table)

export type Expose = ValueOf<typeof table>
export type ExposeInput = InputOf<Expose>

/** Values that do not go together. */
export const problems = (own: Expose, values: Values): ReadonlyArray<Problem> => {
  const only = (path: ReadonlyArray<string>, given: boolean, type: Expose['type']): ReadonlyArray<Problem> =>
    given && own.type !== type
      ? [{ path: ['expose', ...path], expected: `none: it is for expose.type ${type}` }]
      : []
  const { ingress, nodePorts } = own
  const missing = (['web', 'api', 'files'] as const).filter(
    (of: keyof Urls) => own.type === 'ingress' && values.domain === null && ingress.hosts[of] === null,
  )
  const { certificate } = controllerOf(ingress.controller)
  return [
    ...(certificate !== null && ingress.tlsSecret !== null
      ? [
          {
            path: ['expose', 'ingress', 'tlsSecret'],
            expected:
              `none: ${ingress.controller} takes its certificate from ${certificate.store}, not from a Secret ` +
              `(name it in expose.ingress.annotations: ${certificate.annotation})`,
          },
        ]
      : []),
    ...(missing.length === 3
      ? [
          {
            path: ['domain'],
            expected:
              'the parent domain of the hosts (--set domain=clearml.example.com), or all of expose.ingress.hosts',
          },
        ]
      : missing.map((of) => ({
          path: ['expose', 'ingress', 'hosts', of],
          expected: 'a host name, unless `domain` is set (--set domain=clearml.example.com)',
        }))),
    ...(own.type === 'ingress' && own.host !== null
      ? [
          {
            path: ['expose', 'host'],
            expected: 'none: the hosts of an Ingress come from `domain` or expose.ingress.hosts',
          },
        ]
      : []),
    ...(['web', 'api', 'files'] as const).flatMap((of) => [
      ...only(['nodePorts', of], nodePorts[of] !== null, 'nodePort'),
      ...only(['ingress', 'hosts', of], ingress.hosts[of] !== null, 'ingress'),
    ]),
    ...only(['ingress', 'controller'], ingress.controller !== null, 'ingress'),
    ...only(['ingress', 'className'], ingress.className !== null, 'ingress'),
    ...only(['ingress', 'annotations'], Object.keys(ingress.annotations).length > 0, 'ingress'),
    ...only(['ingress', 'tlsSecret'], ingress.tlsSecret !== null, 'ingress'),
  ]
}
