/** Values that nothing reads. */
import { equal, type Json } from '../json.js'
import { defaultValues } from './defaults.js'
import type { Values } from './table.js'

/** What is of the server alone. Its components are left out: profiles and sizes speak of them wherever they are used. */
const ofServer = ['auth', 'config', 'watchdog', 'retention'] as const

/** A sentence on values of the server, where none is installed. */
export const idleWarnings = (values: Values): ReadonlyArray<string> => {
  if (values.server.enabled) return []
  const given = ofServer.filter(
    (name) => !equal(values[name] as unknown as Json, defaultValues[name] as unknown as Json), // decoded values are plain data
  )
  return given.length === 0
    ? []
    : [
        `server.enabled is false, so no server is installed that would read the values of ${given.join(', ')}.`,
      ]
}
