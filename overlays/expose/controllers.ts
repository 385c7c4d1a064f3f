/**
 * What ingress controllers need to serve ClearML: bodies of any size (models are uploaded), ten minutes for one request,
 * and the path on which the API server says that it is well, where the controller's own load balancer probes it.
 */

/** A certificate that is not in a Secret. */
export interface Certificate {
  /** The annotation of the Ingress that names it. */
  readonly annotation: string
  /** The store that it lies in. */
  readonly store: string
  /** Annotations of an Ingress with one, so that it answers https, and http leads there. */
  readonly ingress: Readonly<Record<string, string>>
}

export interface Controller {
  /** Default `ingressClassName`; `null` where the controller reads an annotation instead. */
  readonly className: string | null
  readonly ingress: Readonly<Record<string, string>>
  /** Annotations of each Service behind the Ingress. */
  readonly service: Readonly<Record<string, string>>
  /** Annotations of a Service that name the path of its health check. */
  readonly healthCheckAnnotations: ReadonlyArray<string>
  /** Where it takes the certificate from another place than a TLS Secret: how it is named, and what goes with it. */
  readonly certificate: Certificate | null
  /** What cannot be said on an Ingress. */
  readonly warning: string | null
}

const plain: Controller = {
  className: null,
  ingress: {},
  service: {},
  healthCheckAnnotations: [],
  certificate: null,
  warning: null,
}

/** Source: the annotation reference of each controller. */
export const controllers: Readonly<Record<string, Controller>> = {
  nginx: {
    ...plain,
    className: 'nginx',
    ingress: {
      'nginx.ingress.kubernetes.io/proxy-body-size': '0',
      // Otherwise an upload lies on the controller's disk before the file server gets it.
      'nginx.ingress.kubernetes.io/proxy-request-buffering': 'off',
      'nginx.ingress.kubernetes.io/proxy-read-timeout': '600',
      'nginx.ingress.kubernetes.io/proxy-send-timeout': '600',
    },
  },
  traefik: {
    ...plain,
    className: 'traefik',
    warning:
      'Traefik limits the time of a request by its entry point, not by the Ingress: set ' +
      'entryPoints.<name>.transport.respondingTimeouts.readTimeout to 600s or more for large uploads.',
  },
  // Two controllers have this name: that of HAProxy Technologies, and haproxy-ingress.
  haproxy: {
    ...plain,
    className: 'haproxy',
    ingress: {
      'haproxy.org/timeout-server': '600s',
      'haproxy-ingress.github.io/proxy-body-size': 'unlimited',
      'haproxy-ingress.github.io/timeout-server': '600s',
    },
    healthCheckAnnotations: ['haproxy.org/check-http', 'haproxy-ingress.github.io/health-check-uri'],
  },
  alb: {
    ...plain,
    className: 'alb',
    ingress: {
      'alb.ingress.kubernetes.io/target-type': 'ip',
      'alb.ingress.kubernetes.io/load-balancer-attributes': 'idle_timeout.timeout_seconds=600',
    },
    healthCheckAnnotations: ['alb.ingress.kubernetes.io/healthcheck-path'],
    certificate: {
      annotation: 'alb.ingress.kubernetes.io/certificate-arn',
      store: 'ACM',
      ingress: {
        'alb.ingress.kubernetes.io/listen-ports': '[{"HTTP":80},{"HTTPS":443}]',
        'alb.ingress.kubernetes.io/ssl-redirect': '443',
      },
    },
  },
  gce: {
    ...plain,
    ingress: { 'kubernetes.io/ingress.class': 'gce' },
    service: { 'cloud.google.com/neg': '{"ingress": true}' },
  },
  openshift: {
    ...plain,
    className: 'openshift-default',
    ingress: { 'haproxy.router.openshift.io/timeout': '600s' },
  },
}

export const controllerOf = (name: string | null): Controller =>
  name !== null && Object.hasOwn(controllers, name) ? (controllers[name] ?? plain) : plain

/** The certificate that the annotations of an Ingress name, for a controller that takes it from there. */
export const certificateOf = (
  name: string | null,
  annotations: Readonly<Record<string, string>>,
): Certificate | null => {
  const { certificate } = controllerOf(name)
  return certificate !== null && Object.hasOwn(annotations, certificate.annotation) ? certificate : null
}
