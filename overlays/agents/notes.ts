/** What agents need that the stream does not make. */
import { parts, type Values } from '../../src/index.js'
import { agentExternal } from './external.js'
import { keysSecret } from './server.js'
import { own } from './table.js'

export const agentNotes = (values: Values): ReadonlyArray<string> => {
  const where = `in the namespace ${values.namespace.name}`
  const { existingSecret, static: agents, services, glue } = own(values)
  const secrets = agentExternal(values).filter(
    ({ kind, name }) => kind === 'Secret' && name !== keysSecret(values),
  )
  const ofAgents = [
    ...(agents.count > 0 && !agents.createQueues ? agents.queues : []),
    ...(services.enabled && !services.createQueues ? services.queues : []),
  ].filter((queue) => queue !== MADE_BY_SERVER)
  const ofGlue = glue.flatMap(({ queue, createQueue }) =>
    createQueue || queue === MADE_BY_SERVER ? [] : [queue],
  )
  return [
    ...(existingSecret === null
      ? []
      : [
          `Secret ${existingSecret} ${where}, with the keys ${parts.agentKeys.key} and ${parts.agentKeys.secret}:`,
          '  a pair made in the web UI of the server (Settings, Workspace, Create new credentials)',
        ]),
    ...(secrets.length === 0
      ? []
      : [`Secrets of the agents ${where}: ${[...new Set(secrets.map(({ name }) => name))].join(', ')}`]),
    ...toMake('createQueues', ofAgents),
    ...toMake('createQueue', ofGlue),
  ]
}

const toMake = (value: string, queues: ReadonlyArray<string>): ReadonlyArray<string> =>
  queues.length === 0
    ? []
    : [`Queues, made in the web UI of the server, or by ${value}: ${queues.join(', ')}`]

/** A server makes it when it starts for the first time. Source: `apiserver/mongo/initialize` of clearml-server. */
const MADE_BY_SERVER = 'default'
