/** The HTTP proxy, in every container that reaches the outside. */
import type { EnvVar } from '../kube/types.js'
import { entrances, type Installation } from './installation.js'
import { nameOf } from './metadata.js'
import { stores } from './stores.js'

/**
 * Both spellings of each variable: curl reads `http_proxy` only in lower case, others either.
 * gRPC reads them, too, so that the servers of clearml-serving find each other only by `NO_PROXY`.
 */
export const proxyEnv = ($: Installation): ReadonlyArray<EnvVar> => {
  const { http, https } = $.values.proxy
  if (http === null && https === null) return []
  return [
    ...both('http_proxy', http),
    ...both('https_proxy', https),
    ...both('no_proxy', [...cluster($), ...$.values.proxy.no].join(',')),
  ]
}

const both = (name: string, value: string | null): ReadonlyArray<EnvVar> =>
  value === null
    ? []
    : [
        { name: name.toUpperCase(), value },
        { name, value },
      ]

/**
 * What is reached without it: the pod itself, the Kubernetes API (whose address Kubernetes puts in for the variable), all
 * Services by their long names, and this installation's by their short ones.
 */
const cluster = ($: Installation): ReadonlyArray<string> => {
  const { inference, statistics, triton } = $.serving
  const serving = [inference, statistics, triton].flatMap(({ service }) => service?.metadata?.name ?? [])
  return [
    ...['localhost', '127.0.0.1', '::1', '$(KUBERNETES_SERVICE_HOST)', '.svc', '.cluster.local'],
    `.${$.values.namespace.name}`,
    ...($.values.server.enabled
      ? [...entrances, ...stores.filter((of) => $.values[of].enabled)].map(nameOf)
      : []),
    ...serving,
  ]
}
