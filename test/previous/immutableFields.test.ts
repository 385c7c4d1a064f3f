import t from 'tap'
import { places, said } from './compared.js'

// The cases are those that were tried on the API server of Kubernetes 1.36.3, by server-side apply: it refuses what is found
// here, and takes the rest.
const immutable = said('immutableFields')
const at = places('immutableFields')

const pod = '{metadata: {labels: {a: b, c: d}}, spec: {containers: [{name: x, image: x}]}}'
const workload = (kind: string, spec: string): string =>
  `{apiVersion: apps/v1, kind: ${kind}, metadata: {name: x, namespace: ml}, spec: {template: ${pod}, ${spec}}}`

t.test('the selector of a workload', async (t) => {
  for (const kind of ['Deployment', 'DaemonSet', 'ReplicaSet', 'StatefulSet']) {
    const of = (labels: string) => workload(kind, `selector: {matchLabels: {${labels}}}`)
    t.strictSame(
      immutable(of('a: b'), of('a: b, c: d')),
      [
        `${kind}/x spec.selector.matchLabels.c: was not set and would be "d", which the API server refuses; ` +
          `delete it first, data stays: kubectl delete ${kind.toLowerCase()}/x -n ml`,
      ],
      kind,
    )
  }
  const expressions = (values: string) =>
    workload('Deployment', `selector: {matchExpressions: [{key: a, operator: In, values: [${values}]}]}`)
  t.strictSame(at(expressions('b, c'), expressions('c, b')), [
    'Deployment/x spec.selector.matchExpressions[0].values',
  ])
})

t.test('a StatefulSet, but for the fields that may change', async (t) => {
  const of = (more: string) => workload('StatefulSet', `selector: {matchLabels: {a: b}}, ${more}`)
  const claims = (claim: string) => `volumeClaimTemplates: [${claim}]`
  const data = '{metadata: {name: data}, spec: {resources: {requests: {storage: 1Gi}}}}'
  const before = of(`serviceName: x, ${claims(data)}`)
  t.strictSame(
    immutable(
      before,
      of(
        `serviceName: x, replicas: 3, minReadySeconds: 5, podManagementPolicy: OrderedReady, ordinals: {start: 1}, ${claims(
          '{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: data}, spec: {volumeMode: Filesystem, resources: {requests: {storage: 1024Mi}}}}',
        )}`,
      ),
    ),
    [],
    'defaults and other words are no change',
  )
  t.strictSame(at(before, of(`serviceName: y, podManagementPolicy: Parallel, ${claims(data)}`)), [
    'StatefulSet/x spec.podManagementPolicy',
    'StatefulSet/x spec.serviceName',
  ])
  t.strictSame(at(before, of(claims(data))), ['StatefulSet/x spec.serviceName'])
  t.strictSame(at(before, of(`serviceName: x, ${claims(data.replace('1Gi', '2Gi'))}`)), [
    'StatefulSet/x spec.volumeClaimTemplates[0].spec.resources.requests.storage',
  ])
  t.strictSame(at(before, of('serviceName: x')), ['StatefulSet/x spec.volumeClaimTemplates'])
})

