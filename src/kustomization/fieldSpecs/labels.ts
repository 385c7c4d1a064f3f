import type { FieldSpec } from '../kustomization.js'

/** What `labels` is set in without `includeSelectors` or `includeTemplates`. */
export const labelField: FieldSpec = { path: 'metadata/labels', create: true }
