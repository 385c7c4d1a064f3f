import { parseAllDocuments } from 'yaml'
import type { JsonObject } from '../../src/json.js'
import type { External } from '../../src/lint/external.js'
import { lint, showFault } from '../../src/lint/index.js'

/** The manifests of a YAML stream. */
export const manifests = (yaml: string): ReadonlyArray<JsonObject> =>
  parseAllDocuments(yaml).map((document) => document.toJS() as JsonObject) // a test's own text

/** What one rule says about a YAML stream, as its user reads it. */
export const findings = (
  rule: string,
  yaml: string,
  external: ReadonlyArray<External> = [],
): ReadonlyArray<string> =>
  lint(manifests(yaml), { external })
    .filter((finding) => finding.rule === rule)
    .map(showFault)

/** All errors of a YAML stream, each with the id of its rule. */
export const errors = (yaml: string, external: ReadonlyArray<External> = []): ReadonlyArray<string> =>
  lint(manifests(yaml), { external })
    .filter(({ severity }) => severity === 'error')
    .map((finding) => `${finding.rule}: ${showFault(finding)}`)
