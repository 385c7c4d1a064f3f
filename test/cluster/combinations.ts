/** Streams in which every two choices stand together: the server takes every object of them. Nothing is kept. */
import type { Test } from 'tap'
import type { JsonObject } from '../../src/json.js'
import { coveringCases } from '../support/combinations.js'
import { built } from '../support/streams.js'
import type { Api } from './api.js'
import { applyAll, wipe } from './installation.js'

/** What was sent: streams, and objects in them. */
export interface Combined {
  readonly streams: number
  readonly objects: number
}

const isNamespace = ({ kind }: JsonObject): boolean => kind === 'Namespace'

export const combinations = async (t: Test, api: Api): Promise<Combined> => {
  let objects = 0
  for (const one of coveringCases) {
    const { manifests } = built(one.build)
    objects += manifests.length
    // A trial run looks for the namespace of an object.
    const namespaces = manifests.filter(isNamespace)
    t.same(await applyAll(api, namespaces), [], one.name)
    t.same(
      await applyAll(
        api,
        manifests.filter((manifest) => !isNamespace(manifest)),
        { dryRun: true },
      ),
      [],
      one.name,
    )
    await wipe(api, namespaces)
  }
  return { streams: coveringCases.length, objects }
}
