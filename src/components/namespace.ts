import type { Namespace } from '../kube/types.js'
import { defaultValues } from '../values/defaults.js'
import type { Values } from '../values/table.js'
import type { Installation } from './installation.js'
import { keepAnnotations, metadata } from './metadata.js'

/** The namespace holds the claims, so it is kept like them. `null` when `namespace.create` is false. */
export const namespace = ($: Installation): Namespace | null => {
  const { name, create, labels, annotations } = $.values.namespace
  if (!create) return null
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: metadata($.values, name, 'namespace', {
      labels,
      annotations: { ...annotations, ...keepAnnotations },
    }),
  }
}

/** Whether the installation is in the default namespace: only there volumes, directories and cookie have bare names. */
export const inDefaultNamespace = (values: Values): boolean =>
  values.namespace.name === defaultValues.namespace.name
