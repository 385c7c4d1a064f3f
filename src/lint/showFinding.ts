/** The words of findings. */
import { nearest, showPath } from '../json.js'
import { type Identity, showIdentity } from '../kube/identity.js'
import type { Fault, Finding, NameFormat } from './finding.js'
import { showViolation } from './podSecurity/control.js'

/** One line: object, field, what is wrong, what was expected, the nearest names; the id of the rule. */
export const showFinding = (finding: Finding): string => `${showFault(finding)} [${finding.rule}]`

/** The same without the id. */
export const showFault = (fault: Fault): string => `${where(fault)}: ${what(fault)}`

const where = (finding: Fault): string => {
  const { object } = finding
  const named = object.kind !== '' && object.name !== ''
  if (finding._tag === 'MissingField' && !named) {
    const known = [object.kind, object.name].filter((word) => word !== '').join(' ')
    return `object ${finding.place + 1} of the stream${known === '' ? '' : ` (${known})`}`
  }
  return `${showIdentity(object)} ${showPath(finding.path)}`
}

const what = (finding: Fault): string => {
  switch (finding._tag) {
    case 'DuplicateObject':
      return `objects ${finding.first + 1} and ${finding.second + 1} of the stream are the same object`
    case 'MissingField':
      return `no ${showPath(finding.path)}; every manifest needs apiVersion, kind and metadata.name`
    case 'InvalidName':
      return `${quote(finding.name)} is no valid name; expected: ${finding.expected} (${FORMATS[finding.expected]})`
    case 'MissingObject': {
      const { kind, name, namespace } = finding.target
      const elsewhere = namespace !== undefined && namespace !== finding.object.namespace
      const place = elsewhere ? ` in the namespace ${quote(namespace)}` : ''
      return `no ${kind} ${quote(name)}${place} in the stream${suggest(name, finding.known)}`
    }
    case 'MissingKey':
      return `${thing(finding.target)} has no key ${quote(finding.key)}${suggest(finding.key, finding.known)}`
    case 'OtherBinding':
      return `${thing(finding.target)} is bound to ${quote(finding.instead)}, not to ${quote(finding.object.name)}`
    case 'UnfitVolume':
      return `${thing(finding.volume)}, which is kept for this claim, has ${JSON.stringify(finding.has)}; they are never bound`
    case 'MissingVolume':
      return `no volume ${quote(finding.name)} in the pod${suggest(finding.name, finding.known)}`
    case 'DuplicateVolume':
      return `the pod has another volume ${quote(finding.name)}: ${showPath(finding.at)}`
    case 'DuplicateMount':
      return `the container has another mount at ${quote(finding.mountPath)}: ${showPath(finding.at)}`
    case 'MissingPort':
      return `${thing(finding.target)} has no port ${quote(finding.port)}${has(finding.known)}`
    case 'SelectsNothing':
      return 'selects no pods of the stream; expected the labels of one pod template'
    case 'SelectsSeveral':
      return `selects the pods of ${finding.workloads.map((of) => showIdentity(of)).join(' and ')}; expected those of one`
    case 'SharedSelector':
      return `selects the pods of ${showIdentity(finding.other)} too; expected only its own`
    case 'SelectsOthers':
      return `does not match the labels of its own pods (${showPath(finding.labels)})`
    case 'TakenPort': {
      const other = showIdentity(finding.by)
      const by = other === showIdentity(finding.object) ? '' : `${other} `
      return `${TAKEN[finding.what]} ${quote(finding.port)} is taken by ${by}${showPath(finding.at)}`
    }
    case 'PublishedCredential':
      return `holds a published default credential (${finding.credential}); expected a reference to a Secret of your own`
    case 'ChangingLabel':
      return `${quote(finding.label)} changes from release to release, and this cannot be changed once it is applied`
    case 'ImmutableData':
      return 'changed data cannot be applied under this name; expected a name with a hash of the data'
    case 'FixedTemplate':
      return `a changed ${finding.object.kind} cannot be applied under this name; ${INSTEAD[finding.object.kind] ?? ''}`
    case 'GeneratedName':
      return 'kubectl apply takes no generated name; expected metadata.name'
    case 'MovingImage': {
      const is = finding.tag === undefined ? 'has no tag' : `has the moving tag ${quote(finding.tag)}`
      return `${quote(finding.image)} ${is}; expected a version or a digest`
    }
    case 'SharedClaim':
      return `${finding.replicas} pods would mount ${thing(finding.claim)}, to which the pods of one node can write; expected 1, or the access mode ReadWriteMany`
    case 'SingleNode':
      return `${finding.replicas} pods would be ${finding.replicas} stores that do not know of each other; expected 1`
    case 'MissingRequests':
      return `the container ${quote(finding.container)} requests no ${finding.resources.join(' and no ')}`
    case 'MissingProbes':
      return `the container ${quote(finding.container)} has no ${finding.probes.join(' and no ')}`
    case 'PodSecurityLevel': {
      const { level, expected, mode, namespace, violations } = finding
      const ask = `the namespace ${quote(namespace)} ${ASKS[mode]} ${expected}`
      return `these pods reach the level ${level}, and ${ask}: ${violations.map(showViolation).join(', ')}`
    }
  }
}

const INSTEAD: Readonly<Record<string, string>> = {
  Job: 'expected ttlSecondsAfterFinished, or a name with a hash or version',
  Pod: 'expected a Deployment or a Job',
}

const ASKS = {
  enforce: 'will refuse them, since it enforces',
  warn: 'warns below',
  audit: 'records what is below',
} as const

const FORMATS: Readonly<Record<NameFormat, string>> = {
  'RFC 1123 subdomain': 'lower-case letters, digits, "-" and ".", at most 253',
  'RFC 1123 label': 'lower-case letters, digits and "-", at most 63',
  'RFC 1035 label': 'lower-case letters, digits and "-", a letter first, at most 63',
  'path segment': 'not "." or "..", without "/" and "%"',
}

const TAKEN = { nodePort: 'node port', containerPort: 'container port', portName: 'port name' } as const

const quote = (value: string | number): string => JSON.stringify(value)

const thing = (of: Identity): string => `${of.kind} ${quote(of.name)}`

const has = (known: ReadonlyArray<string | number>): string =>
  known.length === 0 ? '; it has none' : `; it has ${known.map(quote).join(', ')}`

const suggest = (name: string, known: ReadonlyArray<string>): string => {
  const near = nearest(name, known)
  return near.length === 0 ? '' : `; did you mean ${near.map(quote).join(' or ')}?`
}
