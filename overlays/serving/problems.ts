/** Values that do not go together. */
import type { Problem, Values } from '../../src/index.js'
import { controllerOf } from '../expose/controllers.js'
import { gpuProblems } from '../gpu.js'
import { serverProblems } from '../server.js'
import { type Scaled, targetsOf } from './autoscaler.js'
import { idle } from './idle.js'
import { type ServerName, servers } from './names.js'
import { isEnabled, own, table } from './table.js'

const fields = table.fields
const NAME = 'serving'
type Problems = ReadonlyArray<Problem>

const when = (holds: boolean, path: ReadonlyArray<string>, expected: string): Problems =>
  holds ? [{ path: [NAME, ...path], expected }] : []

export const problems = (values: Values): Problems => [
  ...elsewhere(values),
  ...(['statistics', 'triton'] as const).flatMap((of) => switchedOff(values, of)),
  ...kafkaProblems(values),
  ...metricsProblems(values),
  ...dashboardProblems(values),
  ...servers.filter((of) => isEnabled(values, of)).flatMap((of) => filesProblems(values, of)),
  ...servers.flatMap((of) => literalKeys(values, of)),
  ...(['inference', 'triton'] as const)
    .filter((of) => isEnabled(values, of))
    .flatMap((of) => [...autoscalingProblems(values, of), ...ingressProblems(values, of)]),
  ...(isEnabled(values, 'triton') ? gpuProblems(own(values).triton) : []).map(({ path, expected }) => ({
    path: [NAME, 'triton', ...path],
    expected,
  })),
  ...sharedHost(values),
]

/** A server in the stream may be meant by its own public URL: its keys are there, and see the warnings. */
const elsewhere = (values: Values): Problems =>
  values.server.enabled
    ? []
    : [
        ...serverProblems(NAME, values, own(values)),
        ...when(
          own(values).server.files === null,
          ['server', 'files'],
          'the URL of the file server that belongs to serving.server.api',
        ),
      ]

const switchedOff = (values: Values, of: 'statistics' | 'triton'): Problems =>
  isEnabled(values, of)
    ? []
    : idle(fields[of], own(values)[of], [NAME, of], `serving.${of}.enabled is false`, ['enabled'])

const kafkaProblems = (values: Values): Problems => {
  const { statistics, kafka } = own(values)
  const here = [NAME, 'kafka']
  if (!statistics.enabled) return idle(fields.kafka, kafka, here, 'serving.statistics.enabled is false')
  if (kafka.operator === null) {
    return [
      ...when(
        kafka.bootstrapServers.length === 0,
        ['kafka', 'bootstrapServers'],
        'the brokers of a Kafka, host and port, for the statistics; or serving.kafka.operator=strimzi, which makes one; or serving.statistics.enabled=false',
      ),
      ...idle(
        fields.kafka.fields.strimzi,
        kafka.strimzi,
        [...here, 'strimzi'],
        'serving.kafka.operator is not strimzi',
      ),
    ]
  }
  return [
    ...when(
      kafka.bootstrapServers.length > 0,
      ['kafka', 'bootstrapServers'],
      `none: ${kafka.operator} makes the Kafka`,
    ),
    ...when(
      kafka.strimzi.replicas % 2 === 0,
      ['kafka', 'strimzi', 'replicas'],
      'an odd number: the nodes vote, and an even one more stands no failure more',
    ),
  ]
}

const metricsProblems = (values: Values): Problems => {
  const { metrics, prometheus, statistics, triton } = own(values)
  const scraped = statistics.enabled || triton.enabled
  return [
    ...when(
      metrics === 'prometheus-operator' && !scraped,
      ['metrics'],
      'annotations or none: statistics and Triton are switched off, and inference has no metrics for Prometheus',
    ),
    ...when(
      metrics !== 'prometheus-operator' && Object.keys(prometheus.labels).length > 0,
      ['prometheus', 'labels'],
      'none: serving.metrics is not prometheus-operator',
    ),
  ]
}

