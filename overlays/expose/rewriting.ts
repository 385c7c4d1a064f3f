/**
 * How ingress controllers take a prefix away from the path of a request, so that `/files/x` reaches the fileserver as
 * `/x`, and `/files`, to which ClearML's SDK uploads, as `/`.
 */
import type { Entrance, Values } from '../../src/index.js'

export interface Rewriting {
  /** Whether it is said on the Ingress for `/` too; otherwise an Ingress of its own has the paths with a prefix. */
  readonly together: boolean
  readonly pathType: 'Prefix' | 'ImplementationSpecific'
  /** The path of a rule, of a prefix such as `/files`. */
  readonly path: (prefix: string) => string
  /** `prefixes` by entrance; `values` for the namespace. */
  readonly annotations: (
    prefixes: Readonly<Partial<Record<Entrance, string>>>,
    values: Values,
  ) => Readonly<Record<string, string>>
}

const byAnnotations = (annotations: Rewriting['annotations']): Rewriting => ({
  together: false,
  pathType: 'Prefix',
  path: (prefix) => prefix,
  annotations,
})

/** The Middleware of Traefik that takes the prefixes away. */
export const middlewareName = 'clearml-strip-prefix'
/** The annotation of an Ingress that names middlewares of Traefik, one after the other. */
export const traefikMiddlewares = 'traefik.ingress.kubernetes.io/router.middlewares'

/**
 * The known ones. Sources: "Rewrite" of ingress-nginx; "StripPrefix" of Traefik; `path-rewrite` of HAProxy's controller
 * and `rewrite-target` of haproxy-ingress; "URL rewrite" of the AWS Load Balancer Controller (2.14.1); "Route-specific
 * annotations" of OpenShift. That of GKE has none (kubernetes/ingress-gce#109).
 */
export const rewritings: Readonly<Record<string, Rewriting>> = {
  nginx: {
    together: false,
    pathType: 'ImplementationSpecific',
    path: (prefix) => `${prefix}(/|$)(.*)`,
    annotations: () => ({
      'nginx.ingress.kubernetes.io/use-regex': 'true',
      'nginx.ingress.kubernetes.io/rewrite-target': '/$2',
    }),
  },
  traefik: byAnnotations((_, { namespace }) => ({
    [traefikMiddlewares]: `${namespace.name}-${middlewareName}@kubernetescrd`,
  })),
  haproxy: byAnnotations((prefixes) => ({
    'haproxy.org/path-rewrite': `^(${Object.values(prefixes).join('|')})/?(.*) /\\2`,
    'haproxy-ingress.github.io/rewrite-target': '/',
  })),
  alb: {
    ...byAnnotations((prefixes) =>
      Object.fromEntries(
        Object.entries(prefixes).map(([of, prefix]) => [
          `alb.ingress.kubernetes.io/transforms.clearml-${of}`,
          JSON.stringify([
            {
              type: 'url-rewrite',
              urlRewriteConfig: { rewrites: [{ regex: `^${prefix}/?(.*)$`, replace: '/$1' }] },
            },
          ]),
        ]),
      ),
    ),
    // Each Ingress would be a load balancer of its own.
    together: true,
  },
  openshift: byAnnotations(() => ({ 'haproxy.router.openshift.io/rewrite-target': '/' })),
}

/** That of a controller; `null`: it is not known, or cannot. */
export const rewritingOf = (controller: string | null): Rewriting | null =>
  controller !== null && Object.hasOwn(rewritings, controller) ? (rewritings[controller] ?? null) : null

/** For a controller that is not known: what the user says. */
export const saidRewriting: Rewriting = byAnnotations(() => ({}))