t.test('what the server has filled in and refuses beside what comes', async (t) => {
  const deployment = (strategy: string) =>
    workload('Deployment', `selector: {matchLabels: {a: b}}, strategy: ${strategy}`)
  t.strictSame(immutable(deployment('{type: RollingUpdate}'), deployment('{type: Recreate}')), [
    'Deployment/x spec.strategy.rollingUpdate: was filled in by the API server, which keeps it, and refuses it beside the ' +
      'new spec.strategy.type; delete it first, data stays: kubectl delete deployment/x -n ml',
  ])
  t.strictSame(at(deployment('{}'), deployment('{type: Recreate}')).length, 1)
  t.strictSame(at(deployment('{rollingUpdate: {maxSurge: 1}}'), deployment('{type: Recreate}')), [])
  t.strictSame(at(deployment('{type: Recreate}'), deployment('{}')), [])
  const set = (more: string) => workload('StatefulSet', `selector: {matchLabels: {a: b}}, ${more}`)
  t.strictSame(at(set(''), set('updateStrategy: {type: OnDelete}')), [
    'StatefulSet/x spec.updateStrategy.rollingUpdate',
  ])
  t.strictSame(at(set('updateStrategy: {type: RollingUpdate}'), set('updateStrategy: {type: OnDelete}')), [])
  const cron = (volume: string) =>
    `{apiVersion: batch/v1, kind: CronJob, metadata: {name: c}, spec: {jobTemplate: {spec: {template: {spec: {volumes: [${volume}]}}}}}}`
  t.strictSame(at(cron('{name: v}'), cron('{name: v, secret: {secretName: s}}')), [
    'CronJob/c spec.jobTemplate.spec.template.spec.volumes[0].emptyDir',
  ])
  t.strictSame(at(cron('{name: v}'), cron('{name: v, emptyDir: {medium: Memory}}')), [])
  t.strictSame(at(cron('{name: v, emptyDir: {}}'), cron('{name: v, secret: {secretName: s}}')), [])
})

const claim = (spec: string, size = '5Gi', annotations = '{}'): string =>
  `{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c, namespace: ml, annotations: ${annotations}}, spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: ${size}}}, ${spec}}}`

t.test('the class and the volume of a claim', async (t) => {
  t.strictSame(immutable(claim('storageClassName: gp3'), claim('storageClassName: ""')), [
    'PersistentVolumeClaim/c spec.storageClassName: was "gp3" and would be "", which the API server refuses; ' +
      'keep it, or copy the data to a claim of another name',
  ])
  t.strictSame(at(claim('storageClassName: ""'), claim('')), [
    'PersistentVolumeClaim/c spec.storageClassName',
  ])
  t.strictSame(
    at(claim('storageClassName: gp3'), claim('storageClassName: "", volumeName: v')),
    ['PersistentVolumeClaim/c spec.storageClassName'],
    'one line',
  )
  t.strictSame(at(claim('volumeName: v'), claim('')), ['PersistentVolumeClaim/c spec.volumeName'])
  t.strictSame(at(claim(''), claim('', '5120Mi')), [])
})

t.test('what a claim did not say has been chosen by the cluster', async (t) => {
  t.strictSame(immutable(claim(''), claim('storageClassName: gp3')), [
    'PersistentVolumeClaim/c spec.storageClassName: was not set, so the cluster has chosen it, and "gp3" is refused if it is ' +
      'not that choice; compare: kubectl get persistentvolumeclaim/c -n ml -o yaml',
  ])
  const standard = `{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: std, annotations: {storageclass.kubernetes.io/is-default-class: "true"}}, provisioner: p}\n---\n`
  t.strictSame(
    at(standard + claim(''), standard + claim('storageClassName: std')),
    [],
    'known from the stream',
  )
  t.match(immutable(standard + claim(''), standard + claim('storageClassName: gp3')), [
    /was "std" and would be "gp3"/,
  ])
  const volume =
    '{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}, spec: {claimRef: {name: c, namespace: ml}, nfs: {server: s, path: /p}}}\n---\n'
  t.strictSame(at(volume + claim(''), volume + claim('volumeName: v')), [], 'kept for it')
  t.match(immutable(volume + claim(''), volume + claim('volumeName: w')), [/was "v" and would be "w"/])
})

t.test('a claim may grow where its class lets it, and never shrink', async (t) => {
  t.strictSame(immutable(claim('', '5Gi'), claim('', '3Gi')), [
    'PersistentVolumeClaim/c spec.resources.requests.storage: was "5Gi" and would be "3Gi", and a claim cannot shrink; ' +
      'keep it, or copy the data to a claim of another name',
  ])
  t.strictSame(at(claim('', '5Gi'), claim('', '6Gi')), [])
  t.match(immutable(claim('storageClassName: ""', '5Gi'), claim('storageClassName: ""', '6Gi')), [
    /a claim without a storage class cannot grow/,
  ])
  const named = (expands: boolean, size: string) =>
    `{apiVersion: storage.k8s.io/v1, kind: StorageClass, metadata: {name: s}, provisioner: p, allowVolumeExpansion: ${expands}}\n---\n${claim('storageClassName: s', size)}`
  t.strictSame(at(named(true, '5Gi'), named(true, '6Gi')), [])
  t.match(immutable(named(false, '5Gi'), named(false, '6Gi')), [
    /the storage class "s" does not let claims grow/,
  ])
})

