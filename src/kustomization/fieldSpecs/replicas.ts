import type { FieldSpec } from '../kustomization.js'

/** Kustomize's `replicas`; the kinds may be of any group. */
export const replicaFields: ReadonlyArray<FieldSpec & { readonly kind: string }> = [
  'Deployment',
  'ReplicationController',
  'ReplicaSet',
  'StatefulSet',
].map((kind) => ({ path: 'spec/replicas', create: true, kind }))
