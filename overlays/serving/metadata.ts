/** Names, labels and annotations of the servers' objects. */
import { type kube, labels, parts, type Values } from '../../src/index.js'
import { componentOf, nameOf, type ServerName, selectorOf, VERSION } from './names.js'

/** The version is that of clearml-serving, not of the server that it works for. */
const version = { 'app.kubernetes.io/version': VERSION }

interface Extra {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

/** Of an object that belongs to no single server. */
export const metadata = (
  values: Values,
  name: string,
  component: string,
  extra: Extra = {},
): kube.ObjectMeta => {
  const made = parts.metadata(values, name, component, extra)
  return { ...made, labels: { ...made.labels, ...version } }
}

export const metadataOf = (values: Values, of: ServerName, extra: Extra = {}): kube.ObjectMeta =>
  metadata(values, nameOf(of), componentOf(of), extra)

/** The labels of a server's pods. */
export const podLabels = (values: Values, of: ServerName): Readonly<Record<string, string>> => ({
  ...labels(values, componentOf(of)),
  ...version,
  ...selectorOf(of),
})
