/** Fields that hold the name of another object, as Kustomize knows them. Source: `namereference.go` of its api module. */
import type { FieldSpec } from '../kustomization.js'

/** Fields that name an object of this kind; what is not said of it is any. */
export interface NameReference {
  readonly kind: string
  readonly group?: string
  readonly version?: string
  readonly fields: ReadonlyArray<FieldSpec>
}

/** Where the spec of a pod is in objects of a kind. */
const PODS: Readonly<Record<string, string>> = {
  Pod: 'spec',
  PodTemplate: 'template/spec',
  Deployment: 'spec/template/spec',
  ReplicaSet: 'spec/template/spec',
  ReplicationController: 'spec/template/spec',
  DaemonSet: 'spec/template/spec',
  StatefulSet: 'spec/template/spec',
  Job: 'spec/template/spec',
  CronJob: 'spec/jobTemplate/spec/template/spec',
}

const inPods = (kinds: ReadonlyArray<string>, fields: ReadonlyArray<string>): ReadonlyArray<FieldSpec> =>
  kinds.flatMap((kind) => fields.map((field) => ({ kind, path: `${PODS[kind] ?? 'spec'}/${field}` })))

const inContainers = (field: string): ReadonlyArray<string> =>
  ['containers', 'initContainers'].map((list) => `${list}/${field}`)

const configMapInPods = [
  'volumes/configMap/name',
  ...inContainers('env/valueFrom/configMapKeyRef/name'),
  ...inContainers('envFrom/configMapRef/name'),
  'volumes/projected/sources/configMap/name',
]
const secretInPods = [
  'volumes/secret/secretName',
  ...inContainers('env/valueFrom/secretKeyRef/name'),
  ...inContainers('envFrom/secretRef/name'),
  'imagePullSecrets/name',
  'volumes/projected/sources/secret/name',
]

const CONTENT_READERS = [
  'PodTemplate',
  'Deployment',
  'ReplicaSet',
  'DaemonSet',
  'StatefulSet',
  'Job',
  'CronJob',
]
const OTHERS = ['Pod', 'StatefulSet', 'Deployment', 'ReplicationController', 'CronJob', 'Job', 'DaemonSet']

const inVersion1 = (fields: ReadonlyArray<FieldSpec>): ReadonlyArray<FieldSpec> =>
  fields.map((field) => ({ ...field, version: 'v1' }))

const scaled: ReadonlyArray<FieldSpec> = [
  { kind: 'HorizontalPodAutoscaler', path: 'spec/scaleTargetRef/name' },
]
const RBAC = 'rbac.authorization.k8s.io'
const ADMISSION = 'admissionregistration.k8s.io'
const resourceNames = (...kinds: ReadonlyArray<string>): ReadonlyArray<FieldSpec> =>
  kinds.map((kind) => ({ kind, path: 'rules/resourceNames' }))
const ingressAnnotation = (name: string): FieldSpec => ({
  kind: 'Ingress',
  path: `metadata/annotations/${name.replace('/', '\\/')}`,
})

