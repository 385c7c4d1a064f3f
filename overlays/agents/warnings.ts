/** What will not work as the agents stand, or what it means. */
import { type Config, entrances, parts, type Values } from '../../src/index.js'
import { idleEgress } from '../network.js'
import { own } from './table.js'

/** The host of a URL, without port and brackets. */
const hostIn = (url: string): string =>
  (
    /^[A-Za-z]+:\/\/(?:[^/@]*@)?(?:\[([^\]]*)\]|([^/:?#]*))/.exec(url)?.slice(1).find(Boolean) ?? ''
  ).toLowerCase()

const isOwnMachine = (host: string): boolean =>
  host === 'localhost' || host.endsWith('.localhost') || host === '::1' || /^127\.|^0\.0\.0\.0$/.test(host)

const ours: ReadonlyArray<string> = entrances.map((entrance) => parts.nameOf(entrance))

/** The name of a Service. A bare name may be that of a machine, unless it is ours. */
const isInCluster = (host: string): boolean =>
  ours.includes(host) || /\.svc(\.|$)/.test(host) || host.endsWith('.cluster.local')

/** One sentence each. */
export const agentWarnings = (values: Values, config: Config): ReadonlyArray<string> => {
  const mine = own(values)
  const files = mine.server.files ?? config.urls.files
  return [
    ...(files === null ? [] : filesWarnings(files)),
    ...keysWarnings(values, config),
    ...dockerWarnings(values, config),
    ...idleEgress(values, 'agents.networkPolicies', mine.networkPolicies),
  ]
}

/** The keys of the installation sign in nowhere else. Where its own public URL is not known, the given one may be it. */
const keysWarnings = (values: Values, config: Config): ReadonlyArray<string> => {
  const { server, existingSecret } = own(values)
  const isOther =
    server.api !== null && config.urls.api !== null && hostIn(server.api) !== hostIn(config.urls.api)
  return isOther && values.server.enabled && existingSecret === null && !isInCluster(hostIn(server.api))
    ? [
        `agents.server.api, ${server.api}, is not the API of this installation, and the agents have its keys: ` +
          'name a Secret with a pair of that server by agents.existingSecret.',
      ]
    : []
}

const filesWarnings = (files: string): ReadonlyArray<string> => {
  const host = hostIn(files)
  const why = 'Agents write it into stored data: set agents.server.files to one that all clients reach.'
  if (isOwnMachine(host))
    return [`The URL of the file server, ${files}, leads each client to its own machine. ${why}`]
  return isInCluster(host) ? [`Only pods reach the file server by ${files}. ${why}`] : []
}

const dockerWarnings = (values: Values, config: Config): ReadonlyArray<string> => {
  const { static: agents, server, google } = own(values)
  if (!agents.docker.enabled || agents.count === 0) return []
  return [
    'agents.static.docker: tasks run in containers of Docker on the node, and whoever may run a task is root on ' +
      'that node. A node with containerd only has no such Docker: its agents do not start.',
    ...((server.api ?? config.urls.api) === null
      ? [
          'agents.static.docker: containers of Docker on the node know no Service, and the API has no other URL. ' +
            'Set `domain`, urls.api or agents.server.api.',
        ]
      : []),
    ...(google.credentials === null
      ? []
      : [
          'agents.static.docker: containers of Docker on the node do not see the file of agents.google.credentials, ' +
            'which lies in the pod of the agent.',
        ]),
  ]
}
