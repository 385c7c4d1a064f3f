/** Slot `storage`: nothing is kept. */
import { eachVolume, type Overlay, overlay, volumes } from '../src/index.js'

export const ephemeral = (): Overlay =>
  overlay({
    name: 'ephemeral',
    slot: 'storage',
    doc: 'Keeps nothing: each store starts empty with its pod. For a try-out.',
    edits: {
      config: { volumes: eachVolume(() => ({ claimName: null, claim: null, persistentVolume: null })) },
    },
    refuses: volumes.flatMap((of) => [
      { path: [of, 'storage', 'existingClaim'], reason: 'it uses no claims' },
      { path: [of, 'storage', 'accessMode'], reason: 'it uses no claims' },
    ]),
    notes: () => [
      'Nothing is kept: tasks, models, users and files are gone when the pods of their stores are.',
    ],
  })
