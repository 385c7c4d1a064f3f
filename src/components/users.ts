/**
 * Fixed users beside those of the Secret: a list for the credential step of the API server, which writes the one list
 * that ClearML reads. Their hashes stand in a ConfigMap, and passwords are mounted from the user's Secrets, both into
 * that one container.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { ConfigMap, EnvVar, Volume, VolumeMount } from '../kube/types.js'
import { passwordSecrets } from '../values/users.js'
import type { Installation } from './installation.js'
import { metadata } from './metadata.js'
import { env } from './pod.js'
import { setting } from './serverEnv.js'

const NAME = 'clearml-users'
const FILE = 'users.json'
const DIRECTORY = '/opt/clearml-manifests-users'
const PASSWORDS = '/opt/clearml-manifests-passwords'
const READABLE = 0o444

/** The list as the script reads it. */
const listOf = ($: Installation): string => {
  const users = $.values.auth.users.map(({ username, name, passwordHash, password }) => ({
    username,
    name: name ?? username,
    ...(password === null ? { passwordHash } : { passwordFrom: `${password.secret}/${password.key}` }),
  }))
  return `${JSON.stringify(users, null, 2)}\n`
}

/** `null` without users. */
export const usersConfigMap = ($: Installation): ConfigMap | null =>
  $.values.auth.users.length === 0
    ? null
    : {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata($.values, NAME, 'credentials'),
        data: { [FILE]: listOf($) },
      }

/** What the API server's credential step gets of it. A change of the list replaces the pods. */
export interface UserParts {
  readonly annotations: Readonly<Record<string, string>>
  readonly env: ReadonlyArray<EnvVar>
  readonly volumes: ReadonlyArray<Volume>
  readonly volumeMounts: ReadonlyArray<VolumeMount>
}

export const userParts = ($: Installation): UserParts => {
  const { users, guest } = $.values.auth
  const guestEnv = guest.enabled ? env({ GUEST: 'true' }) : []
  if (users.length === 0) return { annotations: {}, env: guestEnv, volumes: [], volumeMounts: [] }
  const sources = passwordSecrets(users).map((secret) => ({
    secret: { name: secret, items: itemsOf($, secret) },
  }))
  const hasPasswords = sources.length > 0
  return {
    annotations: { 'checksum/users': bytesToHex(sha256(utf8ToBytes(listOf($)))) },
    env: [...env({ USERS: `${DIRECTORY}/${FILE}`, ...(hasPasswords ? { PASSWORDS } : {}) }), ...guestEnv],
    volumes: [
      { name: 'credentials-users', configMap: { name: NAME } },
      ...(hasPasswords
        ? [{ name: 'credentials-passwords', projected: { defaultMode: READABLE, sources } }]
        : []),
    ],
    volumeMounts: [
      { name: 'credentials-users', mountPath: DIRECTORY, readOnly: true },
      ...(hasPasswords ? [{ name: 'credentials-passwords', mountPath: PASSWORDS, readOnly: true }] : []),
    ],
  }
}

/** The keys of one Secret, each once, as `SECRET/KEY`. */
const itemsOf = (
  $: Installation,
  secret: string,
): ReadonlyArray<{ readonly key: string; readonly path: string }> => {
  const keys = $.values.auth.users.flatMap(({ password }) =>
    password?.secret === secret ? [password.key] : [],
  )
  return [...new Set(keys)].map((key) => ({ key, path: `${secret}/${key}` }))
}

/** The guest, for the API server; user name and password are those of the Secret's services.conf. */
export const guestEnv = ($: Installation): Readonly<Record<string, string>> => {
  const { enabled, name } = $.values.auth.guest
  return {
    ...(enabled ? setting('services.auth.fixed_users.guest.enabled', true) : {}),
    ...(enabled && name !== null ? setting('services.auth.fixed_users.guest.name', name) : {}),
  }
}
