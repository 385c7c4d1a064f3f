/** Checks on a finished stream of any Kubernetes objects. */
import type { JsonObject } from '../json.js'
import type { Identity } from '../kube/identity.js'
import type { External } from './external.js'
import type { Fault, Finding, Severity } from './finding.js'
import { hosts } from './hosts.js'
import { identities } from './identities.js'
import { type Ignore, isIgnored, rulesOfPrevious } from './ignore.js'
import { immutable } from './immutable.js'
import { pinnedImages } from './pinnedImages.js'
import { podSecurity } from './podSecurity.js'
import { ports } from './ports.js'
import { probes } from './probes.js'
import { publishedCredentials } from './publishedCredentials.js'
import { references } from './references.js'
import { replicas } from './replicas.js'
import { requests } from './requests.js'
import { selectors } from './selectors.js'
import { type Stream, streamOf } from './stream.js'
import { volumes } from './volumes.js'

export type { External } from './external.js'
export type { Fault, Finding, NameFormat, Severity } from './finding.js'
export type { Ignore, IgnoreError } from './ignore.js'
export { idleIgnores, isIgnored, parseIgnore, showIgnore, showIgnoreError } from './ignore.js'
export type { Level, Violation } from './podSecurity/control.js'
export { showViolation } from './podSecurity/control.js'
export type { PodSecurity } from './podSecurity/levels.js'
export { podSecurityLevels, showPodSecurity } from './podSecurity/levels.js'
export { severityOf } from './severity.js'
export { showFault, showFinding } from './showFinding.js'

export interface Rule {
  /** The word by which users know it, and the name of its file. */
  readonly id: string
  readonly severity: Severity
  readonly check: (stream: Stream) => ReadonlyArray<Fault>
}

/** All rules, in the order of their findings. Quoted in docs/lint.md. */
export const rules: ReadonlyArray<Rule> = [
  { id: 'identities', severity: 'error', check: identities },
  { id: 'references', severity: 'error', check: references },
  { id: 'volumes', severity: 'error', check: volumes },
  { id: 'hosts', severity: 'error', check: hosts },
  { id: 'selectors', severity: 'error', check: selectors },
  { id: 'ports', severity: 'error', check: ports },
  { id: 'replicas', severity: 'error', check: replicas },
  { id: 'publishedCredentials', severity: 'error', check: publishedCredentials },
  { id: 'immutable', severity: 'warning', check: immutable },
  { id: 'pinnedImages', severity: 'warning', check: pinnedImages },
  { id: 'requests', severity: 'warning', check: requests },
  { id: 'probes', severity: 'warning', check: probes },
  { id: 'podSecurity', severity: 'warning', check: podSecurity },
]

/** The ids of all rules that look at one stream. */
export const ruleIds: ReadonlyArray<string> = rules.map(({ id }) => id)

/** The ids of all rules that a build can have findings of. */
export const buildRuleIds: ReadonlyArray<string> = [...ruleIds, ...rulesOfPrevious]

export interface LintOptions {
  /** What exists without being in the stream. */
  readonly external: ReadonlyArray<External>
}

/**
 * What is wrong with a stream, or could be better: rule by rule, each in the order of the stream. What is not of the shape
 * that Kubernetes gives it is not looked at.
 *
 * Laws: never throws; equal streams give equal findings; the rules do not depend on each other.
 */
export const lint = (manifests: ReadonlyArray<JsonObject>, options: LintOptions): ReadonlyArray<Finding> => {
  const stream = streamOf(manifests, options.external)
  const found = rules.flatMap(({ id: rule, severity, check }) =>
    check(stream).map((fault) => ({ ...fault, rule, severity })),
  )
  if (found.length === 0) return []
  // Rules hand on the identity that they were given, so that two objects of one name stay apart.
  const places = new Map<Identity, number>(stream.objects.map(({ identity }, place) => [identity, place]))
  return found.map((finding) => ({ ...finding, place: places.get(finding.object) ?? 0 }))
}

/** Findings by what becomes of them: errors, warnings, and what its user has switched off. */
export const sorted = (
  findings: ReadonlyArray<Finding>,
  ignores: ReadonlyArray<Ignore>,
): Readonly<Record<Severity, ReadonlyArray<Finding>>> => {
  const left = findings.filter((finding) => !isIgnored(ignores)(finding))
  return {
    error: left.filter(({ severity }) => severity === 'error'),
    warning: left.filter(({ severity }) => severity === 'warning'),
  }
}
