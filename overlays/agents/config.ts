/** clearml.conf, the user's own settings of agents and tasks: by value, or from a Secret. */
import { type Installation, type kube, parts } from '../../src/index.js'
import { metadata } from './metadata.js'
import { checksumAs } from './programs.js'
import type { FileParts } from './server.js'
import { own } from './table.js'

const NAME = 'clearml-agents-config'
const DIRECTORY = '/opt/clearml-agent/config'
const FILE = 'clearml.conf'

export interface Configuration extends FileParts {
  /** A checksum, so that a change of the text replaces the pods that have read it; a Secret's text is not known. */
  readonly annotations: Readonly<Record<string, string>>
}

/**
 * The file, by `CLEARML_CONFIG_FILE`. Without one an agent has its defaults and its environment, which is stronger than
 * the file; it writes all of them into the file that each task gets (`commands/worker.py`, `dump_config`).
 */
export const configuration = ($: Installation): Configuration => {
  const { config, configSecret } = own($.values)
  const mounted = {
    env: parts.env({ CLEARML_CONFIG_FILE: `${DIRECTORY}/${FILE}` }),
    volumeMounts: [{ name: 'config', mountPath: DIRECTORY, readOnly: true }],
  }
  if (configSecret !== null) {
    const secret = { secretName: configSecret.secret, items: [{ key: configSecret.key, path: FILE }] }
    return { ...mounted, volumes: [{ name: 'config', secret }], annotations: {} }
  }
  if (config === null) return { env: [], volumes: [], volumeMounts: [], annotations: {} }
  return {
    ...mounted,
    volumes: [{ name: 'config', configMap: { name: NAME } }],
    annotations: checksumAs('config', { [FILE]: config }),
  }
}

/** Whether an agent reads it: the glue has the text in a ConfigMap of its own. */
const isRead = ($: Installation): boolean => {
  const { static: agents, services } = own($.values)
  return agents.count > 0 || services.enabled
}

export const configurationConfigMap = ($: Installation): kube.ConfigMap | null => {
  const { config, configSecret } = own($.values)
  return config === null || configSecret !== null || !isRead($)
    ? null
    : {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata($.values, NAME, 'agents'),
        data: { [FILE]: config },
      }
}
