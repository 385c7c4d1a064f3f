/** Stage 3 of a build: finished objects become the stream. */
import * as E from 'fp-ts/lib/Either.js'
import { type ExternalObject, externalObjects } from './components/external.js'
import type { JsonObject } from './json.js'
import { canonical } from './kube/canonical.js'
import { inNamespace } from './kube/namespace.js'
import { order } from './kube/order.js'
import {
  type Finding,
  type Ignore,
  idleIgnores,
  lint,
  ruleIds,
  showFinding,
  showIgnore,
  sorted,
} from './lint/index.js'
import { rendered } from './rendered.js'
import type { Values } from './values/table.js'

/** The stream, in the order in which it is applied, and what the rules warn of. */
export interface Stream {
  readonly manifests: ReadonlyArray<JsonObject>
  readonly warnings: ReadonlyArray<string>
}

/**
 * Namespace, canonical form, checks, order. What is the text of another manifest is rendered after the checks, which look
 * into its source. `external` is what overlays name without making it.
 */
export const manifestsOf = (
  objects: ReadonlyArray<JsonObject>,
  values: Values,
  external: ReadonlyArray<ExternalObject>,
  ignores: ReadonlyArray<Ignore>,
): E.Either<ReadonlyArray<Finding>, Stream> => {
  const manifests = order(inNamespace(values.namespace.name)(objects).map(canonical))
  const findings = lint(manifests, { external: [...externalObjects(values), ...external] })
  const { error, warning } = sorted(findings, ignores)
  const idle = idleIgnores(
    ignores.filter(({ rule }) => ruleIds.includes(rule)),
    findings,
  )
  const warnings = [
    ...warning.map(showFinding),
    ...idle.map((one) => `ignore ${showIgnore(one)}: hides nothing`),
  ]
  return error.length > 0 ? E.left(error) : E.right({ manifests: rendered(manifests), warnings })
}
