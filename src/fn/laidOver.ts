/** A Kustomization laid over the items of a list. */
import * as E from 'fp-ts/lib/Either.js'
import { pipe } from 'fp-ts/lib/function.js'
import { equal, type JsonObject } from '../json.js'
import { accumulated, finished } from '../kustomization/build.js'
import { withBuildMetadata } from '../kustomization/buildMetadata.js'
import type { Kustomization } from '../kustomization/kustomization.js'
import type { Leniency } from '../patch/leniency.js'
import type { Resource } from '../patch/resource.js'
import type { Place } from '../position.js'
import { faultOf } from './kustomization.js'
import { isForTools, isLocal, isTool } from './resourceList.js'
import { type Fault, fileOf } from './result.js'

/**
 * The items after the fields of a kustomization, as Kustomize would make them of resources; new ones are at the end. An item
 * that is not changed is the very same value. Under `strict`, no claim of data goes. Items for tools alone stay as they are;
 * replacements can read the local ones of them.
 */
export const laidOver = (
  items: ReadonlyArray<JsonObject>,
  kustomization: Kustomization,
  leniency: Leniency,
): E.Either<ReadonlyArray<Fault>, ReadonlyArray<JsonObject>> => {
  const context = { leniency, keepsClaims: leniency === 'strict' }
  const known = items.map((manifest): Known => ({ manifest, place: { origin: fileOf(manifest) ?? 'items' } }))
  const before = known
    .filter(({ manifest }) => !isTool(manifest))
    .map(({ manifest, place }): Resource => ({ manifest, previous: [], place }))
  return pipe(
    accumulated(before, kustomization, context),
    E.chain((gathered) =>
      E.map((done: ReadonlyArray<Resource>) => {
        const noted = done.map(withBuildMetadata(kustomization.buildMetadata ?? []))
        return inOrder(known, gathered, noted)
      })(finished(gathered, context)),
    ),
    E.mapLeft((errors) => errors.map(faultOf)),
  )
}

/** An item. Its place is an object of its own, by which it is known again. */
interface Known {
  readonly manifest: JsonObject
  readonly place: Place
}

/** `done` is `gathered` when all is finished, without what is local. New objects come last. */
const inOrder = (
  known: ReadonlyArray<Known>,
  gathered: ReadonlyArray<Resource>,
  done: ReadonlyArray<Resource>,
): ReadonlyArray<JsonObject> => {
  const rest = done[Symbol.iterator]()
  const results = new Map<Place | undefined, JsonObject>()
  const places = new Set<Place | undefined>(known.map(({ place }) => place))
  const added: JsonObject[] = []
  for (const { manifest, place } of gathered) {
    const result = isLocal(manifest) ? undefined : rest.next().value?.manifest
    if (!places.has(place)) added.push(result ?? manifest)
    else if (result !== undefined) results.set(place, result)
  }
  const kept = known.flatMap(({ manifest, place }) => {
    const result = isForTools(manifest) ? manifest : results.get(place)
    if (result === undefined) return []
    return [equal(result, manifest) ? manifest : result]
  })
  return [...kept, ...added]
}
