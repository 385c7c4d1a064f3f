/** Services and ServiceAccounts of components. */
import type { Service, ServiceAccount } from '../kube/types.js'
import { bearers } from '../values/identity.js'
import { identityAnnotations } from './identity.js'
import type { Component, Entrance, Installation } from './installation.js'
import { metadata, nameOf, selectorLabels } from './metadata.js'

/**
 * The port of each component's Service. Containers listen on fixed ports, so Services name them (`targetPort: http`)
 * and a Service's own port can differ.
 */
export const ports = {
  apiserver: { name: 'http', port: 8008, container: 8008 },
  webserver: { name: 'http', port: 8080, container: 80 },
  fileserver: { name: 'http', port: 8081, container: 8081 },
  elasticsearch: { name: 'http', port: 9200, container: 9200 },
  mongodb: { name: 'mongodb', port: 27017, container: 27017 },
  redis: { name: 'redis', port: 6379, container: 6379 },
} as const
export type Served = keyof typeof ports

/** `http://clearml-apiserver:8008`: a component from inside the namespace. */
export const serviceUrl = (component: Served): string =>
  `http://${nameOf(component)}:${ports[component].port}`

export const containerPorts = (component: Served) => [
  { name: ports[component].name, containerPort: ports[component].container },
]

const isEntrance = (component: Served): component is Entrance =>
  component === 'apiserver' || component === 'webserver' || component === 'fileserver'

export const service = ($: Installation, component: Served): Service => {
  const { name, port } = ports[component]
  const entry = isEntrance(component) ? $.config.entries[component] : { type: 'ClusterIP', nodePort: null }
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadata($.values, nameOf(component), component, $.values[component].service),
    spec: {
      type: entry.type,
      selector: selectorLabels(component),
      ports: [
        { name, port, targetPort: name, ...(entry.nodePort === null ? {} : { nodePort: entry.nodePort }) },
      ],
    },
  }
}

export const serviceAccount = ($: Installation, component: Component): ServiceAccount => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: metadata($.values, nameOf(component), component, {
    annotations: {
      ...identityAnnotations(
        $.values,
        bearers.find((one) => one === component),
      ),
      ...$.values[component].serviceAccount.annotations,
    },
  }),
  automountServiceAccountToken: false,
})
