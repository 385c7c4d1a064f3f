/** What the container of each server is told, and how it says that it is well. */
import { type Installation, type kube, parts } from '../../src/index.js'
import { gpuEnv } from '../gpu.js'
import { envOfServer, keysEnv, keysSecretOf } from '../server.js'
import { kafkaEnv } from './kafka.js'
import { addressOf, portsOf, type ServerName } from './names.js'
import { own } from './table.js'
import { baseServeUrl } from './urls.js'

const CONFIG = '/opt/clearml/config'

/** Minutes, which clearml-serving wants; parts of them are fine. */
const minutes = (seconds: number): string => String(seconds / 60)

/**
 * The variables that are a server's own.
 * Source: `clearml_serving/{serving,statistics,engines/triton}/entrypoint.sh`, `serving/main.py`,
 * `serving/model_request_processor.py`, `statistics/main.py` and `engines/triton/triton_helper.py` of clearml-serving.
 */
const variables: Readonly<Record<ServerName, ($: Installation) => Readonly<Record<string, string>>>> = {
  inference: ({ values }) => {
    const { inference, triton, pollSeconds } = own(values)
    return {
      CLEARML_SERVING_POLL_FREQ: minutes(pollSeconds),
      CLEARML_SERVING_PORT: String(portsOf.inference[0].port),
      CLEARML_SERVING_NUM_PROCESS: String(inference.workers),
      // Any text turns it on, `false` too.
      ...(inference.gunicorn ? { CLEARML_USE_GUNICORN: 'true' } : {}),
      CLEARML_DEFAULT_BASE_SERVE_URL: baseServeUrl(values),
      ...(triton.enabled ? { CLEARML_DEFAULT_TRITON_GRPC_ADDR: addressOf('triton') } : {}),
    }
  },
  statistics: ({ values }) => ({
    CLEARML_SERVING_POLL_FREQ: minutes(own(values).pollSeconds),
    CLEARML_SERVING_PORT: String(portsOf.statistics[0].port),
  }),
  triton: ({ values }) => ({
    CLEARML_TRITON_POLL_FREQ: minutes(own(values).pollSeconds),
    CLEARML_TRITON_METRIC_FREQ: minutes(own(values).pollSeconds),
  }),
}

/** The environment of a server, before what its values add. Keys come from the Secret only. */
export const envOf = ($: Installation, of: ServerName): ReadonlyArray<kube.EnvVar> => {
  const mine = own($.values)
  const { extraPythonPackages, config } = mine[of]
  const texts = {
    CLEARML_SERVING_TASK_ID: mine.taskId,
    ...variables[of]($),
    ...(extraPythonPackages.length > 0
      ? { CLEARML_EXTRA_PYTHON_PACKAGES: extraPythonPackages.join(' ') }
      : {}),
    ...(Object.hasOwn(config.files, 'clearml.conf') ? { CLEARML_CONFIG_FILE: `${CONFIG}/clearml.conf` } : {}),
  }
  return [
    ...envOfServer($, mine),
    ...keysEnv(keysSecretOf($.values, mine)),
    ...parts.env(texts),
    ...(of === 'triton' ? gpuEnv(mine.triton) : kafkaEnv($.values)),
  ]
}

interface FileParts {
  readonly volumes: ReadonlyArray<kube.Volume>
  readonly volumeMounts: ReadonlyArray<kube.VolumeMount>
  /** A checksum, so that a change of the files replaces the pods that have read them. */
  readonly annotations: Readonly<Record<string, string>>
}

/** The further files of a server: those of the ConfigMap `made`, or of an object of the user. */
export const filesOf = ($: Installation, of: ServerName, made: string): FileParts => {
  const { files, existingConfigMap, existingSecret } = own($.values)[of].config
  const hasFiles = Object.keys(files).length > 0
  const name = existingConfigMap ?? (hasFiles ? made : null)
  if (name === null && existingSecret === null) return { volumes: [], volumeMounts: [], annotations: {} }
  return {
    volumes: [
      {
        name: 'config',
        ...(name === null ? { secret: { secretName: existingSecret ?? '' } } : { configMap: { name } }),
      },
    ],
    volumeMounts: [{ name: 'config', mountPath: CONFIG, readOnly: true }],
    annotations: hasFiles ? parts.checksum(files) : {},
  }
}

type Probes = Required<Pick<kube.Container, 'startupProbe' | 'livenessProbe' | 'readinessProbe'>>

/**
 * What each server answers, in every version of it.
 *
 * - Inference has `/docs`, which FastAPI makes; health paths of its own are in newer versions only. A worker that computes
 *   does not answer, so life is judged by the port.
 * - Statistics answers `/metrics` from its first moment on, whether it has found Kafka or not.
 * - Triton's `/v2/health/live` comes when the models are loaded; `/v2/health/ready` would take all models away because
 *   of one that cannot be loaded.
 */
const probed: Readonly<Record<ServerName, { readonly path: string; readonly port: string }>> = {
  inference: { path: '/docs', port: 'http' },
  statistics: { path: '/metrics', port: 'metrics' },
  triton: { path: '/v2/health/live', port: 'http' },
}

/** The path on which a server says that it is well. */
export const healthPath = (of: ServerName): string => probed[of].path

const PERIOD = 10

export const probesOf = ($: Installation, of: ServerName): Probes => {
  const httpGet = probed[of]
  const alive = of === 'inference' ? { tcpSocket: { port: httpGet.port } } : { httpGet }
  return {
    startupProbe: {
      httpGet,
      periodSeconds: PERIOD,
      timeoutSeconds: 5,
      failureThreshold: Math.ceil(own($.values).startupSeconds / PERIOD),
    },
    livenessProbe: { ...alive, periodSeconds: 20, timeoutSeconds: 10, failureThreshold: 6 },
    readinessProbe: { httpGet, periodSeconds: PERIOD, timeoutSeconds: 10, failureThreshold: 3 },
  }
}
