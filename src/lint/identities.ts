import { at, isObject, type Path } from '../json.js'
import { type Identity, isClusterScoped } from '../kube/identity.js'
import { text } from './field.js'
import type { Fault, NameFormat } from './finding.js'
import type { Stream } from './stream.js'

/** Every manifest says what it is, with a valid name, and no two are the same object. */
export const identities = (stream: Stream): ReadonlyArray<Fault> => {
  const faults: Fault[] = []
  const seen = new Map<string, number>()
  stream.objects.forEach(({ manifest, identity: object }, place) => {
    for (const path of REQUIRED) {
      const value = at(manifest, path)
      if (typeof value === 'string' && value !== '') continue
      // `kubectl create` and Argo CD's hooks take a prefix in place of a name.
      if (path === NAME && generatesName(at(manifest, ['metadata']))) continue
      faults.push({ _tag: 'MissingField', object, path, place })
    }
    if (object.kind === '' || object.name === '') return
    const key = [object.group, object.kind, object.namespace ?? '', object.name].join('/')
    const first = seen.get(key)
    if (first === undefined) seen.set(key, place)
    else faults.push({ _tag: 'DuplicateObject', object, path: NAME, first, second: place })
    const expected = formatOf(object)
    if (expected !== undefined && !isValid(object.name, expected)) {
      faults.push({ _tag: 'InvalidName', object, path: NAME, name: object.name, expected })
    }
  })
  return faults
}

const NAME: Path = ['metadata', 'name']
const REQUIRED: ReadonlyArray<Path> = [['apiVersion'], ['kind'], NAME]

const generatesName = (metadata: unknown): boolean =>
  isObject(metadata) && text(metadata, 'generateName') !== undefined

/** `undefined` for what is not judged: kinds whose names follow rules of their own. */
const formatOf = ({ group, kind }: Identity): NameFormat | undefined => {
  if (group === '' && kind === 'Service') return 'RFC 1035 label'
  if (group === '' && kind === 'Namespace') return 'RFC 1123 label'
  if (group === 'rbac.authorization.k8s.io') return 'path segment'
  const own = OWN_RULES.includes(kind) && isClusterScoped(`${group}/v1`, kind)
  return own || group.endsWith('openshift.io') ? undefined : 'RFC 1123 subdomain'
}

/** Names with a colon or capital letters. Source: the validation of these kinds in k8s.io/kubernetes. */
const OWN_RULES = ['CSIDriver', 'ClusterTrustBundle', 'IPAddress']

const isValid = (name: string, format: NameFormat): boolean => {
  switch (format) {
    case 'RFC 1035 label':
      return name.length <= 63 && /^[a-z]([-a-z0-9]*[a-z0-9])?$/.test(name)
    case 'RFC 1123 label':
      return name.length <= 63 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(name)
    case 'RFC 1123 subdomain':
      return (
        name.length <= 253 && name.split('.').every((part) => /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(part))
      )
    case 'path segment':
      return name !== '.' && name !== '..' && !/[/%]/.test(name)
  }
}
