/** How Prometheus finds what statistics and Triton offer, on their port `metrics`. */
import type { Installation, JsonObject, Values } from '../../src/index.js'
import { metadataOf } from './metadata.js'
import { portsOf, type ServerName, selectorOf } from './names.js'
import { isEnabled, own } from './table.js'

/** Where a server offers its numbers; `null`: it offers none. */
export const metricsPort = (of: ServerName): number | null =>
  portsOf[of].find(({ name }) => name === 'metrics')?.port ?? null

/** Annotations of pods: a convention that the usual scrape configurations of Prometheus follow. */
export const scrapeAnnotations = (values: Values, of: ServerName): Readonly<Record<string, string>> => {
  const port = metricsPort(of)
  return port === null || own(values).metrics !== 'annotations'
    ? {}
    : {
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': String(port),
        'prometheus.io/path': '/metrics',
      }
}

/** The ServiceMonitor of a server. Source: the API reference of prometheus-operator, `monitoring.coreos.com/v1`. */
export const serviceMonitor = ($: Installation, of: ServerName): JsonObject | null =>
  own($.values).metrics !== 'prometheus-operator' || !isEnabled($.values, of)
    ? null
    : {
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: { ...metadataOf($.values, of, { labels: own($.values).prometheus.labels }) },
        spec: {
          selector: { matchLabels: selectorOf(of) },
          endpoints: [{ port: 'metrics', path: '/metrics', interval: '15s' }],
        },
      }
