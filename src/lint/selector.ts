/** Label selectors. Source: "Labels and Selectors" of the Kubernetes documentation. */
import { get, isArray, isObject, type Json, type JsonObject } from '../json.js'
import { object, objects, text } from './field.js'

/** All of it must hold. Without any part it selects everything. */
export interface Selector {
  readonly labels: ReadonlyArray<readonly [label: string, value: string]>
  readonly expressions: ReadonlyArray<Expression>
}

interface Expression {
  readonly key: string
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist'
  readonly values: ReadonlyArray<Json>
}

/** Of a map of labels, as Services have it. `undefined` for what is none. */
export const ofMap = (value: Json | undefined): Selector | undefined => {
  if (!isObject(value)) return undefined
  const labels: Array<readonly [string, string]> = []
  for (const [label, expected] of Object.entries(value)) {
    if (typeof expected !== 'string') return undefined
    labels.push([label, expected])
  }
  return { labels, expressions: [] }
}

/** Of `matchLabels` and `matchExpressions`. `undefined` for what is none, and for operators that are not known. */
export const ofLabelSelector = (value: Json | undefined): Selector | undefined => {
  if (!isObject(value)) return undefined
  const labels = ofMap(object(value, 'matchLabels') ?? {})
  const written = objects(value, 'matchExpressions')
  const expressions = written.flatMap(([, item]) => expression(item) ?? [])
  if (labels === undefined || expressions.length !== written.length) return undefined
  return { labels: labels.labels, expressions }
}

const expression = (value: JsonObject): Expression | undefined => {
  const key = text(value, 'key')
  const operator = text(value, 'operator')
  const values = get(value, 'values')
  if (key === undefined) return undefined
  switch (operator) {
    case 'In':
    case 'NotIn':
    case 'Exists':
    case 'DoesNotExist':
      return { key, operator, values: isArray(values) ? values : [] }
    default:
      return undefined
  }
}

/** Whether it selects everything. */
export const isEmpty = (selector: Selector): boolean =>
  selector.labels.length === 0 && selector.expressions.length === 0

/** Whether an object with these labels is selected. */
export const matches = (selector: Selector, labels: JsonObject): boolean =>
  selector.labels.every(([label, value]) => get(labels, label) === value) &&
  selector.expressions.every((one) => holds(one, get(labels, one.key)))

const holds = ({ operator, values }: Expression, value: Json | undefined): boolean => {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
  }
}
