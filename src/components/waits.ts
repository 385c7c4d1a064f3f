/** What a start command waits for. */
import { nameOf } from './metadata.js'
import { ports, type Served, serviceUrl } from './service.js'
import type { Wait } from './startCommand.js'

const accepts = (component: Served): Wait => ({
  name: component,
  tcp: { host: nameOf(component), port: ports[component].port },
})

/** Elasticsearch answers 408 until its shards are assigned. Source: Elasticsearch's "Cluster health" API. */
export const elasticsearchReady: Wait = {
  name: 'elasticsearch',
  http: `${serviceUrl('elasticsearch')}/_cluster/health?wait_for_status=yellow&timeout=1s`,
}
export const mongodbReady: Wait = accepts('mongodb')
export const redisReady: Wait = accepts('redis')
export const apiserverReady: Wait = { name: 'apiserver', http: `${serviceUrl('apiserver')}/debug.ping` }
export const fileserverReady: Wait = { name: 'fileserver', http: `${serviceUrl('fileserver')}/` }