t.test('the rest of a claim', async (t) => {
  const changes = {
    selector: 'selector: {matchLabels: {a: b}}',
    volumeMode: 'volumeMode: Block',
    dataSourceRef: 'dataSource: {kind: PersistentVolumeClaim, name: z}',
  }
  for (const [field, change] of Object.entries(changes)) {
    t.match(at(claim(''), claim(change)), [new RegExp(`^PersistentVolumeClaim/c spec.${field}`)], field)
  }
  t.strictSame(at(claim(''), claim('').replace('ReadWriteOnce', 'ReadWriteMany')), [
    'PersistentVolumeClaim/c spec.accessModes[0]',
  ])
  const source = '{kind: PersistentVolumeClaim, name: z}'
  t.strictSame(at(claim(`dataSource: ${source}`), claim(`dataSourceRef: ${source}`)), [])
  t.strictSame(at(claim(''), claim('volumeAttributesClassName: gold')), [])
  t.strictSame(at(claim('volumeAttributesClassName: gold'), claim('')).length, 1)
  t.strictSame(at(claim(''), claim('', '5Gi', '{volume.beta.kubernetes.io/storage-class: x}')).length, 1)
})

const volume = (spec: string): string =>
  `{apiVersion: v1, kind: PersistentVolume, metadata: {name: v}, spec: {capacity: {storage: 5Gi}, ${spec}}}`

t.test('where a volume lies', async (t) => {
  const nfs = (more = '') => volume(`nfs: {server: a, path: /x${more}}`)
  t.strictSame(immutable(nfs(), nfs().replace('/x', '/y')), [
    'PersistentVolume/v spec.nfs.path: was "/x" and would be "/y", which the API server refuses; ' +
      'keep it, or copy the data, delete claim and volume, and apply again',
  ])
  t.match(immutable(nfs(), volume('hostPath: {path: /x}')), [
    /spec: was \{"nfs":\{"server":"a","path":"\/x"\}\} and would be \{"hostPath":\{"path":"\/x"\}\}, which/,
  ])
  t.strictSame(at(nfs(), nfs(', readOnly: false')), [])
  t.strictSame(at(volume('hostPath: {path: /x}'), volume('hostPath: {path: /x, type: ""}')), [])
  t.strictSame(
    at(
      nfs(),
      volume(
        'nfs: {server: a, path: /x}, volumeMode: Filesystem, mountOptions: [hard], accessModes: [ReadWriteMany]',
      ),
    ),
    [],
  )
  const csi = (more: string) => volume(`csi: {driver: d, volumeHandle: h${more}}`)
  t.strictSame(at(csi(''), csi(', controllerExpandSecretRef: {name: s, namespace: n}')), [])
  t.strictSame(at(csi(''), csi(', volumeAttributes: {a: b}')), [
    'PersistentVolume/v spec.csi.volumeAttributes',
  ])
})

t.test('the node of a volume, once it is set', async (t) => {
  const on = (key: string) =>
    volume(
      `hostPath: {path: /x}, nodeAffinity: {required: {nodeSelectorTerms: [{matchExpressions: [{key: ${key}, operator: Exists}]}]}}`,
    )
  const none = volume('hostPath: {path: /x}')
  t.strictSame(at(none, on('a')), [])
  t.strictSame(at(on('a'), none), ['PersistentVolume/v spec.nodeAffinity'])
  t.match(at(on('a'), on('b')), [/matchExpressions\[0\]\.key$/])
  t.strictSame(at(on('beta.kubernetes.io/os'), on('kubernetes.io/os')), [], 'a label may lose its "beta"')
})

