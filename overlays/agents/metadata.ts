/** Names, labels and annotations of the agents' objects. The version is that of clearml-agent, not of the server. */
import { type kube, labels, parts, type Values } from '../../src/index.js'
import { own } from './table.js'

export const metadata = (
  values: Values,
  name: string,
  component: string,
  extra: Omit<NonNullable<Parameters<typeof parts.metadata>[3]>, 'version'> = {},
): kube.ObjectMeta =>
  parts.metadata(values, name, component, {
    labels: extra.labels ?? {},
    annotations: extra.annotations ?? {},
    version: own(values).version,
  })

/** The labels of a component's pods. */
export const podLabels = (values: Values, component: string): Readonly<Record<string, string>> => ({
  ...labels(values, component, own(values).version),
  ...parts.selectorLabels(component),
})
