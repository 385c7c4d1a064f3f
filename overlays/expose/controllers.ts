/**
 * What ingress controllers need to serve ClearML: bodies of any size (models are uploaded), ten minutes for one request,
 * and the path on which the API server says that it is well, where the controller's own load balancer probes it.
 */

export interface Controller {
  /** Default `ingressClassName`; `null` where the controller reads an annotation instead. */
  readonly className: string | null
  readonly ingress: Readonly<Record<string, string>>
  /** Annotations of each Service behind the Ingress. */
  readonly service: Readonly<Record<string, string>>
  /** Annotations of a Service that name the path of its health check. */
  readonly healthCheckAnnotations: ReadonlyArray<string>
  /** What cannot be said on an Ingress. */
  readonly warning: string | null
}

const plain: Controller = {
  className: null,
  ingress: {},
  service: {},
  healthCheckAnnotations: [],
  warning: null,
}

/** Source: the annotation reference of each controller. */
export const controllers: Readonly<Record<string, Controller>> = {
  nginx: {
    ...plain,
    className: 'nginx',
    ingress: {
      'nginx.ingress.kubernetes.io/proxy-body-size': '0',
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
