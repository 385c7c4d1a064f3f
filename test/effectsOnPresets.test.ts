import t from 'tap'
import { overlays } from '../overlays/index.js'
import { presets } from '../presets/index.js'
import type { JsonObject } from '../src/json.js'
import { type Ground, idleValues } from './support/effects.js'
import { leaves } from './support/leaves.js'

/** Other values than the examples, which would say again what is there. */
const needed: Readonly<Record<string, JsonObject>> = {
  'cloud-ready': { domain: 'ml.example.org' },
  'single-node': { expose: { host: 'node-7' } },
}

// On each preset that has a server, the example of every value changes the stream, or is refused by an error that names it.
for (const preset of presets.filter(({ name }) => name !== 'remote-agents')) {
  // Other values than the examples, which would say again what is there.
  const values = needed[preset.name] ?? {}
  const bare: Ground = { preset, values }
  const beside = new Map<string, Ground>(
    Object.entries(overlays).map(([name, overlay]) => {
      const isThere = preset.overlays.some(({ layers }) => layers.some((layer) => layer.name === name))
      return [name, isThere ? bare : { preset, values, overlays: [overlay()] }]
    }),
  )
  const isOfStorage = (name: string | null): boolean =>
    ['hostpath', 'nfs', 'cloud', 'ephemeral'].includes(name ?? '')

  t.test(`on the preset ${preset.name} every value changes the stream, or is refused by name`, async (t) => {
    const said = preset.name === 'dev' ? ['urls.portForward'] : [] // by the preset itself, as in the example
    const all = leaves.filter(({ overlay, name }) => !isOfStorage(overlay) && !said.includes(name))
    t.same(
      idleValues(all, ({ overlay }) => beside.get(overlay ?? '') ?? bare, true),
      [],
    )
  })
}
