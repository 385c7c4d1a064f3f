/**
 * Environment of the server's roles. ClearML parses the value of a `CLEARML__…` variable as HOCON, so strings are
 * written as JSON there; the fixed `CLEARML_…_SERVICE_…` variables are taken as they are.
 * Source: `apiserver/config/basic.py`, `apiserver/redis_manager.py`, `apiserver/es_factory.py`,
 * `apiserver/database/__init__.py` of clearml-server.
 */
import type { Installation } from './installation.js'
import { nameOf } from './metadata.js'
import { ports, type Served } from './service.js'

type Variables = Readonly<Record<string, string>>

/** One `CLEARML__a__b` variable: the setting `a.b`, its value as JSON, which is HOCON too. */
export const setting = (path: string, value: string | boolean | ReadonlyArray<string>): Variables => ({
  [`CLEARML__${path.replaceAll('.', '__')}`]: JSON.stringify(value),
})

const store = (prefix: string, component: Served): Variables => ({
  [`CLEARML_${prefix}_SERVICE_HOST`]: nameOf(component),
  [`CLEARML_${prefix}_SERVICE_PORT`]: String(ports[component].port),
})

export const redisEnv: Variables = store('REDIS', 'redis')
export const mongodbEnv: Variables = store('MONGODB', 'mongodb')
export const elasticsearchEnv: Variables = store('ELASTIC', 'elasticsearch')

/** Which files of deleted tasks are ours to delete: the apiserver queues by these prefixes, asyncdelete deletes by them. */
export const deletionEnv = ($: Installation): Variables => ({
  ...setting('services.async_urls_delete.enabled', true),
  ...setting('services.async_urls_delete.fileserver.url_prefixes', $.config.filesPrefixes),
})

/** Directories of configuration, weakest first. */
export const configDirEnv = (directories: ReadonlyArray<string>): Variables => ({
  CLEARML_CONFIG_DIR: directories.join(':'),
})
