import t from 'tap'
import { cloud, ephemeral, expose, hostpath, nfs } from '../overlays/index.js'
import type { Overlay } from '../src/index.js'
import { type Ground, idleValues } from './support/effects.js'
import { leaves } from './support/leaves.js'

// On each kind of storage, the example of every value changes the stream, or is refused by an error that names it.
const storage: Readonly<Record<string, Overlay>> = {
  hostpath: hostpath(),
  nfs: nfs({ server: '10.0.0.5', path: '/exports/clearml' }),
  cloud: cloud(),
  ephemeral: ephemeral(),
}
const others = leaves.filter(({ overlay }) => overlay === null || overlay === 'expose')

for (const [name, overlay] of Object.entries(storage)) {
  const bare: Ground = { overlays: [overlay] }
  const exposed: Ground = { overlays: [overlay, expose()] }
  t.test(`under the overlay ${name} every value changes the stream, or is refused by name`, async (t) => {
    t.same(
      idleValues(others, (one) => (one.overlay === 'expose' ? exposed : bare), true),
      [],
    )
  })
}
