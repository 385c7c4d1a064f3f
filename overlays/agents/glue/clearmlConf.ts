/**
 * The user's clearml.conf, for the glue and for task pods. A text travels in the command of a task's pod, as clearml-agent
 * sends it; a Secret never does: it is mounted into task pods, and what travels is an `include` of the file.
 */
import { type Installation, parts } from '../../../src/index.js'
import { type Configuration, configuration } from '../config.js'
import { checksumAs } from '../programs.js'
import type { FileParts } from '../server.js'
import { own } from '../table.js'
import { isPublished } from './name.js'

/** Where the ConfigMap of a queue is mounted: `template.yaml`, and `clearml.conf` where there is one. */
export const GLUE_FILES = '/opt/clearml-agent/glue'
const KEY = 'clearml.conf'

/** What a glue's own pod and its ConfigMap get of it. */
export interface GlueConf extends Configuration {
  readonly data: Readonly<Record<string, string>>
}

/** The published script sends the glue's own file, with its keys, where the file that it is told to send is empty. */
const nothing = '# Nothing is set here.\n'

export const glueConf = ($: Installation): GlueConf => {
  const { config, configSecret } = own($.values)
  const text = config ?? (isPublished($.values) ? nothing : null)
  if (configSecret !== null) {
    const conf = configuration($)
    const file = conf.env.map(({ value }) => ({ name: 'K8S_GLUE_TASK_CONFIG_FILE', value: value ?? '' }))
    return { ...conf, env: [...conf.env, ...file], data: {} }
  }
  const data = text === null ? {} : { [KEY]: text }
  return {
    data,
    env: text === null ? [] : parts.env({ CLEARML_CONFIG_FILE: `${GLUE_FILES}/${KEY}` }),
    volumes: [],
    volumeMounts: [],
    annotations: text === null ? {} : checksumAs('clearml-conf', data),
  }
}

/** What mounts the Secret, the same in the glue and in task pods. */
export const taskConf = ($: Installation): Pick<FileParts, 'volumes' | 'volumeMounts'> =>
  own($.values).configSecret === null ? { volumes: [], volumeMounts: [] } : configuration($)
