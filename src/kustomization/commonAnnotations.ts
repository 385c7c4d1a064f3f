import { eachResource } from './eachResource.js'
import { commonAnnotationFields } from './fieldSpecs/commonAnnotations.js'
import { setPairs } from './pairs.js'
import type { Transformer } from './transformer.js'

/**
 * `commonAnnotations`: on all objects and the templates in them. Fails where an object has something else in the place of
 * a map (`MissingField`).
 */
export const commonAnnotations: Transformer = (resources, kustomization, { leniency }) =>
  eachResource(
    resources,
    kustomization,
    ['commonAnnotations'],
    setPairs(kustomization.commonAnnotations ?? {}, commonAnnotationFields, leniency),
  )
