/** ClearML Serving: inference, statistics and Triton, and what operators make for them. */
import { type Edit, plus } from '../../src/dsl/index.js'
import { type Installation, type Overlay, overlay } from '../../src/index.js'
import { servingArrows } from './arrows.js'
import { autoscaler } from './autoscaler.js'
import { grafanaDashboard, grafanaDatasource } from './dashboard.js'
import { external } from './external.js'
import { ingress } from './ingress.js'
import { kafka, kafkaNodes } from './kafka.js'
import { serviceMonitor } from './metrics.js'
import type { ServerName } from './names.js'
import { notes, warnings } from './notes.js'
import { configMap, deployment, service, serviceAccount } from './objects.js'
import { problems } from './problems.js'
import { isEnabled, type ServingInput, table } from './table.js'

type Serving = Installation['serving'][ServerName]
interface Late {
  readonly $: Installation
}

/** The objects of a server, `null` where it is switched off. */
const server = (of: ServerName): Edit<Serving, Installation> => {
  const where =
    <A>(make: ($: Installation) => A | null) =>
    ({ $ }: Late): A | null =>
      isEnabled($.values, of) ? make($) : null
  return {
    serviceAccount: where(($) => serviceAccount($, of)),
    configMap: where(($) => configMap($, of)),
    service: where(($) => service($, of)),
    deployment: where(($) => deployment($, of)),
    autoscaler: where(($) => (of === 'statistics' ? null : autoscaler($, of))),
    ingress: where(($) => (of === 'statistics' ? null : ingress($, of))),
  }
}

export const serving = (values: ServingInput = {}): Overlay =>
  overlay({
    name: 'serving',
    doc: 'Answers requests with models: inference, statistics by way of Kafka, and Triton.',
    example:
      '--set domain=clearml.example.com --set serving.taskId=ab12cd34ef56 --set serving.kafka.bootstrapServers={kafka.example.com:9092}',
    schema: table,
    values: { serving: values },
    check: problems,
    external,
    edits: {
      config: { arrows: plus(({ $ }: Late) => servingArrows($)) },
      serving: {
        inference: server('inference'),
        statistics: server('statistics'),
        triton: server('triton'),
        operators: ({ $ }) => ({
          kafka: kafka($),
          kafkaNodes: kafkaNodes($),
          statisticsMonitor: serviceMonitor($, 'statistics'),
          tritonMonitor: serviceMonitor($, 'triton'),
          grafanaDatasource: grafanaDatasource($),
          grafanaDashboard: grafanaDashboard($),
        }),
      },
    },
    warnings,
    notes,
  })
