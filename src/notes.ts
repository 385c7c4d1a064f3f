import type { Built } from './build.js'
import { requiredKeys } from './components/credentials.js'
import { externalObjects } from './components/external.js'
import { ports } from './components/service.js'
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
  config.entries.webserver.type === 'ClusterIP' && !manifests.some(({ kind }) => kind === 'Ingress')

const addresses = (built: Built): ReadonlyArray<string> => {
  const { web, api, files } = built.config.urls
  const unknown = (of: string): string => `not known (--set urls.${of}=https://… or --set domain=… says it)`
  const urls = [
    `Web UI  ${web ?? unknown('web')}`,
    `API     ${api ?? unknown('api')}`,
    `Files   ${files ?? unknown('files')}`,
  ]
  if (!isInside(built)) return urls
  const forward = (['webserver', 'apiserver', 'fileserver'] as const).map(
    (of) =>
      `  kubectl -n ${built.values.namespace.name} port-forward service/clearml-${of} ${ports[of].port}`,
  )
  return [...urls, 'Nothing leads into the cluster; from your own machine, each in a terminal:', ...forward]
}

const maxMapCount = ({ values }: Built): ReadonlyArray<string> =>
  values.elasticsearch.vmMaxMapCount === 'host'
    ? ['Nodes that run Elasticsearch need vm.max_map_count >= 262144: sysctl -w vm.max_map_count=262144']
    : []

/** What the user makes in the namespace needs it first, where the stream makes it. */
const namespaceFirst = ({ values, manifests }: Built): ReadonlyArray<string> => {
  const hasTls = manifests.some(
    ({ kind, spec }) => kind === 'Ingress' && typeof spec === 'object' && spec !== null && 'tls' in spec,
  )
  return values.namespace.create && (hasTls || externalObjects(values).length > 0)
    ? [
        `What you make in the namespace ${values.namespace.name} yourself needs it first:`,
        '  clearml-manifests build --part data … | kubectl apply -f -',
      ]
    : []
}

const secrets = ({ values }: Built): ReadonlyArray<string> => {
  const { imagePullSecrets, auth, namespace } = values
  const where = `in the namespace ${namespace.name}`
  return [
    ...(imagePullSecrets.length === 0
      ? []
      : [`Secrets to pull images with, ${where}: ${imagePullSecrets.join(', ')}`]),
    ...(auth.existingSecret === null
      ? []
      : [`Secret ${auth.existingSecret} ${where}, with the keys:`, `  ${requiredKeys(values).join(', ')}`]),
  ]
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
  const { mode, existingSecret, secretName, adminUsername } = values.auth
  if (mode === 'open') return ['Any name will do.']
  if (existingSecret !== null) return [`With a user of apiserver.conf in your Secret ${existingSecret}.`]
  return [
    `User name: ${adminUsername}; the password, made at the first start:`,
    `kubectl -n ${values.namespace.name} get secret ${secretName} -o jsonpath='{.data.admin-password}' | base64 -d`,
  ]
}
