/** Where a request arrives: the routing and rewriting of each way in, in small. */
import { get, isObject, type JsonObject } from '../../src/json.js'
import type { Ingress } from '../../src/kube/types.js'
import { type Manifests, ofKind } from '../support/objects.js'

/** `clearml-fileserver /x`: the Service, and the path that it sees. `null`: nobody answers. */
export type Arrival = string | null

interface Rule {
  readonly host: string
  readonly pattern: RegExp
  /** The longest wins. */
  readonly length: number
  readonly service: string
  readonly rewrite: (path: string) => string
}

/** Kubernetes' `Prefix` and the Gateway API's `PathPrefix`: whole steps. */
const below = (prefix: string): RegExp => new RegExp(`^${prefix.replace(/\/$/, '')}(/|$)`)
const strip = (prefix: string) => (path: string) => `/${path.slice(prefix.length).replace(/^\//, '')}`
const same = (path: string): string => path

/** What the annotations of an Ingress make of a path, by the words of each controller's reference. */
const rewriteOf = (
  annotations: Readonly<Record<string, string>>,
  path: string,
  service: string,
  manifests: Manifests,
): ((path: string) => string) => {
  const of = (name: string): string | undefined => annotations[name]
  const target = of('nginx.ingress.kubernetes.io/rewrite-target')
  if (target !== undefined) return (asked) => asked.replace(new RegExp(`^${path}.*$`), target)
  const haproxy = of('haproxy.org/path-rewrite')
  if (haproxy !== undefined) {
    const [expression = '', format = ''] = haproxy.split(' ')
    return (asked) => asked.replace(new RegExp(expression), format.replace(/\\(\d)/g, '$$$1'))
  }
  if (of('haproxy.router.openshift.io/rewrite-target') === '/') return strip(path)
  const transforms = of(`alb.ingress.kubernetes.io/transforms.${service}`)
  if (transforms !== undefined) {
    const { regex, replace } = JSON.parse(transforms)[0].urlRewriteConfig.rewrites[0]
    return (asked) => asked.replace(new RegExp(regex), replace)
  }
  const [, middleware] =
    /clearml-(.*)@kubernetescrd$/.exec(of('traefik.ingress.kubernetes.io/router.middlewares') ?? '') ?? []
  if (middleware !== undefined) {
    const found = manifests.find(
      ({ kind, metadata }) =>
        kind === 'Middleware' &&
        isObject(metadata ?? null) &&
        get(metadata as JsonObject, 'name') === middleware, // a manifest has metadata
    ) as { readonly spec: { readonly stripPrefix: { readonly prefixes: ReadonlyArray<string> } } } | undefined // as the overlay makes it
    const prefix = found?.spec.stripPrefix.prefixes.find((one) => one === path)
    if (prefix !== undefined) return strip(prefix)
  }
  return same
}

const ofIngresses = (manifests: Manifests): ReadonlyArray<Rule> =>
  ofKind<Ingress>(manifests, 'Ingress').flatMap(({ metadata, spec }) =>
    (spec?.rules ?? []).flatMap(({ host = '', http }) =>
      (http?.paths ?? []).map(({ path = '/', pathType, backend }) => {
        const service = backend.service?.name ?? ''
        return {
          host,
          pattern: pathType === 'Prefix' ? below(path) : new RegExp(`^${path}`),
          length: path.length,
          service,
          rewrite: rewriteOf(metadata?.annotations ?? {}, path, service, manifests),
        }
      }),
    ),
  )

interface HttpRoute {
  readonly spec: {
    readonly hostnames: ReadonlyArray<string>
    readonly rules: ReadonlyArray<{
      readonly matches?: ReadonlyArray<{ readonly path: { readonly type: string; readonly value: string } }>
      readonly filters?: ReadonlyArray<JsonObject>
      readonly backendRefs?: ReadonlyArray<{ readonly name: string }>
    }>
  }
}

const ofHttpRoutes = (manifests: Manifests): ReadonlyArray<Rule> =>
  ofKind<HttpRoute>(manifests, 'HTTPRoute').flatMap(({ spec }) =>
    spec.rules.flatMap(({ matches = [], filters = [], backendRefs = [] }) =>
      matches.map(({ path: { type, value } }) => ({
        host: spec.hostnames[0] ?? '',
        pattern: type === 'Exact' ? new RegExp(`^${value}$`) : below(value),
        length: value.length + (type === 'Exact' ? 1000 : 0),
        service: backendRefs[0]?.name ?? 'redirect',
        rewrite: JSON.stringify(filters).includes('"replacePrefixMatch":"/"') ? strip(value) : same,
      })),
    ),
  )

interface Route {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> }
  readonly spec: { readonly host: string; readonly path?: string; readonly to: { readonly name: string } }
}

const ofRoutes = (manifests: Manifests): ReadonlyArray<Rule> =>
  ofKind<Route>(manifests, 'Route').map(({ metadata, spec: { host, path = '/', to } }) => ({
    host,
    pattern: below(path),
    length: path.length,
    service: to.name,
    rewrite: rewriteOf(metadata.annotations, path, to.name, manifests),
  }))

/** Where a request for `https://HOST/PATH` arrives. */
export const arrival = (manifests: Manifests, url: string): Arrival => {
  const { host, pathname } = new URL(url)
  const [found] = [...ofIngresses(manifests), ...ofHttpRoutes(manifests), ...ofRoutes(manifests)]
    .filter((rule) => rule.host === host && rule.pattern.test(pathname))
    .toSorted((a, b) => b.length - a.length)
  return found === undefined ? null : `${found.service} ${found.rewrite(pathname)}`
}
