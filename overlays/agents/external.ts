/** What agents name without the stream making it. */
import type { kube, parts, schema, Values } from '../../src/index.js'
import { keysSecret } from './server.js'
import { own } from './table.js'

type External = parts.ExternalObject

/**
 * The Secret with the agents' keys, which the user or the credential step makes; the Secrets that the values name; and
 * what extra environment and volumes of the agents' pods read.
 */
export const agentExternal = (values: Values): ReadonlyArray<External> => {
  const { git, aws, azure, google, configSecret, static: agents, services } = own(values)
  const references = [
    ...[git.user, git.password, aws.accessKeyId, aws.secretAccessKey, azure.account, azure.key],
    ...[google.credentials, configSecret],
  ]
  return [
    ...named('Secret', keysSecret(values)),
    ...references.flatMap((one) => (typeof one === 'string' ? [] : named('Secret', one?.secret))),
    ...[agents, services].flatMap(ofPods),
  ]
}

const ofPods = ({ extraEnv, extraVolumes }: schema.WorkloadValues): ReadonlyArray<External> => [
  ...extraEnv.flatMap(ofVariable),
  ...extraVolumes.flatMap(ofVolume),
]

const ofVariable = ({ valueFrom }: kube.EnvVar): ReadonlyArray<External> => [
  ...named('Secret', valueFrom?.secretKeyRef?.name),
  ...named('ConfigMap', valueFrom?.configMapKeyRef?.name),
]

const ofVolume = ({
  secret,
  configMap,
  persistentVolumeClaim,
  projected,
}: kube.Volume): ReadonlyArray<External> => [
  ...named('Secret', secret?.secretName),
  ...named('ConfigMap', configMap?.name),
  ...named('PersistentVolumeClaim', persistentVolumeClaim?.claimName),
  ...(projected?.sources ?? []).flatMap((source) => [
    ...named('Secret', source.secret?.name),
    ...named('ConfigMap', source.configMap?.name),
  ]),
]

const named = (kind: External['kind'], name: string | undefined): ReadonlyArray<External> =>
  name === undefined ? [] : [{ kind, name }]
