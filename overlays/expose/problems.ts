/** Values of the overlay `expose` that do not go together. */
import type { Problem, Values } from '../../src/index.js'
import { controllerOf, controllers } from './controllers.js'
import { rewritingOf, rewritings } from './rewriting.js'
import type { Expose } from './table.js'
import { hostOf, hostsHave, type UrlOf, urlsOf } from './urls.js'

export const problems = (own: Expose, values: Values): ReadonlyArray<Problem> => [
  ...strangers(own),
  ...certificates(own),
  ...(hostsHave(own.type) ? hosts(own, values) : layoutOf(own)),
  ...(own.type === 'gateway' ? gateway(own) : []),
]

const wrong = (path: ReadonlyArray<string>, expected: string): Problem => ({
  path: ['expose', ...path],
  expected,
})

const none = (
  path: ReadonlyArray<string>,
  given: string | number | null | Readonly<Record<string, string>>,
  reason: string,
): ReadonlyArray<Problem> => {
  const isGiven = typeof given === 'object' && given !== null ? Object.keys(given).length > 0 : given !== null
  return isGiven ? [wrong(path, `none: ${reason}`)] : []
}

/** What belongs to another type. */
const strangers = (own: Expose): ReadonlyArray<Problem> => {
  const { nodePorts, ingress, gateway } = own
  const only = (type: Expose['type'], problems: (reason: string) => ReadonlyArray<Problem>) =>
    own.type === type ? [] : problems(`it is for expose.type ${type}`)
  return [
    ...only('nodePort', (reason) => urlsOf.flatMap((of) => none(['nodePorts', of], nodePorts[of], reason))),
    ...only('ingress', (reason) => [
      ...urlsOf.flatMap((of) => none(['ingress', 'hosts', of], ingress.hosts[of], reason)),
      ...(['controller', 'className', 'annotations', 'pathAnnotations', 'tlsSecret'] as const).flatMap(
        (key) => none(['ingress', key], ingress[key], reason),
      ),
    ]),
    ...only('gateway', (reason) =>
      (['name', 'namespace', 'sectionName', 'className', 'annotations'] as const).flatMap((key) =>
        none(['gateway', key], gateway[key], reason),
      ),
    ),
    ...only('route', (reason) => [
      ...none(['route', 'annotations'], own.route.annotations, reason),
      ...none(['route', 'tls'], own.route.tls ? null : 'false', reason),
    ]),
  ]
}

/** Where the certificate comes from. */
const certificates = (own: Expose): ReadonlyArray<Problem> => {
  const { type, tls, ingress, gateway } = own
  const refused = (reason: string): ReadonlyArray<Problem> => [
    ...none(['tls', 'secretName'], tls.secretName, reason),
    ...none(['tls', 'issuer'], tls.issuer, reason),
  ]
  const { certificate } = controllerOf(ingress.controller)
  const elsewhere =
    certificate === null
      ? null
      : `${ingress.controller} takes its certificate from ${certificate.store}, not from a Secret ` +
        `(name it in expose.ingress.annotations: ${certificate.annotation})`
  return [
    ...(elsewhere === null
      ? []
      : [...none(['ingress', 'tlsSecret'], ingress.tlsSecret, elsewhere), ...refused(elsewhere)]),
    ...(tls.secretName !== null && tls.secretName !== ingress.tlsSecret
      ? none(['ingress', 'tlsSecret'], ingress.tlsSecret, 'expose.tls.secretName says another')
      : []),
    ...(type === 'nodePort' || type === 'loadBalancer'
      ? refused(`TLS ends outside with expose.type ${type} (urls.scheme says that it does)`)
      : []),
    ...(type === 'gateway' && gateway.className === null
      ? refused('the Gateway has the certificate (urls.scheme says that it has)')
      : []),
    ...(type === 'route'
      ? none(
          ['tls', 'secretName'],
          tls.secretName,
          "a Route reads no Secret here: it takes the router's certificate, or one by expose.tls.issuer",
        )
      : []),
    ...(type === 'route' && !own.route.tls
      ? none(['tls', 'issuer'], tls.issuer, 'expose.route.tls is false')
      : []),
    ...(tls.issuer === null && tls.issuerKind !== 'ClusterIssuer'
      ? [wrong(['tls', 'issuerKind'], 'none: expose.tls.issuer is not set')]
      : []),
  ]
}

