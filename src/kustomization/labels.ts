import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import { eachResource } from './eachResource.js'
import type { KustomizationError } from './error.js'
import { isFor } from './fieldSpec.js'
import { commonLabelFields } from './fieldSpecs/commonLabels.js'
import { labelField } from './fieldSpecs/labels.js'
import { templateLabelFields } from './fieldSpecs/templateLabels.js'
import type { FieldSpec, Kustomization, Label } from './kustomization.js'
import { setPairs } from './pairs.js'
import { placeAt, type Transformer } from './transformer.js'

/**
 * `labels`: entry by entry, the pairs on the objects, in `fields`, and with `includeSelectors` or `includeTemplates` in
 * selectors and templates too. `fields` come first, and a field of the table that one of them already covers, if only
 * for some kinds, is not set by itself: so Kustomize merges them. Fails where the two differ in `create`
 * (`InvalidField`), and where an object has something else in the place of a map (`MissingField`).
 */
export const labels: Transformer = (resources, kustomization, { leniency }) => {
  const errors: KustomizationError[] = []
  let result = resources
  for (const [i, label] of (kustomization.labels ?? []).entries()) {
    const table = tableOf(label, kustomization, i)
    const next = E.isLeft(table)
      ? table
      : eachResource(result, kustomization, ['labels', i], setPairs(label.pairs ?? {}, table.right, leniency))
    if (E.isRight(next)) result = next.right
    else errors.push(...next.left)
  }
  return errors.length > 0 ? E.left(errors) : E.right(result)
}

const tableOf = (
  { fields = [], includeSelectors, includeTemplates }: Label,
  kustomization: Kustomization,
  entry: number,
): Either<ReadonlyArray<KustomizationError>, ReadonlyArray<FieldSpec>> => {
  const builtIn =
    includeSelectors === true
      ? commonLabelFields
      : includeTemplates === true
        ? templateLabelFields
        : [labelField]
  const table = [...fields]
  for (const one of builtIn) {
    const covers = table.findIndex((other) => isCoveredBy(one, other))
    const other = table[covers]
    if (other === undefined) table.push(one)
    else if ((other.create === true) !== (one.create === true)) {
      const path = ['labels', entry, 'fields', covers]
      const expected = `create: ${one.create === true} for ${one.path}, as Kustomize has it`
      const place = placeAt(kustomization, path)
      return E.left([{ _tag: 'InvalidField', place, path, expected, found: { ...other } }])
    }
  }
  return E.right(table)
}

/** In Kustomize's sense, which is not the sense of the word: `other` may be for fewer kinds. */
const isCoveredBy = (one: FieldSpec, other: FieldSpec): boolean => {
  const { group = '', version = '', kind = '' } = other
  return one.path === other.path && isFor(one, `${group}/${version}`, kind)
}
