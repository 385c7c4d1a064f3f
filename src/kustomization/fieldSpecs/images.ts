import type { FieldSpec } from '../kustomization.js'

/** Kustomize's `images`, in objects of any kind but CustomResourceDefinition. */
export const imageFields: ReadonlyArray<FieldSpec> = ['spec', 'spec/template/spec'].flatMap((pod) =>
  ['containers', 'initContainers'].map((list) => ({ path: `${pod}/${list}[]/image` })),
)

/** Lists whose items' `image` Kustomize finds at any depth, in objects of any kind but that one. */
export const containerLists: ReadonlyArray<string> = ['containers', 'initContainers']
