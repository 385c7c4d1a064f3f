/** What is in a Secret is shown nowhere. */
import { get, isObject, type JsonObject, type Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import type { LeafProvenance, Trace } from './provenance.js'

const NOT_SHOWN = '(not shown)'

/** The manifest without what a Secret holds. */
export const concealed = (manifest: JsonObject): JsonObject =>
  get(manifest, 'kind') === 'Secret'
    ? Object.fromEntries(
        Object.entries(manifest).map(([key, value]) =>
          isSecret([key]) && isObject(value)
            ? [key, Object.fromEntries(Object.keys(value).map((name) => [name, NOT_SHOWN]))]
            : [key, value],
        ),
      )
    : manifest

/** Who wrote it is said, what was written is not. */
export const concealedTrace = ({ kind }: Identity, trace: Trace): Trace =>
  kind === 'Secret' ? { ...trace, leaves: trace.leaves.map(concealedLeaf) } : trace

const concealedLeaf = (leaf: LeafProvenance): LeafProvenance =>
  isSecret(leaf.path)
    ? {
        ...leaf,
        value: NOT_SHOWN,
        chain: leaf.chain.map((step) => ({ ...step, value: NOT_SHOWN })),
      }
    : leaf

const isSecret = ([field]: Path): boolean => field === 'data' || field === 'stringData'
