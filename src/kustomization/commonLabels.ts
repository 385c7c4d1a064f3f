import { eachResource } from './eachResource.js'
import { commonLabelFields } from './fieldSpecs/commonLabels.js'
import { setPairs } from './pairs.js'
import type { Transformer } from './transformer.js'

/**
 * `commonLabels`: on all objects, in their selectors and templates; selectors of the workloads and Services are made.
 * Fails where an object has something else in the place of a map (`MissingField`).
 */
export const commonLabels: Transformer = (resources, kustomization, { leniency }) =>
  eachResource(
    resources,
    kustomization,
    ['commonLabels'],
    setPairs(kustomization.commonLabels ?? {}, commonLabelFields, leniency),
  )
