/**
 * A data source and a dashboard for Grafana.
 * Source: `api/v1beta1` of grafana/grafana-operator; the names of metrics: `clearml_serving/statistics/metrics.py`.
 */
import type { Installation, JsonObject, Values } from '../../src/index.js'
import { metadata } from './metadata.js'
import { own } from './table.js'

const NAME = 'clearml-serving'
const COMPONENT = 'serving-dashboard'
const TITLE = 'ClearML Serving'
/** What the operator replaces by the name of the data source. */
const INPUT = 'DS_PROMETHEUS'
const datasource = `\${${INPUT}}`

/** Grafana is mostly in a namespace of its own, so it is looked for in all of them. */
const selected = (values: Values): JsonObject => ({
  instanceSelector: { matchLabels: own(values).grafana.instanceLabels },
  allowCrossNamespaceImport: true,
})

const isWanted = (values: Values): boolean => own(values).dashboard === 'grafana-operator'

/** The Prometheus that Grafana asks. */
export const grafanaDatasource = ({ values }: Installation): JsonObject | null =>
  isWanted(values)
    ? {
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaDatasource',
        metadata: { ...metadata(values, NAME, COMPONENT) },
        spec: {
          ...selected(values),
          datasource: { name: TITLE, type: 'prometheus', access: 'proxy', url: own(values).prometheus.url },
        },
      }
    : null

/** One panel; `expr` is PromQL. */
const panel = (id: number, title: string, type: string, expr: string, legendFormat: string): JsonObject => ({
  id,
  title,
  type,
  datasource,
  gridPos: { x: 12 * ((id + 1) % 2), y: 8 * Math.floor((id - 1) / 2), w: 12, h: 8 },
  targets: [{ refId: 'A', datasource, expr, legendFormat }],
})

const WINDOW = '[$__rate_interval]'
const endpoint = `\${endpoint}`

/**
 * Each endpoint has metrics of its own, `ENDPOINT:_count_total` and `ENDPOINT:_latency_bucket`, so the endpoint is a
 * variable. The buckets of the latency are not cumulative, and `_latency_sum` counts requests.
 */
const rate = `sum(rate(${endpoint}:_count_total${WINDOW}))`
const share = `100 * increase(${endpoint}:_latency_bucket${WINDOW}) / increase(${endpoint}:_latency_sum${WINDOW})`

const model: JsonObject = {
  uid: NAME,
  title: TITLE,
  tags: ['clearml'],
  schemaVersion: 39,
  editable: true,
  time: { from: 'now-6h', to: 'now' },
  refresh: '30s',
  templating: {
    list: [
      {
        name: 'endpoint',
        label: 'Endpoint',
        type: 'query',
        datasource,
        query: 'metrics(.+:_count_total)',
        regex: '/(.+):_count_total/',
        refresh: 2,
        sort: 1,
      },
    ],
  },
  panels: [
    panel(1, 'Requests per second', 'timeseries', rate, 'requests'),
    panel(2, 'Latency, percent of requests by seconds', 'heatmap', share, '{{le}}'),
  ],
}

export const grafanaDashboard = ({ values }: Installation): JsonObject | null =>
  isWanted(values)
    ? {
        apiVersion: 'grafana.integreatly.org/v1beta1',
        kind: 'GrafanaDashboard',
        metadata: { ...metadata(values, NAME, COMPONENT) },
        spec: {
          ...selected(values),
          datasources: [{ inputName: INPUT, datasourceName: TITLE }],
          json: `${JSON.stringify(model, null, 2)}\n`,
        },
      }
    : null
