/** Single changes of single objects: the server refuses exactly those that `build --previous` says it will. */
import * as E from 'fp-ts/lib/Either.js'
import type { Test } from 'tap'
import * as yaml from 'yaml'
import type { JsonObject } from '../../src/json.js'
import { showIdentity } from '../../src/kube/identity.js'
import { compareWithPrevious } from '../../src/previous/index.js'
import { type Api, messageOf, metadataOf } from './api.js'
import { remove } from './installation.js'

/** What is there, a place in it, what it becomes. Whether that is refused is the server's to say. */
type Change = readonly [object: string, from: string, to: string]

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web, tier: front}}
    spec:
      nodeSelector: {no: where}
      containers: [{name: web, image: "registry.example.com/web:1", env: [{name: A, value: "1"}]}]
`
const statefulSet = `
apiVersion: apps/v1
kind: StatefulSet
metadata: {name: db}
spec:
  replicas: 1
  serviceName: db
  podManagementPolicy: Parallel
  revisionHistoryLimit: 3
  minReadySeconds: 5
  selector: {matchLabels: {app: db}}
  template:
    metadata: {labels: {app: db, tier: back}}
    spec:
      nodeSelector: {no: where}
      containers: [{name: db, image: "registry.example.com/db:1"}]
  volumeClaimTemplates:
    - metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
`
const daemonSet = `
apiVersion: apps/v1
kind: DaemonSet
metadata: {name: agent}
spec:
  selector: {matchLabels: {app: agent}}
  updateStrategy: {type: OnDelete}
  template:
    metadata: {labels: {app: agent, tier: node}}
    spec:
      nodeSelector: {no: where}
      containers: [{name: agent, image: "registry.example.com/agent:1"}]
`
const job = `
apiVersion: batch/v1
kind: Job
metadata: {name: once}
spec:
  backoffLimit: 2
  completions: 2
  parallelism: 1
  activeDeadlineSeconds: 600
  ttlSecondsAfterFinished: 60
  template:
    metadata: {labels: {app: once}}
    spec:
      restartPolicy: Never
      nodeSelector: {no: where}
      containers: [{name: once, image: "registry.example.com/once:1"}]
`
const cronJob = `
apiVersion: batch/v1
kind: CronJob
metadata: {name: nightly}
spec:
  schedule: "0 3 * * *"
  jobTemplate:
    spec:
      template:
        spec:
          restartPolicy: Never
          containers: [{name: nightly, image: "registry.example.com/nightly:1"}]
`
const service = `
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  type: ClusterIP
  selector: {app: web}
  ports: [{name: http, port: 80}]
`
const headless = `
apiVersion: v1
kind: Service
metadata: {name: db}
spec:
  clusterIP: None
  selector: {app: db}
  ports: [{name: db, port: 5432}]
`
const fixedAddress = `
apiVersion: v1
kind: Service
metadata: {name: fixed}
spec:
  clusterIP: 10.96.7.7
  selector: {app: web}
  ports: [{name: http, port: 80}]
`
const claim = `
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: data}
spec:
  accessModes: [ReadWriteOnce]
  storageClassName: gp3
  resources: {requests: {storage: 2Gi}}
`
const volume = `
apiVersion: v1
kind: PersistentVolume
metadata: {name: share}
spec:
  accessModes: [ReadWriteMany]
  capacity: {storage: 5Gi}
  mountOptions: [hard]
  persistentVolumeReclaimPolicy: Retain
  storageClassName: slow
  volumeMode: Filesystem
  nfs: {server: 10.0.0.5, path: /exports}
`
const local = `
apiVersion: v1
kind: PersistentVolume
metadata: {name: disk}
spec:
  accessModes: [ReadWriteOnce]
  capacity: {storage: 5Gi}
  local: {path: /data}
  nodeAffinity:
    required:
      nodeSelectorTerms:
        - matchExpressions: [{key: kubernetes.io/hostname, operator: In, values: [ml-node-1]}]
