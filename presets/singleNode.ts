import { expose, hostpath } from '../overlays/index.js'
import type { Preset } from '../src/index.js'

/** What the chart `clearml-server-chart` gave: data in directories of one node, and the chart's node ports. */
export const singleNode: Preset = {
  name: 'single-node',
  doc: 'One node keeps the data in its own directories; users come in through node ports 30080, 30008 and 30081.',
  example: '--set expose.host=ml-node-1',
  values: {},
  overlays: [hostpath(), expose({ type: 'nodePort', nodePorts: { web: 30080, api: 30008, files: 30081 } })],
}
