/** The objects of each server. */
import { type Installation, type kube, parts } from '../../src/index.js'
import { withGpus } from '../gpu.js'
import { rotationOf } from '../server.js'
import { serviceAnnotations } from './ingress.js'
import { metadataOf, podLabels } from './metadata.js'
import { scrapeAnnotations } from './metrics.js'
import { componentOf, nameOf, official, portsOf, type ServerName, selectorOf } from './names.js'
import { envOf, filesOf, probesOf } from './pods.js'
import { own } from './table.js'

export const serviceAccount = ($: Installation, of: ServerName): kube.ServiceAccount => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  metadata: metadataOf($.values, of, {
    annotations: {
      ...parts.identityAnnotations($.values, 'serving'),
      ...own($.values)[of].serviceAccount.annotations,
    },
  }),
  automountServiceAccountToken: false,
})

const configMapName = (of: ServerName): string => `${nameOf(of)}-config`

/** `null` without files. */
export const configMap = ($: Installation, of: ServerName): kube.ConfigMap | null => {
  const { files } = own($.values)[of].config
  return Object.keys(files).length === 0
    ? null
    : {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { ...metadataOf($.values, of), name: configMapName(of) },
        data: files,
      }
}

export const service = ($: Installation, of: ServerName): kube.Service => {
  const { labels, annotations } = own($.values)[of].service
  const forIngress = of === 'statistics' ? {} : serviceAnnotations($.values, of)
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: metadataOf($.values, of, { labels, annotations: { ...forIngress, ...annotations } }),
    spec: {
      type: 'ClusterIP',
      selector: selectorOf(of),
      ports: portsOf[of].map(({ name, port }) => ({ name, port, targetPort: name })),
    },
  }
}

/** How many pods; `null`: an autoscaler rules it. Of statistics one only: each counts every request. */
const replicasOf = ($: Installation, of: ServerName): number | null => {
  if (of === 'statistics') return 1
  const { replicas, autoscaling } = own($.values)[of]
  return autoscaling.enabled ? null : replicas
}

/** With GPUs an old pod goes before a new one comes: there may be no GPU left for both. */
const strategyOf = ($: Installation, of: ServerName): NonNullable<kube.Deployment['spec']>['strategy'] => {
  if (of === 'statistics') return { type: 'Recreate' }
  return of === 'triton' && own($.values).triton.gpus > 0
    ? { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }
    : { type: 'RollingUpdate' }
}

const template = ($: Installation, of: ServerName): kube.PodTemplateSpec => {
  const mine = own($.values)[of]
  const files = filesOf($, of, configMapName(of))
  const container = parts.containerOf(parts.imageOf($.values, mine.image, official(of)), mine, {
    name: componentOf(of),
    env: envOf($, of),
    ports: portsOf[of].map(({ name, port }) => ({ name, containerPort: port })),
    ...(of === 'triton' ? { resources: withGpus(mine.resources, own($.values).triton) } : {}),
    ...probesOf($, of),
    volumeMounts: files.volumeMounts,
  })
  return parts.podOf(
    $,
    { labels: podLabels($.values, of), serviceAccountName: nameOf(of), values: mine, bearer: 'serving' },
    {
      containers: [container],
      volumes: files.volumes,
      annotations: {
        ...files.annotations,
        ...scrapeAnnotations($.values, of),
        ...rotationOf($.values, own($.values)),
      },
    },
  )
}

/** The pods of Triton, in the RuntimeClass of their GPUs. */
const withRuntimeClass = (pod: kube.PodTemplateSpec, name: string | null): kube.PodTemplateSpec =>
  name === null || pod.spec === undefined ? pod : { ...pod, spec: { ...pod.spec, runtimeClassName: name } }

export const deployment = ($: Installation, of: ServerName): kube.Deployment => {
  const replicas = replicasOf($, of)
  const strategy = strategyOf($, of)
  const pod = template($, of)
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: metadataOf($.values, of, own($.values)[of]),
    spec: {
      ...(replicas === null ? {} : { replicas }),
      progressDeadlineSeconds: own($.values).startupSeconds + 300,
      selector: { matchLabels: selectorOf(of) },
      ...(strategy === undefined ? {} : { strategy }),
      template: of === 'triton' ? withRuntimeClass(pod, own($.values).triton.runtimeClassName) : pod,
    },
  }
}
