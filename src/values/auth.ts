/** The values of sign-in and credentials. */
import * as codec from './codec.js'
import { externalSecret, externalSecretProblems } from './externalSecret.js'
import type { ValueOf } from './leaf.js'
import type { Problem } from './problem.js'
import { group, integer, oneOf, optionalOneOf, optionalText, text } from './schema.js'
import { guest, username, userProblems, users } from './users.js'

const modes = ['inCluster', 'existingSecret', 'externalSecret', 'manifest'] as const

/** Where the Secret of credentials comes from. */
export type CredentialsMode = (typeof modes)[number]

export const auth = group('Sign-in and credentials.', {
  mode: oneOf(
    ['closed', 'open'],
    'closed',
    '`closed`: user name and password. `open`: anybody who reaches the web UI is an administrator.',
    'open',
  ),
  users,
  guest,
  adminUsername: text('admin', 'Name of the user that is made in the cluster.', 'root', username),
  credentials: optionalOneOf(
    modes,
    'Where the Secret comes from. `inCluster`: pods make it. `existingSecret`: it is yours. `externalSecret`: the External Secrets Operator makes it. `manifest`: made once by `clearml-manifests secrets`. Default: `existingSecret` or `externalSecret` where their values are given, else `inCluster`.',
    'manifest',
  ),
  secretName: text(
    'clearml-credentials',
    'Secret that the credential step reads; in the cluster it is made if it is absent.',
    'clearml-keys',
    codec.dnsName,
  ),
  existingSecret: optionalText(
    'Secret of yours with the documented keys; then nothing is made in the cluster, and no pod talks to its API.',
    'my-clearml-credentials',
    codec.dnsName,
  ),
  externalSecret,
  rotation: integer(
    0,
    'Number of the rotation. A higher one than before makes all keys anew, once, where they are made in the cluster; and restarts every pod that reads them.',
    1,
  ),
  cookieDomain: optionalText(
    'Domain of the sign-in cookie. Default: what the hosts of the URLs share.',
    'example.com',
    codec.dnsName,
  ),
})

/** The decoded values. */
export type Auth = ValueOf<typeof auth>

/** Where the Secret comes from: what the values say, or what follows from them. */
export const credentialsMode = ({
  credentials,
  existingSecret,
  externalSecret: external,
}: Auth): CredentialsMode => {
  if (credentials !== null) return credentials
  if (existingSecret !== null) return 'existingSecret'
  return external.store.name === null ? 'inCluster' : 'externalSecret'
}

/** The Secret that pods read. */
export const credentialsSecret = (values: Auth): string => values.existingSecret ?? values.secretName

/** Values of sign-in that contradict each other, or mean nothing beside others. */
export const authProblems = (values: Auth, defaults: Auth): ReadonlyArray<Problem> => {
  const mode = credentialsMode(values)
  const isGiven = mode === 'existingSecret' || mode === 'externalSecret'
  const because = `none: ${reason(values, mode)}`
  const idle = (key: 'existingSecret' | 'secretName' | 'adminUsername') =>
    values[key] === defaults[key] ? [] : [{ path: ['auth', key], expected: because }]
  return [
    ...(mode === 'existingSecret' ? idle('secretName') : idle('existingSecret')),
    ...(isGiven ? idle('adminUsername') : []),
    ...(mode === 'existingSecret' && values.existingSecret === null
      ? [
          {
            path: ['auth', 'existingSecret'],
            expected: 'the name of a Secret: auth.credentials is existingSecret',
          },
        ]
      : []),
    ...externalSecretProblems(
      values.externalSecret,
      defaults.externalSecret,
      mode === 'externalSecret' ? null : because,
    ),
    ...userProblems(values, isGiven ? null : values.adminUsername),
  ]
}

const reason = ({ credentials, existingSecret }: Auth, mode: CredentialsMode): string => {
  if (credentials !== null) return `auth.credentials is ${credentials}`
  return existingSecret === null ? `auth.credentials is ${mode}` : 'auth.existingSecret is used'
}
