/**
 * What agents and tasks are told of the server: where it is, and by which keys they sign in. Secrets come by reference.
 * Source: `clearml_agent/definitions.py` and `clearml_agent/backend_api/session/defs.py` of clearml-agent 3.0.3.
 */
import { type Installation, type kube, parts, type Urls, type Values } from '../../src/index.js'
import { envOfServer, keysSecretOf, rotationOf, urlsOfServer } from '../server.js'
import { own } from './table.js'

export { keysEnv } from '../server.js'

/** Where agents find the server; the files' URL is written into stored data, so it is the public one. */
export const agentUrls = ($: Installation): Urls => urlsOfServer($, own($.values))

/** `CLEARML_API_HOST`, `CLEARML_WEB_HOST`, `CLEARML_FILES_HOST`; `CLEARML_API_HOST_VERIFY_CERT` where it is not to be verified. */
export const serverEnv = ($: Installation): ReadonlyArray<kube.EnvVar> => envOfServer($, own($.values))

/** The Secret with the pair of keys, in the namespace of the installation. */
export const keysSecret = (values: Values): string => keysSecretOf(values, own(values))

/** The annotation of pods that read it, where it is that of the installation. */
export const keysRotation = (values: Values): Readonly<Record<string, string>> =>
  rotationOf(values, own(values))

/** What clones code and reaches buckets: `CLEARML_AGENT_GIT_…`, `AWS_…`, `AZURE_STORAGE_…`. Google's is a file, see `googleKey`. */
export const storageEnv = (values: Values): ReadonlyArray<kube.EnvVar> => {
  const { git, aws, azure } = own(values)
  return [
    ...parts.envFrom('CLEARML_AGENT_GIT_USER', git.user),
    ...parts.envFrom('CLEARML_AGENT_GIT_PASS', git.password),
    ...given('CLEARML_AGENT_GIT_HOST', git.host),
    ...parts.envFrom('AWS_ACCESS_KEY_ID', aws.accessKeyId),
    ...parts.envFrom('AWS_SECRET_ACCESS_KEY', aws.secretAccessKey),
    ...given('AWS_DEFAULT_REGION', aws.region),
    ...parts.envFrom('AZURE_STORAGE_ACCOUNT', azure.account),
    ...parts.envFrom('AZURE_STORAGE_KEY', azure.key),
  ]
}

const GOOGLE = '/opt/clearml-agent/google'

/** What a pod gets of a file: its volume, its mount, its environment. */
export interface FileParts {
  readonly env: ReadonlyArray<kube.EnvVar>
  readonly volumes: ReadonlyArray<kube.Volume>
  readonly volumeMounts: ReadonlyArray<kube.VolumeMount>
}

/** Google's key file, by `GOOGLE_APPLICATION_CREDENTIALS`. */
export const googleKey = (values: Values): FileParts => {
  const { credentials } = own(values).google
  if (credentials === null) return { env: [], volumes: [], volumeMounts: [] }
  const items = [{ key: credentials.key, path: 'key.json' }]
  return {
    env: given('GOOGLE_APPLICATION_CREDENTIALS', `${GOOGLE}/key.json`),
    volumes: [{ name: 'google', secret: { secretName: credentials.secret, items } }],
    volumeMounts: [{ name: 'google', mountPath: GOOGLE, readOnly: true }],
  }
}

/** What the ids of this installation's workers begin with. */
export const workerPrefix = (values: Values): string => own(values).workerPrefix ?? values.namespace.name

const given = (name: string, value: string | null): ReadonlyArray<kube.EnvVar> =>
  value === null ? [] : [{ name, value }]
