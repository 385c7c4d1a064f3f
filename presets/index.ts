/** The shipped presets. The list is the one that the command and the documentation read. */
import type { Preset } from '../src/index.js'
import { cloudReady } from './cloudReady.js'
import { dev } from './dev.js'
import { singleNode } from './singleNode.js'

export { cloudReady, dev, singleNode }

/** Each shipped preset. */
export const presets: ReadonlyArray<Preset> = [singleNode, cloudReady, dev]
