/**
 * MongoDB, Elasticsearch and Redis as the servers see them: those of the stream by their Services, those elsewhere by
 * what the values say. Everything that a server needs to reach them comes from here, so that none is forgotten.
 */
import type { EnvVar, Volume, VolumeMount } from '../kube/types.js'
import {
  elasticsearchConnection,
  mongodbConnection,
  redisConnection,
  type Store,
  stores,
} from '../values/outsideConnection.js'
import type { CaSource } from '../values/outsideStore.js'
import type { Values } from '../values/table.js'
import { type Installation, type VolumeOf, volumes } from './installation.js'
import { nameOf } from './metadata.js'
import { CA_FILE, caDirectory, outsideEnv } from './outsideEnv.js'
import { ports } from './service.js'

export type { Store } from '../values/outsideConnection.js'
export { stores } from '../values/outsideConnection.js'

/** The server roles that speak to stores. */
export type StoreReader = 'apiserver' | 'asyncdelete' | 'fileserver'

/** Which stores a role connects to. Source: the imports of each role in clearml-server. */
export const storesOf = (reader: StoreReader): ReadonlyArray<Store> =>
  reader === 'fileserver' ? ['redis'] : stores

export interface Address {
  /** A name, or an IP address without brackets. */
  readonly host: string
  readonly port: number
}

/** Whether a store is found by a DNS seed list, so that its hosts are known to the DNS only. */
export const isSeedList = (values: Values, of: Store): boolean =>
  of === 'mongodb' && !values.mongodb.enabled && mongodbConnection(values.mongodb.external).srv

/**
 * Where a store listens: its Service, or the hosts that the values give. Of a DNS seed list: its name, with the port of
 * MongoDB, although hosts and ports are what the DNS says.
 */
export const storeAddresses = (from: Installation | Values, of: Store): ReadonlyArray<Address> => {
  const values = 'values' in from ? from.values : from
  if (values[of].enabled) return [{ host: nameOf(of), port: ports[of].port }]
  switch (of) {
    case 'mongodb': {
      const { port } = mongodbConnection(values.mongodb.external)
      return values.mongodb.external.hosts.map((host) => ({ host, port }))
    }
    case 'elasticsearch': {
      const { port } = elasticsearchConnection(values.elasticsearch.external)
      return values.elasticsearch.external.hosts.map((host) => ({ host, port }))
    }
    case 'redis': {
      const { port } = redisConnection(values.redis.external)
      const { host } = values.redis.external
      return host === null ? [] : [{ host, port }]
    }
  }
}

/** The components whose data lies in volumes of the installation: not the stores elsewhere. */
export const volumesInside = (values: Values): ReadonlyArray<VolumeOf> =>
  volumes.filter((of) => of === 'fileserver' || values[of].enabled)

/** An object of a store, or `null` where the store is elsewhere. */
export const ofStore = <A>($: Installation, of: Store, make: () => A): A | null =>
  $.values[of].enabled ? make() : null

/** What a role's pod needs to reach its stores. */
export interface StoreParts {
  readonly env: ReadonlyArray<EnvVar>
  readonly volumes: ReadonlyArray<Volume>
  readonly volumeMounts: ReadonlyArray<VolumeMount>
}

export const storeParts = ({ values }: Installation, reader: StoreReader): StoreParts => {
  const read = storesOf(reader)
  const given = read.flatMap((of) => {
    const source = caOf(values, of)
    return source === null ? [] : [{ of, source }]
  })
  return {
    env: read.flatMap((of) => (values[of].enabled ? insideEnv[of] : outsideEnv(values, of, reader))),
    volumes: given.map(({ of, source }) => caVolume(of, source)),
    volumeMounts: given.map(({ of }) => ({ name: `${of}-ca`, mountPath: caDirectory(of), readOnly: true })),
  }
}

const prefixes: Readonly<Record<Store, string>> = {
  elasticsearch: 'ELASTIC',
  mongodb: 'MONGODB',
  redis: 'REDIS',
}

const inside = (of: Store): ReadonlyArray<EnvVar> => [
  { name: `CLEARML_${prefixes[of]}_SERVICE_HOST`, value: nameOf(of) },
  { name: `CLEARML_${prefixes[of]}_SERVICE_PORT`, value: String(ports[of].port) },
]

const insideEnv: Readonly<Record<Store, ReadonlyArray<EnvVar>>> = {
  elasticsearch: inside('elasticsearch'),
  mongodb: inside('mongodb'),
  redis: inside('redis'),
}

const caOf = (values: Values, of: Store): CaSource | null =>
  values[of].enabled ? null : values[of].external.tls.ca

const caVolume = (of: Store, source: CaSource): Volume => {
  const items = [{ key: source.key, path: CA_FILE }]
  const name = `${of}-ca`
  return 'secret' in source
    ? { name, secret: { secretName: source.secret, items } }
    : { name, configMap: { name: source.configMap, items } }
}
