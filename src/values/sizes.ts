/** Sizes of an installation: requests, limits, heap (half of Elasticsearch's limit), processes and claims that go together. */
import { at, get, type JsonObject } from '../json.js'
import type { ValuesLayer } from './layer.js'
import { optionalOneOf } from './schema.js'

interface Share {
  readonly cpu: string
  readonly memory: string
  readonly limit: string
}

const share = (cpu: string, memory: string, limit: string): Share => ({ cpu, memory, limit })

const pods = ({ cpu, memory, limit }: Share): JsonObject => ({
  resources: { requests: { cpu, memory }, limits: { memory: limit } },
})

/** Elasticsearch takes its memory at once: what is set aside is the limit. */
const search = (cpu: string, memory: string): JsonObject => ({
  resources: { requests: { cpu, memory }, limits: { memory } },
})

const claim = (size: string): JsonObject => ({ storage: { size } })

/** Each process of the API server needs 0.5Gi or so beside the first one. */
export const sizes = {
  tiny: {
    apiserver: pods(share('50m', '256Mi', '1Gi')),
    webserver: pods(share('10m', '32Mi', '128Mi')),
    fileserver: { ...pods(share('20m', '128Mi', '512Mi')), ...claim('10Gi') },
    asyncdelete: pods(share('10m', '64Mi', '256Mi')),
    elasticsearch: { ...search('100m', '1Gi'), ...claim('10Gi') },
    mongodb: { ...pods(share('50m', '256Mi', '1Gi')), ...claim('10Gi') },
    redis: { ...pods(share('20m', '64Mi', '256Mi')), ...claim('1Gi') },
  },
  small: {
    apiserver: pods(share('100m', '512Mi', '2Gi')),
    webserver: pods(share('50m', '64Mi', '256Mi')),
    fileserver: { ...pods(share('100m', '256Mi', '1Gi')), ...claim('50Gi') },
    asyncdelete: pods(share('50m', '128Mi', '512Mi')),
    elasticsearch: { ...search('500m', '4Gi'), ...claim('50Gi') },
    mongodb: { ...pods(share('250m', '512Mi', '2Gi')), ...claim('50Gi') },
    redis: { ...pods(share('100m', '128Mi', '512Mi')), ...claim('5Gi') },
  },
  team: {
    apiserver: { ...pods(share('1', '2Gi', '4Gi')), processes: 4 },
    webserver: pods(share('100m', '128Mi', '512Mi')),
    fileserver: { ...pods(share('250m', '512Mi', '2Gi')), ...claim('500Gi') },
    asyncdelete: pods(share('100m', '256Mi', '512Mi')),
    elasticsearch: { ...search('2', '8Gi'), ...claim('200Gi') },
    mongodb: { ...pods(share('1', '2Gi', '4Gi')), ...claim('100Gi') },
    redis: { ...pods(share('250m', '512Mi', '1Gi')), ...claim('10Gi') },
  },
  large: {
    apiserver: { ...pods(share('2', '4Gi', '8Gi')), processes: 8, replicas: 2 },
    webserver: { ...pods(share('200m', '256Mi', '512Mi')), replicas: 2 },
    fileserver: { ...pods(share('1', '1Gi', '4Gi')), ...claim('2Ti') },
    asyncdelete: pods(share('250m', '512Mi', '1Gi')),
    elasticsearch: { ...search('4', '16Gi'), ...claim('1Ti') },
    mongodb: { ...pods(share('2', '8Gi', '16Gi')), ...claim('500Gi') },
    redis: { ...pods(share('500m', '1Gi', '4Gi')), ...claim('20Gi') },
  },
} as const satisfies Readonly<Record<string, JsonObject>>

export type Size = keyof typeof sizes
const names: ReadonlyArray<Size> = ['tiny', 'small', 'team', 'large']

export const size = optionalOneOf(
  names,
  'Requests, limits, heap, worker processes and claims together: `tiny` to try it out, `small` as without a size, `team`, `large`. It lies beneath all other values of who says it (a preset, an overlay, you), and above those of who is weaker.',
  'team',
)

/** What a layer says of the size: the text of its value, `null` for none, `undefined` where it does not speak of it. */
const saidBy = ({ values, assignments = [] }: ValuesLayer): string | null | undefined => {
  const assigned = assignments.findLast(({ path }) => path.length === 1 && path[0] === 'size')
  const said = assigned === undefined ? get(values, 'size') : String(assigned.text)
  return typeof said === 'string' || said === null ? said : undefined
}

/**
 * The layers with the values of the size that they ask for: a layer of its own, beneath all layers of the tier that asks
 * for it. A name that is no size is left to the decoder.
 */
export const withSize = (layers: ReadonlyArray<ValuesLayer>): ReadonlyArray<ValuesLayer> => {
  const asking = layers.findLast((layer) => saidBy(layer) !== undefined)
  const name = asking === undefined ? undefined : names.find((one) => one === saidBy(asking))
  if (asking === undefined || name === undefined) return layers
  const first = layers.findIndex(({ tier }) => tier === asking.tier)
  const made: ValuesLayer = { origin: `size ${name}`, tier: asking.tier, values: sizes[name] }
  return [...layers.slice(0, first), made, ...layers.slice(first)]
}

/** What a size says of a value; `undefined` for one that it does not speak of. */
export const sizedValue = (name: Size | null, path: ReadonlyArray<string | number>) =>
  name === null ? undefined : at(sizes[name], path)
