/** What a connection to a store elsewhere gives away. */
import { type Store, stores } from './outsideConnection.js'
import { isEncrypted, switchOf } from './outsideProblems.js'
import type { Values } from './table.js'

const names: Readonly<Record<Store, string>> = {
  elasticsearch: 'Elasticsearch',
  mongodb: 'MongoDB',
  redis: 'Redis',
}

/** One sentence for each connection that others can read, or that does not know whom it speaks to. */
export const outsideWarnings = (values: Values): ReadonlyArray<string> => [
  ...stores
    .filter((of) => !values[of].enabled && values[of].external.password !== null && !isEncrypted(values, of))
    .map(
      (of) =>
        `The servers sign in to ${names[of]} with a password over a connection that is not encrypted. Set ${switchOf(of)}, if it can.`,
    ),
  ...(values.elasticsearch.enabled || values.elasticsearch.external.tls.verify
    ? []
    : [
        'The certificate of Elasticsearch is not verified: who stands in between reads the password. Give the authority as elasticsearch.external.tls.ca.',
      ]),
  ...(values.mongodb.enabled || values.mongodb.external.password === null || values.mongodb.external.quietLogs
    ? []
    : [
        'The password of MongoDB is in the log of the API server and of the deletion job, in each line "Registering connection" (mongodb.external.quietLogs: false).',
      ]),
]