`
const configMap = `
apiVersion: v1
kind: ConfigMap
metadata: {name: open}
data: {a: "1"}
`
const sealed = `
apiVersion: v1
kind: ConfigMap
metadata: {name: sealed}
immutable: true
data: {a: "1"}
`
const secret = `
apiVersion: v1
kind: Secret
metadata: {name: keys}
type: Opaque
stringData: {a: "1"}
`
const storageClass = `
apiVersion: storage.k8s.io/v1
kind: StorageClass
metadata: {name: fast}
provisioner: disk.example.com
parameters: {type: ssd}
reclaimPolicy: Delete
volumeBindingMode: Immediate
allowVolumeExpansion: false
mountOptions: [noatime]
`
const roleBinding = `
apiVersion: rbac.authorization.k8s.io/v1
kind: RoleBinding
metadata: {name: readers}
roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}
subjects: [{kind: ServiceAccount, name: web, namespace: changes}]
`
const priorityClass = `
apiVersion: scheduling.k8s.io/v1
kind: PriorityClass
metadata: {name: changes-high}
value: 1000
preemptionPolicy: Never
description: high
`
const ingress = `
apiVersion: networking.k8s.io/v1
kind: Ingress
metadata: {name: web}
spec:
  ingressClassName: nginx
  rules: [{host: a.example.com, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}]}}]
