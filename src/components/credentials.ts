/**
 * Credentials reach pods as files, from a Secret that is not in the stream.
 *
 * An init container checks the Secret and writes what its pod needs into a memory-backed emptyDir. By default it reads
 * the Secret by the API, or makes it; only that container sees the service account's token. A Secret that others make is
 * mounted into that container instead, and the pod waits for it. Either way the start command refuses to run without the
 * files.
 */
import type {
  ConfigMap,
  Container,
  EnvVar,
  Role,
  RoleBinding,
  Volume,
  VolumeMount,
  VolumeProjection,
} from '../kube/types.js'
import { credentialsMode, credentialsSecret } from '../values/auth.js'
import type { Values } from '../values/table.js'
import { credentialKeys, credentialsScript } from './credentialsScript.js'
import type { Component, Installation } from './installation.js'
import { metadata, nameOf } from './metadata.js'
import { env, sameImage } from './pod.js'
import { userParts } from './users.js'

const NAME = 'clearml-credentials'
const DIRECTORY = '/opt/clearml/credentials'
/** Where a Secret that others make is mounted, below its name. */
const SOURCE = '/opt/clearml-manifests-secret'
/** One container mounts it; without an `fsGroup` (a value, and another user) mode 0440 would keep it from its reader. */
const READABLE = 0o444
const TOKEN_DIRECTORY = '/var/run/secrets/kubernetes.io/serviceaccount'

/**
 * The keys of the Secret that each component reads. With open sign-in the API server gets no users, and the web UI
 * gets the pair by which every visitor signs in.
 */
const filesOf = (values: Values, component: Component): ReadonlyArray<string> => {
  const open = values.auth.mode === 'open'
  switch (component) {
    case 'apiserver':
      return open ? ['secure.conf', 'services.conf'] : ['secure.conf', 'services.conf', 'apiserver.conf']
    case 'asyncdelete':
      return ['secure.conf', 'services.conf']
    case 'fileserver':
      return ['secure.conf']
    case 'webserver':
      return open ? ['webserver-key', 'webserver-secret'] : []
    default:
      return []
  }
}

/** With a guest ClearML compares no hashes, so the administrator's password is needed too. */
const keysOf = (values: Values, component: Component): ReadonlyArray<string> => [
  ...filesOf(values, component),
  ...(component === 'apiserver' && values.auth.guest.enabled ? ['admin-username', 'admin-password'] : []),
]

const readers = (values: Values): ReadonlyArray<Component> =>
  (['apiserver', 'asyncdelete', 'fileserver', 'webserver'] as const).filter(
    (component) => filesOf(values, component).length > 0,
  )

/** The keys without which some pod does not start, whoever makes the Secret; in the order of `credentialKeys`. */
export const requiredKeys = (values: Values): ReadonlyArray<string> => {
  const read = new Set(readers(values).flatMap((component) => keysOf(values, component)))
  return credentialKeys.map(({ key }) => key).filter((key) => read.has(key))
}

/** What a component's pod needs to read its credentials; empty for a component that reads none. */
export interface CredentialParts {
  readonly directory: string
  /** Absolute paths of the files. */
  readonly files: ReadonlyArray<string>
  readonly annotations: Readonly<Record<string, string>>
  readonly initContainers: ReadonlyArray<Container>
  readonly volumes: ReadonlyArray<Volume>
  readonly volumeMounts: ReadonlyArray<VolumeMount>
}

