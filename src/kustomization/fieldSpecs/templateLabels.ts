import type { FieldSpec } from '../kustomization.js'
import { metadataFields } from './podTemplates.js'

/** Kustomize's `templateLabels`: what `labels` with `includeTemplates` is set in. */
export const templateLabelFields: ReadonlyArray<FieldSpec> = metadataFields('labels')
