/** What its user has switched off: a rule, for all objects or for one. */
import * as E from 'fp-ts/lib/Either.js'
import { nearest } from '../json.js'
import { type Identity, showIdentity } from '../kube/identity.js'

/** One `RULE` or `RULE:KIND/NAME`. */
export interface Ignore {
  readonly rule: string
  /** Absent: all objects. The kind in any case, as kubectl takes it; the name in every namespace. */
  readonly object?: { readonly kind: string; readonly name: string }
}

/** Why a text is no `Ignore`. `text` is the whole of it. */
export type IgnoreError =
  | {
      readonly _tag: 'UnknownRule'
      readonly text: string
      readonly nearest: ReadonlyArray<string>
      readonly known: ReadonlyArray<string>
    }
  /** The rule exists and cannot be switched off. */
  | { readonly _tag: 'RuleAlwaysOn'; readonly text: string }
  /** After the colon stands no `KIND/NAME`. */
  | { readonly _tag: 'InvalidIgnore'; readonly text: string }

/** Rules that compare a stream with the one before: only `build --previous` has their findings. */
export const rulesOfPrevious: ReadonlyArray<string> = ['immutableFields', 'dataLoss']

/** No default that ClearML or its charts have published may reach a cluster: nobody can want that. */
const ALWAYS_ON: ReadonlyArray<string> = ['publishedCredentials']

/** Reads `probes` or `probes:Deployment/web`. `known` are the ids of all rules that the caller can have findings of. */
export const parseIgnore =
  (known: ReadonlyArray<string>) =>
  (text: string): E.Either<IgnoreError, Ignore> => {
    const colon = text.indexOf(':')
    const rule = colon < 0 ? text : text.slice(0, colon)
    if (!known.includes(rule)) {
      const open = known.filter((id) => !ALWAYS_ON.includes(id))
      return E.left({ _tag: 'UnknownRule', text, nearest: nearest(rule, open), known: open })
    }
    if (ALWAYS_ON.includes(rule)) return E.left({ _tag: 'RuleAlwaysOn', text })
    if (colon < 0) return E.right({ rule })
    // A name of RBAC may hold a colon, and no name a slash.
    const [kind = '', name = '', ...more] = text.slice(colon + 1).split('/')
    if (kind === '' || name === '' || more.length > 0) return E.left({ _tag: 'InvalidIgnore', text })
    return E.right({ rule, object: { kind, name } })
  }

/** What a finding says of itself; those of rules elsewhere have it too. */
export interface Ignorable {
  readonly rule: string
  readonly object: Identity
}

/** Whether a finding is switched off by one of `ignores` at least. */
export const isIgnored =
  (ignores: ReadonlyArray<Ignore>) =>
  (finding: Ignorable): boolean =>
    ignores.some((ignore) => hides(ignore, finding))

/** Those that hide none of `findings`: a rule that finds nothing any more, or a name with a slip. */
export const idleIgnores = (
  ignores: ReadonlyArray<Ignore>,
  findings: ReadonlyArray<Ignorable>,
): ReadonlyArray<Ignore> => ignores.filter((ignore) => !findings.some((finding) => hides(ignore, finding)))

const hides = ({ rule, object }: Ignore, finding: Ignorable): boolean =>
  rule === finding.rule &&
  (object === undefined ||
    (object.name === finding.object.name && object.kind.toLowerCase() === finding.object.kind.toLowerCase()))

/** As it was written. */
export const showIgnore = ({ rule, object }: Ignore): string =>
  object === undefined ? rule : `${rule}:${showIdentity({ group: '', ...object })}`

/** Without a word about where the text comes from. */
export const showIgnoreError = (error: IgnoreError): string => {
  switch (error._tag) {
    case 'UnknownRule': {
      const names = error.nearest.length > 0 ? `did you mean ${error.nearest.join(' or ')}?` : ''
      return `${error.text}: no such rule; ${names || `there are ${error.known.join(', ')}`}`
    }
    case 'RuleAlwaysOn':
      return `${error.text}: this rule cannot be switched off; use credentials of your own`
    case 'InvalidIgnore':
      return `${error.text}: expected RULE or RULE:KIND/NAME, such as probes:Deployment/web`
  }
}
