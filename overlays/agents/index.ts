/** Agents: queues become pods. */
import { type Edit, plus } from '../../src/dsl/index.js'
import { type Installation, type Overlay, overlay } from '../../src/index.js'
import { agentArrows } from './arrows.js'
import { cacheClaim, cacheExternal } from './cache.js'
import { configurationConfigMap } from './config.js'
import { agentExternal } from './external.js'
import { glue, glueExternal, glueProblems } from './glue/index.js'
import { agentNotes } from './notes.js'
import { agentProblems, filesUnknown } from './problems.js'
import { programs } from './programs.js'
import { agentServices } from './services.js'
import { staticAgents } from './static.js'
import { type AgentsInput, table } from './table.js'
import { agentWarnings } from './warnings.js'

/** What a value that follows from the installation is given. */
interface Late {
  readonly $: Installation
}

const edits: Edit<Installation, Installation> = {
  config: { arrows: plus(({ $ }: Late) => agentArrows($)) },
  agents: {
    programs: ({ $ }: Late) => programs($),
    configuration: ({ $ }: Late) => configurationConfigMap($),
    cache: ({ $ }: Late) => cacheClaim($),
    static: ({ $ }: Late) => staticAgents($),
    services: ({ $ }: Late) => agentServices($),
    glue: ({ $ }: Late) => glue($),
  },
}

export const agents = (values: AgentsInput = {}): Overlay =>
  overlay({
    name: 'agents',
    doc: 'Runs tasks from queues: agents that listen, the Kubernetes glue, which makes a pod of each task, and agent-services.',
    example: '--set domain=clearml.example.com --set agents.static.count=2',
    schema: table,
    values: { agents: values },
    edits,
    check: (all) => [...agentProblems(all), ...glueProblems(all)],
    checkConfig: filesUnknown,
    external: (all) => [...agentExternal(all), ...cacheExternal(all), ...glueExternal(all)],
    warnings: agentWarnings,
    notes: agentNotes,
  })
