/** Pods as a whole: names, volumes and their mounts, scheduling. Source: ValidatePodSpec of pkg/apis/core/validation. */
import { get, isArray, isObject, type JsonObject, at as valueAt } from '../../json.js'
import { below, type Located, type ObjectCheck, type ObjectChecks, problem, problemAt } from '../rule.js'
import { given, hostPorts, items } from './containers.js'

const LISTS = ['initContainers', 'containers', 'ephemeralContainers']

const nameOf = (object: JsonObject): string => {
  const name = get(object, 'name')
  return typeof name === 'string' ? name : ''
}

/** Names are unique in all lists of containers; within one list its key sees to that. */
const containerNames: ObjectCheck = (spec) => {
  const seen = new Map<string, string>()
  return LISTS.flatMap((list) =>
    items(spec, list).flatMap(([index, container]) => {
      const name = nameOf(container)
      const before = seen.get(name)
      if (before === undefined) seen.set(name, list)
      return before === undefined || before === list
        ? []
        : problemAt([list, index, 'name'], {
            _tag: 'Contradiction',
            expected: `${JSON.stringify(name)} is the name of one of the ${before} too`,
          })
    }),
  )
}

/** What is mounted is a volume of the pod, or one of `others`. */
const mounted = (spec: JsonObject, others: ReadonlyArray<string>): ReadonlyArray<Located> => {
  const known = [...items(spec, 'volumes').map(([, volume]) => nameOf(volume)), ...others]
  return LISTS.flatMap((list) =>
    items(spec, list).flatMap(([index, container]) =>
      ['volumeMounts', 'volumeDevices'].flatMap((field) =>
        items(container, field).flatMap(([place, mount]) => {
          const name = nameOf(mount)
          const path = [list, index, field, place, 'name']
          return known.includes(name)
            ? []
            : problemAt(path, { _tag: 'UnknownName', what: 'volume', name, known })
        }),
      ),
    ),
  )
}

const mounts: ObjectCheck = (spec, { manifest }) =>
  get(manifest, 'kind') === 'StatefulSet' ? [] : mounted(spec, [])

/** A volume claim template of a StatefulSet is a volume of its pods. */
const statefulMounts: ObjectCheck = (set) => {
  const templates = items(set, 'volumeClaimTemplates').flatMap(([, template]) => {
    const name = valueAt(template, ['metadata', 'name'])
    return typeof name === 'string' ? [name] : []
  })
  const spec = valueAt(set, ['template', 'spec']) ?? null
  return isObject(spec) ? below(['template', 'spec'], mounted(spec, templates)) : []
}

const hostNetwork: ObjectCheck = (spec) =>
  get(spec, 'hostNetwork') === true
    ? LISTS.flatMap((list) =>
        items(spec, list).flatMap(([index, container]) => below([list, index], hostPorts(container))),
      )
    : []

const initContainers: ObjectCheck = (spec) =>
  items(spec, 'initContainers').flatMap(([index, container]): ReadonlyArray<Located> => {
    const stays = get(container, 'restartPolicy') === 'Always'
    const extra = given(container, ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle'])
    return stays
      ? []
      : extra.flatMap((field) =>
          problemAt(['initContainers', index, field], {
            _tag: 'Contradiction',
            expected: 'may not be set for an init container without restartPolicy Always',
          }),
        )
  })

const dns: ObjectCheck = (spec) => {
  const servers = valueAt(spec, ['dnsConfig', 'nameservers']) ?? null
  return get(spec, 'dnsPolicy') === 'None' && !(isArray(servers) && servers.length > 0)
    ? problemAt(['dnsConfig', 'nameservers'], { _tag: 'MissingRequired' })
    : []
}

const toleration: ObjectCheck = (one) => {
  const operator = get(one, 'operator') ?? 'Equal'
  if (operator === 'Exists' && given(one, ['value']).length > 0) {
    return problemAt(['value'], { _tag: 'Contradiction', expected: 'must be empty with the operator Exists' })
  }
  if (given(one, ['key']).length === 0 && operator !== 'Exists') {
    return problemAt(['operator'], {
      _tag: 'Contradiction',
      expected: 'must be Exists where there is no key',
    })
  }
  return get(one, 'tolerationSeconds') !== undefined && get(one, 'effect') !== 'NoExecute'
    ? problemAt(['effect'], { _tag: 'Contradiction', expected: 'must be NoExecute with tolerationSeconds' })
    : []
}

/** In and NotIn take values, Exists and DoesNotExist none, Gt and Lt one. */
export const requirement: ObjectCheck = (one) => {
  const values = get(one, 'values')
  const count = values !== undefined && isArray(values) ? values.length : 0
  const operator = get(one, 'operator')
  if ((operator === 'In' || operator === 'NotIn') && count === 0) {
    return problemAt(['values'], { _tag: 'MissingRequired' })
  }
  if ((operator === 'Exists' || operator === 'DoesNotExist') && count > 0) {
    return problemAt(['values'], {
      _tag: 'Contradiction',
      expected: `must be empty with the operator ${operator}`,
    })
  }
  return (operator === 'Gt' || operator === 'Lt') && count !== 1
    ? problemAt(['values'], {
        _tag: 'Contradiction',
        expected: `must be one integer with the operator ${operator}`,
      })
    : []
}

/** Every field of a volume but its name is a source; none is an emptyDir. */
const volume: ObjectCheck = (one) => {
  const sources = given(one, Object.keys(one)).filter((field) => field !== 'name')
  return sources.length > 1 ? problem({ _tag: 'ExactlyOne', of: sources, found: sources }) : []
}

export const pods: ObjectChecks = {
  'core.v1.PodSpec': [containerNames, mounts, hostNetwork, initContainers, dns],
  'apps.v1.StatefulSetSpec': [statefulMounts],
  'core.v1.Toleration': [toleration],
  'core.v1.NodeSelectorRequirement': [requirement],
  'meta.v1.LabelSelectorRequirement': [requirement],
  'core.v1.ScopedResourceSelectorRequirement': [requirement],
  'core.v1.Volume': [volume],
}
