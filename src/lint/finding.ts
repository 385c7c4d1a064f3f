import { nearest, type Path, showPath } from '../json.js'
import { type Identity, showIdentity } from '../kube/identity.js'

/** What a rule has found wrong: where it stands, and what is needed to say it. Data, no prose. */
export type Fault = {
  readonly object: Identity
  /** Of the field inside `object`. */
  readonly path: Path
} /** Two objects have one identity. `first` and `second` are their places in the stream, from 0. */ & (
  | { readonly _tag: 'DuplicateObject'; readonly first: number; readonly second: number }
  /** A manifest without `path`. `place` is its place in the stream, from 0. */
  | { readonly _tag: 'MissingField'; readonly place: number }
  | { readonly _tag: 'InvalidName'; readonly name: string; readonly expected: NameFormat }
  /** `known`: the names that `target` could have meant. */
  | { readonly _tag: 'MissingObject'; readonly target: Identity; readonly known: ReadonlyArray<string> }
  | {
      readonly _tag: 'MissingKey'
      readonly target: Identity
      readonly key: string
      readonly known: ReadonlyArray<string>
    }
  /** Claim and volume do not name each other: `target` is named here, and itself names `instead`. */
  | { readonly _tag: 'OtherBinding'; readonly target: Identity; readonly instead: string }
  | { readonly _tag: 'MissingVolume'; readonly name: string; readonly known: ReadonlyArray<string> }
  /** Two volumes of a pod have one name. `at`: the first of them. */
  | { readonly _tag: 'DuplicateVolume'; readonly name: string; readonly at: Path }
  /** Two mounts of a container are at one path. `at`: the first of them. */
  | { readonly _tag: 'DuplicateMount'; readonly mountPath: string; readonly at: Path }
  /** `target` is a Service or the owner of a pod; `known` are its ports. */
  | {
      readonly _tag: 'MissingPort'
      readonly target: Identity
      readonly port: string | number
      readonly known: ReadonlyArray<string | number>
    }
  | { readonly _tag: 'SelectsNothing' }
  | { readonly _tag: 'SelectsSeveral'; readonly workloads: ReadonlyArray<Identity> }
  /** The selector of a workload matches the pods of another. */
  | { readonly _tag: 'SharedSelector'; readonly other: Identity }
  /** The selector of a workload does not match its own pods. */
  | { readonly _tag: 'SelectsOthers'; readonly labels: Path }
  /** What can be had once is had twice. `by` at `at` has it already. */
  | {
      readonly _tag: 'TakenPort'
      readonly what: 'nodePort' | 'containerPort' | 'portName'
      readonly port: string | number
      readonly by: Identity
      readonly at: Path
    }
  /** `credential` says whose default it is. The key itself is nowhere in a finding. */
  | { readonly _tag: 'PublishedCredential'; readonly credential: string }
)

/** A fault with the id of the rule that found it. */
export type Finding = Fault & { readonly rule: string }

/** Kubernetes' words for what a name may be. Source: "Object Names and IDs" of the Kubernetes documentation. */
export type NameFormat = 'RFC 1123 subdomain' | 'RFC 1123 label' | 'RFC 1035 label' | 'path segment'

/** One line: object, field, what is wrong, what was expected, the nearest names. */
export const showFinding = (finding: Fault): string => `${where(finding)}: ${what(finding)}`

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
  }
}

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
