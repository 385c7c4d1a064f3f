import { compareWithPrevious, type PreviousFinding, showPreviousFinding } from '../../src/previous/index.js'
import { manifests } from '../lint/findings.js'

/** The findings about two YAML streams. */
export const found = (before: string, after: string): ReadonlyArray<PreviousFinding> => {
  const result = compareWithPrevious(manifests(before), manifests(after))
  if (result._tag === 'Left') throw new Error(result.left._tag)
  return result.right
}

/** What the user reads of one rule, without the rule's id. */
export const said =
  (rule: PreviousFinding['rule']) =>
  (before: string, after: string): ReadonlyArray<string> =>
    found(before, after)
      .filter((finding) => finding.rule === rule)
      .map((finding) => showPreviousFinding(finding).replace(` [${rule}]`, ''))

/** `Kind/name field` of each fault of one rule. */
export const places =
  (rule: PreviousFinding['rule']) =>
  (before: string, after: string): ReadonlyArray<string> =>
    said(rule)(before, after).map((line) => line.slice(0, line.indexOf(': ')))
