/**
 * Credentials reach pods as files, from a Secret that is not in the stream.
 *
 * By default an init container reads the Secret, or makes it, and writes what its pod needs into a memory-backed
 * emptyDir; only that container sees the service account's token. With `auth.existingSecret` the Secret is mounted,
 * and the pod waits for it. Either way the start command refuses to run without the files.
 */
import type {
  ConfigMap,
  Container,
  Role,
  RoleBinding,
  Volume,
  VolumeMount,
  VolumeProjection,
} from '../kube/types.js'
import type { Values } from '../values/table.js'
import { credentialKeys, credentialsScript } from './credentialsScript.js'
import type { Component, Installation } from './installation.js'
import { metadata, nameOf } from './metadata.js'
import { sameImage } from './pod.js'

const NAME = 'clearml-credentials'
const DIRECTORY = '/opt/clearml/credentials'
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

const readers = (values: Values): ReadonlyArray<Component> =>
  (['apiserver', 'asyncdelete', 'fileserver', 'webserver'] as const).filter(
    (component) => filesOf(values, component).length > 0,
  )

/** The keys without which some pod does not start, whoever makes the Secret; in the order of `credentialKeys`. */
export const requiredKeys = (values: Values): ReadonlyArray<string> => {
  const read = new Set(readers(values).flatMap((component) => filesOf(values, component)))
  return credentialKeys.map(({ key }) => key).filter((key) => read.has(key))
}

/** What a component's pod needs to read its credentials; empty for a component that reads none. */
export interface CredentialParts {
  readonly directory: string
  /** Absolute paths of the files. */
  readonly files: ReadonlyArray<string>
  readonly initContainers: ReadonlyArray<Container>
  readonly volumes: ReadonlyArray<Volume>
  readonly volumeMounts: ReadonlyArray<VolumeMount>
}

export const credentials = ($: Installation, component: Component): CredentialParts => {
  const keys = filesOf($.values, component)
  const none = { directory: DIRECTORY, files: [], initContainers: [], volumes: [], volumeMounts: [] }
  if (keys.length === 0) return none
  const { existingSecret } = $.values.auth
  const common = {
    ...none,
    files: keys.map((key) => `${DIRECTORY}/${key}`),
    volumeMounts: [{ name: 'credentials', mountPath: DIRECTORY, readOnly: true }],
  }
  if (existingSecret !== null) {
    const items = keys.map((key) => ({ key, path: key }))
    const secret = { secretName: existingSecret, defaultMode: READABLE, items }
    return { ...common, volumes: [{ name: 'credentials', secret }] }
  }
  return {
    ...common,
    initContainers: [step($, component, keys)],
    volumes: [
      { name: 'credentials', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
      { name: 'credentials-script', configMap: { name: NAME } },
      { name: 'credentials-token', projected: { defaultMode: READABLE, sources: tokenSources } },
    ],
  }
}

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

const step = ($: Installation, component: Component, keys: ReadonlyArray<string>): Container => ({
  ...sameImage($, component),
  name: 'credentials',
  command: ['python3', '/opt/clearml-manifests/credentials.py'],
  env: [
    { name: 'SECRET_NAME', value: $.values.auth.secretName },
    { name: 'ADMIN_USERNAME', value: $.values.auth.adminUsername },
    { name: 'FILES', value: keys.join(' ') },
    { name: 'TARGET', value: DIRECTORY },
  ],
  resources: { requests: { cpu: '50m', memory: '64Mi' }, limits: { memory: '256Mi' } },
  volumeMounts: [
    { name: 'credentials', mountPath: DIRECTORY },
    { name: 'credentials-script', mountPath: '/opt/clearml-manifests', readOnly: true },
    { name: 'credentials-token', mountPath: TOKEN_DIRECTORY, readOnly: true },
  ],
})

/** Nothing is made in the cluster when the Secret is the user's. */
const unlessGiven = <A>($: Installation, made: A): A | null =>
  $.values.auth.existingSecret === null ? made : null

export const credentialsConfigMap = ($: Installation): ConfigMap | null =>
  unlessGiven($, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata($.values, NAME, 'credentials'),
    data: { 'credentials.py': credentialsScript },
  })

/**
 * Kubernetes cannot limit `create` to a name; reading and completing are limited to the one Secret.
 * `patch` only adds keys that are missing: the script never sends a key that exists.
 */
export const credentialsRole = ($: Installation): Role | null =>
  unlessGiven($, {
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
  unlessGiven($, {
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
