import t from 'tap'
import { hostpath } from '../../overlays/index.js'
import { idOf, pods } from '../support/objects.js'
import { built } from '../support/streams.js'

const LABEL = 'app.kubernetes.io/version'
const { manifests } = built({
  overlays: [hostpath()],
  values: { version: '2.3.0', config: { 'services.conf': 'a: 1' } },
})
const versions = Object.fromEntries(
  manifests.map((manifest) => [
    idOf(manifest),
    (manifest.metadata as { readonly labels?: Readonly<Record<string, string>> }).labels?.[LABEL], // every manifest has it
  ]),
)

t.test('the version of an object is that of its component', async (t) => {
  t.match(versions, {
    'StatefulSet/clearml-elasticsearch': '8.17.0',
    'StatefulSet/clearml-mongodb': '7.0.22',
    'Service/clearml-redis': '7.4.1',
    'PersistentVolumeClaim/clearml-mongodb-data': '7.0.22',
    'PersistentVolume/clearml-redis-data': '7.4.1',
    'PersistentVolumeClaim/clearml-fileserver-data': '2.3.0',
    'Deployment/clearml-webserver': '2.3.0',
    'Namespace/clearml': '2.3.0',
    'ConfigMap/clearml-credentials': '2.3.0',
    'ConfigMap/clearml-config': '2.3.0',
  })
})

t.test('pods carry the version of their workload', async (t) => {
  for (const { name, workload, labels } of pods(manifests))
    t.equal(labels[LABEL], versions[`${workload.kind}/${workload.metadata?.name}`], name)
})
