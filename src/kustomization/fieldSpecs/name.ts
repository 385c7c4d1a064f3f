import type { FieldSpec } from '../kustomization.js'

/** Kustomize's `namePrefix` and `nameSuffix`. */
export const nameField: FieldSpec = { path: 'metadata/name' }

/** Objects that keep their names: by their original kinds. */
export const namedAsTheyAre: ReadonlyArray<FieldSpec> = [
  { path: 'metadata/name', kind: 'CustomResourceDefinition' },
  { path: 'metadata/name', kind: 'APIService', group: 'apiregistration.k8s.io' },
  { path: 'metadata/name', kind: 'Namespace' },
]
