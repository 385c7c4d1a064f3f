/** What agents name without the stream making it. */
import { type Json, parts, type Values } from '../../src/index.js'
import { keysSecret } from './server.js'
import { own } from './table.js'

/**
 * The Secret with the agents' keys, which the user or the credential step makes; the Secrets that the values name; and what extra environment and volumes of the agents' pods read.
 */
export const agentExternal = (values: Values): ReadonlyArray<parts.ExternalObject> => {
  const { git, aws, azure, google, configSecret, static: agents, services } = own(values)
  const references = [
    ...[git.user, git.password, aws.accessKeyId, aws.secretAccessKey, azure.account, azure.key],
    ...[google.credentials, configSecret],
  ]
  return [
    ...parts.named('Secret', keysSecret(values)),
    ...references.flatMap((one) => (typeof one === 'string' ? [] : parts.named('Secret', one?.secret))),
    ...parts.namedIn([agents, services] as unknown as Json), // decoded values are plain data
  ]
}
