/**
 * ClearML's configuration files. The servers read them once, at start, from the directories of CLEARML_CONFIG_DIR,
 * later ones last: the user's files, then the credentials. Source: `apiserver/config/basic.py` of clearml-server.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { byCodePoint } from '../json.js'
import type { ConfigMap, Volume, VolumeMount } from '../kube/types.js'
import type { Values } from '../values/table.js'
import { hoconOf } from './hocon.js'
import type { Installation } from './installation.js'
import { metadata } from './metadata.js'

const NAME = 'clearml-config'
const DIRECTORY = '/opt/clearml/config'

interface ConfigurationParts {
  /** Directories of configuration files, weakest first; empty when there are no files. */
  readonly directories: ReadonlyArray<string>
  readonly volumes: ReadonlyArray<Volume>
  readonly volumeMounts: ReadonlyArray<VolumeMount>
  /** A checksum, so that a change of the files replaces the pods that have read them. */
  readonly annotations: Readonly<Record<string, string>>
}

const filesOf = (values: Values): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(values.config).map(([name, file]) => [name, hoconOf(file)]))

export const configuration = ($: Installation): ConfigurationParts =>
  Object.keys($.values.config).length === 0
    ? { directories: [], volumes: [], volumeMounts: [], annotations: {} }
    : {
        directories: [DIRECTORY],
        volumes: [{ name: 'config', configMap: { name: NAME } }],
        volumeMounts: [{ name: 'config', mountPath: DIRECTORY, readOnly: true }],
        annotations: checksum(filesOf($.values)),
      }

export const configurationConfigMap = ($: Installation): ConfigMap | null =>
  Object.keys($.values.config).length === 0
    ? null
    : {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: metadata($.values, NAME, 'config'),
        data: filesOf($.values),
      }

/** The annotation of a pod that reads these files. Law: equal files give equal text, whatever the order of the keys. */
export const checksum = (files: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
  const text = JSON.stringify(Object.entries(files).sort(([a], [b]) => byCodePoint(a, b)))
  return { 'checksum/config': bytesToHex(sha256(utf8ToBytes(text))) }
}
