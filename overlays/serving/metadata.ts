/** Names, labels and annotations of the servers' objects. */
import { type kube, labels, parts, type Values } from '../../src/index.js'
import { componentOf, nameOf, type ServerName, selectorOf, VERSION } from './names.js'

type Extra = Parameters<typeof parts.metadata>[3]

/** Of an object that belongs to no single server. The version is that of clearml-serving. */
export const metadata = (
  values: Values,
  name: string,
  component: string,
  extra: Extra = {},
): kube.ObjectMeta => parts.metadata(values, name, component, { ...extra, version: VERSION })

export const metadataOf = (values: Values, of: ServerName, extra: Extra = {}): kube.ObjectMeta =>
  metadata(values, nameOf(of), componentOf(of), extra)

/** The labels of a server's pods. */
export const podLabels = (values: Values, of: ServerName): Readonly<Record<string, string>> => ({
  ...labels(values, componentOf(of), VERSION),
  ...selectorOf(of),
})
