import { cloud, expose } from '../overlays/index.js'
import type { Preset } from '../src/index.js'

/** What the chart `clearml-server-cloud-ready` gave: claims on a storage class, and an Ingress for app., api., files. */
export const cloudReady: Preset = {
  name: 'cloud-ready',
  doc: 'Claims on a StorageClass; users come in through an Ingress for app., api. and files. of one domain.',
  example: '--set domain=clearml.example.com',
  values: {},
  overlays: [cloud(), expose({ type: 'ingress' })],
}