/** Types that reach a whole Service by a port of its own. */
const layoutOf = ({ type, layout, hosts, host }: Expose): ReadonlyArray<Problem> => [
  ...(layout === 'paths'
    ? [wrong(['layout'], `hosts: expose.type ${type} tells the three apart by ports, not by paths`)]
    : []),
  ...(type === 'nodePort' || host !== null
    ? urlsOf.flatMap((of) =>
        none(
          ['hosts', of],
          hosts[of],
          type === 'nodePort' ? 'nodes have one host, expose.host' : 'expose.host says it',
        ),
      )
    : []),
]

const hosts = (own: Expose, values: Values): ReadonlyArray<Problem> =>
  own.layout === 'paths' ? oneHost(own) : threeHosts(own, values)

const threeHosts = (own: Expose, values: Values): ReadonlyArray<Problem> => {
  const missing = urlsOf.filter(
    (of: UrlOf) => values.domain === null && own.hosts[of] === null && own.ingress.hosts[of] === null,
  )
  const isAddress = (of: UrlOf): boolean => isIp(own.hosts[of])
  return [
    ...(missing.length === 3
      ? [
          {
            path: ['domain'],
            expected:
              'the parent domain of the hosts (--set domain=clearml.example.com), or all of expose.hosts',
          },
        ]
      : missing.map((of) =>
          wrong(['hosts', of], 'a host name, unless `domain` is set (--set domain=clearml.example.com)'),
        )),
    ...(missing.length === 0 ? twice(values) : []),
    ...urlsOf.filter(isAddress).map((of) => wrong(['hosts', of], 'a host name, not an address')),
    ...none(
      ['host'],
      own.host,
      'hosts come from `domain` or expose.hosts, unless expose.layout is paths (--set expose.layout=paths)',
    ),
    ...none(['ingress', 'pathAnnotations'], own.ingress.pathAnnotations, 'it is for expose.layout paths'),
  ]
}

/** Two entrances of one host would need paths. */
const twice = (values: Values): ReadonlyArray<Problem> =>
  urlsOf
    .filter((of, i) => urlsOf.slice(0, i).some((other) => hostOf(values, other) === hostOf(values, of)))
    .map((of) =>
      wrong(
        ['hosts', of],
        'a host of its own; one host for all is expose.layout=paths with expose.host (--set expose.layout=paths)',
      ),
    )

const oneHost = (own: Expose): ReadonlyArray<Problem> => {
  const { host, hosts, ingress } = own
  const reason = 'expose.layout is paths: expose.host is the one host'
  return [
    ...(host === null || isIp(host)
      ? [wrong(['host'], 'the one host name (--set expose.host=clearml.example.com)')]
      : []),
    ...urlsOf.flatMap((of) => [
      ...none(['hosts', of], hosts[of], reason),
      ...none(['ingress', 'hosts', of], ingress.hosts[of], reason),
    ]),
    ...(own.type === 'ingress' ? rewritten(own) : []),
  ]
}

/** The prefix must go: ClearML's SDK uploads to /files itself, which the web UI's own nginx does not pass on as `/`. */
const rewritten = ({ ingress: { controller, pathAnnotations } }: Expose): ReadonlyArray<Problem> => {
  if (rewritingOf(controller) !== null) return []
  if (controller !== null && Object.hasOwn(controllers, controller))
    return [
      wrong(
        ['layout'],
        `hosts: the ingress controller ${controller} cannot take /files away from a path, and ClearML's SDK uploads to /files itself`,
      ),
    ]
  return Object.keys(pathAnnotations).length > 0
    ? []
    : [
        wrong(
          ['ingress', 'pathAnnotations'],
          `the annotations by which ${controller ?? 'the ingress controller'} takes /api and /files away from a path; ` +
            `known here are the controllers ${Object.keys(rewritings).join(', ')}`,
        ),
      ]
}

const gateway = ({ gateway: { name, namespace, sectionName, className, annotations } }: Expose) => [
  ...(name === null && className === null
    ? [wrong(['gateway', 'name'], 'the name of the Gateway, or expose.gateway.className for one of your own')]
    : []),
  ...(className === null
    ? none(['gateway', 'annotations'], annotations, 'expose.gateway.className is not set')
    : [
        ...none(
          ['gateway', 'namespace'],
          namespace,
          'the Gateway of your own is in the namespace of ClearML',
        ),
        ...none(
          ['gateway', 'sectionName'],
          sectionName,
          'the listeners of the Gateway of your own are known',
        ),
      ]),
]

const isIp = (host: string | null): boolean => host !== null && /^[\d.]+$|:/.test(host)
