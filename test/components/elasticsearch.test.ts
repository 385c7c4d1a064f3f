import t from 'tap'
import { podOf, scriptOf } from '../support/objects.js'
import { built } from '../support/streams.js'

t.test(
  'a red index takes Elasticsearch out of its Service no more; the API server waits for yellow',
  async (t) => {
    const { manifests } = built({})
    t.same(podOf(manifests, 'elasticsearch').main.readinessProbe?.httpGet, { path: '/', port: 'http' })
    t.match(scriptOf(podOf(manifests, 'apiserver').main), '/_cluster/health?wait_for_status=yellow')
  },
)
