/** Roles, autoscalers, budgets, webhooks and custom resource definitions. Source: the validation of their groups. */
import { at, get, isArray, isObject, type JsonObject } from '../../json.js'
import { type ObjectCheck, type ObjectChecks, problem, problemAt } from '../rule.js'
import { exactlyOne, given, items } from './containers.js'

const policyRule: ObjectCheck = (rule, { manifest }) => {
  const count = (field: string): number => lengthOf(rule, field)
  if (count('nonResourceURLs') > 0) {
    if (get(manifest, 'kind') === 'Role') {
      return problemAt(['nonResourceURLs'], { _tag: 'Contradiction', expected: 'is for a ClusterRole only' })
    }
    return count('apiGroups') + count('resources') > 0
      ? problemAt(['nonResourceURLs'], {
          _tag: 'Contradiction',
          expected: 'may not be there beside resources',
        })
      : []
  }
  const missing = ['apiGroups', 'resources'].find((field) => count(field) === 0)
  return missing === undefined ? [] : problemAt([missing], { _tag: 'MissingRequired' })
}

const lengthOf = (object: JsonObject, field: string): number => {
  const value = get(object, field) ?? null
  return isArray(value) ? value.length : 0
}

const roleKind =
  (...allowed: ReadonlyArray<string>): ObjectCheck =>
  (binding) => {
    const found = at(binding, ['roleRef', 'kind']) ?? null
    return allowed.includes(String(found))
      ? []
      : problemAt(['roleRef', 'kind'], { _tag: 'NotAllowed', found, allowed })
  }

/** Without a namespace a RoleBinding means its own. */
const subject: ObjectCheck = (one, { manifest }) => {
  const group = get(one, 'apiGroup') ?? ''
  if (get(one, 'kind') === 'ServiceAccount') {
    if (group !== '') return problemAt(['apiGroup'], { _tag: 'NotAllowed', found: group, allowed: [''] })
    const isNamespaced = get(manifest, 'kind') === 'RoleBinding'
    return !isNamespaced && given(one, ['namespace']).length === 0
      ? problemAt(['namespace'], { _tag: 'MissingRequired' })
      : []
  }
  return group === '' || group === 'rbac.authorization.k8s.io'
    ? []
    : problemAt(['apiGroup'], { _tag: 'NotAllowed', found: group, allowed: ['rbac.authorization.k8s.io'] })
}

const replicas: ObjectCheck = (spec) => {
  const [least, most] = [get(spec, 'minReplicas') ?? 1, get(spec, 'maxReplicas')]
  return typeof least === 'number' && typeof most === 'number' && least > most
    ? problemAt(['maxReplicas'], {
        _tag: 'Contradiction',
        expected: `must not be less than minReplicas, which is ${least}`,
      })
    : []
}

/** A metric of type `Resource` is described by the field `resource`, and so on. */
const metric: ObjectCheck = (one) => {
  const type = String(get(one, 'type'))
  const field = type.charAt(0).toLowerCase() + type.slice(1)
  return given(one, [field]).length === 0 ? problemAt([field], { _tag: 'MissingRequired' }) : []
}

const target: ObjectCheck = (one) => {
  const type = String(get(one, 'type'))
  const field = type === 'Utilization' ? 'averageUtilization' : type.charAt(0).toLowerCase() + type.slice(1)
  return given(one, [field]).length === 0 ? problemAt([field], { _tag: 'MissingRequired' }) : []
}

const oneBudget: ObjectCheck = (spec) => {
  const found = given(spec, ['maxUnavailable', 'minAvailable'])
  return found.length === 2 ? problem({ _tag: 'ExactlyOne', of: found, found }) : []
}

const webhookName: ObjectCheck = (webhook) => {
  const name = get(webhook, 'name')
  return typeof name === 'string' &&
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?){2,}$/.test(name)
    ? []
    : problemAt(['name'], {
        _tag: 'InvalidFormat',
        found: name ?? null,
        expected: 'a name of three parts at least, such as check.example.com',
      })
}

const definitionName: ObjectCheck = (definition) => {
  const name = at(definition, ['metadata', 'name'])
  const expected = `${at(definition, ['spec', 'names', 'plural'])}.${at(definition, ['spec', 'group'])}`
  return name === expected || name === undefined
    ? []
    : problemAt(['metadata', 'name'], { _tag: 'NotAllowed', found: name, allowed: [expected] })
}

const versions: ObjectCheck = (spec) => {
  const all = items(spec, 'versions')
  const stored = all.filter(([, version]) => get(version, 'storage') === true)
  if (stored.length !== 1) {
    return problemAt(['versions'], {
      _tag: 'Contradiction',
      expected: `must have exactly one version with storage: true, has ${stored.length}`,
    })
  }
  return all.flatMap(([index, version]) =>
    isObject(at(version, ['schema', 'openAPIV3Schema']) ?? null)
      ? []
      : problemAt(['versions', index, 'schema', 'openAPIV3Schema'], { _tag: 'MissingRequired' }),
  )
}

const priority: ObjectCheck = (one) => {
  const name = at(one, ['metadata', 'name'])
  return typeof name === 'string' &&
    name.startsWith('system-') &&
    !/^system-(node|cluster)-critical$/.test(name)
    ? problemAt(['metadata', 'name'], { _tag: 'Contradiction', expected: 'may not start with system-' })
    : []
}

const webhook: ReadonlyArray<ObjectCheck> = [webhookName]

export const policies: ObjectChecks = {
  'rbac.v1.PolicyRule': [policyRule],
  'rbac.v1.RoleBinding': [roleKind('Role', 'ClusterRole')],
  'rbac.v1.ClusterRoleBinding': [roleKind('ClusterRole')],
  'rbac.v1.Subject': [subject],
  'autoscaling.v1.HorizontalPodAutoscalerSpec': [replicas],
  'autoscaling.v2.HorizontalPodAutoscalerSpec': [replicas],
  'autoscaling.v2.MetricSpec': [metric],
  'autoscaling.v2.MetricTarget': [target],
  'policy.v1.PodDisruptionBudgetSpec': [oneBudget],
  'scheduling.v1.PriorityClass': [priority],
  'admissionregistration.v1.MutatingWebhook': webhook,
  'admissionregistration.v1.ValidatingWebhook': webhook,
  'admissionregistration.v1.WebhookClientConfig': [exactlyOne('service', 'url')],
  'apiextensions.v1.CustomResourceDefinition': [definitionName],
  'apiextensions.v1.CustomResourceDefinitionSpec': [versions],
}
