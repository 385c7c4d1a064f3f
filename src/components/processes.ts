import type { Values } from '../values/table.js'

/**
 * Worker processes of the API server. The entrypoint takes gunicorn when `CLEARML_USE_GUNICORN` is not empty, whatever it
 * says (`false` too), so one process is said by its absence. Source: `docker/build/internal_files/entrypoint.sh` of
 * clearml-server.
 */
export const processesEnv = ({ apiserver: { processes } }: Values): Readonly<Record<string, string>> =>
  processes === null || processes === 1
    ? {}
    : { CLEARML_USE_GUNICORN: 'true', CLEARML_GUNICORN_WORKERS: String(processes) }