`
const ingressClass = `
apiVersion: networking.k8s.io/v1
kind: IngressClass
metadata: {name: changes}
spec: {controller: example.com/ingress}
`
const policy = `
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: web}
spec: {podSelector: {matchLabels: {app: web}}, policyTypes: [Ingress]}
`
const budget = `
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: web}
spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}
`
const runtimeClass = `
apiVersion: node.k8s.io/v1
kind: RuntimeClass
metadata: {name: changes}
handler: nvidia
`
const autoscaler = `
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: web}
spec:
  minReplicas: 1
  maxReplicas: 3
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
`

const changes: ReadonlyArray<Change> = [
  [deployment, 'matchLabels: {app: web}', 'matchLabels: {app: web, tier: front}'],
  [deployment, 'replicas: 1', 'replicas: 2'],
  [deployment, 'web:1', 'web:2'],
  [deployment, 'tier: front', 'tier: edge'],
  [deployment, 'spec:\n  replicas', 'spec:\n  strategy: {type: Recreate}\n  replicas'],
  [deployment, '{name: A, value: "1"}', '{name: B, value: "1"}'],
  [statefulSet, 'matchLabels: {app: db}', 'matchLabels: {app: db, tier: back}'],
  [statefulSet, 'serviceName: db', 'serviceName: other'],
  [statefulSet, 'Parallel', 'OrderedReady'],
  [statefulSet, '  podManagementPolicy: Parallel\n', ''],
  [statefulSet, 'revisionHistoryLimit: 3', 'revisionHistoryLimit: 4'],
  [statefulSet, 'minReadySeconds: 5', 'minReadySeconds: 6'],
  [statefulSet, 'replicas: 1', 'replicas: 3'],
  [statefulSet, 'storage: 1Gi', 'storage: 2Gi'],
  [statefulSet, 'storage: 1Gi', 'storage: 1024Mi'],
  [statefulSet, 'metadata: {name: data}', 'metadata: {name: data, labels: {version: "2"}}'],
  [statefulSet, '[ReadWriteOnce]', '[ReadWriteMany]'],
  [statefulSet, 'db:1', 'db:2'],
  [statefulSet, '  replicas: 1\n', '  replicas: 1\n  updateStrategy: {type: OnDelete}\n'],
  [
    statefulSet,
    '  replicas: 1\n',
    '  replicas: 1\n  persistentVolumeClaimRetentionPolicy: {whenDeleted: Delete}\n',
  ],
  [daemonSet, 'matchLabels: {app: agent}', 'matchLabels: {app: agent, tier: node}'],
  [daemonSet, 'OnDelete', 'RollingUpdate'],
  [daemonSet, 'agent:1', 'agent:2'],
  [job, 'once:1', 'once:2'],
  [job, 'completions: 2', 'completions: 3'],
  [job, 'parallelism: 1', 'parallelism: 2'],
  [job, 'backoffLimit: 2', 'backoffLimit: 3'],
  [job, 'ttlSecondsAfterFinished: 60', 'ttlSecondsAfterFinished: 90'],
  [job, 'activeDeadlineSeconds: 600', 'activeDeadlineSeconds: 900'],
  [job, '  completions: 2\n', ''],
  [job, '  completions: 2\n', '  completions: 2\n  completionMode: Indexed\n'],
  [job, '  completions: 2\n', '  completions: 2\n  completionMode: NonIndexed\n'],
  [job, '  completions: 2\n', '  completions: 2\n  suspend: true\n'],
  [job, '{app: once}', '{app: twice}'],
  [cronJob, '0 3', '0 4'],
  [cronJob, 'nightly:1', 'nightly:2'],
  [service, 'type: ClusterIP', 'type: NodePort'],
  [service, 'type: ClusterIP', 'type: LoadBalancer'],
  [service, '  type: ClusterIP\n', ''],
  [service, 'port: 80', 'port: 81'],
  [service, 'selector: {app: web}', 'selector: {app: other}'],
  [service, '  type: ClusterIP\n', '  clusterIP: None\n'],
  [service, '  type: ClusterIP\n', '  clusterIP: 10.96.99.99\n'],
  [service, '  type: ClusterIP\n', '  type: ExternalName\n  externalName: db.example.com\n'],
  [service, '  type: ClusterIP\n', '  sessionAffinity: ClientIP\n'],
  [headless, '  clusterIP: None\n', ''],
  [headless, 'port: 5432', 'port: 5433'],
  [fixedAddress, '10.96.7.7', '10.96.7.8'],
  [fixedAddress, '  clusterIP: 10.96.7.7\n', ''],
  [claim, 'storageClassName: gp3', 'storageClassName: standard'],
  [claim, '  storageClassName: gp3\n', ''],
  [claim, '[ReadWriteOnce]', '[ReadWriteMany]'],
  [claim, '  storageClassName', '  volumeMode: Block\n  storageClassName'],
  [claim, '  storageClassName', '  volumeMode: Filesystem\n  storageClassName'],
  [claim, 'storage: 2Gi', 'storage: 2048Mi'],
  [claim, '  storageClassName', '  selector: {matchLabels: {a: b}}\n  storageClassName'],
  [volume, '10.0.0.5', '10.0.0.6'],
  [volume, '/exports', '/other'],
  [volume, 'nfs: {server: 10.0.0.5, path: /exports}', 'hostPath: {path: /exports}'],
  [volume, 'storage: 5Gi', 'storage: 6Gi'],
  [volume, 'storage: 5Gi', 'storage: 1Gi'],
  [volume, 'Retain', 'Delete'],
  [volume, '[hard]', '[soft]'],
  [volume, 'storageClassName: slow', 'storageClassName: other'],
  [volume, '[ReadWriteMany]', '[ReadOnlyMany]'],
  [volume, '  volumeMode: Filesystem\n', ''],
  [volume, 'volumeMode: Filesystem', 'volumeMode: Block'],
  [
    volume,
    '  mountOptions',
    '  nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: a, operator: Exists}]}]}}\n  mountOptions',
  ],
  [volume, '  mountOptions', '  claimRef: {namespace: changes, name: other}\n  mountOptions'],
  [local, 'ml-node-1', 'plain-node'],
  [local, '/data', '/other'],
  [configMap, 'a: "1"', 'a: "2"'],
  [configMap, 'data: {a', 'immutable: true\ndata: {a'],
  [sealed, 'a: "1"', 'a: "2"'],
  [sealed, 'a: "1"', 'a: "1", b: "2"'],
  [sealed, 'immutable: true\n', ''],
  [sealed, 'metadata: {name: sealed}', 'metadata: {name: sealed, labels: {a: b}}'],
  [secret, 'type: Opaque', 'type: example.com/other'],
  [secret, 'type: Opaque\n', ''],
  [secret, 'a: "1"', 'a: "2"'],
  [storageClass, 'disk.example.com', 'other.example.com'],
  [storageClass, 'type: ssd', 'type: hdd'],
  [storageClass, 'Delete', 'Retain'],
  [storageClass, 'volumeBindingMode: Immediate\n', ''],
  [storageClass, 'Immediate', 'WaitForFirstConsumer'],
  [storageClass, 'allowVolumeExpansion: false', 'allowVolumeExpansion: true'],
  [storageClass, '[noatime]', '[]'],
  [roleBinding, 'name: reader}', 'name: writer}'],
  [roleBinding, 'name: web', 'name: other'],
  [priorityClass, '1000', '2000'],
  [priorityClass, 'Never', 'PreemptLowerPriority'],
  [priorityClass, 'description: high', 'description: higher'],
  [ingress, 'ingressClassName: nginx', 'ingressClassName: other'],
  [ingress, 'a.example.com', 'b.example.com'],
  [ingressClass, 'example.com/ingress', 'example.com/other'],
  [policy, 'app: web', 'app: other'],
  [budget, 'app: web', 'app: other'],
  [budget, 'minAvailable: 1', 'maxUnavailable: 1'],
  [runtimeClass, 'nvidia', 'amd'],
  [autoscaler, 'maxReplicas: 3', 'maxReplicas: 5'],
  [autoscaler, 'kind: Deployment, name: web', 'kind: StatefulSet, name: db'],
]

const CLUSTER_SCOPED = new Set([
  'PersistentVolume',
  'StorageClass',
  'PriorityClass',
  'IngressClass',
  'RuntimeClass',
])

const read = (text: string): JsonObject => {
  const manifest: JsonObject = yaml.parse(text)
  if (CLUSTER_SCOPED.has(String(manifest.kind))) return manifest
  return { ...manifest, metadata: { ...metadataOf(manifest), namespace: 'changes' } }
}

/** What older versions refuse and the newest one takes, as `build --previous` has it. */
const SINCE_THE_OLDEST: ReadonlyArray<string> = [
  'StatefulSet: revisionHistoryLimit: 3 → revisionHistoryLimit: 4',
]

/** How many changes were tried, how many of them were refused, and which of them `isOldest` judges otherwise than we do. */
export const changesOfObjects = async (
  t: Test,
  api: Api,
  isOldest: boolean,
): Promise<{ readonly tried: number; readonly refused: number; readonly other: ReadonlyArray<string> }> => {
  const other: string[] = []
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'changes' } })
  let refused = 0
  for (const object of new Set(changes.map(([text]) => text))) {
    const before = read(object)
    const made = await api.apply(before)
    t.ok(made.status < 300, `${before.kind} is made: ${messageOf(made)}`)
    for (const [text, from, to] of changes) {
      if (text !== object) continue
      t.equal(text.split(from).length, 2, `it is there once: ${from}`)
      const after = read(text.replace(from, () => to))
      const compared = compareWithPrevious([before], [after])
      if (E.isLeft(compared)) throw new Error(JSON.stringify(compared.left))
      const said = compared.right.filter(({ rule }) => rule === 'immutableFields')
      const reply = await api.apply(after, { dryRun: true })
      const what = `${String(before.kind)}: ${from.trim()} → ${to.trim() || 'nothing'}`
      if (reply.status >= 300) refused += 1
      if (isOldest && SINCE_THE_OLDEST.includes(what)) {
        t.ok(said.length === 0 && reply.status >= 300, `${what} is still refused`)
        other.push(what)
        continue
      }
      t.equal(
        said.length > 0,
        reply.status >= 300,
        `${what}: ${reply.status >= 300 ? messageOf(reply).slice(0, 300) : 'taken'}; we say ${said.map((one) => `${one._tag} ${showIdentity(one.object)}`).join(', ') || 'nothing'}`,
      )
    }
    await remove(api, [before])
  }
  return { tried: changes.length, refused, other }
}
