/** The values of the overlay `expose`. */
import { type InputOf, ownValues, schema, type ValueOf } from '../../src/index.js'
import { controllers } from './controllers.js'

const nodePort = (of: string) =>
  schema.optionalInteger(`Node port of the ${of}. Default: the cluster chooses one.`, 30100, 1, 65535)
const freeHost = (of: string) =>
  schema.optionalText(`Host of the ${of}. Default: below \`domain\`.`, 'clearml.example.org', schema.host)
const freeHosts = (doc: string) =>
  schema.group(doc, { web: freeHost('web UI'), api: freeHost('API'), files: freeHost('file server') })

export const table = schema.group('How users and agents reach the server.', {
  type: schema.requiredOneOf(
    ['nodePort', 'loadBalancer', 'ingress', 'gateway', 'route'],
    'How traffic comes in: node ports, a load balancer each, an Ingress, the Gateway API, or Routes of OpenShift.',
    'nodePort',
  ),
  layout: schema.oneOf(
    ['hosts', 'paths'],
    'hosts',
    '`hosts`: a host for each of web UI, API and files. `paths`: one host, `expose.host`, with the API at /api and the files at /files.',
    'paths',
  ),
  host: schema.optionalText(
    'Host under which nodes or load balancers are reached, or the one host of `layout: paths`; the public URLs follow from it.',
    'ml-node-1',
    schema.host,
  ),
  hosts: freeHosts('Free host names.'),
  tls: schema.group(
    'The certificate of an Ingress, of Routes, or of a Gateway of your own. URLs are https then.',
    {
      secretName: schema.optionalText(
        'TLS Secret for all hosts. Default with an issuer: clearml-tls.',
        'ml-example-com-tls',
        schema.dnsName,
      ),
      issuer: schema.optionalText('Issuer by which cert-manager makes it.', 'letsencrypt', schema.dnsName),
      issuerKind: schema.oneOf(['ClusterIssuer', 'Issuer'], 'ClusterIssuer', 'Kind of the issuer.', 'Issuer'),
    },
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
    pathAnnotations: schema.texts(
      {},
      'Annotations of the Ingress for /api and /files of `layout: paths`, by which a controller that is not known here takes the prefix away.',
      { 'konghq.com/strip-path': 'true' },
    ),
    hosts: freeHosts('The same as `expose.hosts`, which wins.'),
    tlsSecret: schema.optionalText(
      'The same as `expose.tls.secretName`. For alb the annotation alb.ingress.kubernetes.io/certificate-arn stands for it.',
      'clearml-tls',
      schema.dnsName,
    ),
  }),
  gateway: schema.group('The Gateway that the HTTPRoutes belong to.', {
    name: schema.optionalText('Its name. With `className`, by default: clearml.', 'public', schema.dnsName),
    namespace: schema.optionalText('Its namespace. Default: that of ClearML.', 'gateways', schema.dnsLabel),
    sectionName: schema.optionalText('Its listener. Default: each that fits.', 'https', schema.dnsName),
    className: schema.optionalText(
      'GatewayClass of a Gateway of your own: then the stream makes one.',
      'envoy',
      schema.dnsName,
    ),
    annotations: schema.texts({}, 'Annotations of the Gateway of your own.', {
      'external-dns.alpha.kubernetes.io/ttl': '60',
    }),
  }),
  route: schema.group('The Routes.', {
    tls: schema.boolean(
      true,
      'Whether the router speaks TLS, by `tls.issuer` or with its own certificate, and redirects http to https.',
    ),
    annotations: schema.texts({}, 'Further annotations of the Routes.', {
      'haproxy.router.openshift.io/hsts_header': 'max-age=31536000',
    }),
  }),
})

export const own = ownValues('expose', table)

export type Expose = ValueOf<typeof table>
export type ExposeInput = InputOf<Expose>
