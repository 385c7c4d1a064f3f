/** How an agent is started, and how it is known to listen. */
import type { kube } from '../../src/index.js'
import { AGENT_PROGRAM, PROGRAMS } from './programs.js'

/** `flags` of `clearml-agent daemon`; `waitSeconds`: how long the API may take to answer before the container ends with 1. */
export interface Daemon {
  readonly python: string
  readonly flags: ReadonlyArray<string>
  readonly waitSeconds: number
}

/**
 * The `command` of an agent's container, which ends with the status of the daemon, and with 143 after SIGTERM.
 * Law: Kubernetes' expansion of `command` gives each flag as it is, whatever is in it.
 */
export const daemonCommand = ({ python, flags, waitSeconds }: Daemon): ReadonlyArray<string> => [
  python,
  '-u',
  `${PROGRAMS}/${AGENT_PROGRAM}`,
  String(waitSeconds),
  ...flags.map((flag) => flag.replaceAll('$', '$$$$')),
]

/**
 * Says whether the agent has signed in, has found its queues, and has its worker id: by the file with which it claims the
 * id, and which it takes away when it stops. `directory`: where it keeps the file, as the shell reads it.
 * Source: `helper/singleton.py` of clearml-agent, and `daemon` of `commands/worker.py`.
 */
export const claimProbe = (directory: string): NonNullable<kube.Container['readinessProbe']> => ({
  exec: {
    command: ['/bin/sh', '-c', `grep -qsxF -- "$CLEARML_WORKER_ID" ${directory}/.clearmlagent_*.tmp`],
  },
  periodSeconds: 10,
  timeoutSeconds: 5,
})