const service = (spec: string): string =>
  `{apiVersion: v1, kind: Service, metadata: {name: s}, spec: {ports: [{port: 80}], ${spec}}}`

t.test('the address of a Service', async (t) => {
  t.strictSame(immutable(service(''), service('clusterIP: None')), [
    'Service/s spec.clusterIP: was not set and would be "None", which the API server refuses; ' +
      'delete it first, data stays: kubectl delete service/s',
  ])
  t.strictSame(at(service('clusterIP: None'), service('')), [], 'what is left out stays')
  t.strictSame(at(service('clusterIP: None'), service('type: NodePort')), ['Service/s spec.clusterIP'])
  t.strictSame(at(service('clusterIP: 10.0.0.1'), service('clusterIP: 10.0.0.2')).length, 1)
  t.match(immutable(service(''), service('clusterIP: 10.0.0.2')), [/the cluster has chosen it/])
  t.strictSame(at(service('type: ExternalName'), service('clusterIP: 10.0.0.2')), [])
  for (const type of ['NodePort', 'LoadBalancer', 'ExternalName']) {
    t.strictSame(at(service(''), service(`type: ${type}`)), [])
    t.strictSame(at(service(`type: ${type}`), service('')), [])
  }
  t.match(immutable(service('ipFamilies: [IPv4]'), service('ipFamilies: [IPv6]')), [/spec.ipFamilies\[0\]/])
})

t.test('what a balancer is asked of', async (t) => {
  const balancer = (more: string) => service(`type: LoadBalancer, externalTrafficPolicy: Local, ${more}`)
  t.strictSame(at(balancer(''), balancer('loadBalancerClass: a/b')), ['Service/s spec.loadBalancerClass'])
  t.strictSame(at(balancer('loadBalancerClass: a/b'), service('')), [])
  t.strictSame(at(balancer('healthCheckNodePort: 31000'), balancer('healthCheckNodePort: 31001')), [
    'Service/s spec.healthCheckNodePort',
  ])
})

const job = (spec: string, container = 'image: "x:1"'): string =>
  `{apiVersion: batch/v1, kind: Job, metadata: {name: j}, spec: {${spec} template: {spec: {restartPolicy: Never, containers: [{name: x, ${container}}]}}}}`

t.test('the template of a Job', async (t) => {
  t.strictSame(immutable(job(''), job('', 'image: "x:2"')), [
    'Job/j spec.template.spec.containers[0].image: was "x:1" and would be "x:2", which the API server refuses; ' +
      'delete it first, and it runs again: kubectl delete job/j',
  ])
  t.strictSame(
    at(
      job('ttlSecondsAfterFinished: 5, backoffLimit: 1, completions: 1,'),
      job('', 'image: "x:1", imagePullPolicy: IfNotPresent, terminationMessagePolicy: File, resources: {}'),
    ),
    ['Job/j spec.completions'],
    'defaults are no change; completions that were said are taken away',
  )
  const env = (list: string) => job('', `image: x, env: [${list}]`)
  const [secret] = immutable(env('{name: A, value: "s3cret"}'), env('{name: A, value: "n3w"}'))
  t.match(secret, /^Job\/j spec.template.spec.containers\[0\].env\[0\].value: would change, which/)
  t.notMatch(secret, /s3cret|n3w/, 'what may be a secret is not shown')
})

t.test('a Job that is suspended can still be placed', async (t) => {
  const placed = job('', 'image: "x:1", resources: {limits: {cpu: 1}}').replace(
    'restartPolicy',
    'nodeSelector: {a: b}, tolerations: [{operator: Exists}], restartPolicy',
  )
  t.strictSame(at(job('suspend: true,'), placed), [])
  t.strictSame(at(job(''), placed).length, 1)
  t.strictSame(at(job('suspend: true,'), job('', 'image: "x:2"')).length, 1)
})

