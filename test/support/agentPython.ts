/** A Python with the package clearml-agent: `CLEARML_MANIFESTS_AGENT_PYTHON`. */
import { spawnSync } from 'node:child_process'

export const agentPython = process.env.CLEARML_MANIFESTS_AGENT_PYTHON ?? 'python3'

const found = spawnSync(agentPython, ['-c', 'import clearml_agent.glue.k8s']).status === 0

/** Options of a test that runs it: without the package it is skipped; where CI=true it runs, and fails. */
export const needsAgent: { readonly skip: string | false } = {
  skip:
    !found &&
    process.env.CI !== 'true' &&
    `${agentPython} has no clearml-agent; CLEARML_MANIFESTS_AGENT_PYTHON names another python3`,
}
