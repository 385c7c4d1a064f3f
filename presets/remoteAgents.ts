import { agents } from '../overlays/index.js'
import type { Preset } from '../src/index.js'

/** Agents of a server that is somewhere else. */
export const remoteAgents: Preset = {
  name: 'remote-agents',
  doc: 'Only agents, for a ClearML Server in another cluster or app.clear.ml.',
  example:
    '--set agents.server.api=https://api.clear.ml --set agents.server.web=https://app.clear.ml --set agents.server.files=https://files.clear.ml --set agents.existingSecret=clearml-agent-keys',
  values: { server: { enabled: false } },
  overlays: [agents()],
}
