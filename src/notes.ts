import type { Built } from './build.js'
import { requiredKeys } from './components/credentials.js'
import { externalObjects } from './components/external.js'
import { ports } from './components/service.js'
import { stores, volumesInside } from './components/stores.js'
import { at, isArray } from './json.js'
import { credentialsMode, credentialsSecret } from './values/auth.js'
import { passwordSecrets, type User } from './values/users.js'
import { textWidth, wrapped } from './wrapped.js'

/** What the operator of an installation does by hand, as text: URLs, preparation, the start, sign-in. */
export const notes = (built: Built): string => {
  const { values, warnings } = built
  const hasServer = values.server.enabled
  const sections: ReadonlyArray<readonly [string, ReadonlyArray<string>]> = [
    ...(hasServer ? [[serverTitle(built), addresses(built)] as const] : []),
    [
      'Prepare',
      [...(hasServer ? maxMapCount(built) : []), ...namespaceFirst(built), ...secrets(built), ...built.notes],
    ],
    ['Watch the start', watch(built)],
    ['Sign in', hasServer ? signIn(built) : []],
    ['Mind', warnings.map((warning) => wrapped(warning, '  ', textWidth - 2))],
  ]
  return sections
    .filter(([, lines]) => lines.length > 0)
    .map(([title, lines]) => `${title}\n${lines.map((line) => `  ${line}\n`).join('')}`)
    .join('\n')
}

const serverTitle = ({ values }: Built): string =>
  `ClearML Server ${values.version} in the namespace ${values.namespace.name}`

const isInside = ({ config, manifests }: Built): boolean =>
  config.entries.webserver.type === 'ClusterIP' &&
  !manifests.some(({ kind }) => ['Ingress', 'HTTPRoute', 'Route'].includes(String(kind)))

const addresses = (built: Built): ReadonlyArray<string> => {
  const { web, api, files } = built.config.urls
  const unknown = (of: string): string => `not known (--set urls.${of}=https://… or --set domain=… says it)`
  const urls = [
    `Web UI  ${web === null ? unknown('web') : `${web}${built.values.webserver.subPath === null ? '' : '/'}`}`,
    `API     ${api ?? unknown('api')}`,
    `Files   ${files ?? unknown('files')}`,
    ...(files === null
      ? []
      : ['ClearML writes the files URL into stored data: choose it before the first upload.']),
  ]
  if (!isInside(built)) return urls
  const forward = (['webserver', 'apiserver', 'fileserver'] as const).map(
    (of) =>
      `  kubectl -n ${built.values.namespace.name} port-forward service/clearml-${of} ${ports[of].port}`,
  )
  return [...urls, 'Nothing leads into the cluster; from your own machine, each in a terminal:', ...forward]
}

const maxMapCount = ({ values }: Built): ReadonlyArray<string> =>
  values.elasticsearch.enabled && values.elasticsearch.vmMaxMapCount === 'host'
    ? ['Nodes that run Elasticsearch need vm.max_map_count >= 262144: sysctl -w vm.max_map_count=262144']
    : []

/** What the user makes in the namespace needs it first, where the stream makes it. */
const namespaceFirst = ({ values, manifests }: Built): ReadonlyArray<string> => {
  const hasTls = manifests.some(
    ({ kind, spec }) =>
      (kind === 'Ingress' && typeof spec === 'object' && spec !== null && 'tls' in spec) ||
      (kind === 'Gateway' && JSON.stringify(spec).includes('certificateRefs')),
  )
  return values.namespace.create && (hasTls || externalObjects(values).length > 0)
    ? [
        `What you make in the namespace ${values.namespace.name} yourself needs it first:`,
        '  clearml-manifests build --part data … | kubectl apply -f -',
      ]
    : []
}

const secrets = (built: Built): ReadonlyArray<string> => {
  const { imagePullSecrets, auth, namespace } = built.values
  const where = `in the namespace ${namespace.name}`
  return [
    ...(imagePullSecrets.length === 0
      ? []
      : [`Secrets to pull images with, ${where}: ${imagePullSecrets.join(', ')}`]),
    ...storeSecrets(built),
    ...credentialsSource(built),
    ...passwordSecrets(auth.users).map(
      (secret) => `Secret ${secret} ${where}, with the passwords of users: ${keysIn(auth.users, secret)}`,
    ),
    ...authorities(built),
    ...claims(built),
  ]
}

