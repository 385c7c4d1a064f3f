/** Checks on a finished stream of any Kubernetes objects. What they find stops a build. */
import type { JsonObject } from '../json.js'
import type { External } from './external.js'
import type { Fault, Finding } from './finding.js'
import { hosts } from './hosts.js'
import { identities } from './identities.js'
import { ports } from './ports.js'
import { publishedCredentials } from './publishedCredentials.js'
import { references } from './references.js'
import { selectors } from './selectors.js'
import { type Stream, streamOf } from './stream.js'

export type { External } from './external.js'
export type { Fault, Finding, NameFormat } from './finding.js'
export { showFinding } from './finding.js'

export interface Rule {
  /** The word by which users know it, and the name of its file. */
  readonly id: string
  readonly check: (stream: Stream) => ReadonlyArray<Fault>
}

/** All rules, in the order of their findings. */
export const rules: ReadonlyArray<Rule> = [
  { id: 'identities', check: identities },
  { id: 'references', check: references },
  { id: 'hosts', check: hosts },
  { id: 'selectors', check: selectors },
  { id: 'ports', check: ports },
  { id: 'publishedCredentials', check: publishedCredentials },
]

export interface LintOptions {
  /** What exists without being in the stream. */
  readonly external: ReadonlyArray<External>
}

/**
 * What is wrong with a stream: rule by rule, each in the order of the stream. What is not of the shape that Kubernetes
 * gives it is not looked at.
 *
 * Laws: never throws; equal streams give equal findings; the rules do not depend on each other.
 */
export const lint = (manifests: ReadonlyArray<JsonObject>, options: LintOptions): ReadonlyArray<Finding> => {
  const stream = streamOf(manifests, options.external)
  return rules.flatMap(({ id, check }) => check(stream).map((fault) => ({ ...fault, rule: id })))
}