const dashboardProblems = (values: Values): Problems => {
  const { dashboard, grafana, prometheus, statistics } = own(values)
  if (dashboard === 'none') {
    return [
      ...when(prometheus.url !== null, ['prometheus', 'url'], 'none: serving.dashboard is none'),
      ...idle(fields.grafana, grafana, [NAME, 'grafana'], 'serving.dashboard is none'),
    ]
  }
  return [
    ...when(prometheus.url === null, ['prometheus', 'url'], 'the URL by which Grafana reaches Prometheus'),
    ...when(
      !statistics.enabled,
      ['dashboard'],
      'none: it shows statistics, and serving.statistics.enabled is false',
    ),
    ...when(
      Object.keys(grafana.instanceLabels).length === 0,
      ['grafana', 'instanceLabels'],
      'a label at least: without one every Grafana of the cluster is meant',
    ),
  ]
}

const filesProblems = (values: Values, of: ServerName): Problems => {
  const { files, existingConfigMap, existingSecret } = own(values)[of].config
  const sources = [Object.keys(files).length > 0, existingConfigMap !== null, existingSecret !== null]
  return [
    ...when(
      sources.filter(Boolean).length > 1,
      [of, 'config'],
      'one of files, existingConfigMap and existingSecret',
    ),
    ...Object.keys(files)
      .filter((name) => !/^[-._a-zA-Z0-9]{1,253}$/.test(name) || name.startsWith('..'))
      .map((name) => ({
        path: [NAME, of, 'config', 'files', name],
        expected: 'a file name of letters, digits, "-", "_" and ".", such as clearml.conf',
        found: name,
      })),
  ]
}

/** The keys of the server are no values: they would stand in the manifest. */
const literalKeys = (values: Values, of: ServerName): Problems =>
  own(values)[of].extraEnv.flatMap(({ name, value }, i) =>
    value !== undefined && /^CLEARML_API_(ACCESS|SECRET)_KEY$/.test(name)
      ? [
          {
            path: [NAME, of, 'extraEnv', i],
            expected: 'none: keys come from a Secret, which serving.existingSecret names',
            found: name,
          },
        ]
      : [],
  )

const autoscalingProblems = (values: Values, of: Scaled): Problems => {
  const { autoscaling, replicas, resources } = own(values)[of]
  const here = [of, 'autoscaling']
  if (!autoscaling.enabled) {
    const because = `serving.${of}.autoscaling.enabled is false`
    return idle(fields[of].fields.autoscaling, autoscaling, [NAME, ...here], because)
  }
  const targets = targetsOf(values, of)
  return [
    ...when(
      autoscaling.minReplicas > autoscaling.maxReplicas,
      [...here, 'minReplicas'],
      `at most ${autoscaling.maxReplicas}, as maxReplicas`,
    ),
    ...when(
      replicas !== 1,
      [of, 'replicas'],
      `none: the autoscaler rules the number of pods (serving.${of}.autoscaling.minReplicas)`,
    ),
    ...(['cpu', 'memory'] as const).flatMap((name) =>
      when(
        targets[name] !== null &&
          resources.requests[name] === undefined &&
          resources.limits[name] === undefined,
        [of, 'resources', 'requests', name],
        'a request: the autoscaler counts in percent of it',
      ),
    ),
  ]
}

const ingressProblems = (values: Values, of: Scaled): Problems => {
  const { ingress } = own(values)[of]
  const here = [of, 'ingress']
  if (ingress.host === null) {
    const because = `serving.${of}.ingress.host is not given, so there is no Ingress`
    return idle(fields[of].fields.ingress, ingress, [NAME, ...here], because)
  }
  const { certificate } = controllerOf(ingress.controller)
  return when(
    certificate !== null && ingress.tlsSecret !== null,
    [...here, 'tlsSecret'],
    `none: ${ingress.controller} takes its certificate from ${certificate?.store}, not from a Secret (name it in ` +
      `serving.${of}.ingress.annotations: ${certificate?.annotation})`,
  )
}

/** Two Ingress objects for one host and path: a controller takes one of them. */
const sharedHost = (values: Values): Problems => {
  const { inference, triton } = own(values)
  return when(
    inference.ingress.host !== null &&
      inference.ingress.host === triton.ingress.host &&
      inference.ingress.path === triton.ingress.path,
    ['triton', 'ingress', 'host'],
    'another host or path than that of serving.inference.ingress',
  )
}
