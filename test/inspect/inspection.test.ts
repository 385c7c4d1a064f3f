import t from 'tap'
import { parseAllDocuments } from 'yaml'
import { inspectionData } from '../../src/inspect/data.js'
import { inspection } from '../../src/inspect/inspection.js'
import { showInspection } from '../../src/inspect/show.js'
import type { JsonObject } from '../../src/json.js'

const manifests = (text: string): ReadonlyArray<JsonObject> =>
  parseAllDocuments(text).map((document) => document.toJS())
const data = (text: string) => inspectionData(inspection(manifests(text)))

const stream = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: shop}
spec:
  replicas: 3
  template:
    spec:
      initContainers:
        - {name: wait, image: "wait:1", resources: {requests: {cpu: 10m, memory: 2Gi}}}
        - {name: then, image: "wait:1", resources: {requests: {cpu: 400m}, limits: {memory: 1Gi}}}
      containers:
        - {name: web, image: "web:1", resources: {requests: {cpu: 250m, memory: 0.5Gi}, limits: {cpu: 1, memory: 1Gi}}}
        - {name: log, image: "log:1", resources: {requests: {cpu: "0.1", memory: 256Mi}, limits: {memory: 256Mi}}}
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: model, namespace: shop}
spec:
  template:
    spec:
      containers:
        - {name: model, image: "model:1", resources: {limits: {cpu: 2, memory: 4Gi, nvidia.com/gpu: 1}}}
---
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: model, namespace: shop}
spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: model}, minReplicas: 2, maxReplicas: 5}
---
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db, namespace: shop}
spec:
  replicas: 2
  template:
    spec: {containers: [{name: db, image: "db:1", resources: {requests: {cpu: 1, memory: 1G}}}]}
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], storageClassName: fast, resources: {requests: {storage: 10Gi}}}
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: files, namespace: shop}
spec: {accessModes: [ReadWriteMany], resources: {requests: {storage: 512Mi}}}
---
apiVersion: batch/v1
kind: Job
metadata: {name: once, namespace: shop}
spec: {parallelism: 4, template: {spec: {containers: [{name: once, image: "once:1", resources: {requests: {cpu: 9}}}]}}}
---
{apiVersion: v1, kind: Service, metadata: {name: web, namespace: shop}}
---
{apiVersion: v1, kind: Service, metadata: {name: db, namespace: shop}}
---
{apiVersion: v1, kind: Namespace, metadata: {name: shop}}
`

t.test('a stream calculated by hand', async (t) => {
  const { workloads, claims, totals, others } = data(stream)
  // web: containers 350m and 768Mi; of init containers, one at a time, at most 400m and 2Gi.
  t.match(workloads, [
    {
      object: 'Deployment/web',
      namespace: 'shop',
      runs: 'always',
      replicas: { min: 3, max: 3 },
      requests: { cpu: '400m', memory: '2Gi' },
      limits: { cpu: '1', memory: '1280Mi' },
      unlimited: ['cpu'],
      images: ['web:1', 'log:1'],
    },
    {
      object: 'Deployment/model',
      replicas: { min: 2, max: 5 },
      requests: { cpu: '2', memory: '4Gi', 'nvidia.com/gpu': '1' },
      unlimited: [],
    },
    {
      object: 'StatefulSet/db',
      replicas: { min: 2, max: 2 },
      requests: { cpu: '1', memory: '1G' },
      limits: {},
      unlimited: ['cpu', 'memory'],
    },
    { object: 'Job/once', runs: 'untilDone', replicas: { min: 4, max: 4 } },
  ])
  t.strictSame(claims, [
    {
      of: 'StatefulSet/db: data',
      count: 2,
      size: '10Gi',
      storageClass: 'fast',
      accessModes: ['ReadWriteOnce'],
    },
    {
      of: 'PersistentVolumeClaim/files',
      count: 1,
      size: '512Mi',
      storageClass: null,
      accessModes: ['ReadWriteMany'],
    },
  ])
  // 3 x 400m + 2 x 2 + 2 x 1; 3 x 2Gi + 2 x 4Gi + 2 x 1G = 16633189Ki.
  t.strictSame(totals, {
    pods: 7,
    requests: { cpu: '7200m', memory: '16633189Ki', 'nvidia.com/gpu': '2' },
    limits: { cpu: '7', memory: '12032Mi', 'nvidia.com/gpu': '2' },
    most: {
      pods: 10,
      requests: { cpu: '13200m', memory: '29216101Ki', 'nvidia.com/gpu': '5' },
      limits: { cpu: '13', memory: '24320Mi', 'nvidia.com/gpu': '5' },
    },
    storage: '20992Mi',
  })
  t.strictSame(others, { HorizontalPodAutoscaler: 1, Namespace: 1, Service: 2 })
})

t.test('the tables say the same', async (t) => {
  t.equal(
    showInspection(inspection(manifests(stream))),
    `WORKLOAD          PODS          CPU   CPU LIMIT  MEMORY  MEMORY LIMIT  GPU               IMAGE
