import type { Finding, Severity } from './finding.js'

/**
 * How bad a finding is in a stream of which nothing is known: of somebody else, or a part of what runs in a cluster. An
 * error is what the API server would refuse or what cannot work; what may be in the cluster, or may be meant, is a warning.
 * In a stream of our own, which is whole, the rule decides.
 */
export const severityOf = (finding: Finding): Severity => (mayBeFine(finding) ? 'warning' : finding.severity)

const mayBeFine = (finding: Finding): boolean => {
  switch (finding._tag) {
    case 'MissingObject':
    case 'SelectsNothing':
      return true
    // Pods of one node may share such a claim, where something else sees to it that they are on one.
    case 'SharedClaim':
      return true
    // Two Deployments behind one Service are a canary: "Managing Workloads" of the Kubernetes documentation.
    case 'SelectsSeveral':
      return true
    // Kubernetes takes a containerPort for information: a process may listen on others.
    case 'MissingPort':
      return finding.rule === 'ports' && typeof finding.port === 'number'
    case 'TakenPort':
      return finding.what === 'containerPort'
    default:
      return false
  }
}
