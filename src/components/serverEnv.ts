/**
 * Environment of the server's roles, but for that of their stores (`stores.ts`). ClearML parses the value of a
 * `CLEARML__…` variable as HOCON, so strings are written as JSON there.
 * Source: `apiserver/config/basic.py` of clearml-server.
 */
import type { Installation } from './installation.js'

type Variables = Readonly<Record<string, string>>

/** One `CLEARML__a__b` variable: the setting `a.b`, its value as JSON, which is HOCON too. */
export const setting = (
  path: string,
  value: string | number | boolean | ReadonlyArray<string>,
): Variables => ({
  [`CLEARML__${path.replaceAll('.', '__')}`]: JSON.stringify(value),
})

/** Which files of deleted tasks are ours to delete: the apiserver queues by these prefixes, asyncdelete deletes by them. */
export const deletionEnv = ($: Installation): Variables => ({
  ...setting('services.async_urls_delete.enabled', true),
  ...setting('services.async_urls_delete.fileserver.url_prefixes', $.config.filesPrefixes),
})

/** Directories of configuration, weakest first. */
export const configDirEnv = (directories: ReadonlyArray<string>): Variables => ({
  CLEARML_CONFIG_DIR: directories.join(':'),
})
