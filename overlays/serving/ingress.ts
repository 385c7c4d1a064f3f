/** The Ingress of inference (HTTP) and of Triton (gRPC), and what controllers want to know for it. */
import type { Installation, kube, Values } from '../../src/index.js'
import { certificateOf, controllerOf } from '../expose/controllers.js'
import { metadataOf } from './metadata.js'
import { nameOf, portsOf } from './names.js'
import { healthPath } from './pods.js'
import { own } from './table.js'

/** The servers that can have an Ingress. */
export type Exposed = 'inference' | 'triton'

type Annotations = Readonly<Record<string, string>>
interface Grpc {
  readonly ingress: Annotations
  readonly service: Annotations
}
const none: Grpc = { ingress: {}, service: {} }

/** How a controller is told that a Service speaks gRPC. Source: the annotation reference of each. */
const grpc: Readonly<Record<string, Grpc>> = {
  nginx: { ...none, ingress: { 'nginx.ingress.kubernetes.io/backend-protocol': 'GRPC' } },
  traefik: { ...none, service: { 'traefik.ingress.kubernetes.io/service.serversscheme': 'h2c' } },
  haproxy: {
    ...none,
    ingress: { 'haproxy.org/server-proto': 'h2', 'haproxy-ingress.github.io/backend-protocol': 'h2' },
  },
  alb: { ...none, ingress: { 'alb.ingress.kubernetes.io/backend-protocol-version': 'GRPC' } },
}

/** The controllers that can be told. */
export const grpcControllers: ReadonlyArray<string> = Object.keys(grpc)

const grpcOf = (of: Exposed, controller: string | null): Grpc =>
  of === 'triton' && controller !== null && Object.hasOwn(grpc, controller)
    ? (grpc[controller] ?? none)
    : none

/** Annotations of the Service, for the controller in front of it. */
export const serviceAnnotations = (values: Values, of: Exposed): Annotations => {
  const { host, controller } = own(values)[of].ingress
  if (host === null) return {}
  const { service, healthCheckAnnotations } = controllerOf(controller)
  return {
    ...service,
    ...grpcOf(of, controller).service,
    ...(of === 'inference'
      ? Object.fromEntries(healthCheckAnnotations.map((name) => [name, healthPath(of)]))
      : {}),
  }
}

/** `null` without a host. */
export const ingress = ({ values }: Installation, of: Exposed): kube.Ingress | null => {
  const { host, controller, className, annotations, tlsSecret, path } = own(values)[of].ingress
  if (host === null) return null
  const known = controllerOf(controller)
  const ingressClassName = className ?? known.className
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: metadataOf(values, of, {
      annotations: {
        ...known.ingress,
        ...grpcOf(of, controller).ingress,
        ...certificateOf(controller, annotations)?.ingress,
        ...annotations,
      },
    }),
    spec: {
      ...(ingressClassName === null ? {} : { ingressClassName }),
      ...(tlsSecret === null ? {} : { tls: [{ hosts: [host], secretName: tlsSecret }] }),
      rules: [
        {
          host,
          http: {
            paths: [
              {
                path,
                pathType: 'Prefix',
                backend: { service: { name: nameOf(of), port: { name: portsOf[of][0].name } } },
              },
            ],
          },
        },
      ],
    },
  }
}
