/** The user's certificates, in every container that speaks TLS to the outside. */
import type { EnvVar, Volume, VolumeMount } from '../kube/types.js'
import type { Values } from '../values/table.js'

const VOLUME = 'ca-bundle'
const DIRECTORY = '/etc/clearml-ca'
const FILE = `${DIRECTORY}/ca.crt`

/**
 * Who reads which: OpenSSL and Python's ssl, requests, curl and pycurl, boto3, git, pip.
 * Source: the documentation of each.
 */
const readers = [
  'SSL_CERT_FILE',
  'REQUESTS_CA_BUNDLE',
  'CURL_CA_BUNDLE',
  'AWS_CA_BUNDLE',
  'GIT_SSL_CAINFO',
  'PIP_CERT',
]

export const trustEnv = (values: Values): ReadonlyArray<EnvVar> =>
  isGiven(values) ? readers.map((name) => ({ name, value: FILE })) : []

export const trustMounts = (values: Values): ReadonlyArray<VolumeMount> =>
  isGiven(values) ? [{ name: VOLUME, mountPath: DIRECTORY, readOnly: true }] : []

export const trustVolumes = (values: Values): ReadonlyArray<Volume> => {
  const { configMap, secret, key } = values.trust.caBundle
  const items = [{ key, path: 'ca.crt' }]
  if (configMap !== null) return [{ name: VOLUME, configMap: { name: configMap, items } }]
  return secret === null ? [] : [{ name: VOLUME, secret: { secretName: secret, items } }]
}

const isGiven = ({ trust: { caBundle } }: Values): boolean =>
  caBundle.configMap !== null || caBundle.secret !== null
