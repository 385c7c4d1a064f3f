/** What a start command waits for. */
import type { Values } from '../values/table.js'
import { serviceUrl } from './service.js'
import type { Wait } from './startCommand.js'
import { isSeedList, type Store, storeAddresses } from './stores.js'

/**
 * Elasticsearch of the stream answers 408 until its shards are assigned. Of a store elsewhere it is enough that any of its
 * hosts accepts a connection: whether it lets us in is said better by the server. The hosts of a DNS seed list are not
 * known. Source: Elasticsearch's "Cluster health" API.
 */
export const storeReady = (values: Values, of: Store): ReadonlyArray<Wait> => {
  if (isSeedList(values, of)) return []
  const addresses = storeAddresses(values, of)
  return of === 'elasticsearch' && values.elasticsearch.enabled
    ? [{ name: of, http: `${serviceUrl(of)}/_cluster/health?wait_for_status=yellow&timeout=1s` }]
    : addresses.length > 1
      ? [{ name: of, anyOf: addresses }]
      : addresses.map((tcp) => ({ name: of, tcp }))
}

export const apiserverReady: Wait = { name: 'apiserver', http: `${serviceUrl('apiserver')}/debug.ping` }
export const fileserverReady: Wait = { name: 'fileserver', http: `${serviceUrl('fileserver')}/` }