export const credentials = ($: Installation, component: Component): CredentialParts => {
  const files = filesOf($.values, component)
  const none = { directory: DIRECTORY, files: [], annotations: {}, volumes: [], volumeMounts: [] }
  if (files.length === 0) return { ...none, initContainers: [] }
  const closed = $.values.auth.mode === 'closed'
  const users = component === 'apiserver' && closed ? userParts($) : { ...none, env: [] }
  const source = sourceOf($, component)
  const step: Container = {
    ...sameImage($, component),
    name: 'credentials',
    command: ['python3', '/opt/clearml-manifests/credentials.py'],
    env: [...source.env, ...env({ FILES: files.join(' '), TARGET: DIRECTORY }), ...users.env],
    resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
    volumeMounts: [
      { name: 'credentials', mountPath: DIRECTORY },
      { name: 'credentials-script', mountPath: '/opt/clearml-manifests', readOnly: true },
      ...source.volumeMounts,
      ...users.volumeMounts,
    ],
  }
  return {
    directory: DIRECTORY,
    files: files.map((key) => `${DIRECTORY}/${key}`),
    annotations: { ...rotation($.values), ...users.annotations },
    initContainers: [step],
    volumes: [
      { name: 'credentials', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
      { name: 'credentials-script', configMap: { name: NAME } },
      ...source.volumes,
      ...users.volumes,
    ],
    volumeMounts: [{ name: 'credentials', mountPath: DIRECTORY, readOnly: true }],
  }
}

/** The annotation of every pod that reads the Secret: a rotation replaces them. None before the first one. */
export const rotation = ({ auth }: Values): Readonly<Record<string, string>> =>
  auth.rotation === 0 ? {} : { 'clearml-manifests/rotation': String(auth.rotation) }

/** Where the step has the Secret from: the API and its token, or a volume. */
const sourceOf = (
  $: Installation,
  component: Component,
): {
  readonly env: ReadonlyArray<EnvVar>
  readonly volumes: ReadonlyArray<Volume>
  readonly volumeMounts: ReadonlyArray<VolumeMount>
} => {
  const { auth } = $.values
  const secretName = credentialsSecret(auth)
  if (isMadeHere($.values))
    return {
      env: env({
        SECRET_NAME: secretName,
        ADMIN_USERNAME: auth.adminUsername,
        ...(auth.rotation === 0 ? {} : { ROTATION: String(auth.rotation) }),
      }),
      volumes: [{ name: 'credentials-token', projected: { defaultMode: READABLE, sources: tokenSources } }],
      volumeMounts: [{ name: 'credentials-token', mountPath: TOKEN_DIRECTORY, readOnly: true }],
    }
  const items = keysOf($.values, component).map((key) => ({ key, path: key }))
  const mountPath = `${SOURCE}/${secretName}`
  return {
    env: env({ SOURCE: mountPath }),
    volumes: [{ name: 'credentials-secret', secret: { secretName, defaultMode: READABLE, items } }],
    volumeMounts: [{ name: 'credentials-secret', mountPath, readOnly: true }],
  }
}

const isMadeHere = ({ auth }: Values): boolean => credentialsMode(auth) === 'inCluster'

/** What Kubernetes mounts as a service account's token, here into one container only. */
export const tokenSources: ReadonlyArray<VolumeProjection> = [
  { serviceAccountToken: { path: 'token', expirationSeconds: 3600 } },
  { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
  {
    downwardAPI: {
      items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }],
    },
  },
]

/** Only the pods that make the Secret have rights. */
const whereMade = <A>($: Installation, made: A): A | null => (isMadeHere($.values) ? made : null)

export const credentialsConfigMap = ($: Installation): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: metadata($.values, NAME, 'credentials'),
  data: { 'credentials.py': credentialsScript },
})

/**
 * Kubernetes cannot limit `create` to a name; reading and completing are limited to the one Secret.
 * `patch` adds keys that are missing; the script sends a key that exists in a rotation only.
 */
export const credentialsRole = ($: Installation): Role | null =>
  whereMade($, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata: metadata($.values, NAME, 'credentials'),
    rules: [
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
      {
        apiGroups: [''],
        resources: ['secrets'],
        resourceNames: [$.values.auth.secretName],
        verbs: ['get', 'patch'],
      },
    ],
  })

export const credentialsRoleBinding = ($: Installation): RoleBinding | null =>
  whereMade($, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata: metadata($.values, NAME, 'credentials'),
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: NAME },
    subjects: readers($.values).map((component) => ({
      kind: 'ServiceAccount',
      name: nameOf(component),
      namespace: $.values.namespace.name,
    })),
  })
