/** What queues name without the stream making it. */
import { type Json, parts, type Values } from '../../../src/index.js'
import { own } from '../table.js'
import { isElsewhere } from './name.js'
import { sessionNameOf, sessionNumbers } from './sessions.js'
import type { Queue } from './table.js'

type External = parts.ExternalObject

/**
 * Secrets, ConfigMaps, claims and service accounts of the user that queues name, in their own values or in their templates,
 * and those of the glue's own pods. Of each session's Service: its pods come later.
 */
export const glueExternal = (values: Values): ReadonlyArray<External> => {
  const { glue, gluePods } = own(values)
  return glue.length === 0
    ? []
    : [...glue.flatMap((queue) => ofQueue(values, queue)), ...parts.namedIn(gluePods as unknown as Json)] // decoded values are plain data
}

const ofQueue = (values: Values, queue: Queue): ReadonlyArray<External> => [
  ...(isElsewhere(values, queue) ? parts.named('Secret', queue.namespace.existingSecret) : []),
  ...parts.named('ServiceAccount', queue.serviceAccount.existing),
  ...parts.namedIn(queue.env as unknown as Json), // decoded values are plain data
  ...parts.namedIn(queue.template as unknown as Json), // as above
  ...sessionNumbers(queue).map((number): External => ({ kind: 'Pod', name: sessionNameOf(queue, number) })),
]