const keysIn = (users: ReadonlyArray<User>, secret: string): string =>
  [...new Set(users.flatMap(({ password }) => (password?.secret === secret ? [password.key] : [])))].join(
    ', ',
  )

const authorities = ({ values }: Built): ReadonlyArray<string> => {
  const { configMap, secret, key } = values.trust.caBundle
  const name = configMap === null ? secret : configMap
  return name === null
    ? []
    : [
        `${configMap === null ? 'Secret' : 'ConfigMap'} ${name} in the namespace ${values.namespace.name}, with the key ${key}: the certificates of authorities`,
      ]
}

/** Claims that are there already. */
const claims = ({ values }: Built): ReadonlyArray<string> =>
  (values.server.enabled ? volumesInside(values) : []).flatMap((of) => {
    const name = values[of].storage.existingClaim
    return name === null
      ? []
      : [`PersistentVolumeClaim ${name} in the namespace ${values.namespace.name}: the data of ${of}`]
  })

/** What the servers sign in by to stores elsewhere, and verify them by. */
const storeSecrets = ({ values }: Built): ReadonlyArray<string> =>
  (values.server.enabled ? stores : []).flatMap((of) => {
    if (values[of].enabled) return []
    const { password, tls } = values[of].external
    const ca =
      tls.ca === null ? '' : 'secret' in tls.ca ? `Secret ${tls.ca.secret}` : `ConfigMap ${tls.ca.configMap}`
    const where = `in the namespace ${values.namespace.name}`
    return [
      ...(password === null
        ? []
        : [`Secret ${password.secret} ${where}, with the key ${password.key}: the password of ${of}`]),
      ...(tls.ca === null
        ? []
        : [`${ca} ${where}, with the key ${tls.ca.key}: the certificate authority of ${of}`]),
    ]
  })

/** What holds the credentials, where the cluster does not make them. */
const credentialsSource = ({ values, manifests }: Built): ReadonlyArray<string> => {
  const { auth, namespace } = values
  const secret = `Secret ${credentialsSecret(auth)} in the namespace ${namespace.name}`
  const keys = `  ${requiredKeys(values).join(', ')}`
  const { store, remoteKey } = auth.externalSecret
  switch (credentialsMode(auth)) {
    case 'inCluster':
      return []
    case 'existingSecret':
      return [`${secret}, with the keys:`, keys]
    case 'manifest':
      return [`${secret}, made once by \`clearml-manifests secrets\`, with the keys:`, keys]
    case 'externalSecret':
      return [
        `${store.kind} ${store.name}, which has under ${remoteKey} the properties:`,
        `  ${fetchedKeys(manifests).join(', ') || requiredKeys(values).join(', ')}`,
      ]
  }
}

/** What the ExternalSecret of the stream fetches key by key, agents' keys included. */
const fetchedKeys = (manifests: Built['manifests']): ReadonlyArray<string> => {
  const one = manifests.find(({ kind }) => kind === 'ExternalSecret')
  const data = one === undefined ? undefined : at(one, ['spec', 'data'])
  return isArray(data) ? data.map((item) => String(at(item, ['secretKey']))) : []
}

const watch = ({ values }: Built): ReadonlyArray<string> => {
  const ns = values.namespace.name
  const timeout = values.apiserver.startupSeconds + values.start.waitSeconds
  return [
    `kubectl -n ${ns} get pods --watch`,
    ...(values.server.enabled
      ? [`kubectl -n ${ns} rollout status deployment/clearml-apiserver --timeout=${timeout}s`]
      : []),
  ]
}

const signIn = ({ values }: Built): ReadonlyArray<string> => {
  const { mode, secretName, adminUsername } = values.auth
  const source = credentialsMode(values.auth)
  if (mode === 'open') return ['Any name will do.']
  if (source === 'existingSecret' || source === 'externalSecret')
    return [`With a user of apiserver.conf in your Secret ${credentialsSecret(values.auth)}.`]
  return [
    `User name: ${adminUsername}; the password${source === 'manifest' ? '' : ', made at the first start'}:`,
    `kubectl -n ${values.namespace.name} get secret ${secretName} -o jsonpath='{.data.admin-password}' | base64 -d`,
  ]
}
