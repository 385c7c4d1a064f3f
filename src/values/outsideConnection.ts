/** How a store elsewhere is reached: what its values say, and where they say nothing, its provider. */
import type { ElasticsearchExternal, MongodbExternal, RedisExternal } from './outsideStore.js'

/** The components that may be elsewhere. */
export const stores = ['elasticsearch', 'mongodb', 'redis'] as const
export type Store = (typeof stores)[number]

/** MongoDB's own port, which is also that of Atlas' nodes. */
export const MONGODB_PORT = 27017

export interface MongodbConnection {
  readonly srv: boolean
  readonly port: number
  readonly tls: boolean
  readonly authSource: string
  readonly replicaSet: string | null
  readonly options: Readonly<Record<string, string>>
}

interface MongodbProvider {
  readonly srv: boolean
  readonly tls: boolean
  readonly replicaSet: string | null
  readonly options: Readonly<Record<string, string>>
}

/**
 * Source: "Connection Strings" of MongoDB; "Connect to a Cluster" of Atlas; "Connecting programmatically to Amazon
 * DocumentDB" and its "Functional differences" (retryable writes).
 */
const mongodbProviders: Readonly<Record<MongodbExternal['provider'], MongodbProvider>> = {
  mongodb: { srv: false, tls: false, replicaSet: null, options: {} },
  atlas: { srv: true, tls: true, replicaSet: null, options: {} },
  documentdb: { srv: false, tls: true, replicaSet: 'rs0', options: { retryWrites: 'false' } },
}

export const mongodbConnection = (own: MongodbExternal): MongodbConnection => {
  const preset = mongodbProviders[own.provider]
  const given = new Set(Object.keys(own.options).map((name) => name.toLowerCase()))
  const more = Object.entries(preset.options).filter(([name]) => !given.has(name.toLowerCase()))
  return {
    srv: own.srv ?? preset.srv,
    port: own.port ?? MONGODB_PORT,
    tls: own.tls.enabled ?? preset.tls,
    // The paths of the server's URLs are its databases, which know no users of their own.
    authSource: own.authSource ?? 'admin',
    replicaSet: own.replicaSet ?? preset.replicaSet,
    options: { ...Object.fromEntries(more), ...own.options },
  }
}

export interface ElasticsearchConnection {
  readonly port: number
  readonly scheme: 'http' | 'https'
}

/** Source: "Connect to your deployment" of Elastic Cloud, whose endpoints answer on 443. */
export const elasticsearchConnection = (own: ElasticsearchExternal): ElasticsearchConnection => ({
  port: own.port ?? (own.provider === 'elasticCloud' ? 443 : 9200),
  scheme: own.scheme ?? 'https',
})

export interface RedisConnection {
  readonly port: number
  readonly tls: boolean
}

/** Source: "In-transit encryption" of ElastiCache and of Memorystore for Redis, whose TLS port is 6378. */
export const redisConnection = (own: RedisExternal): RedisConnection => {
  const tls = own.tls.enabled ?? own.provider === 'elasticache'
  return { tls, port: own.port ?? (own.provider === 'memorystore' && tls ? 6378 : 6379) }
}