Deployment/web    3             400m  none       2Gi     1280Mi        -                 web:1, log:1
Deployment/model  2-5           2     2          4Gi     4Gi           1 nvidia.com/gpu  model:1
StatefulSet/db    2             1     none       1G      none          -                 db:1
Job/once          4 until done  9     none       -       none          -                 once:1

CLAIM                 SIZE      CLASS  ACCESS
StatefulSet/db: data  2 x 10Gi  fast   ReadWriteOnce
files                 512Mi     -      ReadWriteMany

TOTAL     PODS  CPU     CPU LIMIT  MEMORY      MEMORY LIMIT  GPU
at least  7     7200m   7          16633189Ki  12032Mi       2 nvidia.com/gpu
at most   10    13200m  13         29216101Ki  24320Mi       5 nvidia.com/gpu

Storage: 20992Mi in 3 claims
Not in the limits: 2 workloads without a limit of cpu, 1 workload without a limit of memory
Not in the totals: 1 row of pods that are there for a task, a job or a node
Beside them: 1 HorizontalPodAutoscaler, 1 Namespace, 2 Service
`,
  )
  t.equal(
    showInspection(inspection([])),
    'TOTAL  PODS  CPU  CPU LIMIT  MEMORY  MEMORY LIMIT  GPU\nall    0     -    -          -       -             -\n\nStorage: 0 in 0 claims\n',
  )
})

const pod = (spec: string) =>
  (
    data(`{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: ${spec}}`)
      .workloads as ReadonlyArray<JsonObject>
  )[0] // inspectionData's own list

t.test('sidecars stay beside what starts after them and beside the containers', async (t) => {
  const init = (cpu: string, more = '') => `{name: i, ${more} resources: {requests: {cpu: ${cpu}}}}`
  const containers = 'containers: [{name: c, resources: {requests: {cpu: 1}}}]'
  const sidecar = init('1', 'restartPolicy: Always,')
  t.match(pod(`{initContainers: [${init('5')}, ${sidecar}], ${containers}}`), { requests: { cpu: '5' } })
  t.match(pod(`{initContainers: [${sidecar}, ${init('5')}], ${containers}}`), { requests: { cpu: '6' } })
  t.match(pod(`{initContainers: [${sidecar}], ${containers}}`), { requests: { cpu: '2' } })
})

t.test('resources of the whole pod stand for those of its containers, and overhead is added', async (t) => {
  t.match(
    pod(
      '{resources: {requests: {cpu: 3}, limits: {cpu: 4}}, overhead: {cpu: 250m}, containers: [{name: c, resources: {requests: {cpu: 1}}}]}',
    ),
    { requests: { cpu: '3250m' }, limits: { cpu: '4250m' }, unlimited: ['memory'] },
  )
})

t.test(
  'an autoscaler of another object, or of no replicas, says nothing; what is no quantity is none',
  async (t) => {
    const hpa = (name: string) =>
      `{apiVersion: autoscaling/v2, kind: HorizontalPodAutoscaler, metadata: {name: h}, spec: {scaleTargetRef: {kind: Deployment, name: ${name}}, maxReplicas: 9}}`
    const web = (replicas: number) =>
      `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web}, spec: {replicas: ${replicas}, template: {spec: {containers: [{resources: {requests: {cpu: x}}}]}}}}`
    t.match(data(`${web(2)}\n---\n${hpa('api')}`).workloads, [{ replicas: { min: 2, max: 2 }, requests: {} }])
    t.match(data(`${web(0)}\n---\n${hpa('web')}`).workloads, [{ replicas: { min: 0, max: 0 } }])
    t.match(data(`${web(2)}\n---\n${hpa('web')}`).workloads, [{ replicas: { min: 1, max: 9 } }])
  },
)

t.test('a count stays on the line of its kind', async (t) => {
  const kinds = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'].map((letter) => letter.repeat(9))
  const text = showInspection(
    inspection(kinds.map((kind) => ({ apiVersion: 'example.com/v1', kind, metadata: { name: 'one' } }))),
  )
  const [, lines = ''] = text.split('Beside them: ')
  t.strictSame(
    lines.trim().split(/,\s+/),
    kinds.map((kind) => `1 ${kind}`),
  )
  t.equal(lines.trim().split('\n').length, 2)
})