/** In the order in which Kustomize follows them. */
export const nameReferences: ReadonlyArray<NameReference> = [
  {
    kind: 'StorageClass',
    version: 'v1',
    group: 'storage.k8s.io',
    fields: [
      { kind: 'PersistentVolume', path: 'spec/storageClassName' },
      { kind: 'PersistentVolumeClaim', path: 'spec/storageClassName' },
      { kind: 'StatefulSet', path: 'spec/volumeClaimTemplates/spec/storageClassName' },
    ],
  },
  {
    kind: 'ServiceAccount',
    version: 'v1',
    fields: [
      { kind: 'RoleBinding', group: RBAC, path: 'subjects' },
      { kind: 'ClusterRoleBinding', group: RBAC, path: 'subjects' },
      ...inPods(OTHERS, ['serviceAccountName']),
    ],
  },
  { kind: 'Role', group: RBAC, fields: [{ kind: 'RoleBinding', group: RBAC, path: 'roleRef/name' }] },
  {
    kind: 'ClusterRole',
    group: RBAC,
    fields: [
      { kind: 'RoleBinding', group: RBAC, path: 'roleRef/name' },
      { kind: 'ClusterRoleBinding', group: RBAC, path: 'roleRef/name' },
    ],
  },
  {
    kind: 'ConfigMap',
    version: 'v1',
    fields: [
      ...inVersion1(inPods(['Pod'], configMapInPods)),
      ...inPods(CONTENT_READERS, configMapInPods),
      { kind: 'Node', path: 'spec/configSource/configMap' },
      ...resourceNames('Role', 'ClusterRole'),
      ingressAnnotation('nginx.ingress.kubernetes.io/fastcgi-params-configmap'),
    ],
  },
  {
    kind: 'Secret',
    version: 'v1',
    fields: [
      ...inVersion1(inPods(['Pod'], secretInPods)),
      ...inPods(CONTENT_READERS, secretInPods),
      { kind: 'Ingress', path: 'spec/tls/secretName' },
      ingressAnnotation('ingress.kubernetes.io/auth-secret'),
      ingressAnnotation('nginx.ingress.kubernetes.io/auth-secret'),
      ingressAnnotation('nginx.ingress.kubernetes.io/auth-tls-secret'),
      { kind: 'ServiceAccount', path: 'imagePullSecrets/name' },
      { kind: 'StorageClass', path: 'parameters/secretName' },
      { kind: 'StorageClass', path: 'parameters/adminSecretName' },
      { kind: 'StorageClass', path: 'parameters/userSecretName' },
      { kind: 'StorageClass', path: 'parameters/secretRef' },
      ...resourceNames('Role', 'ClusterRole'),
      {
        kind: 'Service',
        group: 'serving.knative.dev',
        version: 'v1',
        path: 'spec/template/spec/containers/env/valueFrom/secretKeyRef/name',
      },
      { kind: 'PersistentVolume', path: 'spec/azureFile/secretName' },
    ],
  },
  {
    kind: 'Service',
    version: 'v1',
    fields: [
      { kind: 'StatefulSet', group: 'apps', path: 'spec/serviceName' },
      { kind: 'Ingress', path: 'spec/rules/http/paths/backend/serviceName' },
      { kind: 'Ingress', path: 'spec/backend/serviceName' },
      { kind: 'Ingress', path: 'spec/rules/http/paths/backend/service/name' },
      { kind: 'Ingress', path: 'spec/defaultBackend/service/name' },
      { kind: 'APIService', group: 'apiregistration.k8s.io', path: 'spec/service/name' },
      { kind: 'ValidatingWebhookConfiguration', group: ADMISSION, path: 'webhooks/clientConfig/service' },
      { kind: 'MutatingWebhookConfiguration', group: ADMISSION, path: 'webhooks/clientConfig/service' },
    ],
  },
  {
    kind: 'PriorityClass',
    version: 'v1',
    group: 'scheduling.k8s.io',
    fields: inPods(OTHERS, ['priorityClassName']),
  },
  {
    kind: 'PersistentVolume',
    version: 'v1',
    fields: [{ kind: 'PersistentVolumeClaim', path: 'spec/volumeName' }, ...resourceNames('ClusterRole')],
  },
  {
    kind: 'PersistentVolumeClaim',
    version: 'v1',
    fields: inPods(OTHERS, ['volumes/persistentVolumeClaim/claimName']),
  },
  { kind: 'Deployment', fields: scaled },
  { kind: 'StatefulSet', fields: scaled },
  { kind: 'ReplicaSet', fields: scaled },
  { kind: 'ReplicationController', fields: scaled },
  {
    kind: 'ValidatingAdmissionPolicy',
    group: ADMISSION,
    fields: [{ kind: 'ValidatingAdmissionPolicyBinding', group: ADMISSION, path: 'spec/policyName' }],
  },
]

const ROUTES = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute']
const GATEWAY = 'gateway.networking.k8s.io'

/**
 * Names of objects that Kustomize does not follow. Its table has IngressClass too, in a group `networking.k8s.io/v1` that
 * no object has.
 */
export const forgottenReferences: ReadonlyArray<NameReference> = [
  {
    kind: 'IngressClass',
    group: 'networking.k8s.io',
    fields: [{ kind: 'Ingress', path: 'spec/ingressClassName' }],
  },
  { kind: 'ConfigMap', version: 'v1', fields: inPods(['ReplicationController'], configMapInPods) },
  {
    kind: 'Secret',
    version: 'v1',
    fields: [
      ...inPods(['ReplicationController'], secretInPods),
      { kind: 'ServiceAccount', path: 'secrets/name' },
      { kind: 'Gateway', group: GATEWAY, path: 'spec/listeners/tls/certificateRefs' },
    ],
  },
  {
    kind: 'ServiceAccount',
    version: 'v1',
    fields: inPods(['ReplicaSet', 'PodTemplate'], ['serviceAccountName']),
  },
  {
    kind: 'PriorityClass',
    group: 'scheduling.k8s.io',
    fields: inPods(['ReplicaSet', 'PodTemplate'], ['priorityClassName']),
  },
  {
    kind: 'PersistentVolumeClaim',
    version: 'v1',
    fields: [
      ...inPods(['ReplicaSet', 'PodTemplate'], ['volumes/persistentVolumeClaim/claimName']),
      { kind: 'PersistentVolume', path: 'spec/claimRef' },
      { kind: 'PersistentVolumeClaim', path: 'spec/dataSource' },
      { kind: 'PersistentVolumeClaim', path: 'spec/dataSourceRef' },
    ],
  },
  {
    kind: 'Service',
    version: 'v1',
    fields: [
      ...ROUTES.flatMap((kind) => [
        { kind, group: GATEWAY, path: 'spec/rules/backendRefs' },
        { kind, group: GATEWAY, path: 'spec/rules/filters/requestMirror/backendRef' },
      ]),
      {
        kind: 'CustomResourceDefinition',
        group: 'apiextensions.k8s.io',
        path: 'spec/conversion/webhook/clientConfig/service',
      },
    ],
  },
  {
    kind: 'Gateway',
    group: GATEWAY,
    fields: ROUTES.map((kind) => ({ kind, group: GATEWAY, path: 'spec/parentRefs' })),
  },
]
