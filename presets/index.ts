/** The shipped presets. The list is the one that the command and the documentation read. */
import type { Preset } from '../src/index.js'
import { cloudReady } from './cloudReady.js'
import { dev } from './dev.js'
import { remoteAgents } from './remoteAgents.js'
import { singleNode } from './singleNode.js'

export { cloudReady, dev, remoteAgents, singleNode }

/** Each shipped preset. */
export const presets: ReadonlyArray<Preset> = [singleNode, cloudReady, dev, remoteAgents]
