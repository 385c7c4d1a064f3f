/** Deletes what is older than the values ask for; nothing is there where they ask for nothing. */
import type { ConfigMap, CronJob, ServiceAccount } from '../kube/types.js'
import { elasticsearchConnection } from '../values/outsideConnection.js'
import type { Values } from '../values/table.js'
import { checksum } from './configuration.js'
import { image } from './images.js'
import type { Installation } from './installation.js'
import { labels, metadata, selectorLabels } from './metadata.js'
import { CA_FILE, caDirectory } from './outsideEnv.js'
import { env } from './pod.js'
import { retentionScript } from './retentionScript.js'
import { storeAddresses, storeParts } from './stores.js'
import { trustEnv, trustMounts, trustVolumes } from './trust.js'

/** The value of its component label. */
export const RETENTION = 'retention'
const NAME = 'clearml-retention'
const DIRECTORY = '/opt/clearml-manifests'
const FILE = 'retention.py'

/** Whether anything is to be deleted. */
export const hasRetention = ({
  retention: { logDays, workerStatsMonths, queueMetricsMonths },
}: Values): boolean => logDays !== null || workerStatsMonths !== null || queueMetricsMonths !== null

export const retentionConfigMap = ($: Installation): ConfigMap | null =>
  hasRetention($.values)
    ? {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata($.values, NAME, RETENTION),
        data: { [FILE]: retentionScript },
      }
    : null

/** It asks nothing of Kubernetes, and has nothing to do with the account of others. */
export const retentionServiceAccount = ($: Installation): ServiceAccount | null =>
  hasRetention($.values)
    ? {
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: metadata($.values, NAME, RETENTION),
        automountServiceAccountToken: false,
      }
    : null

const urlsOf = ($: Installation): string => {
  const { enabled, external } = $.values.elasticsearch
  const scheme = enabled ? 'http' : elasticsearchConnection(external).scheme
  return storeAddresses($, 'elasticsearch')
    .map(({ host, port }) => `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`)
    .join(' ')
}

const kept = ({ retention: { logDays, workerStatsMonths, queueMetricsMonths } }: Values) =>
  Object.entries({
    LOG_DAYS: logDays,
    WORKER_STATS_MONTHS: workerStatsMonths,
    QUEUE_METRICS_MONTHS: queueMetricsMonths,
  }).flatMap(([name, amount]) => (amount === null ? [] : [{ name, value: String(amount) }]))

/** Certificates of the user's own are for an Elasticsearch elsewhere, which the values may tell not to verify. */
const trustOf = ({ values }: Installation) => {
  if (values.elasticsearch.enabled) return { env: [], volumeMounts: [], volumes: [] }
  const { verify } = values.elasticsearch.external.tls
  return {
    env: [...(verify ? [] : env({ ELASTICSEARCH_VERIFY: 'false' })), ...trustEnv(values).filter(isOpenSsl)],
    volumeMounts: trustMounts(values),
    volumes: trustVolumes(values),
  }
}

const isOpenSsl = ({ name }: { readonly name: string }): boolean => name === 'SSL_CERT_FILE'

/** It waits for no other: one that is late is left out, and the next one deletes what it would have. */
export const retentionCronJob = ($: Installation): CronJob | null => {
  if (!hasRetention($.values)) return null
  const { volumes, volumeMounts, env: all } = storeParts($, 'apiserver')
  const isOurs = ({ name }: { readonly name: string }): boolean => name === 'elasticsearch-ca'
  const ca = volumes.filter(isOurs)
  const signIn = all.filter(({ name }) => /^CLEARML_ELASTIC_SERVICE_(USERNAME|PASSWORD)$/.test(name))
  const { nodeSelector, tolerations, affinity, priorityClassName } = $.values.pods
  const trust = trustOf($)
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: metadata($.values, NAME, RETENTION),
    spec: {
      schedule: $.values.retention.schedule,
      concurrencyPolicy: 'Forbid',
      startingDeadlineSeconds: 3600,
      successfulJobsHistoryLimit: 1,
      failedJobsHistoryLimit: 2,
      jobTemplate: {
        metadata: { labels: labels($.values, RETENTION) },
        spec: {
          backoffLimit: 1,
          template: {
            metadata: {
              labels: { ...labels($.values, RETENTION), ...selectorLabels(RETENTION) },
              annotations: checksum({ [FILE]: retentionScript }),
            },
            spec: {
              restartPolicy: 'Never',
              serviceAccountName: NAME,
              automountServiceAccountToken: false,
              enableServiceLinks: false,
              imagePullSecrets: $.values.imagePullSecrets.map((name) => ({ name })),
              nodeSelector,
              tolerations,
              ...(Object.keys(affinity).length > 0 ? { affinity } : {}),
              ...(priorityClassName === null ? {} : { priorityClassName }),
              securityContext: retentionPodSecurity($),
              containers: [
                {
                  name: RETENTION,
                  image: image($.values, 'apiserver'),
                  command: ['python3', `${DIRECTORY}/${FILE}`],
                  env: [
                    ...env({ ELASTICSEARCH: urlsOf($) }),
                    ...(ca.length === 0
                      ? []
                      : env({ ELASTICSEARCH_CA: `${caDirectory('elasticsearch')}/${CA_FILE}` })),
                    ...signIn,
                    ...trust.env,
                    ...kept($.values),
                  ],
                  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
                  securityContext: {
                    allowPrivilegeEscalation: false,
                    capabilities: { drop: ['ALL'] },
                    readOnlyRootFilesystem: true,
                  },
                  volumeMounts: [
                    { name: 'program', mountPath: DIRECTORY, readOnly: true },
                    ...volumeMounts.filter(isOurs),
                    ...trust.volumeMounts,
                  ],
                },
              ],
              volumes: [{ name: 'program', configMap: { name: NAME } }, ...ca, ...trust.volumes],
            },
          },
        },
      },
    },
  }
}

/** The user of the cluster where the profile leaves that to it. */
const retentionPodSecurity = ($: Installation) => ({
  runAsNonRoot: true,
  ...($.config.profile === 'openshift' ? {} : { runAsUser: 1000, runAsGroup: 1000 }),
  seccompProfile: { type: 'RuntimeDefault' },
})
