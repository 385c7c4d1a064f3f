/** Containers, their environment, ports and probes. Source: validateContainers of pkg/apis/core/validation. */
import { get, isArray, isObject, type JsonObject } from '../../json.js'
import { below, type Located, type ObjectCheck, type ObjectChecks, problem, problemAt } from '../rule.js'
import { oneOf } from './format.js'

/** Fields of an object that are there. An empty text and null are not. */
export const given = (object: JsonObject, names: ReadonlyArray<string>): ReadonlyArray<string> =>
  names.filter((name) => (get(object, name) ?? '') !== '')

/** One of these fields, and no other of them. */
export const exactlyOne =
  (...of: ReadonlyArray<string>): ObjectCheck =>
  (object) => {
    const found = given(object, of)
    return found.length === 1 ? [] : problem({ _tag: 'ExactlyOne', of, found })
  }

/** The objects in a list, with their indices. */
export const items = (object: JsonObject, key: string): ReadonlyArray<readonly [number, JsonObject]> => {
  const list = get(object, key)
  return isArray(list) ? list.flatMap((item, index) => (isObject(item) ? [[index, item] as const] : [])) : []
}

/** No two items have the same `name`. */
export const uniqueNames =
  (key: string, name = 'name'): ObjectCheck =>
  (object) => {
    const seen = new Map<unknown, number>()
    return items(object, key).flatMap(([index, item]) => {
      const value = get(item, name)
      if (typeof value !== 'string' || value === '') return []
      const first = seen.get(value)
      if (first === undefined) seen.set(value, index)
      return first === undefined
        ? []
        : problemAt([key, index, name], { _tag: 'DuplicateKey', key: { [name]: value }, first })
    })
  }

const image: ObjectCheck = (container) =>
  (get(container, 'image') ?? '') === '' ? problemAt(['image'], { _tag: 'MissingRequired' }) : []

const isOne =
  (probe: string): ObjectCheck =>
  (container) => {
    const value = get(container, probe)
    const threshold = isObject(value) ? (get(value, 'successThreshold') ?? 1) : 1
    return threshold === 1 || threshold === 0
      ? []
      : problemAt([probe, 'successThreshold'], {
          _tag: 'OutOfRange',
          found: threshold,
          minimum: 1,
          maximum: 1,
        })
  }

const env: ObjectCheck = (variable) =>
  given(variable, ['value', 'valueFrom']).length === 2
    ? problemAt(['valueFrom'], { _tag: 'Contradiction', expected: 'may not be there beside a value' })
    : []

const FIELD_PATHS = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]

const envFieldPath: ObjectCheck = (source, scope) => {
  const reference = get(source, 'fieldRef')
  const path = isObject(reference) ? get(reference, 'fieldPath') : undefined
  if (typeof path !== 'string' || /^metadata\.(labels|annotations)\['[^']+'\]$/.test(path)) return []
  return below(['fieldRef', 'fieldPath'], oneOf(...FIELD_PATHS)(path, scope))
}

const securityContext: ObjectCheck = (context) =>
  get(context, 'privileged') === true && get(context, 'allowPrivilegeEscalation') === false
    ? problemAt(['allowPrivilegeEscalation'], {
        _tag: 'Contradiction',
        expected: 'cannot be false where privileged is true',
      })
    : []

const seccomp: ObjectCheck = (profile) => {
  const local = get(profile, 'type') === 'Localhost'
  const has = given(profile, ['localhostProfile']).length > 0
  if (local && !has) return problemAt(['localhostProfile'], { _tag: 'MissingRequired' })
  return !local && has
    ? problemAt(['localhostProfile'], { _tag: 'Contradiction', expected: 'is only for the type Localhost' })
    : []
}

const container: ReadonlyArray<ObjectCheck> = [
  image,
  isOne('livenessProbe'),
  isOne('startupProbe'),
  uniqueNames('ports'),
]

const HANDLERS = ['exec', 'grpc', 'httpGet', 'tcpSocket']

/** `hostPort` of a pod in the host's network is the container's port. */
export const hostPorts = (containerOf: JsonObject): ReadonlyArray<Located> =>
  items(containerOf, 'ports').flatMap(([index, one]) => {
    const [inside, outside] = [get(one, 'containerPort'), get(one, 'hostPort') ?? 0]
    return outside === 0 || outside === inside
      ? []
      : problemAt(['ports', index, 'hostPort'], {
          _tag: 'Contradiction',
          expected: `must be the containerPort ${JSON.stringify(inside)} with hostNetwork`,
        })
  })

export const containers: ObjectChecks = {
  'core.v1.Container': container,
  'core.v1.EphemeralContainer': container,
  'core.v1.EnvVar': [env],
  'core.v1.EnvVarSource': [
    exactlyOne('configMapKeyRef', 'fieldRef', 'fileKeyRef', 'resourceFieldRef', 'secretKeyRef'),
    envFieldPath,
  ],
  'core.v1.EnvFromSource': [exactlyOne('configMapRef', 'secretRef')],
  'core.v1.Probe': [exactlyOne(...HANDLERS)],
  'core.v1.LifecycleHandler': [exactlyOne('exec', 'httpGet', 'sleep', 'tcpSocket')],
  'core.v1.SecurityContext': [securityContext],
  'core.v1.SeccompProfile': [seccomp],
}
