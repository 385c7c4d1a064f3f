/**
 * What the clients of a ClearML server, agents and serving, are told of it: where it is, and by which keys they sign in.
 * Source: `clearml/backend_api/session/defs.py` of clearml, `clearml_agent/backend_api/session/defs.py` of clearml-agent.
 */
import {
  type Installation,
  type kube,
  type Problem,
  parts,
  ports,
  schema,
  type Urls,
  type Values,
} from '../src/index.js'

/** The values that say which server, and which keys. */
export const serverFields = {
  server: schema.group(
    'The server that they work for. Without these: the one of this installation, its API by its Service.',
    {
      api: schema.optionalText('URL of the API.', 'https://api.clear.ml', schema.url),
      web: schema.optionalText('URL of the web UI.', 'https://app.clear.ml', schema.url),
      files: schema.optionalText(
        'URL of the file server, as clients outside the cluster reach it: it is written into stored data.',
        'https://files.clear.ml',
        schema.url,
      ),
      verifyCertificate: schema.boolean(true, 'Whether the certificate of the API is verified.'),
    },
  ),
  existingSecret: schema.optionalText(
    'Secret of yours with the keys agent-key and agent-secret. Default: the one of the installation. A server elsewhere needs one.',
    'clearml-agent-keys',
    schema.dnsName,
  ),
}

/** Decoded `serverFields`. */
export interface OfServer {
  readonly server: Urls & { readonly verifyCertificate: boolean }
  readonly existingSecret: string | null
}

/** The API by its Service: it needs no way out of the cluster and back. Its name holds in every namespace. */
const inCluster = ({ namespace }: Values): string =>
  `http://${parts.nameOf('apiserver')}.${namespace.name}.svc:${ports.apiserver.port}`

/** Where clients find the server; the files' URL is written into stored data, so it is the public one. */
export const urlsOfServer = ($: Installation, { server }: OfServer): Urls => {
  const { web, files } = $.config.urls
  return {
    api: server.api ?? ($.values.server.enabled ? inCluster($.values) : null),
    web: server.web ?? web,
    files: server.files ?? files,
  }
}

/** `CLEARML_API_HOST`, `CLEARML_WEB_HOST`, `CLEARML_FILES_HOST`; `CLEARML_API_HOST_VERIFY_CERT` where it is not to be verified. */
export const envOfServer = ($: Installation, own: OfServer): ReadonlyArray<kube.EnvVar> => {
  const { api, web, files } = urlsOfServer($, own)
  return [
    ...given('CLEARML_API_HOST', api),
    ...given('CLEARML_WEB_HOST', web),
    ...given('CLEARML_FILES_HOST', files),
    ...(own.server.verifyCertificate ? [] : given('CLEARML_API_HOST_VERIFY_CERT', 'false')),
  ]
}

/** The Secret with the pair of keys, in the namespace of the installation. */
export const keysSecretOf = (values: Values, { existingSecret }: OfServer): string =>
  existingSecret ?? values.auth.existingSecret ?? values.auth.secretName

/** The annotation of pods that read the Secret of the installation, so that its rotation replaces them. */
export const rotationOf = (values: Values, { existingSecret }: OfServer): Readonly<Record<string, string>> =>
  existingSecret === null ? parts.rotation(values) : {}

/** `CLEARML_API_ACCESS_KEY` and `CLEARML_API_SECRET_KEY`, from `secret`. A pod waits until both keys are there. */
export const keysEnv = (secret: string): ReadonlyArray<kube.EnvVar> => [
  ...parts.envFrom('CLEARML_API_ACCESS_KEY', { secret, key: parts.agentKeys.key }),
  ...parts.envFrom('CLEARML_API_SECRET_KEY', { secret, key: parts.agentKeys.secret }),
]

/** What is missing where the server is elsewhere: its URL, its keys. `overlay` is the name that the values stand under. */
export const serverProblems = (overlay: string, values: Values, own: OfServer): ReadonlyArray<Problem> => {
  const isElsewhere = own.server.api !== null || !values.server.enabled
  return [
    ...(own.server.api === null && !values.server.enabled
      ? [
          {
            path: [overlay, 'server', 'api'],
            expected: 'the URL of the API of the server: this stream installs none (server.enabled: false)',
          },
        ]
      : []),
    ...(isElsewhere && own.existingSecret === null
      ? [
          {
            path: [overlay, 'existingSecret'],
            expected:
              `the name of a Secret with the keys ${parts.agentKeys.key} and ${parts.agentKeys.secret}: ` +
              'the server is another one, and its keys are made in its web UI',
          },
        ]
      : []),
  ]
}

const given = (name: string, value: string | null): ReadonlyArray<kube.EnvVar> =>
  value === null ? [] : [{ name, value }]
