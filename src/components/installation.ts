/** The shape of an installation: what components read and overlays edit. */
import type { JsonObject } from '../json.js'
import type {
  ConfigMap,
  Deployment,
  Ingress,
  Namespace,
  PersistentVolume,
  PersistentVolumeClaim,
  PersistentVolumeSpec,
  Role,
  RoleBinding,
  Service,
  ServiceAccount,
  StatefulSet,
} from '../kube/types.js'
import type { Values } from '../values/table.js'

/** The parts of ClearML that run as pods; each is the value of the label `app.kubernetes.io/component`. */
export const components = [
  'apiserver',
  'webserver',
  'fileserver',
  'asyncdelete',
  'elasticsearch',
  'mongodb',
  'redis',
] as const
export type Component = (typeof components)[number]

/** The components that keep data, each in one volume. */
export const volumes = ['elasticsearch', 'mongodb', 'redis', 'fileserver'] as const
export type VolumeOf = (typeof volumes)[number]

/** The components that users and agents reach from outside. */
export const entrances = ['webserver', 'apiserver', 'fileserver'] as const
export type Entrance = (typeof entrances)[number]

/** Where one component's data lies. An overlay of the slot `storage` edits it. */
export interface DataVolume {
  /** Name of the claim that the pod mounts, or `null` for an emptyDir. */
  readonly claimName: string | null
  /** The claim that the stream makes: what varies of its spec. `null`: none is made. */
  readonly claim: {
    readonly accessModes: ReadonlyArray<string>
    /** `''` asks for no class at all, so that only `volumeName` binds; `null` takes the cluster's default class. */
    readonly storageClassName: string | null
    readonly volumeName: string | null
  } | null
  /** The volume that the stream makes for the claim; `null`: the cluster's provisioner makes it. */
  readonly persistentVolume: { readonly name: string; readonly spec: PersistentVolumeSpec } | null
  /** Whether an init container that runs as root gives the volume's directory to the component's user. */
  readonly prepare: boolean
}

/** How one entrance's Service is reached. An overlay of the slot `expose` edits it. */
export interface Entry {
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer'
  /** 30000–32767 unless the cluster says otherwise; `null`: the cluster chooses. */
  readonly nodePort: number | null
}

/** Public URLs, `null` where they cannot be known. */
export interface Urls {
  readonly web: string | null
  readonly api: string | null
  readonly files: string | null
}

/** What is derived from the values: hidden, late-bound, edited by overlays. */
export interface Config {
  readonly images: { readonly [C in Component]: string }
  readonly scheme: 'http' | 'https'
  readonly urls: Urls
  /** The URL prefixes under which stored data may name the fileserver: public ones, former ones, the Service's. */
  readonly filesPrefixes: ReadonlyArray<string>
  readonly cookie: {
    readonly name: string
    /** `null`: the cookie belongs to the one host that set it. */
    readonly domain: string | null
    readonly secure: boolean
  }
  readonly volumes: { readonly [V in VolumeOf]: DataVolume }
  readonly entries: { readonly [E in Entrance]: Entry }
}

interface Workload {
  readonly serviceAccount: ServiceAccount
}
interface Server extends Workload {
  readonly service: Service
  readonly deployment: Deployment
}
interface Store extends Workload {
  readonly service: Service
  readonly claim: PersistentVolumeClaim | null
  readonly persistentVolume: PersistentVolume | null
  readonly statefulSet: StatefulSet
}

/** An installation, evaluated: the components' manifests (`null`: switched off) beside values and config. */
export interface Installation {
  readonly values: Values
  readonly config: Config
  readonly namespace: { readonly namespace: Namespace | null }
  readonly configuration: { readonly configMap: ConfigMap | null }
  readonly credentials: {
    readonly configMap: ConfigMap | null
    readonly role: Role | null
    readonly roleBinding: RoleBinding | null
  }
  readonly apiserver: Server
  readonly webserver: Server & { readonly configMap: ConfigMap | null }
  readonly fileserver: Server & {
    readonly claim: PersistentVolumeClaim | null
    readonly persistentVolume: PersistentVolume | null
  }
  readonly asyncdelete: Workload & { readonly deployment: Deployment }
  readonly elasticsearch: Store
  readonly mongodb: Store
  readonly redis: Store
  readonly expose: {
    readonly ingress: Ingress | null
    /** What a load balancer reads about an entrance, where it reads a custom resource. */
    readonly webserverBackend: JsonObject | null
    readonly apiserverBackend: JsonObject | null
    readonly fileserverBackend: JsonObject | null
  }
}

/** An installation as plain data, as `notes` and warnings read it. */
export type Evaluated = { readonly config: Config; readonly manifests: ReadonlyArray<JsonObject> }
