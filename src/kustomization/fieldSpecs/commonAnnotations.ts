import type { FieldSpec } from '../kustomization.js'
import { metadataFields } from './podTemplates.js'

/** Kustomize's `commonAnnotations`. */
export const commonAnnotationFields: ReadonlyArray<FieldSpec> = metadataFields('annotations')