t.test('the completions of a Job', async (t) => {
  const cases: ReadonlyArray<readonly [string, string, boolean]> = [
    ['', 'completions: 1,', false],
    ['', 'completions: 2,', true],
    ['', 'parallelism: 2,', false],
    ['completions: 1,', '', true],
    ['completions: 1, parallelism: 1,', '', false],
    ['parallelism: 2,', '', true],
    [
      'completionMode: Indexed, completions: 2, parallelism: 2,',
      'completionMode: Indexed, completions: 3, parallelism: 3,',
      false,
    ],
    [
      'completionMode: Indexed, completions: 2, parallelism: 2,',
      'completionMode: Indexed, completions: 3, parallelism: 2,',
      true,
    ],
  ]
  for (const [before, after, refused] of cases) {
    t.strictSame(
      at(job(before), job(after)),
      refused ? ['Job/j spec.completions'] : [],
      `${before} to ${after}`,
    )
  }
})

t.test('a Pod, but for images, a nearer deadline and more tolerations', async (t) => {
  const of = (spec: string, image = 'busybox') =>
    `{apiVersion: v1, kind: Pod, metadata: {name: p}, spec: {${spec} containers: [{name: x, image: "${image}", resources: {limits: {cpu: 100m}}}]}}`
  t.strictSame(
    at(of(''), of('activeDeadlineSeconds: 5, tolerations: [{operator: Exists}],', 'busybox:1')),
    [],
  )
  t.strictSame(at(of(''), of('').replace('limits', 'requests: {cpu: 0.1}, limits')), [])
  t.strictSame(at(of('tolerations: [{operator: Exists}],'), of('')), ['Pod/p spec.tolerations'])
  t.strictSame(at(of('nodeSelector: {a: b},'), of('')), ['Pod/p spec.nodeSelector'])
  t.strictSame(at(of('activeDeadlineSeconds: 5,'), of('activeDeadlineSeconds: 6,')).length, 1)
})

t.test('ConfigMaps and Secrets that are immutable', async (t) => {
  const config = (more: string) => `{apiVersion: v1, kind: ConfigMap, metadata: {name: c}, ${more}}`
  t.strictSame(at(config('data: {a: b}'), config('data: {a: c}')), [])
  t.strictSame(immutable(config('immutable: true, data: {a: b}'), config('immutable: true, data: {a: c}')), [
    'ConfigMap/c data.a: was "b" and would be "c", which the API server refuses; give it another name, or delete it first',
  ])
  t.strictSame(at(config('immutable: true'), config('')), ['ConfigMap/c immutable'])
})

t.test('a Secret: its type, and what is in it without showing it', async (t) => {
  const secret = (more: string) => `{apiVersion: v1, kind: Secret, metadata: {name: s}, ${more}}`
  t.strictSame(at(secret('type: Opaque'), secret('data: {}')), [])
  t.strictSame(at(secret('type: Opaque'), secret('type: kubernetes.io/tls')), ['Secret/s type'])
  const before = secret('immutable: true, stringData: {a: "bä"}')
  t.strictSame(at(before, secret('immutable: true, data: {a: YsOk}')), [], 'the same in base64')
  t.strictSame(immutable(before, secret('immutable: true, stringData: {a: hunter2}')), [
    'Secret/s data.a: would change, which the API server refuses; give it another name, or delete it first',
  ])
  t.strictSame(at(before, secret('immutable: true')), [], 'stringData that is left out stays')
})

