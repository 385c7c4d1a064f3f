/** Selectors, restart policies and update strategies of workloads. Source: pkg/apis/apps and batch, validation. */
import { at, get, isArray, isObject, type Json, type JsonObject } from '../../json.js'
import { type Located, type ObjectCheck, type ObjectChecks, problemAt } from '../rule.js'
import { items } from './containers.js'

/** Whether a label selector takes an object with these labels; an operator that is not known takes all. */
const selects = (selector: JsonObject, labels: JsonObject): boolean => {
  const wanted = get(selector, 'matchLabels')
  const pairs = isObject(wanted ?? null) ? Object.entries(wanted as JsonObject) : [] // as the line before says
  return (
    pairs.every(([key, value]) => get(labels, key) === value) &&
    items(selector, 'matchExpressions').every(([, one]) => holds(one, labels))
  )
}

const holds = (one: JsonObject, labels: JsonObject): boolean => {
  const value = get(labels, String(get(one, 'key')))
  const values = get(one, 'values') ?? null
  const among = isArray(values) && value !== undefined && values.includes(value)
  switch (get(one, 'operator')) {
    case 'In':
      return among
    case 'NotIn':
      return !among
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return true
  }
}

const objectAt = (object: JsonObject, ...path: ReadonlyArray<string>): JsonObject => {
  const value = at(object, path) ?? null
  return isObject(value) ? value : {}
}

const selector: ObjectCheck = (spec) => {
  const own = objectAt(spec, 'selector')
  if (Object.keys(own).length === 0 || isEmpty(own))
    return problemAt(['selector'], { _tag: 'MissingRequired' })
  return selects(own, objectAt(spec, 'template', 'metadata', 'labels'))
    ? []
    : problemAt(['selector'], {
        _tag: 'Contradiction',
        expected: 'does not match the labels of the template',
      })
}

const isEmpty = (own: JsonObject): boolean =>
  Object.keys(objectAt(own, 'matchLabels')).length === 0 && items(own, 'matchExpressions').length === 0

/** Of a ReplicationController: a plain map. */
const mapSelector: ObjectCheck = (spec) => {
  const labels = objectAt(spec, 'template', 'metadata', 'labels')
  return Object.entries(objectAt(spec, 'selector')).every(([key, value]) => get(labels, key) === value)
    ? []
    : problemAt(['selector'], {
        _tag: 'Contradiction',
        expected: 'does not match the labels of the template',
      })
}

const restartPolicy =
  (allowed: ReadonlyArray<string>): ObjectCheck =>
  (spec) => {
    const path = ['template', 'spec', 'restartPolicy']
    const given = at(spec, path) ?? ''
    const found = given === '' ? 'Always' : given // which is the default
    return allowed.includes(String(found)) ? [] : problemAt(path, { _tag: 'NotAllowed', found, allowed })
  }

const always = restartPolicy(['Always'])

const noDeadline: ObjectCheck = (spec) =>
  at(spec, ['template', 'spec', 'activeDeadlineSeconds']) === undefined
    ? []
    : problemAt(['template', 'spec', 'activeDeadlineSeconds'], {
        _tag: 'Contradiction',
        expected: 'is for pods and Jobs only',
      })

/** `rollingUpdate` belongs to the type RollingUpdate, which is the default. */
const strategy =
  (field: string): ObjectCheck =>
  (spec) => {
    const own = objectAt(spec, field)
    const type = get(own, 'type') ?? 'RollingUpdate'
    const rolling = get(own, 'rollingUpdate') ?? null
    return type !== 'RollingUpdate' && type !== '' && rolling !== null
      ? problemAt([field, 'rollingUpdate'], {
          _tag: 'Contradiction',
          expected: `may not be there with the type ${type}`,
        })
      : []
  }

const isZero = (value: Json | undefined): boolean =>
  value === 0 || (typeof value === 'string' && /^0+%$/.test(value))

const percentAbove100 = (field: string, rolling: JsonObject): ReadonlyArray<Located> => {
  const value = get(rolling, field)
  return typeof value === 'string' && Number(value.replace('%', '')) > 100
    ? problemAt([field], { _tag: 'InvalidFormat', found: value, expected: 'at most "100%"' })
    : []
}

const rollingUpdate: ObjectCheck = (rolling) =>
  isZero(get(rolling, 'maxUnavailable')) && isZero(get(rolling, 'maxSurge'))
    ? problemAt(['maxUnavailable'], { _tag: 'Contradiction', expected: 'may not be 0 when maxSurge is 0' })
    : percentAbove100('maxUnavailable', rolling)

/** Of a DaemonSet one of them is 0; maxUnavailable is 1 where it is not said. */
const rollingDaemon: ObjectCheck = (rolling) => {
  const surge = get(rolling, 'maxSurge') ?? 0
  const unavailable = get(rolling, 'maxUnavailable') ?? 1
  if (isZero(surge) && isZero(unavailable)) {
    return problemAt(['maxUnavailable'], {
      _tag: 'Contradiction',
      expected: 'may not be 0 when maxSurge is 0',
    })
  }
  return isZero(surge) || isZero(unavailable)
    ? []
    : problemAt(['maxSurge'], { _tag: 'Contradiction', expected: 'needs maxUnavailable: 0' })
}

const progressDeadline: ObjectCheck = (spec) => {
  const [deadline, ready] = [get(spec, 'progressDeadlineSeconds') ?? 600, get(spec, 'minReadySeconds') ?? 0]
  return typeof deadline === 'number' && typeof ready === 'number' && deadline <= ready
    ? problemAt(['progressDeadlineSeconds'], {
        _tag: 'Contradiction',
        expected: `must be more than minReadySeconds, which is ${ready}`,
      })
    : []
}

const indexed: ObjectCheck = (spec) =>
  get(spec, 'completionMode') === 'Indexed' && get(spec, 'completions') === undefined
    ? problemAt(['completions'], { _tag: 'MissingRequired' })
    : []

export const workloads: ObjectChecks = {
  'apps.v1.DeploymentSpec': [selector, always, noDeadline, strategy('strategy'), progressDeadline],
  'apps.v1.RollingUpdateDeployment': [rollingUpdate],
  'apps.v1.ReplicaSetSpec': [selector, always, noDeadline],
  'apps.v1.StatefulSetSpec': [selector, always, noDeadline, strategy('updateStrategy')],
  'apps.v1.DaemonSetSpec': [selector, always, noDeadline, strategy('updateStrategy')],
  'apps.v1.RollingUpdateDaemonSet': [rollingDaemon],
  'core.v1.ReplicationControllerSpec': [mapSelector, always],
  'batch.v1.JobSpec': [restartPolicy(['OnFailure', 'Never']), indexed],
}
