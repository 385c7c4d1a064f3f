import type { Json, Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import type { Level, Violation } from './podSecurity/control.js'

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
  /** A claim asks for more than `volume`, which is kept for it, or for something else: there it `has` this. */
  | { readonly _tag: 'UnfitVolume'; readonly volume: Identity; readonly has: Json }
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
  /** A label or annotation that changes with a release is part of what cannot be changed. */
  | { readonly _tag: 'ChangingLabel'; readonly label: string }
  /** A ConfigMap or Secret that is `immutable`, under a name that does not change with its data. */
  | { readonly _tag: 'ImmutableData' }
  /** A Job or Pod that stays, under a name that does not change with its template. */
  | { readonly _tag: 'FixedTemplate' }
  | { readonly _tag: 'GeneratedName' }
  /** `tag` is absent where the image has none. */
  | { readonly _tag: 'MovingImage'; readonly image: string; readonly tag?: string }
  /** Several pods mount a claim that one node can write to. */
  | { readonly _tag: 'SharedClaim'; readonly claim: Identity; readonly replicas: number }
  /** Several pods of a store that knows of no other. */
  | { readonly _tag: 'SingleNode'; readonly replicas: number }
  | {
      readonly _tag: 'MissingRequests'
      readonly container: string
      readonly resources: ReadonlyArray<'cpu' | 'memory'>
    }
  | {
      readonly _tag: 'MissingProbes'
      readonly container: string
      readonly probes: ReadonlyArray<'readinessProbe' | 'livenessProbe'>
    }
  /** Pods reach `level`, and their namespace asks for `expected`, which `violations` stop. */
  | {
      readonly _tag: 'PodSecurityLevel'
      readonly level: Level
      readonly expected: Level
      readonly mode: 'enforce' | 'warn' | 'audit'
      readonly namespace: string
      readonly violations: ReadonlyArray<Violation>
    }
)

/** Errors stop a build; warnings are printed. */
export type Severity = 'error' | 'warning'

/** A fault with the id of the rule that found it. */
export type Finding = Fault & {
  readonly rule: string
  readonly severity: Severity
  /** Of the object, in the stream; from 0. */
  readonly place: number
}

/** Kubernetes' words for what a name may be. Source: "Object Names and IDs" of the Kubernetes documentation. */
export type NameFormat = 'RFC 1123 subdomain' | 'RFC 1123 label' | 'RFC 1035 label' | 'path segment'