t.test('one field each', async (t) => {
  const cases: ReadonlyArray<readonly [string, string, string, string]> = [
    [
      'rbac.authorization.k8s.io/v1',
      'RoleBinding',
      'roleRef: {kind: Role, name: a}',
      'roleRef: {kind: Role, name: b}',
    ],
    [
      'rbac.authorization.k8s.io/v1',
      'ClusterRoleBinding',
      'roleRef: {kind: ClusterRole, name: a}',
      'roleRef: {kind: ClusterRole, name: b}',
    ],
    ['storage.k8s.io/v1', 'StorageClass', 'provisioner: a', 'provisioner: b'],
    ['storage.k8s.io/v1', 'StorageClass', 'parameters: {a: b}', 'parameters: {a: c}'],
    ['storage.k8s.io/v1', 'StorageClass', 'provisioner: a', 'provisioner: a, reclaimPolicy: Retain'],
    [
      'storage.k8s.io/v1',
      'StorageClass',
      'provisioner: a',
      'provisioner: a, volumeBindingMode: WaitForFirstConsumer',
    ],
    ['storage.k8s.io/v1', 'CSIDriver', 'spec: {}', 'spec: {attachRequired: false}'],
    ['storage.k8s.io/v1', 'VolumeAttributesClass', 'parameters: {a: b}', 'parameters: {a: c}'],
    ['scheduling.k8s.io/v1', 'PriorityClass', 'value: 1', 'value: 2'],
    ['scheduling.k8s.io/v1', 'PriorityClass', 'value: 1', 'value: 1, preemptionPolicy: Never'],
    ['node.k8s.io/v1', 'RuntimeClass', 'handler: a', 'handler: b'],
    ['networking.k8s.io/v1', 'IngressClass', 'spec: {controller: a}', 'spec: {controller: b}'],
    ['discovery.k8s.io/v1', 'EndpointSlice', 'addressType: IPv4', 'addressType: IPv6'],
    ['v1', 'ResourceQuota', 'spec: {scopes: [BestEffort]}', 'spec: {}'],
    [
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      'spec: {scope: Namespaced}',
      'spec: {scope: Cluster}',
    ],
    [
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      'spec: {versions: [{name: v1, storage: true}]}',
      'spec: {versions: [{name: v2, storage: true}]}',
    ],
  ]
  for (const [apiVersion, kind, before, after] of cases) {
    const of = (more: string) => `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x}, ${more}}`
    t.equal(at(of(before), of(after)).length, 1, `${kind}: ${before} to ${after}`)
    t.strictSame(at(of(before), of(before)), [], `${kind}: ${before}`)
  }
})

t.test('one field each that can change', async (t) => {
  const cases: ReadonlyArray<readonly [string, string, string, string]> = [
    [
      'rbac.authorization.k8s.io/v1',
      'RoleBinding',
      'roleRef: {kind: Role, name: a}',
      'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}, subjects: []',
    ],
    [
      'storage.k8s.io/v1',
      'StorageClass',
      'provisioner: a',
      'provisioner: a, reclaimPolicy: Delete, volumeBindingMode: Immediate, allowVolumeExpansion: true, mountOptions: [x]',
    ],
    [
      'v1',
      'ResourceQuota',
      'spec: {scopes: [BestEffort, NotTerminating]}',
      'spec: {scopes: [NotTerminating, BestEffort], hard: {pods: 1}}',
    ],
    [
      'policy/v1',
      'PodDisruptionBudget',
      'spec: {selector: {matchLabels: {a: b}}}',
      'spec: {selector: {matchLabels: {a: c}}}',
    ],
    [
      'networking.k8s.io/v1',
      'NetworkPolicy',
      'spec: {podSelector: {}}',
      'spec: {podSelector: {matchLabels: {a: b}}}',
    ],
    ['networking.k8s.io/v1', 'Ingress', 'spec: {ingressClassName: a}', 'spec: {ingressClassName: b}'],
    ['coordination.k8s.io/v1', 'Lease', 'spec: {holderIdentity: a}', 'spec: {holderIdentity: b}'],
    [
      'batch/v1',
      'CronJob',
      'spec: {schedule: "1 1 1 1 *", jobTemplate: {spec: {completions: 1}}}',
      'spec: {schedule: "1 1 1 2 *", jobTemplate: {spec: {completions: 2}}}',
    ],
    ['example.com/v1', 'Deployment', 'spec: {selector: {a: b}}', 'spec: {selector: {a: c}}'],
    [
      'apiextensions.k8s.io/v1',
      'CustomResourceDefinition',
      'spec: {versions: [{name: v1, storage: true}]}',
      'spec: {versions: [{name: v1}, {name: v2, storage: true}]}',
    ],
  ]
  for (const [apiVersion, kind, before, after] of cases) {
    const of = (more: string) => `{apiVersion: ${apiVersion}, kind: ${kind}, metadata: {name: x}, ${more}}`
    t.strictSame(at(of(before), of(after)), [], kind)
  }
})
