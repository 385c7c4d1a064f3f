import type { ConfigFile } from '../values/config.js'

/**
 * The text of a configuration file. Settings are written as JSON, which is HOCON: no text in it is taken for a number, a
 * duration or a substitution. Law: a HOCON reader reads the same data from it (see `survives` of the values' codec).
 * Source: `apiserver/config/basic.py` of clearml-server; "JSON superset" of the HOCON specification.
 */
export const hoconOf = (file: ConfigFile): string =>
  typeof file === 'string' ? file : `${JSON.stringify(file, null, 2)}\n`
