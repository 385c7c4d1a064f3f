/** What pip installs: clearml-agent and all that it needs, each by version and hash. */
import { lockFiles } from './requirements.generated.js'

/** The versions of clearml-agent whose lock file is known here. */
export const agentVersions = ['3.0.3', '2.0.7'] as const
export type AgentVersion = (typeof agentVersions)[number]

/** The lock file, in pip's form: the user's own one, or the one that belongs to the version. */
export const lockFile = (own: {
  readonly version: AgentVersion
  readonly requirements: string | null
}): string => own.requirements ?? lockFiles[own.version]
