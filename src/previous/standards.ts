/** What the API server fills into pods and volumes. Source: `SetDefaults_*` in pkg/apis/core/v1/defaults.go of Kubernetes. */
import { get, type Json } from '../json.js'
import type { Standard } from './difference.js'

/** By the field that holds the object, and the field in it. Values that Go does not tell from absent ones are among them. */
const FILLED: Readonly<Record<string, Readonly<Record<string, Json>>>> = {
  spec: {
    restartPolicy: 'Always',
    dnsPolicy: 'ClusterFirst',
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
    securityContext: {},
    hostNetwork: false,
    hostPID: false,
    hostIPC: false,
    nodeName: '',
    hostname: '',
    subdomain: '',
    priorityClassName: '',
    volumeMode: 'Filesystem',
  },
  container: {
    terminationMessagePath: '/dev/termination-log',
    terminationMessagePolicy: 'File',
    resources: {},
    stdin: false,
    stdinOnce: false,
    tty: false,
    workingDir: '',
  },
  ports: { protocol: 'TCP', name: '', hostIP: '' },
  env: { value: '' },
  volumeMounts: { readOnly: false, subPath: '', subPathExpr: '' },
  probe: {
    timeoutSeconds: 1,
    periodSeconds: 10,
    successThreshold: 1,
    failureThreshold: 3,
    initialDelaySeconds: 0,
  },
  httpGet: { path: '/', scheme: 'HTTP', host: '' },
  grpc: { service: '' },
  fieldRef: { apiVersion: 'v1' },
  resourceFieldRef: { divisor: '0', containerName: '' },
  configMap: { defaultMode: 420 },
  secret: { defaultMode: 420 },
  downwardAPI: { defaultMode: 420 },
  projected: { defaultMode: 420 },
  serviceAccountToken: { expirationSeconds: 3600, audience: '' },
  emptyDir: { medium: '' },
  hostPath: { type: '' },
  persistentVolumeClaim: { readOnly: false },
  nfs: { readOnly: false },
  csi: { readOnly: false, fsType: '' },
  iscsi: { iscsiInterface: 'default', readOnly: false, fsType: '' },
  rbd: { pool: 'rbd', user: 'admin', keyring: '/etc/ceph/keyring', readOnly: false, fsType: '' },
  azureDisk: { cachingMode: 'ReadWrite', fsType: 'ext4', readOnly: false, kind: 'Shared' },
  azureFile: { readOnly: false },
  scaleIO: { storageMode: 'ThinProvisioned', fsType: 'xfs', readOnly: false, sslEnabled: false },
  gcePersistentDisk: { readOnly: false, fsType: '', partition: 0 },
  awsElasticBlockStore: { readOnly: false, fsType: '', partition: 0 },
  cephfs: { readOnly: false, path: '', user: '' },
  cinder: { readOnly: false, fsType: '' },
  fc: { readOnly: false, fsType: '' },
  flexVolume: { readOnly: false, fsType: '' },
  glusterfs: { readOnly: false },
  local: {},
  vsphereVolume: { fsType: '' },
  onPodConditions: { status: 'True' },
}

const SAME_AS: Readonly<Record<string, string>> = {
  containers: 'container',
  initContainers: 'container',
  livenessProbe: 'probe',
  readinessProbe: 'probe',
  startupProbe: 'probe',
}

/** In the template of a workload, and in the source of a volume. */
export const templateStandard: Standard = (parent, key, of) => {
  if (parent === 'containers' || parent === 'initContainers') {
    if (key === 'imagePullPolicy') return pullPolicy(get(of, 'image'))
  }
  // A volume without a source is an emptyDir.
  if (parent === 'volumes' && key === 'emptyDir' && Object.keys(of).length === 1) return {}
  // `serviceAccount` is the old name, which the server keeps equal.
  if (key === 'serviceAccount') return get(of, 'serviceAccountName')
  if (key === 'serviceAccountName') return get(of, 'serviceAccount')
  const filled = FILLED[SAME_AS[parent] ?? parent]
  return filled !== undefined && Object.hasOwn(filled, key) ? filled[key] : undefined
}

/** In a Pod: more is filled in than in a template. */
export const podStandard: Standard = (parent, key, of) => {
  if (parent === 'resources' && key === 'requests') return get(of, 'limits')
  if (parent === 'spec' && key === 'enableServiceLinks') return true
  return templateStandard(parent, key, of)
}

/** `Always` for `latest`, which an image without tag and digest is too. */
const pullPolicy = (image: Json | undefined): Json | undefined => {
  if (typeof image !== 'string') return undefined
  const [name = '', digest] = image.split('@')
  const tag = /:([^/:]+)$/.exec(name)?.[1]
  return (tag ?? (digest === undefined ? 'latest' : '')) === 'latest' ? 'Always' : 'IfNotPresent'
}
