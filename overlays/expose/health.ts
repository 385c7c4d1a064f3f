/** How a load balancer in front of the Services learns that they are well, where it does not ask by itself. */
import {
  type Entrance,
  type Installation,
  type JsonObject,
  labels,
  ports,
  type Values,
} from '../../src/index.js'
import { controllerOf } from './controllers.js'
import { own } from './table.js'

/** The path on which a component says that it is well. */
const healthPath = (of: Entrance): string => (of === 'apiserver' ? '/debug.ping' : '/')

/** The controller of the Ingress; one without needs where there is no Ingress. */
export const controller = (values: Values) =>
  controllerOf(own(values).type === 'ingress' ? own(values).ingress.controller : null)
const usesBackendConfig = (values: Values): boolean =>
  own(values).type === 'ingress' && own(values).ingress.controller === 'gce'

/** Annotations of a Service that say how its health is asked for, and what else the controller reads there. */
export const serviceAnnotations = (values: Values, of: Entrance): Readonly<Record<string, string>> => {
  const { service, healthCheckAnnotations } = controller(values)
  return {
    ...service,
    ...Object.fromEntries(healthCheckAnnotations.map((name) => [name, healthPath(of)])),
    ...(usesBackendConfig(values)
      ? { 'cloud.google.com/backend-config': JSON.stringify({ default: `clearml-${of}` }) }
      : {}),
  }
}

/** Health check and time limit of a Google load balancer. Source: GKE's "Ingress configuration", BackendConfig. */
export const backendConfig = ($: Installation, of: Entrance): JsonObject | null =>
  usesBackendConfig($.values)
    ? {
        apiVersion: 'cloud.google.com/v1',
        kind: 'BackendConfig',
        metadata: {
          name: `clearml-${of}`,
          labels: labels($.values, of),
          annotations: $.values.annotations,
        },
        spec: {
          timeoutSec: 600,
          healthCheck: { type: 'HTTP', requestPath: healthPath(of), port: ports[of].container },
        },
      }
    : null
