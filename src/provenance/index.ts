/** Where the fields of a built installation come from: asked object by object, after the build. */
import * as E from 'fp-ts/lib/Either.js'
import type { Installation } from '../components/installation.js'
import type { Obj } from '../dsl/index.js'
import { inspected } from '../dsl/provenance.js'
import { installed } from '../installed.js'
import { type Json, type JsonObject, leavesOf, type Path } from '../json.js'
import { type Identity, identity } from '../kube/identity.js'
import { order } from '../kube/order.js'
import { objectsOf, switchedOff } from '../objects.js'
import type { Layer } from '../overlay.js'
import { isRendered } from '../rendered.js'
import { originOf, type Stacked } from '../stack.js'
import type { ValuesLayer } from '../values/layer.js'
import type { Values } from '../values/table.js'
import { schemaOf } from '../valuesLayers.js'
import { BASE, leafProvenance } from './chain.js'
import { dependencies } from './dependencies.js'
import { patchedSources, type Source } from './patches.js'
import type { ObjectProvenance, Trace } from './provenance.js'
import { concealed, concealedTrace } from './secret.js'
import { settings } from './settings.js'
import { finished, snapshot } from './snapshot.js'

export { BASE } from './chain.js'
export type { LeafProvenance, ObjectProvenance, Step, Trace } from './provenance.js'

/** What a build was made of. */
export interface Made {
  readonly values: Values
  readonly stack: ReadonlyArray<Stacked>
  /** All layers of values, weakest first. */
  readonly layers: ReadonlyArray<ValuesLayer>
}

/** One object of the stream. */
export interface Explained {
  readonly manifest: JsonObject
  readonly object: Identity
  /** Found when it is called. */
  readonly trace: () => Trace
}

/** The objects of a build that succeeded, in the order of the stream. Pure; nothing throws. */
export const explained = ({ values, stack, layers }: Made): ReadonlyArray<Explained> => {
  const make = (some: Values): Obj<Installation> => installed(some, stack, (layer) => originOf(layer).origin)
  const schema = schemaOf(stack)
  const whole = inspected(make(values))
  const installation = dataOf(whole.json([])) as JsonObject // an installation is an object
  const config = dataOf(whole.json(['config']))
  const setting = settings(schema, layers)
  const writersOfConfig = (path: Path) => whole.writers(['config', ...path])
  /** Of the config, what overlays have changed; the rest says no more than the values do. */
  const tried = leavesOf(config).flatMap(({ path }) =>
    writersOfConfig(path).some(({ origin }) => origin !== BASE) ? [path] : [],
  )

  const traceAt = (at: Path): Trace => {
    const found = dependencies({ make, schema, values, at, config, tried })
    const shot = snapshot(make(values), at, values.namespace.name)
    const leaves = [...(shot?.leaves ?? [])].map(([address, { path, value }]) =>
      leafProvenance(
        {
          path,
          value,
          writers: shot?.writers(path) ?? [],
          values: found.values.get(address) ?? [],
          config: (found.config.get(address) ?? []).map((one) => ({
            path: one.path,
            writers: writersOfConfig(one.path),
          })),
        },
        setting,
      ),
    )
    return { leaves, absent: found.absent }
  }
  const asFinished = (object: JsonObject): JsonObject => finished(object, values.namespace.name)
  const added = (layer: Layer, object: JsonObject): Trace => {
    const { origin } = originOf(layer)
    const none = { values: [], config: [] }
    const leaves = leavesOf(asFinished(object)).map((leaf) =>
      leafProvenance({ ...leaf, ...none, writers: [{ origin, value: leaf.value }] }, setting),
    )
    return { leaves, absent: [] }
  }
  const sources: ReadonlyArray<Source> = [
    ...objectsOf(installation, values.server.enabled).map(({ object, path }) => ({
      object,
      trace: () => traceAt(path),
    })),
    ...stack.flatMap(({ layer }) =>
      layer.objects.map((object) => ({ object, trace: () => added(layer, object) })),
    ),
  ]
  const surroundings = {
    namespace: values.namespace.name,
    off: switchedOff(installation, values),
    finished: asFinished,
  }
  const all = patchedSources(sources, stack, surroundings).map(({ object: source, trace }): Explained => {
    const manifest = asFinished(source)
    const object = identity(manifest)
    return { manifest: concealed(manifest), object, trace: () => concealedTrace(object, trace()) }
  })
  const byManifest = new Map(
    all.filter(({ manifest }) => !isRendered(manifest)).map((each) => [each.manifest, each]),
  )
  return order([...byManifest.keys()]).flatMap((manifest) => byManifest.get(manifest) ?? [])
}

/** The same of all objects, as data. */
export const provenanceOf = (made: Made): ReadonlyArray<ObjectProvenance> =>
  explained(made).map(({ object, trace }) => ({ object, leaves: trace().leaves }))

/** A build that succeeded has evaluated all of it. */
const dataOf = (result: E.Either<unknown, Json | undefined>): Json =>
  E.isRight(result) ? (result.right ?? null) : null
